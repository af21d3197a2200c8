//! What becomes of the messages: beginning trainings, going on with them, and handing their styles to the gallery.

use std::path::PathBuf;
use std::sync::Arc;

use crate::cancel::CancelToken;
use crate::error::{Error, Result};
use crate::fast::{About, Gallery, Photos, Quality, TrainedNetwork, step_seconds};
use crate::job::TrainOutcome;
use crate::machine;
use crate::network::{DeviceChoice, NetworkCache, WeightScale};
use crate::picture::Pixels;
use crate::project::{KeptTraining, TrainingPlace, TrainingPlan, plain};
use crate::studio::canvas::{Method, OnScreen, upload};
use crate::studio::features::train::{Around, Event, Msg, Running, Train, TrainChoices};
use crate::studio::language::tr;
use crate::studio::roles::{Loaded, Role};
use crate::studio::services::{Choice, Context, Message};
use crate::text::text;

/// Steps by which a quality is measured, after one that warms up.
const MEASURED_STEPS: usize = 2;
/// Steps after which a training's own pace is known better than what was measured.
const KNOWN_AFTER: usize = 20;

impl Train {
    /// Carries out a message; `choices` are remembered.
    pub fn update(
        &mut self,
        choices: &mut TrainChoices,
        around: Around,
        msg: Msg,
        context: &mut Context<'_>,
    ) -> Option<Event> {
        match msg {
            Msg::ChooseQuality(quality) => choices.set_quality(quality),
            Msg::SetLean(lean) => choices.settings.lean = lean,
            Msg::SetFolder(text) => choices.photos = text,
            Msg::BrowseFolder => self.browse(choices, context),
            Msg::FolderChosen(choice) => match choice {
                Ok(Choice::File(path)) => choices.photos = path.display().to_string(),
                Ok(Choice::Cancelled) => {}
                Ok(Choice::Unavailable) => {
                    let text = text!("This desktop has no file dialog; type the folder with the photographs instead.");
                    context.services.notices.warn(text);
                }
                Err(error) => context.report(&error),
            },
            Msg::Start => self.begin(choices, context),
            Msg::Begun(result) => {
                self.is_busy = false;
                match result {
                    Ok(kept) => return Some(Event::Run(kept)),
                    Err(error) => context.report(&error),
                }
            }
            Msg::Pause => self.pause(),
            Msg::Resume => _ = self.running.as_mut().map(Running::resume),
            Msg::Stop => _ = self.running.as_mut().map(Running::stop),
            Msg::Stopped(kept, result) => _ = self.rest(kept, result, context),
            Msg::Found(result) => match result {
                Ok(Some(kept)) => self.offer(*kept, context),
                Ok(None) => {}
                Err(error) => context.report(&error),
            },
            Msg::GoOn => return self.kept.take().map(Box::new).map(Event::Run),
            Msg::KeepAsItIs => self.keep_as_it_is(around.gallery),
            Msg::Delivered(result, kept) => {
                let gallery = self.rest(kept, result, context);
                return gallery.map(|(gallery, added)| Event::Trained(gallery, added.added.into_iter().next()));
            }
            Msg::Discard => {
                if let Some(kept) = self.kept.take() {
                    self.is_busy = true;
                    self.tasks.run(move || kept.discard(), Msg::Discarded);
                }
            }
            Msg::Discarded(result) => {
                self.history.clear();
                self.sample = None;
                self.rest(None, result, context);
            }
            Msg::Measured(quality, device, result) => {
                self.measuring = None;
                match result {
                    Ok(seconds) => choices.note_step(quality, device, seconds),
                    // It is measured when there is time again.
                    Err(Error::Cancelled) => {}
                    Err(error) => {
                        self.cannot_measure = true;
                        context.report(&error);
                    }
                }
            }
        }
        None
    }

    /// Something that was to be waited for is over, and this training is there to be gone on with.
    fn rest<T>(&mut self, kept: Option<Box<KeptTraining>>, result: Result<T>, context: &mut Context<'_>) -> Option<T> {
        self.is_busy = false;
        self.kept = kept.map(|kept| *kept);
        result.map_err(|error| context.report(&error)).ok()
    }

