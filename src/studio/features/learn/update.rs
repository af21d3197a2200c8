//! The Learn tab: painting the figures, asking the layers, measuring the table.

use std::sync::Arc;

use egui::Context;

use crate::cancel::CancelToken;
use crate::error::{Error, Result};
use crate::fast::speed::{Speed, TABLE_SIZES};
use crate::job::SheetRequest;
use crate::machine;
use crate::network::{DeviceChoice, Layer, NetworkCache, Workspace};
use crate::picture::Picture;
use crate::studio::App;
use crate::studio::app::outcome::Outcome;
use crate::studio::canvas::{Method, Tab};
use crate::studio::features::learn::{
    About, AnswerImages, AskedPicture, Figure, LearnAction, LearnOutcome, LearnSettings, Question, Resting,
};
use crate::studio::features::painting::Painting;
use crate::studio::painted::Newest;
use crate::studio::painted::sheet::Sheet;
use crate::studio::roles::{Loaded, Role, StyleInUse};
use crate::studio::services::device_of;
use crate::studio::tasks::discard;
use crate::transfer::{Activations, Styles, TransferSettings};

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

impl App {
    /// Carries out one action.
    pub(in crate::studio) fn perform_learn(&mut self, action: LearnAction, window: &Context) {
        match action {
            LearnAction::Change(settings) => self.change_lesson(*settings),
            LearnAction::SelectFilter(filter) => self.session.learn.answers.filter = filter,
            LearnAction::Paint(figure) => self.paint_figure(figure, window),
            LearnAction::MeasureSpeed => self.measure_speed(),
            LearnAction::StopMeasuring => self.session.learn.speed.stop(),
        }
    }

    /// Takes in what the background told.
    pub(in crate::studio) fn take_in_learn(&mut self, outcome: LearnOutcome, window: &Context) {
        match outcome {
            LearnOutcome::Answered { question, iteration, seconds, result } => {
                self.session.learn.answers.take(question, iteration, seconds, result, window);
            }
            LearnOutcome::Measured { number, result, is_last } => {
                if let Some(error) = self.session.learn.speed.take(number, result, is_last) {
                    self.session.services.notices.error(&error);
                }
            }
        }
    }

    pub(in crate::studio) fn change_lesson(&mut self, settings: LearnSettings) {
        if settings.layer != self.state.learn.layer {
            self.session.learn.answers.filter = None;
        }
        self.state.learn = settings.within_ranges();
        self.session.services.method = Method::Learn;
        self.session.services.comparison.tab = Tab::Figure;
    }

    /// Starts to paint a figure from the pictures at hand; a painting rests meanwhile.
    pub(in crate::studio) fn paint_figure(&mut self, figure: Figure, window: &Context) {
        let result = self.figure_request(figure);
        let (request, styles) = match result {
            Ok(prepared) => prepared,
            Err(error) => return self.session.services.notices.error(&error),
        };
        let Some(content) = self.session.services.pictures.loaded(figure.shape()).cloned() else { return };
        self.make_way();
        self.with_painting(Painting::pause);
        let sheet = Sheet::start(request, content, vec![styles], window);
        let before = self.session.learn.figures.insert(figure, sheet);
        discard(before);
        self.session.services.notices.clear();
    }

    pub(in crate::studio) fn figure_request(&self, figure: Figure) -> Result<(SheetRequest, Vec<StyleInUse>)> {
        let empty = || Error::value(figure.shape().title(), "empty", "choose a picture for it");
        let shape = self.session.services.pictures.loaded(figure.shape()).ok_or_else(empty)?;
        let sheet = figure.plan(self.state.learn.figure(figure));
        sheet.validate()?;
        let mut styles = self.session.services.pictures.styles_in_use(&self.state.setup);
        if figure == Figure::Styles {
            // What a painting keeps of its style is told of one painting.
            styles.retain(|style| style.role == Role::Style);
        }
        if let Some(missing) = styles.iter().map(|style| &style.loaded).chain([shape]).find_map(Loaded::missing) {
            return Err(missing);
        }
        let request = SheetRequest {
            sheet,
            content: Arc::clone(&shape.picture),
            styles: vec![Styles::new(StyleInUse::weighted(&styles))?],
            start: None,
            device: self.state.setup.device,
            networks: self.session.services.networks.clone(),
        };
        Ok((request, styles))
    }

