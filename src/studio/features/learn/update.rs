//! What becomes of the messages: painting the figures, asking the layers, measuring the table.

use std::sync::Arc;

use crate::cancel::CancelToken;
use crate::error::{Error, Result};
use crate::fast::speed::{Speed, TABLE_SIZES};
use crate::job::{LayerAnswer, SheetRequest};
use crate::machine;
use crate::network::{DeviceChoice, Layer, NetworkCache, Workspace};
use crate::picture::Picture;
use crate::studio::canvas::{Method, Tab};
use crate::studio::features::learn::{
    About, AnswerImages, AskedPicture, Event, Figure, Learn, LearnSettings, Msg, Painted, Question, Resting,
};
use crate::studio::painted::Newest;
use crate::studio::painted::sheet::{Prepared, Sheet};
use crate::studio::roles::{Loaded, Role, StyleInUse};
use crate::studio::services::Context;
use crate::studio::tasks::discard;
use crate::text::{Text, text};
use crate::transfer::{Activations, Plan, Styles, TransferSettings};

/// The longer side at which a picture at rest is seen at most, in pixels: feature maps of more show no more.
const SEEN_SIDE: usize = 512;
/// How long the optimiser is timed for each size of the table, in seconds; the command line takes a minute.
const TIMED: f64 = 10.0;

/// A picture at rest that is asked about.
struct AtRest {
    how: Resting,
    pixels: Pixels,
    /// The iteration after which it was painted.
    iteration: Option<usize>,
}

/// The pixels of a picture at rest.
enum Pixels {
    /// Those of one that was read.
    Read(Arc<Picture>),
    /// Those of a painting that has ended.
    Painted(Newest),
}

impl Learn {
    /// Carries out a message; `settings` are remembered.
    pub fn update(&mut self, settings: &mut LearnSettings, msg: Msg, context: &mut Context<'_>) -> Option<Event> {
        match msg {
            Msg::Change(changed) => self.change(settings, *changed, context),
            Msg::SelectFilter(filter) => self.answers.filter = filter,
            Msg::Paint(figure) => match prepared(figure, settings, context) {
                Ok(prepared) => return Some(Event::Paint(figure, Box::new(prepared))),
                Err(error) => context.report(&error),
            },
            Msg::Figure(figure, msg) => {
                let next = Plan::of(&context.setup.settings);
                return self.figures.get_mut(&figure)?.update(msg, next).map(Event::Use);
            }
            Msg::MeasureSpeed => return Some(Event::MeasureSpeed),
            Msg::StopMeasuring => self.speed.stop(),
            Msg::Save(shown) => return Some(Event::Save(shown)),
            Msg::Answered { question, iteration, seconds, result } => {
                self.answers.take(question, iteration, seconds, result, context.window);
            }
            Msg::Measured { number, result, is_last } => {
                if let Some(error) = self.speed.take(number, result, is_last) {
                    context.report(&error);
                }
            }
        }
        None
    }

    fn change(&mut self, settings: &mut LearnSettings, changed: LearnSettings, context: &mut Context<'_>) {
        if changed.layer != settings.layer {
            self.answers.filter = None;
        }
        *settings = changed.within_ranges();
        context.services.method = Method::Learn;
        context.services.comparison.tab = Tab::Figure;
    }

    /// Starts to paint a figure, for which others have made way.
    pub fn paint(&mut self, figure: Figure, prepared: Prepared, context: &mut Context<'_>) {
        let before = self.figures.insert(figure, Sheet::start(prepared, context.window));
        discard(before);
        context.services.notices.clear();
    }

    /// Begins to measure the table of speeds, for which others have made way.
    pub fn measure_speed(&mut self, context: &Context<'_>) {
        let device = context.device();
        let name = match device {
            DeviceChoice::Cpu => format!("{}, threads: {}", machine::processor().name, machine::threads()),
            other => other.to_string(),
        };
        let (number, cancel) = self.speed.begin(name);
        let networks = context.services.networks.clone();
        let measure = move |report: &dyn Fn(Msg)| {
            for (index, size) in TABLE_SIZES.into_iter().enumerate() {
                let speed = measured(&networks, device, size, &cancel)?;
                report(Msg::Measured { number, result: Ok(speed), is_last: index + 1 == TABLE_SIZES.len() });
            }
            Ok(())
        };
        self.tasks.run_many(measure, move |error| Msg::Measured { number, result: Err(error), is_last: true });
    }

    /// Takes in how far the figures are.
    pub fn poll_figures(&mut self, context: &mut Context<'_>) {
        for error in self.figures.values_mut().filter_map(Sheet::poll) {
            context.report(&error);
        }
    }

    /// Begins to draw what a layer answered to the painting of this number.
    pub fn draw_answer(&self, painting: u64, answer: LayerAnswer) {
        let Some(question) = self.answers.awaited_of(painting, answer.layer) else { return };
        self.answer(question, Some(answer.iteration), answer.seconds, move || answer.result);
    }