    /// Keeps trainings in this place, and looks there for one that was broken off.
    pub fn look_in(&mut self, place: Option<TrainingPlace>) {
        self.place.clone_from(&place);
        let Some(place) = place else { return };
        self.tasks.run(move || Ok(place.open()?.map(Box::new)), Msg::Found);
    }

    /// Takes in how far the training is, and sees to it that times are known while they are looked at.
    pub fn keep_up(&mut self, choices: &mut TrainChoices, around: Around, context: &mut Context<'_>) {
        if context.services.method == Method::Train && !around.is_painting {
            self.measure(choices, context);
        }
        let Some(running) = &mut self.running else { return };
        let changes = running.poll();
        let (steps, device) = (running.settings().steps, running.device());
        let has_news = !changes.steps.is_empty();
        changes.steps.into_iter().for_each(|report| self.note(report));
        self.notices.extend(changes.notices);
        if let Some(sample) = changes.sample {
            let step = sample.iteration;
            let image = Pixels::from(sample).to_image();
            self.sample = Some((upload(context.window, "training", image), step));
        }
        if let Some(last) = self.history.last().filter(|last| has_news && last.step >= KNOWN_AFTER)
            && let Some(quality) = choices.quality().filter(|quality| quality.settings().steps == steps)
        {
            choices.note_step(quality, device, last.seconds / last.step as f64);
        }
        if let Some(end) = changes.end {
            self.end(end, around.gallery, context);
        }
    }

    fn offer(&mut self, kept: KeptTraining, context: &mut Context<'_>) {
        let (made, steps) = kept.checkpoint.as_ref().map_or((0, 0), |state| (state.steps(), state.settings().steps));
        let name = &kept.plan.name;
        let text = if steps == 0 {
            text!("The training of {name} was broken off at its beginning; the Train tab goes on with it.", name)
        } else {
            text!(
                "The training of {name} was broken off after {made} of {steps} steps; the Train tab goes on with it.",
                name,
                made,
                steps
            )
        };
        context.services.notices.message.get_or_insert(Message::note(text));
        self.kept = Some(kept);
    }

    fn browse(&self, choices: &TrainChoices, context: &Context<'_>) {
        let (desktop, folder) = (Arc::clone(&context.services.desktop), choices.folder());
        let title = "Choose the photographs to learn from";
        self.tasks.run(move || Ok(desktop.choose_folder(tr(title), folder.as_deref())), Msg::FolderChosen);
    }

    /// Begins to keep what a new training needs.
    fn begin(&mut self, choices: &TrainChoices, context: &mut Context<'_>) {
        let (place, plan, painting, sample) = match self.plan(choices, context) {
            Ok(planned) => planned,
            Err(error) => return context.report(&error),
        };
        self.is_busy = true;
        context.services.notices.clear();
        let begin = move || {
            // Whether there are photographs at all is told before anything is written.
            Photos::of_folder(&plan.photos)?;
            place.begin(plan, &painting.picture, &sample.picture).map(Box::new)
        };
        self.tasks.run(begin, Msg::Begun);
    }

    fn plan(
        &self,
        choices: &TrainChoices,
        context: &Context<'_>,
    ) -> Result<(TrainingPlace, TrainingPlan, Loaded, Loaded)> {
        let (painting, sample) = (context.needed(Role::Style)?, context.needed(Role::Content)?);
        let unnamed = || {
            Error::value(text!("the folder of photographs"), text!("empty"), text!("choose one with many photographs"))
        };
        let photos = choices.folder().ok_or_else(unnamed)?;
        choices.settings.validate()?;
        let homeless = || {
            Error::value(text!("the place of trainings"), text!("unknown"), text!("this system names no home for them"))
        };
        let place = self.place.clone().ok_or_else(homeless)?;
        let name = plain(&painting.source.stem());
        let plan = TrainingPlan { name, painting: painting.source.name(), photos };
        Ok((place, plan, painting, sample))
    }

    /// Starts the work, for which others have made way.
    pub fn run(&mut self, kept: KeptTraining, choices: &TrainChoices, context: &mut Context<'_>) {
        if kept.checkpoint.is_none() {
            (self.history, self.sample) = (Vec::new(), None);
        }
        self.notices.clear();
        let networks = context.services.networks.clone();
        self.running = Some(Running::start(kept, &choices.settings, context.device(), networks, context.window));
        context.services.notices.clear();
    }

