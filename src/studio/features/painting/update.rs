//! What becomes of the messages: a painting is started, steered, gone on with and shown, and what it costs is learned.

use std::sync::Arc;
use std::time::Duration;

use crate::cancel::CancelToken;
use crate::error::Result;
use crate::job::JobRequest;
use crate::machine;
use crate::network::DeviceChoice;
use crate::studio::features::painting::{Around, Costs, Event, Measuring, Msg, Painting, Paintings, Remembered};
use crate::studio::painted::{Next, PaintingSetup, Recorder};
use crate::studio::roles::{Loaded, StyleInUse};
use crate::studio::services::{Context, Memory};
use crate::studio::tasks::discard_by;
use crate::text::text;
use crate::transfer::{Ending, Pace, Plan, Styles, TransferSettings, measure_pace};

/// The iterations between two pictures on the canvas: it shows each one.
const PREVIEW_EVERY: usize = 1;
/// How long a measurement of the free memory is believed.
const MEMORY_AGE: Duration = Duration::from_secs(3);

impl Paintings {
    /// Carries out a message.
    pub fn update(
        &mut self,
        remembered: &mut Remembered<'_>,
        around: &Around,
        msg: Msg,
        context: &mut Context<'_>,
    ) -> Option<Event> {
        match msg {
            Msg::Restart if self.phase().is_running() => self.stop(Next::Restart),
            Msg::Start | Msg::Restart => return Some(Event::Start),
            Msg::Pause => self.pause(),
            Msg::Resume => self.resume(remembered.costs, context),
            Msg::Stop => {
                self.stop(Next::Rest);
                context.window.request_repaint();
            }
            Msg::ChangeSettings(settings) => context.change_settings(*settings),
            Msg::ChangeColors(colors) => {
                context.services.undo.note();
                context.setup.colors = colors;
                context.window.request_repaint();
            }
            Msg::ChangeDevice(device) => {
                context.services.undo.note();
                context.setup.device = device;
                self.measure_pace(remembered.costs, context);
            }
            Msg::TogglePlot => *remembered.shows_plot = !*remembered.shows_plot,
            Msg::ChangePlot(plot) => *remembered.plot = plot,
            Msg::ExportLosses => return Some(Event::ExportLosses),
            Msg::Display { painting, newest, pyramid, memory } => {
                let present = self.of_number(painting)?;
                present.note_memory(memory);
                let (snapshot, thumbnail) = present.show(newest, pyramid, around.film_every)?;
                return Some(Event::Keep(Box::new(snapshot), thumbnail));
            }
            Msg::NotShown(painting, error) => {
                if let Some(present) = self.of_number(painting) {
                    present.is_preparing_display = false;
                }
                context.report(&error);
            }
            Msg::NotRecorded(error) => {
                let text = text!("{reason}; no time lapse of this painting is recorded", reason = error.text());
                context.services.notices.warn(text);
            }
            Msg::Measured(device, result) => self.take_measured(device, result, remembered.costs),
            Msg::Memory(result) => {
                let (free, own) = result.unwrap_or_default();
                context.services.memory = Memory { free, own };
            }
        }
        None
    }

    fn of_number(&mut self, number: u64) -> Option<&mut Painting> {
        self.present.as_mut().filter(|painting| painting.number() == number)
    }

    /// Takes in what the job told, and asks for the memory of this machine again after a while.
    pub fn keep_up(&mut self, costs: &mut Costs, context: &mut Context<'_>) -> Vec<Event> {
        self.watch_memory(context);
        let Some(painting) = &mut self.present else { return Vec::new() };
        let events = painting.poll(&self.tasks);
        for event in &events {
            if let Event::Ended { result, .. } = event {
                learn_costs(painting, costs);
                match result {
                    Ok(Ending::Completed | Ending::Stopped) => {}
                    Ok(ending @ Ending::Converged) => context.services.notices.note(ending.sentence()),
                    Ok(ending @ Ending::NotFinite) => context.services.notices.warn(ending.sentence()),
                    Err(error) => context.report(error),
                }
                painting.show_final_picture(&self.tasks);
            }
        }
        events
    }

    /// Lets the painting wait, if it is on its way.
    pub fn pause(&mut self) {
        if let Some(painting) = &mut self.present {
            painting.pause();
        }
    }

    /// Stops the painting within a moment; `next` follows when it has.
    pub fn stop(&mut self, next: Next) {
        if let Some(painting) = &mut self.present {
            painting.stop(next);
        }
    }

