//! The queue: paintings that are set up beforehand and painted one after another.
//!
//! While the queue paints, the settings of the window are free for setting up the next one: they steer only a painting
//! that was started by hand.

mod update;
pub mod view;

use crate::project::JobState;
use crate::studio::painted::{Number, PaintingSetup};
use crate::text::Text;

/// The name of a job within a session.
pub type JobId = u64;

/// What is clicked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Msg {
    /// Shows or hides it.
    Toggle,
    /// Adds what Start would paint.
    Add,
    /// Paints one after another.
    Run,
    /// Lets the present one wait, and begins no other.
    Pause,
    /// Moves a job one place towards the beginning.
    MoveUp(JobId),
    /// Moves a job one place towards the end.
    MoveDown(JobId),
    /// Takes a job out.
    Remove(JobId),
    /// Lets a job that ended wait for another turn.
    Repeat(JobId),
    /// Takes the settings and pictures of a job over.
    Use(JobId),
    /// Shows the result of a job.
    Show(JobId),
    /// Takes out what is done.
    Clear,
}

/// What others are asked for.
pub enum Event {
    /// Go on with the painting, if it is one of the queue.
    Resume,
    /// Let the painting wait, if it is one of the queue.
    Pause,
    /// Show this picture of the film strip.
    Show(Number),
    /// Paint this job.
    Begin(JobId, Box<PaintingSetup>),
    /// Call the person: nothing is left to paint.
    Done(Text),
}

/// Whether the queue goes on by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Course {
    /// It waits for Run.
    #[default]
    Resting,
    /// It begins the next job when nothing is being painted.
    Running,
}

/// One painting of the queue.
pub struct QueuedJob {
    /// Its name within the session.
    pub id: JobId,
    /// What is painted.
    pub setup: PaintingSetup,
    /// How far it is.
    pub state: JobState,
    /// The number of its painting, once it was begun.
    painting: Option<u64>,
    /// Its result in the film strip.
    pub result: Option<Number>,
}

/// The jobs in their order.
#[derive(Default)]
pub struct Queue {
    jobs: Vec<QueuedJob>,
    /// Whether it goes on by itself.
    pub course: Course,
    ids: JobId,
    changes: u64,
}

impl Queue {
    /// The jobs in their order.
    pub fn jobs(&self) -> &[QueuedJob] {
        &self.jobs
    }

    /// The job of this name.
    pub fn get(&self, id: JobId) -> Option<&QueuedJob> {
        self.jobs.iter().find(|job| job.id == id)
    }

    /// How often something about the queue has changed.
    pub fn changes(&self) -> u64 {
        self.changes
    }

    /// Adds a job at the end.
    pub(super) fn add(&mut self, setup: PaintingSetup) {
        self.restore(setup, JobState::Waiting, None, None);
    }

    /// Adds a job of a project that was opened, with the painting that it has begun.
    pub fn restore(&mut self, setup: PaintingSetup, state: JobState, painting: Option<u64>, result: Option<Number>) {
        self.ids += 1;
        self.changes += 1;
        self.jobs.push(QueuedJob { id: self.ids, setup, state, painting, result });
    }

    /// The first job whose turn will come.
    pub fn next(&self) -> Option<&QueuedJob> {
        self.jobs.iter().find(|job| job.state == JobState::Waiting)
    }

    /// The job that is being painted, if this is its painting.
    pub fn job_of(&self, painting: u64) -> Option<&QueuedJob> {
        self.jobs.iter().find(|job| job.painting == Some(painting))
    }

    /// Notes that a job is being painted.
    pub fn begin(&mut self, id: JobId, painting: u64) {
        self.change(id, |job| (job.state, job.painting, job.result) = (JobState::Painting, Some(painting), None));
    }

    /// Notes why a job could not even be begun.
    pub fn fail(&mut self, id: JobId, reason: Text) {
        self.change(id, |job| (job.state, job.painting, job.result) = (JobState::Failed(reason), None, None));
    }

    /// Notes how the job of a painting ended; says whether there is one.
    pub(super) fn end(&mut self, painting: u64, state: JobState) -> bool {
        let id = self.job_of(painting).filter(|job| job.state == JobState::Painting).map(|job| job.id);
        if let Some(id) = id {
            self.change(id, |job| job.state = state);
        }
        id.is_some()
    }

