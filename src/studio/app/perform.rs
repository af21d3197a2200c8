//! The one place where actions are carried out.

use std::sync::Arc;

use egui::Context;

use crate::error::Result;
use crate::fast::Recipe;
use crate::job::JobRequest;
use crate::network::DeviceChoice;
use crate::picture::ColorSettings;
use crate::studio::App;
use crate::studio::app::action::Action;
use crate::studio::app::outcome::Outcome;
use crate::studio::app::session::Session;
use crate::studio::app::state::State;
use crate::studio::canvas::{Method, Pyramid, Tab};
use crate::studio::features::painting::Painting;
use crate::studio::features::time_lapse;
use crate::studio::painted::{Newest, Next, PaintingSetup, Recorder};
use crate::studio::roles::{Arrangement, Loaded, StyleInUse};
use crate::studio::services::{Context as Lent, device_of};
use crate::transfer::{Pace, Plan, Styles, TransferSettings};

use crate::studio::tasks::discard_by;

/// The iterations between two pictures on the canvas: it shows each one.
const PREVIEW_EVERY: usize = 1;

impl App {
    /// Carries out one action.
    pub(in crate::studio) fn perform(&mut self, action: Action, window: &Context) {
        let Self { state, session, .. } = self;
        match action {
            Action::Pictures(msg) => self.update_pictures(msg),
            Action::ChangeSettings(settings) => self.change_settings(*settings),
            Action::ChangeColors(colors) => self.change_colors(colors, window),
            Action::ResetSettings => self.reset_settings(),
            Action::Presets(msg) => self.update_presets(msg),
            Action::Undo => self.go_back(),
            Action::Redo => self.go_forth(),
            Action::ChangeDevice(device) => self.change_device(device),
            Action::Pause => self.with_painting(Painting::pause),
            Action::Resume => self.resume(window),
            Action::Stop => {
                self.with_painting(|painting| painting.stop(Next::Rest));
                window.request_repaint();
            }
            Action::Restart if session.phase().is_running() => {
                self.with_painting(|painting| painting.stop(Next::Restart));
            }
            Action::Start | Action::Restart => self.start(window),
            Action::AskSaveResult => self.ask_save_result(),
            Action::AskSave(subject) => self.ask_save(subject),
            Action::Saving(msg) => self.update_saving(msg),
            Action::ShowDialog(dialog) => session.dialog.open(dialog, &mut session.services.dialogs),
            Action::CloseDialog => session.close_dialog(),
            Action::DismissMessage => session.services.notices.clear(),
            Action::SetView(view) => state.view = view,
            Action::ZoomBy(ratio) => {
                if let Some(stage) = session.stage {
                    state.view = state.view.zoomed_by(&stage, ratio, stage.canvas.center());
                }
            }
            Action::ShowActualSize => {
                if let Some(stage) = session.stage {
                    state.view = state.view.zoomed_to(&stage, 1.0, stage.canvas.center());
                }
            }
            Action::ShowTab(tab) => session.services.comparison.tab = tab,
            Action::ToggleMode(mode) => session.services.comparison.toggle(mode),
            Action::SetWipe(wipe) => session.services.comparison.wipe = wipe.clamp(0.0, 1.0),
            Action::ToggleValues => state.shows_values = !state.shows_values,
            Action::TogglePlot => state.shows_plot = !state.shows_plot,
            Action::ChangePlot(plot) => state.plot = plot,
            Action::Film(msg) => self.update_film(msg),
            Action::Sheet(msg) => self.update_sheet(msg),
            Action::ShowMethod(method) => self.show_method(method),
            Action::TimeLapse(msg) => time_lapse::update(&mut state.time_lapse, &mut state.time_lapse_shots, msg),
            Action::Queue(msg) => self.update_queue(msg, window),
            Action::Project(msg) => self.update_project(msg),
            Action::Fast(msg) => self.update_fast(msg),
            Action::Learn(msg) => self.update_learn(msg),
            Action::Train(msg) => self.update_train(msg),
            Action::NoteStage(stage) => session.stage = Some(stage),
            Action::Window(action) => self.perform_in_window(action, window),
        }
    }

    pub(in crate::studio) fn with_painting(&mut self, change: impl FnOnce(&mut Painting)) {
        if let Some(painting) = &mut self.session.painting {
            change(painting);
        }
    }

