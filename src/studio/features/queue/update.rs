//! The queue: one painting after another, each with its result in the film strip.

use egui::Context;

use crate::error::Result;
use crate::project::JobState;
use crate::studio::App;
use crate::studio::features::painting::Painting;
use crate::studio::features::queue::{Course, QueueAction, QueuedJob};
use crate::studio::painted::{Number, Occasion};
use crate::studio::roles::Role;
use crate::studio::services::Message;
use crate::transfer::Ending;

impl App {
    pub(in crate::studio) fn perform_queue(&mut self, action: QueueAction, window: &Context) {
        let queue = &mut self.session.queue;
        match action {
            QueueAction::Toggle => self.state.shows_queue = !self.state.shows_queue,
            QueueAction::Add => self.enqueue(),
            QueueAction::Run => self.run_queue(window),
            QueueAction::Pause => self.pause_queue(),
            QueueAction::MoveUp(id) => queue.move_by(id, -1),
            QueueAction::MoveDown(id) => queue.move_by(id, 1),
            QueueAction::Remove(id) => queue.remove(id),
            QueueAction::Repeat(id) => queue.repeat(id),
            QueueAction::Use(id) => self.use_job(id),
            QueueAction::Clear => queue.clear_done(),
        }
        window.request_repaint();
    }

    /// Adds what Start would paint, as it is now.
    pub(in crate::studio) fn enqueue(&mut self) {
        match self.lend().painting_setup() {
            Ok(setup) => {
                let title = setup.title();
                self.session.queue.add(setup);
                if !self.state.shows_queue {
                    self.session.services.notices.note(format!("{title} is in the queue; Q shows it."));
                }
            }
            Err(error) => self.session.services.notices.error(&error),
        }
    }

    pub(in crate::studio) fn run_queue(&mut self, window: &Context) {
        self.session.queue.course = Course::Running;
        if self.queue_paints() {
            self.resume(window);
        }
    }

    pub(in crate::studio) fn pause_queue(&mut self) {
        self.session.queue.course = Course::Resting;
        if self.queue_paints() {
            self.with_painting(Painting::pause);
        }
    }

    /// Takes the settings and pictures of a job over.
    pub(in crate::studio) fn use_job(&mut self, id: u64) {
        let Some(setup) = self.session.queue.get(id).map(|job| job.setup.clone()) else { return };
        self.note_choices();
        self.lend().use_loaded(Role::Content, setup.content);
        if let Some(start) = setup.start {
            self.lend().use_loaded(Role::Start, start);
        }
        self.lend().use_styles(&setup.styles);
        self.change_settings(setup.settings);
        self.session.services.notices.note("These settings are used now; Undo takes them back.");
    }

    /// Whether the present painting is one of the queue, so that the settings of the window do not steer it.
    pub(in crate::studio) fn queue_paints(&self) -> bool {
        self.session.queue_job().is_some_and(|job| job.state == JobState::Painting)
    }

    /// Begins the next job when the queue runs and nothing is being painted any more.
    pub(in crate::studio) fn keep_queue_up(&mut self, window: &Context) {
        let is_free = self.session.painting.as_ref().is_none_or(Painting::is_done_with);
        if self.session.queue.course == Course::Resting || !is_free {
            return;
        }
        let Some((id, setup)) = self.session.queue.next().map(|job| (job.id, job.setup.clone())) else {
            return self.end_queue(window);
        };
        self.begin_painting();
        match self.painting_of(&setup, window) {
            Ok(painting) => {
                self.session.queue.begin(id, painting.number());
                self.show_painting(painting);
            }
            Err(error) => {
                // The next one may still be painted.
                self.session.queue.fail(id, error.headline());
                window.request_repaint();
            }
        }
    }

    /// Notes how a painting of the queue ended.
    pub(in crate::studio) fn note_ended(&mut self, result: &Result<Ending>, window: &Context) {
        let Some(painting) = self.session.painting.as_ref().map(Painting::number) else { return };
        let state = match result {
            Ok(Ending::Completed | Ending::Converged) => JobState::Done,
            Ok(Ending::Stopped) => JobState::Stopped,
            Ok(Ending::NotFinite) => JobState::Failed(Ending::NotFinite.sentence().into()),
            Err(error) => JobState::Failed(error.headline()),
        };
        let is_stopped = state == JobState::Stopped;
        match (self.session.queue.end(painting, state), is_stopped) {
            // Whoever presses Stop wants it to be quiet.
            (true, true) => self.session.queue.course = Course::Resting,
            (false, false) => self.call_for_painting(result, window),
            _ => {}
        }
    }

    /// Notes which picture of the film strip is the result of a painting of the queue.
    pub(in crate::studio) fn note_result(&mut self, painting: u64, number: Number) {
        if self.session.queue.job_of(painting).is_some_and(|job| job.state == JobState::Done) {
            self.session.film.raise(number, Occasion::Result);
            self.session.queue.note_result(painting, number);
        }
    }

    pub(in crate::studio) fn end_queue(&mut self, window: &Context) {
        let queue = &mut self.session.queue;
        queue.course = Course::Resting;
        let count = |is_so: fn(&QueuedJob) -> bool| queue.jobs().iter().filter(|job| is_so(job)).count();
        let done = count(|job| job.state == JobState::Done);
        let failed = count(|job| matches!(job.state, JobState::Failed(_)));
        let text = match (done, failed) {
            (0, 0) => return,
            (1, 0) => "The queue is done: 1 painting.".into(),
            (done, 0) => format!("The queue is done: {done} paintings."),
            (done, failed) => format!("The queue is done: {done} painted, {failed} could not be painted."),
        };
        self.call_for_queue(&text, window);
        let message = if failed > 0 { Message::warning(text) } else { Message::note(text) };
        self.session.services.notices.message = Some(message);
    }
}
