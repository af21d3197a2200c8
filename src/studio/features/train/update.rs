//! The Train tab: beginning trainings, going on with them, and handing their styles to the gallery.

use std::sync::Arc;

use egui::Context;

use crate::cancel::CancelToken;
use crate::error::{Error, Result};
use crate::fast::{About, Gallery, Photos, Quality, TrainedNetwork, step_seconds};
use crate::job::TrainOutcome;
use crate::machine;
use crate::network::{DeviceChoice, NetworkCache, WeightScale};
use crate::picture::Pixels;
use crate::project::{KeptTraining, TrainingPlace, TrainingPlan, plain};
use crate::studio::App;
use crate::studio::app::outcome::Outcome;
use crate::studio::canvas::{Method, OnScreen, Tab, upload};
use crate::studio::features::painting::Painting;
use crate::studio::features::train::{Running, TrainAction, TrainNews};
use crate::studio::language::tr;
use crate::studio::roles::{Loaded, Role};
use crate::studio::services::{Choice, Message, device_of};

/// Steps by which a quality is measured, after one that warms up.
const MEASURED_STEPS: usize = 2;
/// Steps after which a training's own pace is known better than what was measured.
const KNOWN_AFTER: usize = 20;

impl App {
    /// Carries out one action.
    pub(in crate::studio) fn perform_train(&mut self, action: TrainAction, window: &Context) {
        match action {
            TrainAction::ChooseQuality(quality) => self.state.train.set_quality(quality),
            TrainAction::SetLean(lean) => self.state.train.settings.lean = lean,
            TrainAction::SetFolder(text) => self.state.train.photos = text,
            TrainAction::BrowseFolder => self.browse_photos(),
            TrainAction::Start => self.begin_training(),
            TrainAction::Pause => self.session.train.pause(),
            TrainAction::Resume => {
                if let Some(running) = &mut self.session.train.running {
                    running.resume();
                }
            }
            TrainAction::Stop => {
                if let Some(running) = &mut self.session.train.running {
                    running.stop();
                }
            }
            TrainAction::GoOn => {
                if let Some(kept) = self.session.train.kept.take() {
                    self.run_training(kept, window);
                }
            }
            TrainAction::KeepAsItIs => self.keep_training_as_it_is(),
            TrainAction::Discard => {
                if let Some(kept) = self.session.train.kept.take() {
                    self.session.train.is_busy = true;
                    self.session.tasks.spawn(move || Outcome::Train(TrainNews::Discarded(kept.discard())));
                }
            }
        }
    }

    /// Looks for a training that was broken off.
    pub(in crate::studio) fn look_for_training(&mut self, place: Option<TrainingPlace>) {
        self.session.train.place.clone_from(&place);
        let Some(place) = place else { return };
        self.session.tasks.spawn(move || Outcome::Train(TrainNews::Found(place.open().map(|kept| kept.map(Box::new)))));
    }

    /// Takes in what the background told.
    pub(in crate::studio) fn take_in_train(&mut self, news: TrainNews, window: &Context) {
        match news {
            TrainNews::Found(result) => match result {
                Ok(Some(kept)) => self.offer_training(*kept),
                Ok(None) => {}
                Err(error) => self.session.services.notices.error(&error),
            },
            TrainNews::Begun(result) => {
                self.session.train.is_busy = false;
                match result {
                    Ok(kept) => self.run_training(*kept, window),
                    Err(error) => self.session.services.notices.error(&error),
                }
            }
            TrainNews::Stopped(kept, result) => {
                self.session.train.is_busy = false;
                if let Err(error) = result {
                    self.session.services.notices.error(&error);
                }
                self.session.train.kept = Some(*kept);
            }
            TrainNews::Delivered(result, kept) => {
                self.session.train.is_busy = false;
                self.session.train.kept = kept.map(|kept| *kept);
                match result {
                    Ok((gallery, added)) => self.take_trained(*gallery, &added.added),
                    Err(error) => self.session.services.notices.error(&error),
                }
            }
            TrainNews::Discarded(result) => {
                self.session.train.is_busy = false;
                self.session.train.history.clear();
                self.session.train.sample = None;
                if let Err(error) = result {
                    self.session.services.notices.error(&error);
                }
            }
            TrainNews::FolderChosen(choice) => match choice {
                Choice::File(path) => self.state.train.photos = path.display().to_string(),
                Choice::Cancelled => {}
                Choice::Unavailable => {
                    let text = "This desktop has no file dialog; type the folder with the photographs instead.";
                    self.session.services.notices.warn(text);
                }
            },
            TrainNews::Measured(quality, device, result) => {
                self.session.train.measuring = None;
                match result {
                    Ok(seconds) => self.state.train.note_step(quality, device, seconds),
                    // It is measured when there is time again.
                    Err(Error::Cancelled) => {}
                    Err(error) => {
                        self.session.train.cannot_measure = true;
                        self.session.services.notices.error(&error);
                    }
                }
            }
        }
    }