    pub(in crate::studio) fn change_colors(&mut self, colors: ColorSettings, window: &Context) {
        self.note_choices();
        self.state.setup.colors = colors;
        window.request_repaint();
    }

    pub(in crate::studio) fn change_device(&mut self, device: DeviceChoice) {
        self.note_choices();
        self.state.setup.device = device;
        self.measure_pace();
    }

    pub(in crate::studio) fn reset_settings(&mut self) {
        self.note_choices();
        let state = &mut self.state;
        state.setup.device = DeviceChoice::default();
        state.setup.colors = ColorSettings::default();
        state.setup.arrangement = Arrangement::default();
        state.fast.recipe = Recipe::default();
        self.change_settings(TransferSettings::default());
    }

    /// Takes over changed settings, to be undone.
    pub(in crate::studio) fn change_settings(&mut self, settings: TransferSettings) {
        self.note_choices();
        self.use_settings(settings);
    }

    pub(in crate::studio) fn use_settings(&mut self, settings: TransferSettings) {
        self.lend().set_settings(settings);
        self.steer_painting();
    }

    /// Lets the painting follow the settings, unless it is one of the queue.
    pub(in crate::studio) fn steer_painting(&mut self) {
        if self.queue_paints() {
            return;
        }
        if let Some(painting) = &mut self.session.painting {
            painting.set_weights(&self.state.setup.settings.weights);
            painting.set_style_scale(self.state.setup.settings.style_scale);
        }
    }

    /// Paints on in the styles as they are now, when they are others than were painted with.
    fn steer_styles(&mut self) {
        if !self.session.phase().is_running() || self.queue_paints() {
            return;
        }
        let in_use = self.session.services.pictures.styles_in_use(&self.state.setup);
        // Without any weight nothing can be painted; the painting goes on as before.
        if let Ok(styles) = Styles::new(StyleInUse::weighted(&in_use)) {
            self.with_painting(|painting| painting.set_styles(styles, in_use));
        }
    }

    /// Once a gesture is over, its changes are one, and the painting goes on to the plan that it led to.
    ///
    /// A plan and the memory of the film strip act only then: dragging a size past a small one on its way to a large
    /// one must not shrink the picture, nor the memory past a small one delete any.
    pub(in crate::studio) fn settle_changes(&mut self, window: &Context) {
        self.steer_styles();
        let is_held = window.input(|input| input.pointer.any_down()) || window.text_edit_focused();
        if is_held {
            return;
        }
        self.end_gesture();
        let Self { window, state, session, .. } = self;
        let mut context = Lent { window, setup: &mut state.setup, services: &mut session.services };
        session.pictures.settle_framings(&mut context);
        session.film.settle(&state.film);
        if !self.queue_paints() {
            let plan = Plan::of(&self.state.setup.settings);
            self.with_painting(|painting| painting.set_plan(plan));
        }
    }

    pub(in crate::studio) fn start(&mut self, window: &Context) {
        self.begin_painting();
        let setup = self.lend().painting_setup();
        match setup.and_then(|setup| self.painting_of(&setup, window)) {
            Ok(painting) => self.show_painting(painting),
            Err(error) => self.session.services.notices.error(&error),
        }
    }

    /// Puts everything aside that would be in a painting's way.
    pub(in crate::studio) fn begin_painting(&mut self) {
        self.make_way();
        let shows_answers = self.session.services.method == Method::Learn && self.state.learn.topic.asks_a_layer();
        match self.session.services.comparison.tab {
            Tab::Figure if shows_answers => {}
            Tab::Sheet | Tab::Figure => self.session.services.comparison.tab = Tab::Result,
            Tab::Result | Tab::Content | Tab::Style => {}
        }
    }

    /// Ends or interrupts whatever else computes, but for a painting.
    pub(in crate::studio) fn make_way(&mut self) {
        // A painting measures better.
        self.session.measuring = None;
        self.session.learn.stop();
        self.session.train.pause();
        self.session.train.stop_measuring();
        self.session.contact_sheet.stop();
    }

    /// Shows another way of painting; the figures of the Learn tab and the training are seen only
    /// beside them.
    pub(in crate::studio) fn show_method(&mut self, method: Method) {
        self.session.services.method = method;
        match (method, self.session.services.comparison.tab) {
            (Method::Learn | Method::Train, _) => self.session.services.comparison.tab = Tab::Figure,
            (_, Tab::Figure) => self.session.services.comparison.tab = Tab::Result,
            _ => {}
        }
    }