    /// Sees to it that the layer that is looked at is asked; nothing is while nobody looks.
    pub(in crate::studio) fn keep_answers_up(&mut self, window: &Context) {
        self.take_answer();
        let (session, settings) = (&mut self.session, &self.state.learn);
        let is_seen = session.services.method == Method::Learn && session.services.comparison.tab == Tab::Figure;
        if !is_seen || !settings.topic.asks_a_layer() {
            session.learn.answers.forget_question();
            return;
        }
        let Some((question, at_rest)) = self.question() else { return };
        if !self.session.learn.answers.asks(question) {
            if let Some(rest) = self.session.learn.answers.rest() {
                window.request_repaint_after(rest);
            }
            return;
        }
        match at_rest {
            None => self.with_painting(|painting| painting.ask(question.layer)),
            Some(at_rest) => self.ask_about(question, at_rest),
        }
    }

    /// Begins to draw the answer of the painting, if one came.
    pub(in crate::studio) fn take_answer(&mut self) {
        let Some(painting) = &self.session.painting else { return };
        let Some(answer) = painting.take_answer() else { return };
        let Some(question) = self.session.learn.answers.awaited_of(painting.number(), answer.layer) else { return };
        self.session.tasks.spawn(move || {
            let (iteration, seconds) = (Some(answer.iteration), answer.seconds);
            let result = answer.result.map(|activations| Box::new(AnswerImages::of(activations)));
            Outcome::Learn(LearnOutcome::Answered { question, iteration, seconds, result })
        });
    }

    /// What is to be asked, with the picture when it is at rest.
    pub(in crate::studio) fn question(&self) -> Option<(Question, Option<AtRest>)> {
        let (session, layer) = (&self.session, self.state.learn.layer);
        let of = |number: u64, picture: AskedPicture, settings: &TransferSettings| Resting {
            number,
            picture,
            size: settings.size.min(SEEN_SIDE),
            pooling: settings.pooling,
            padding: settings.padding,
            weights: settings.weight_scale,
            device: self.state.setup.device,
        };
        let asked = |at_rest: AtRest| Some((Question { layer, about: About::Resting(at_rest.how) }, Some(at_rest)));
        if let (AskedPicture::Painting, Some(painting)) = (self.state.learn.picture, &session.painting) {
            if painting.phase().is_running() {
                return Some((Question { layer, about: About::Going(painting.number()) }, None));
            }
            let (newest, display) = (painting.newest()?.clone(), painting.display()?);
            let how = of(display.pyramid.id(), AskedPicture::Painting, painting.settings());
            return asked(AtRest { how, iteration: Some(newest.iteration()), pixels: Pixels::Painted(newest) });
        }
        let (picture, role) = match self.state.learn.picture {
            AskedPicture::Style => (AskedPicture::Style, Role::Style),
            AskedPicture::Painting | AskedPicture::Content => (AskedPicture::Content, Role::Content),
        };
        let loaded = session.services.pictures.loaded(role)?;
        let how = of(loaded.display.id(), picture, &self.state.setup.settings);
        asked(AtRest { how, iteration: None, pixels: Pixels::Read(Arc::clone(&loaded.picture)) })
    }

    /// Asks a layer about a picture at rest, in the background.
    pub(in crate::studio) fn ask_about(&self, question: Question, at_rest: AtRest) {
        let networks = self.session.services.networks.clone();
        self.session.tasks.spawn(move || {
            let AtRest { how, pixels, iteration } = at_rest;
            let picture = match pixels {
                Pixels::Read(picture) => picture,
                Pixels::Painted(newest) => newest.to_picture(),
            };
            let result = asked(&networks, &picture, question.layer, how)
                .map(|activations| Box::new(AnswerImages::of(activations)))
                .map_err(|error| error.headline());
            Outcome::Learn(LearnOutcome::Answered { question, iteration, seconds: 0.0, result })
        });
    }

    /// Begins to measure the table of speeds; a painting rests meanwhile.
    pub(in crate::studio) fn measure_speed(&mut self) {
        self.make_way();
        self.with_painting(Painting::pause);
        let device = device_of(self.state.setup.device, &self.session.services.devices);
        let name = match device {
            DeviceChoice::Cpu => format!("{}, threads: {}", machine::processor().name, machine::threads()),
            other => other.to_string(),
        };
        let (number, cancel) = self.session.learn.speed.begin(name);
        let networks = self.session.services.networks.clone();
        self.session.tasks.spawn_many(move |report| {
            for (index, size) in TABLE_SIZES.into_iter().enumerate() {
                let result = measured(&networks, device, size, &cancel);
                let is_last = index + 1 == TABLE_SIZES.len() || result.is_err();
                report(Outcome::Learn(LearnOutcome::Measured { number, result, is_last }));
                if is_last {
                    return;
                }
            }
        });
    }
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
