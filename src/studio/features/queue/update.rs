//! What becomes of the messages: one painting after another, each with its result in the film strip.

use crate::error::Result;
use crate::project::JobState;
use crate::studio::features::queue::{Course, Event, JobId, Msg, Queue, QueuedJob};
use crate::studio::painted::Number;
use crate::studio::roles::Role;
use crate::studio::services::{Context, Message};
use crate::text::text;
use crate::transfer::Ending;

impl Queue {
    /// Carries out a message; whether the queue is shown is remembered.
    pub fn update(&mut self, is_shown: &mut bool, msg: Msg, context: &mut Context<'_>) -> Option<Event> {
        context.window.request_repaint();
        match msg {
            Msg::Toggle => *is_shown = !*is_shown,
            Msg::Add => self.enqueue(*is_shown, context),
            Msg::Run => {
                self.course = Course::Running;
                return Some(Event::Resume);
            }
            Msg::Pause => {
                self.course = Course::Resting;
                return Some(Event::Pause);
            }
            Msg::MoveUp(id) => self.move_by(id, -1),
            Msg::MoveDown(id) => self.move_by(id, 1),
            Msg::Remove(id) => self.remove(id),
            Msg::Repeat(id) => self.repeat(id),
            Msg::Use(id) => self.use_job(id, context),
            Msg::Show(id) => return self.get(id)?.result.map(Event::Show),
            Msg::Clear => self.clear_done(),
        }
        None
    }

    /// What is to be done now, when the queue runs and nothing is being painted any more.
    pub fn keep_up(&mut self, context: &mut Context<'_>) -> Option<Event> {
        if self.course == Course::Resting {
            return None;
        }
        match self.next() {
            Some(job) => Some(Event::Begin(job.id, Box::new(job.setup.clone()))),
            None => self.finish(context),
        }
    }

    /// Notes how a painting ended; says whether it is one of the queue.
    pub fn note_ended(&mut self, painting: u64, result: &Result<Ending>) -> bool {
        let state = match result {
            Ok(Ending::Completed | Ending::Converged) => JobState::Done,
            Ok(Ending::Stopped) => JobState::Stopped,
            Ok(Ending::NotFinite) => JobState::Failed(Ending::NotFinite.sentence()),
            Err(error) => JobState::Failed(error.text()),
        };
        let is_stopped = state == JobState::Stopped;
        let is_queued = self.end(painting, state);
        if is_queued && is_stopped {
            // Whoever presses Stop wants it to be quiet.
            self.course = Course::Resting;
        }
        is_queued
    }

    /// Notes which picture of the film strip is the result of a painting, when that is a job that is done; says whether
    /// it is.
    pub fn note_result(&mut self, painting: u64, result: Number) -> bool {
        let done = self.job_of(painting).filter(|job| job.state == JobState::Done).map(|job| job.id);
        if let Some(id) = done {
            self.change(id, |job| job.result = Some(result));
        }
        done.is_some()
    }

    /// Adds what Start would paint, as it is now.
    fn enqueue(&mut self, is_shown: bool, context: &mut Context<'_>) {
        match context.painting_setup() {
            Ok(setup) => {
                let title = setup.title();
                self.add(setup);
                if !is_shown {
                    context.services.notices.note(text!("{title} is in the queue; Q shows it.", title));
                }
            }
            Err(error) => context.report(&error),
        }
    }

    /// Takes the settings and pictures of a job over.
    fn use_job(&self, id: JobId, context: &mut Context<'_>) {
        let Some(setup) = self.get(id).map(|job| job.setup.clone()) else { return };
        context.services.undo.note();
        context.use_loaded(Role::Content, setup.content);
        if let Some(start) = setup.start {
            context.use_loaded(Role::Start, start);
        }
        context.use_styles(&setup.styles);
        context.change_settings(setup.settings);
        context.services.notices.note(text!("These settings are used now; Undo takes them back."));
    }

    /// Rests, and tells what became of the jobs.
    fn finish(&mut self, context: &mut Context<'_>) -> Option<Event> {
        self.course = Course::Resting;
        let count = |is_so: fn(&QueuedJob) -> bool| self.jobs().iter().filter(|job| is_so(job)).count();
        let done = count(|job| job.state == JobState::Done);
        let failed = count(|job| matches!(job.state, JobState::Failed(_)));
        let text = match (done, failed) {
            (0, 0) => return None,
            (1, 0) => text!("The queue is done: 1 painting."),
            (done, 0) => text!("The queue is done: {done} paintings.", done),
            (done, failed) => text!("The queue is done: {done} painted, {failed} could not be painted.", done, failed),
        };
        let message = if failed > 0 { Message::warning(text.clone()) } else { Message::note(text.clone()) };
        context.services.notices.message = Some(message);
        Some(Event::Done(text))
    }
}