    pub(in crate::studio) fn show_painting(&mut self, painting: Painting) {
        if self.session.services.method == Method::Fast {
            self.session.services.method = Method::Optimise;
        }
        self.session.shows_first_steps = false;
        let before = self.session.painting.replace(painting);
        Self::give_up_painting(before);
        self.session.services.notices.clear();
    }

    /// Lets go of a painting in the background, and of the frames that were recorded of it.
    pub(in crate::studio) fn give_up_painting(painting: Option<Painting>) {
        discard_by(painting, |painting| {
            if let Some(recorder) = painting.as_ref().and_then(Painting::recorder) {
                recorder.recording.discard();
            }
        });
    }

    /// What records the frames of the next painting, when a person wants it.
    pub(in crate::studio) fn recorder(&self) -> Option<Recorder> {
        let folder = self.session.project.autosave.folder.clone().filter(|_| self.state.time_lapse.records)?;
        let recording = folder.recording(&self.state.time_lapse);
        Some(Recorder::new(folder, recording))
    }

    /// Goes on with the painting; one of a project that was opened gets a job of its own.
    pub(in crate::studio) fn resume(&mut self, window: &Context) {
        let pace = known_pace(&self.state, &self.session);
        let Some(painting) = &mut self.session.painting else { return };
        if !painting.waits_for_job() {
            return painting.resume();
        }
        let Some(resumption) = painting.resumption() else { return };
        let used = painting.pictures.iter().chain(painting.styles_in_use().iter().map(|style| &style.loaded));
        if let Some(missing) = used.into_iter().find_map(Loaded::missing) {
            return self.session.services.notices.error(&missing);
        }
        let request = JobRequest {
            settings: painting.settings().clone(),
            content: Arc::clone(&painting.pictures[0].picture),
            styles: painting.styles().clone(),
            start: None,
            resumption: Some(resumption),
            device: self.state.setup.device,
            networks: self.session.services.networks.clone(),
            preview_every: PREVIEW_EVERY,
        };
        painting.go_on(request, pace, self.session.services.memory.own, window);
        // It may have been steered since it was saved.
        self.use_settings(self.state.setup.settings.clone());
        self.session.measuring = None;
        self.session.services.notices.clear();
    }

    /// Starts a painting.
    pub(in crate::studio) fn painting_of(&self, setup: &PaintingSetup, window: &Context) -> Result<Painting> {
        let PaintingSetup { settings, content, styles, start } = setup;
        if let Some(missing) = setup.missing() {
            return Err(missing);
        }
        let request = JobRequest {
            settings: settings.clone(),
            content: Arc::clone(&content.picture),
            styles: Styles::new(StyleInUse::weighted(styles))?,
            start: start.as_ref().map(|start| Arc::clone(&start.picture)),
            resumption: None,
            device: self.state.setup.device,
            networks: self.session.services.networks.clone(),
            preview_every: PREVIEW_EVERY,
        };
        let pace = known_pace(&self.state, &self.session);
        let pictures = [content.clone(), styles[0].loaded.clone()];
        let (memory, recorder) = (self.session.services.memory.own, self.recorder());
        Ok(Painting::start(request, pictures, styles.clone(), pace, memory, recorder, window))
    }

    /// Begins to prepare the finished painting for the canvas.
    pub(in crate::studio) fn show_final_picture(&self) {
        let Some(painting) = &self.session.painting else { return };
        let (number, recorder) = (painting.number(), painting.recorder().cloned());
        if let Some(Newest::Final(picture, iteration)) = painting.newest().cloned() {
            self.session.tasks.spawn_many(move |report| {
                let pyramid = Arc::new(Pyramid::of(&picture));
                let pixels = Arc::clone(pyramid.pixels());
                let newest = Newest::Final(picture, iteration);
                report(Outcome::Display { painting: number, newest, pyramid, memory: None });
                if let Some(error) = recorder.and_then(|recorder| recorder.keep(&pixels, iteration, true)) {
                    report(Outcome::NotRecorded(error));
                }
            });
        }
    }
}

/// What is known of the speed of the chosen device.
fn known_pace(state: &State, session: &Session) -> Pace {
    let device = device_of(state.setup.device, &session.services.devices);
    state.costs.get(&device.to_string()).map(|costs| costs.pace.clone()).unwrap_or_default()
}