    /// Sees to it that the layer that is looked at is asked; nothing is while nobody looks. Returns the layer that the
    /// painting on its way is to be asked about.
    pub fn keep_answers_up(
        &mut self,
        settings: &LearnSettings,
        painted: Option<&Painted<'_>>,
        context: &Context<'_>,
    ) -> Option<Layer> {
        let services = &context.services;
        let is_seen = services.method == Method::Learn && services.comparison.tab == Tab::Figure;
        if !is_seen || !settings.topic.asks_a_layer() {
            self.answers.forget_question();
            return None;
        }
        let (question, at_rest) = question(settings, painted, context)?;
        if !self.answers.asks(question) {
            if let Some(rest) = self.answers.rest() {
                context.window.request_repaint_after(rest);
            }
            return None;
        }
        let Some(AtRest { how, pixels, iteration }) = at_rest else { return Some(question.layer) };
        let networks = context.services.networks.clone();
        self.answer(question, iteration, 0.0, move || {
            let picture = match pixels {
                Pixels::Read(picture) => picture,
                Pixels::Painted(newest) => newest.to_picture(),
            };
            asked(&networks, &picture, question.layer, how).map_err(|error| error.text())
        });
        None
    }

    /// Begins to make an answer ready for the screen.
    fn answer(
        &self,
        question: Question,
        iteration: Option<usize>,
        seconds: f64,
        activations: impl FnOnce() -> Result<Activations, Text> + Send + 'static,
    ) {
        let draw = || Ok(activations().map(|activations| Box::new(AnswerImages::of(activations))));
        self.tasks.run(draw, move |result| {
            let result = result.unwrap_or_else(|error| Err(error.text()));
            Msg::Answered { question, iteration, seconds, result }
        });
    }
}

/// A figure of the pictures at hand.
fn prepared(figure: Figure, settings: &LearnSettings, context: &Context<'_>) -> Result<Prepared> {
    let empty = || Error::value(Text::new(figure.shape().title()), text!("empty"), text!("choose a picture for it"));
    let content = context.loaded(figure.shape()).cloned().ok_or_else(empty)?;
    let sheet = figure.plan(settings.figure(figure));
    sheet.validate()?;
    let mut styles = context.styles_in_use();
    if figure == Figure::Styles {
        // What a painting keeps of its style is told of one painting.
        styles.retain(|style| style.role == Role::Style);
    }
    if let Some(missing) = styles.iter().map(|style| &style.loaded).chain([&content]).find_map(Loaded::missing) {
        return Err(missing);
    }
    let request = SheetRequest {
        sheet,
        content: Arc::clone(&content.picture),
        styles: vec![Styles::new(StyleInUse::weighted(&styles))?],
        start: None,
        device: context.setup.device,
        networks: context.services.networks.clone(),
    };
    Ok(Prepared { request, content, styles: vec![styles] })
}

/// What is to be asked, with the picture when it is at rest.
fn question(
    settings: &LearnSettings,
    painted: Option<&Painted<'_>>,
    context: &Context<'_>,
) -> Option<(Question, Option<AtRest>)> {
    let layer = settings.layer;
    let of = |number: u64, picture: AskedPicture, settings: &TransferSettings| Resting {
        number,
        picture,
        size: settings.size.min(SEEN_SIDE),
        pooling: settings.pooling,
        padding: settings.padding,
        weights: settings.weight_scale,
        device: context.setup.device,
    };
    let asked = |at_rest: AtRest| Some((Question { layer, about: About::Resting(at_rest.how) }, Some(at_rest)));
    if let (AskedPicture::Painting, Some(painted)) = (settings.picture, painted) {
        if painted.is_running {
            return Some((Question { layer, about: About::Going(painted.number) }, None));
        }
        let (newest, shown) = painted.newest?;
        let how = of(shown, AskedPicture::Painting, painted.settings);
        return asked(AtRest { how, iteration: Some(newest.iteration()), pixels: Pixels::Painted(newest.clone()) });
    }
    let (picture, role) = match settings.picture {
        AskedPicture::Style => (AskedPicture::Style, Role::Style),
        AskedPicture::Painting | AskedPicture::Content => (AskedPicture::Content, Role::Content),
    };
    let loaded = context.loaded(role)?;
    let how = of(loaded.display.id(), picture, &context.setup.settings);
    asked(AtRest { how, iteration: None, pixels: Pixels::Read(Arc::clone(&loaded.picture)) })
}

/// What a layer answers to a picture at rest.
fn asked(networks: &NetworkCache, picture: &Picture, layer: Layer, how: Resting) -> Result<Activations> {
    let network = networks.get(how.device, how.weights)?;
    let seen = picture.with_longer_side(how.size);
    let choices = (how.pooling, how.padding);
    Activations::of(&network, &seen, layer, choices, &mut Workspace::default(), &CancelToken::new())
}

fn measured(networks: &NetworkCache, device: DeviceChoice, size: usize, cancel: &CancelToken) -> Result<Speed> {
    let network = networks.get(device, TransferSettings::default().weight_scale)?;
    Speed::measure(&network, size, TIMED, cancel)
}