    /// Starts a painting in the place of the present one; its number.
    ///
    /// # Errors
    /// [`crate::error::Error::Value`] where a picture is missing or no style counts.
    pub fn begin(
        &mut self,
        setup: &PaintingSetup,
        around: &Around,
        costs: &Costs,
        context: &mut Context<'_>,
    ) -> Result<u64> {
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
            device: context.setup.device,
            networks: context.services.networks.clone(),
            preview_every: PREVIEW_EVERY,
        };
        let recorder = around.recording.as_ref().map(|(folder, settings)| {
            let recording = folder.recording(settings);
            Recorder::new(Arc::clone(folder), recording)
        });
        let pictures = [content.clone(), styles[0].loaded.clone()];
        let (pace, memory) = (known_pace(costs, context), context.services.memory.own);
        let painting = Painting::start(request, pictures, styles.clone(), pace, memory, recorder, context.window);
        let number = painting.number();
        self.give_up();
        self.present = Some(painting);
        context.services.notices.clear();
        Ok(number)
    }

    /// Lets go of the painting in the background, and of the frames that were recorded of it.
    pub fn give_up(&mut self) {
        discard_by(self.present.take(), |painting| {
            if let Some(recorder) = painting.as_ref().and_then(Painting::recorder) {
                recorder.recording.discard();
            }
        });
    }

    /// Goes on with the painting; one of a project that was opened gets a job of its own.
    pub fn resume(&mut self, costs: &Costs, context: &mut Context<'_>) {
        let pace = known_pace(costs, context);
        let Some(painting) = &mut self.present else { return };
        if !painting.waits_for_job() {
            return painting.resume();
        }
        let Some(resumption) = painting.resumption() else { return };
        let used = painting.pictures.iter().chain(painting.styles_in_use().iter().map(|style| &style.loaded));
        if let Some(missing) = used.into_iter().find_map(Loaded::missing) {
            return context.report(&missing);
        }
        let request = JobRequest {
            settings: painting.settings().clone(),
            content: Arc::clone(&painting.pictures[0].picture),
            styles: painting.styles().clone(),
            start: None,
            resumption: Some(resumption),
            device: context.setup.device,
            networks: context.services.networks.clone(),
            preview_every: PREVIEW_EVERY,
        };
        painting.go_on(request, pace, context.services.memory.own, context.window);
        self.stop_measuring();
        context.services.notices.clear();
    }

    /// Lets the painting follow the settings, unless it is one of the queue.
    pub fn steer(&mut self, is_queued: bool, settings: &TransferSettings) {
        if let Some(painting) = self.present.as_mut().filter(|_| !is_queued) {
            painting.set_weights(&settings.weights);
            painting.set_style_scale(settings.style_scale);
        }
    }

    /// Paints on in the styles as they are now, when they are others than were painted with.
    pub fn steer_styles(&mut self, is_queued: bool, context: &Context<'_>) {
        let Some(painting) = self.present.as_mut().filter(|painting| painting.phase().is_running() && !is_queued)
        else {
            return;
        };
        let in_use = context.styles_in_use();
        // Without any weight nothing can be painted; the painting goes on as before.
        if let Ok(styles) = Styles::new(StyleInUse::weighted(&in_use)) {
            painting.set_styles(styles, in_use);
        }
    }

    /// Goes on to the plan that a gesture led to: dragging a size past a small one on its way to a large one must not
    /// shrink the picture.
    pub fn settle_plan(&mut self, is_queued: bool, settings: &TransferSettings) {
        if let Some(painting) = self.present.as_mut().filter(|_| !is_queued) {
            painting.set_plan(Plan::of(settings));
        }
    }

    /// Begins to measure the chosen device, unless it is known or painting needs it now.
    pub fn measure_pace(&mut self, costs: &Costs, context: &Context<'_>) {
        let device = context.device();
        let is_known = known_pace(costs, context) != Pace::default();
        if is_known || self.measuring.is_some() || self.phase().is_running() {
            return;
        }
        let (cancel, networks) = (CancelToken::new(), context.services.networks.clone());
        self.measuring = Some(Measuring { device, cancel: cancel.clone() });
        self.tasks.run(
            move || {
                let network = networks.get(device, TransferSettings::default().weight_scale)?;
                measure_pace(network, &cancel)
            },
            move |result| Msg::Measured(device, result),
        );
    }

    /// A painting measures better.
    pub fn stop_measuring(&mut self) {
        self.measuring = None;
    }

    /// A measurement that was cancelled, or that failed, is tried again when it is wanted; Start tells why it fails.
    fn take_measured(&mut self, device: DeviceChoice, result: Result<Pace>, costs: &mut Costs) {
        self.measuring.take_if(|measuring| measuring.device == device);
        if let Ok(pace) = result {
            let costs = costs.entry(device.to_string()).or_default();
            if costs.pace == Pace::default() {
                costs.pace = pace;
            }
        }
    }

    fn watch_memory(&mut self, context: &Context<'_>) {
        let now = context.window.input(|input| input.time);
        if now - self.memory_asked >= MEMORY_AGE.as_secs_f64() && !self.phase().is_running() {
            self.memory_asked = now;
            self.tasks.run(|| Ok((machine::free_memory(), machine::present_memory())), Msg::Memory);
        }
    }
}

/// What is known of the speed of the chosen device.
fn known_pace(costs: &Costs, context: &Context<'_>) -> Pace {
    costs.get(&context.device().to_string()).map(|costs| costs.pace.clone()).unwrap_or_default()
}

/// Takes what a painting cost into what is remembered.
fn learn_costs(painting: &Painting, costs: &mut Costs) {
    if painting.device().is_empty() {
        return;
    }
    let costs = costs.entry(painting.device().to_owned()).or_default();
    costs.pace = painting.forecast().clone().into_pace();
    // The memory of an accelerator is not that of the program.
    if painting.device() == DeviceChoice::Cpu.to_string()
        && let Some((bytes, pixels)) = painting.memory()
    {
        costs.note_memory(bytes, pixels, painting.settings().optimizer);
    }
}