    /// Lets a job that ended wait for another turn.
    pub(super) fn repeat(&mut self, id: JobId) {
        if self.get(id).is_some_and(|job| job.state != JobState::Painting) {
            self.change(id, |job| (job.state, job.painting) = (JobState::Waiting, None));
        }
    }

    /// Moves a job by so many places, as far as there are any.
    pub(super) fn move_by(&mut self, id: JobId, places: isize) {
        let Some(from) = self.jobs.iter().position(|job| job.id == id) else { return };
        let to = from.saturating_add_signed(places).min(self.jobs.len() - 1);
        let job = self.jobs.remove(from);
        self.jobs.insert(to, job);
        self.changes += 1;
    }

    /// Takes a job out, unless it is being painted.
    pub(super) fn remove(&mut self, id: JobId) {
        self.jobs.retain(|job| job.id != id || job.state == JobState::Painting);
        self.changes += 1;
    }

    /// Takes out what is done.
    pub(super) fn clear_done(&mut self) {
        self.jobs.retain(|job| job.state != JobState::Done);
        self.changes += 1;
    }

    fn change(&mut self, id: JobId, change: impl FnOnce(&mut QueuedJob)) {
        if let Some(job) = self.jobs.iter_mut().find(|job| job.id == id) {
            change(job);
            self.changes += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use egui::Context;

    use super::*;
    use crate::picture::Picture;
    use crate::studio::roles::{Loaded, Source};
    use crate::transfer::TransferSettings;

    fn queue(jobs: usize) -> Queue {
        let mut queue = Queue::default();
        for size in 0..jobs {
            let settings = TransferSettings { size, ..TransferSettings::default() };
            let content = Loaded::made(Source::Clipboard, Picture::white_noise(4, 4, 1.0, 0), &Context::default());
            queue.add(PaintingSetup { settings, content, styles: Vec::new(), start: None });
        }
        queue
    }

    fn order(queue: &Queue) -> Vec<JobId> {
        queue.jobs().iter().map(|job| job.id).collect()
    }

    #[test]
    fn jobs_are_moved_as_far_as_there_are_places() {
        let mut queue = queue(3);
        queue.move_by(3, -1);
        assert_eq!(order(&queue), [1, 3, 2]);
        queue.move_by(1, -1);
        queue.move_by(2, 1);
        assert_eq!(order(&queue), [1, 3, 2]);
        queue.move_by(1, 1);
        assert_eq!(order(&queue), [3, 1, 2]);
        queue.move_by(99, 1);
        assert_eq!(order(&queue), [3, 1, 2]);
    }

    #[test]
    fn a_job_goes_from_waiting_to_its_end_and_can_be_repeated() {
        let mut queue = queue(2);
        assert_eq!(queue.next().unwrap().id, 1);
        queue.begin(1, 77);
        assert_eq!(queue.next().unwrap().id, 2);
        queue.remove(1);
        queue.repeat(1);
        assert_eq!(queue.get(1).unwrap().state, JobState::Painting, "it cannot be taken away while it is painted");
        assert!(!queue.end(78, JobState::Done));
        assert!(queue.end(77, JobState::Done) && !queue.end(77, JobState::Stopped));
        assert!(queue.note_result(77, 5) && !queue.note_result(78, 6));
        assert_eq!((&queue.get(1).unwrap().state, queue.get(1).unwrap().result), (&JobState::Done, Some(5)));
        queue.repeat(1);
        assert_eq!(queue.next().unwrap().id, 1);
        assert!(queue.job_of(77).is_none());
    }

    #[test]
    fn a_job_that_cannot_be_begun_makes_way_for_the_next() {
        let mut queue = queue(2);
        queue.fail(1, Text::new("why"));
        assert_eq!(queue.get(1).unwrap().state, JobState::Failed(Text::new("why")));
        assert_eq!(queue.next().unwrap().id, 2);
        queue.repeat(1);
        assert_eq!(queue.next().unwrap().id, 1);
    }

    #[test]
    fn every_change_is_counted() {
        let mut queue = queue(2);
        let mut before = queue.changes();
        let mut is_news = |queue: &Queue| std::mem::replace(&mut before, queue.changes()) != queue.changes();
        queue.move_by(1, 1);
        assert!(is_news(&queue));
        queue.begin(1, 3);
        assert!(is_news(&queue));
        queue.end(3, JobState::Done);
        assert!(is_news(&queue));
        queue.clear_done();
        assert!(is_news(&queue) && order(&queue) == [2]);
        assert!(!is_news(&queue));
    }
}