    /// Takes in how far the training is, and sees to it that times are known while they are looked at.
    pub(in crate::studio) fn keep_training_up(&mut self, window: &Context) {
        if self.session.services.method == Method::Train {
            self.measure_training();
        }
        let Some(running) = &mut self.session.train.running else { return };
        let changes = running.poll();
        let (settings, device) = (running.settings().clone(), running.device());
        let has_news = !changes.steps.is_empty();
        let train = &mut self.session.train;
        changes.steps.into_iter().for_each(|report| train.note(report));
        train.notices.extend(changes.notices);
        if let Some(sample) = changes.sample {
            let step = sample.iteration;
            let image = Pixels::from(sample).to_image();
            train.sample = Some((upload(window, "training", image), step));
        }
        if let Some(last) = train.history.last().filter(|last| has_news && last.step >= KNOWN_AFTER)
            && let Some(quality) =
                self.state.train.quality().filter(|quality| quality.settings().steps == settings.steps)
        {
            self.state.train.note_step(quality, device, last.seconds / last.step as f64);
        }
        if let Some(end) = changes.end {
            self.end_training(end);
        }
    }

    pub(in crate::studio) fn offer_training(&mut self, kept: KeptTraining) {
        let (made, steps) = kept.checkpoint.as_ref().map_or((0, 0), |state| (state.steps(), state.settings().steps));
        let name = &kept.plan.name;
        let text = if steps == 0 {
            format!("The training of {name} was broken off at its beginning; the Train tab goes on with it.")
        } else {
            format!(
                "The training of {name} was broken off after {made} of {steps} steps; the Train tab goes on with it."
            )
        };
        self.session.services.notices.message.get_or_insert(Message::note(text));
        self.session.train.kept = Some(kept);
    }

    pub(in crate::studio) fn browse_photos(&mut self) {
        let (desktop, folder) = (Arc::clone(&self.session.services.desktop), self.state.train.folder());
        self.session.tasks.spawn(move || {
            let choice = desktop.choose_folder(tr("Choose the photographs to learn from"), folder.as_deref());
            Outcome::Train(TrainNews::FolderChosen(choice))
        });
    }

    /// Begins to keep what a new training needs.
    pub(in crate::studio) fn begin_training(&mut self) {
        let (place, plan, painting, sample) = match self.training_plan() {
            Ok(planned) => planned,
            Err(error) => return self.session.services.notices.error(&error),
        };
        self.session.train.is_busy = true;
        self.session.services.notices.clear();
        self.session.tasks.spawn(move || {
            // Whether there are photographs at all is told before anything is written.
            let begun = Photos::of_folder(&plan.photos)
                .and_then(|_| place.begin(plan, &painting.picture, &sample.picture))
                .map(Box::new);
            Outcome::Train(TrainNews::Begun(begun))
        });
    }

    pub(in crate::studio) fn training_plan(&self) -> Result<(TrainingPlace, TrainingPlan, Loaded, Loaded)> {
        let empty = |role: Role| Error::value(role.title(), "empty", "choose a picture for it");
        let loaded = |role: Role| self.session.services.pictures.loaded(role).cloned().ok_or_else(|| empty(role));
        let (painting, sample) = (loaded(Role::Style)?, loaded(Role::Content)?);
        if let Some(missing) = [&painting, &sample].into_iter().find_map(Loaded::missing) {
            return Err(missing);
        }
        let unnamed = || Error::value("the folder of photographs", "empty", "choose one with many photographs");
        let photos = self.state.train.folder().ok_or_else(unnamed)?;
        self.state.train.settings.validate()?;
        let homeless = || Error::value("the place of trainings", "unknown", "this system names no home for them");
        let place = self.session.train.place.clone().ok_or_else(homeless)?;
        let name = plain(&painting.source.stem());
        let plan = TrainingPlan { name, painting: painting.source.name(), photos };
        Ok((place, plan, painting, sample))
    }