    /// Takes in how the training ended.
    fn end(&mut self, end: Result<TrainOutcome>, gallery: Result<PathBuf>, context: &mut Context<'_>) {
        let Some(running) = self.running.take() else { return };
        self.is_busy = true;
        let mut kept = running.into_kept();
        let failure = match end {
            Ok(TrainOutcome::Trained(style, _)) => return self.deliver(kept, gallery, move |_| Ok(*style)),
            Ok(TrainOutcome::Stopped) => None,
            Err(error) => Some(error),
        };
        let has_failed = failure.is_some();
        if let Some(error) = failure {
            context.report(&error);
        }
        let refresh = move || {
            let result = kept.refresh();
            // What failed was told; that there is no state yet need not be.
            Ok((Box::new(kept), if has_failed { Ok(()) } else { result }))
        };
        self.tasks.run(refresh, |result| match result {
            Ok((kept, result)) => Msg::Stopped(Some(kept), result),
            Err(error) => Msg::Stopped(None, Err(error)),
        });
    }

    /// Hands the style of the training that was broken off to the gallery.
    fn keep_as_it_is(&mut self, gallery: Result<PathBuf>) {
        let Some(kept) = self.kept.take() else { return };
        self.is_busy = true;
        self.deliver(kept, gallery, |kept| {
            let nothing = || {
                Error::value(text!("the style"), text!("kept"), text!("nothing was learned yet; go on or discard it"))
            };
            let checkpoint = kept.checkpoint.as_ref().filter(|state| state.steps() > 0).ok_or_else(nothing)?;
            let photographs = Photos::of_folder(&kept.plan.photos).map_or(0, |photos| photos.files().len());
            let processor = machine::processor();
            let about = About {
                origin: About::trained_here(photographs),
                painting: Some(kept.plan.painting.clone()),
                ..About::default()
            };
            Ok(checkpoint.trained(about, photographs, format!("{}, {} threads", processor.name, processor.threads)))
        });
    }

    /// Writes a style and adds it to the gallery in that folder, in the background; the training is over then.
    fn deliver(
        &self,
        kept: KeptTraining,
        folder: Result<PathBuf>,
        style: impl FnOnce(&KeptTraining) -> Result<TrainedNetwork> + Send + 'static,
    ) {
        let deliver = move || {
            let file = kept.style_file();
            let added = style(&kept).and_then(|style| style.save(&file)).and_then(|()| {
                let mut gallery = Gallery::open(&folder?)?;
                let added = gallery.add(&file, &About::default())?;
                Ok((Box::new(gallery), added))
            });
            let kept = match &added {
                Ok(_) => {
                    // It lies in the gallery; what is left would only be offered again.
                    let _ = kept.discard();
                    None
                }
                Err(_) => Some(Box::new(kept)),
            };
            Ok((added, kept))
        };
        self.tasks.run(deliver, |result| match result {
            Ok((added, kept)) => Msg::Delivered(added, kept),
            Err(error) => Msg::Delivered(Err(error), None),
        });
    }

    /// Begins to measure what is not known yet of how long a training takes here.
    fn measure(&mut self, choices: &TrainChoices, context: &Context<'_>) {
        let is_quiet = !self.is_running() && !self.cannot_measure && self.measuring.is_none();
        let device = context.device();
        let Some(quality) = choices.unmeasured(device).filter(|_| is_quiet) else { return };
        let cancel = CancelToken::new();
        self.measuring = Some(cancel.clone());
        let networks = context.services.networks.clone();
        self.tasks.run(
            move || measured(&networks, quality, device, &cancel),
            move |result| Msg::Measured(quality, device, result),
        );
    }
}

/// The seconds of a step.
fn measured(networks: &NetworkCache, quality: Quality, device: DeviceChoice, cancel: &CancelToken) -> Result<f64> {
    let vgg19 = networks.get(device, WeightScale::Normalised)?;
    let seconds = step_seconds(vgg19, &quality.settings(), MEASURED_STEPS, cancel)?;
    Ok(seconds.iter().sum::<f64>() / seconds.len().max(1) as f64)
}