    /// Starts the work; a painting rests meanwhile.
    pub(in crate::studio) fn run_training(&mut self, kept: KeptTraining, window: &Context) {
        self.make_way();
        self.with_painting(Painting::pause);
        let device = self.training_device();
        let networks = self.session.services.networks.clone();
        let train = &mut self.session.train;
        if kept.checkpoint.is_none() {
            (train.history, train.sample) = (Vec::new(), None);
        }
        train.notices.clear();
        train.running = Some(Running::start(kept, &self.state.train.settings, device, networks, window));
        self.session.services.notices.clear();
    }

    pub(in crate::studio) fn training_device(&self) -> DeviceChoice {
        device_of(self.state.setup.device, &self.session.services.devices)
    }

    /// Takes in how the training ended.
    pub(in crate::studio) fn end_training(&mut self, end: Result<TrainOutcome>) {
        let train = &mut self.session.train;
        let Some(running) = train.running.take() else { return };
        train.is_busy = true;
        let mut kept = running.into_kept();
        match end {
            Ok(TrainOutcome::Trained(style, _)) => self.deliver(kept, move |_| Ok(*style)),
            Ok(TrainOutcome::Stopped) => {
                self.session.tasks.spawn(move || {
                    let result = kept.refresh();
                    Outcome::Train(TrainNews::Stopped(Box::new(kept), result))
                });
            }
            Err(error) => {
                self.session.services.notices.error(&error);
                self.session.tasks.spawn(move || {
                    // What failed was told; that there is no state yet need not be.
                    let _ = kept.refresh();
                    Outcome::Train(TrainNews::Stopped(Box::new(kept), Ok(())))
                });
            }
        }
    }

    /// Hands the style of the training that was broken off to the gallery.
    pub(in crate::studio) fn keep_training_as_it_is(&mut self) {
        let Some(kept) = self.session.train.kept.take() else { return };
        self.session.train.is_busy = true;
        self.deliver(kept, |kept| {
            let nothing = || Error::value("the style", "kept", "nothing was learned yet; go on or discard it");
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

    /// Writes a style and adds it to the gallery, in the background; the training is over then.
    pub(in crate::studio) fn deliver(
        &mut self,
        kept: KeptTraining,
        style: impl FnOnce(&KeptTraining) -> Result<TrainedNetwork> + Send + 'static,
    ) {
        let folder = self.session.fast.folder();
        self.session.tasks.spawn(move || {
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
            Outcome::Train(TrainNews::Delivered(added, kept))
        });
    }

    /// The style is in the gallery.
    pub(in crate::studio) fn take_trained(&mut self, gallery: Gallery, added: &[String]) {
        let fast = &mut self.session.fast;
        (fast.gallery, fast.is_asked_for) = (Some(gallery), true);
        fast.search.clear();
        let Some(name) = added.first() else { return };
        if self.session.services.method == Method::Train {
            self.state.fast = self.state.fast.in_style(name);
            self.session.services.method = Method::Fast;
            self.session.services.comparison.tab = Tab::Result;
        }
        self.session.services.notices.note(format!("{name} is trained, and in the gallery of fast styles."));
    }

    /// Begins to measure what is not known yet of how long a training takes here.
    pub(in crate::studio) fn measure_training(&mut self) {
        let train = &self.session.train;
        let is_quiet = !train.is_running()
            && !train.cannot_measure
            && train.measuring.is_none()
            && !self.session.phase().is_running();
        let device = self.training_device();
        let Some(quality) = self.state.train.unmeasured(device).filter(|_| is_quiet) else { return };
        let cancel = CancelToken::new();
        self.session.train.measuring = Some(cancel.clone());
        let networks = self.session.services.networks.clone();
        self.session.tasks.spawn(move || {
            let result = measured(&networks, quality, device, &cancel);
            Outcome::Train(TrainNews::Measured(quality, device, result))
        });
    }
}

/// The seconds of a step.
fn measured(networks: &NetworkCache, quality: Quality, device: DeviceChoice, cancel: &CancelToken) -> Result<f64> {
    let vgg19 = networks.get(device, WeightScale::Normalised)?;
    let seconds = step_seconds(vgg19, &quality.settings(), MEASURED_STEPS, cancel)?;
    Ok(seconds.iter().sum::<f64>() / seconds.len().max(1) as f64)
}
