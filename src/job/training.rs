//! The training of a fast style in a background thread: it is watched through events and a slot with the newest sample, and
//! its state is written now and then, so that it can be gone on with whatever happens.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::TryRecvError;

use crate::cancel::CancelToken;
use crate::error::{Error, Result};
use crate::fast::{
    About, Checkpoint, Photos, TrainEnding, TrainReport, TrainSettings, TrainStep, TrainedNetwork, Trainer,
};
use crate::job::background::{Background, Ends, Weight};
use crate::job::slot::{Preview, PreviewPicture};
use crate::network::{DeviceChoice, NetworkCache, WeightScale, Workspace};
use crate::picture::Picture;
use crate::text::{Text, text};

/// How often the state is written.
const WRITE_EVERY: Duration = Duration::from_secs(20);
/// A sample is painted when so many times its own time has gone by since the last one: it costs a tenth of the work.
const SAMPLE_REST: u32 = 10;
/// But not more often than that.
const SAMPLE_EVERY: Duration = Duration::from_secs(1);

/// Everything that a training needs to begin.
#[derive(Debug, Clone)]
pub struct TrainRequest {
    /// The settings of a new training.
    pub settings: TrainSettings,
    /// A training that was broken off and is gone on with, with its own settings.
    pub checkpoint: Option<Checkpoint>,
    /// The painting whose style is learned.
    pub painting: Arc<Picture>,
    /// The folder with the photographs.
    pub photos: PathBuf,
    /// The photograph that is painted on the way.
    pub sample: Option<Arc<Picture>>,
    /// Where the state is written.
    pub state: PathBuf,
    /// What the file of the style shall say of itself, but for its origin.
    pub about: About,
    /// The machine, for the same file.
    pub machine: String,
    /// Where to compute.
    pub device: DeviceChoice,
    /// Loss networks kept between jobs.
    pub networks: NetworkCache,
}

/// What can be asked of a training.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrainCommand {
    /// Waits after the present step.
    Pause,
    /// Goes on after a pause.
    Resume,
    /// Ends; this also interrupts the step under way. The state is kept.
    Stop,
}

/// What a training tells. Everything but [`TrainEvent::Step`] always arrives.
#[derive(Debug)]
pub enum TrainEvent {
    /// It is about to make its first step on so many photographs.
    Prepared {
        /// How many files there are.
        photographs: usize,
    },
    /// A step was made; this may be dropped when nobody reads.
    Step(TrainReport),
    /// Something that the person should know.
    Notice(Text),
    /// It ended, and no event follows.
    Finished(Result<TrainOutcome>),
}

/// How a training in the background ended.
#[derive(Debug)]
pub enum TrainOutcome {
    /// The style is there.
    Trained(Box<TrainedNetwork>, TrainEnding),
    /// It was stopped; its state is kept.
    Stopped,
}

/// A training in a background thread. Dropping it ends the work, keeps the state, and waits for the thread's end.
#[derive(Debug)]
pub struct TrainJob {
    background: Background<TrainCommand, TrainEvent>,
    sample: Preview,
}

impl TrainJob {
    /// Starts the thread. `wake` is called from that thread after every event and every sample.
    pub fn start(request: TrainRequest, wake: impl Fn() + Send + 'static) -> Self {
        let sample = Preview::default();
        let slot = sample.clone();
        let work = move |ends: &mut Ends<TrainCommand, TrainEvent>| train(ends, &slot, request);
        Self { background: Background::start(wake, work, TrainEvent::Finished), sample }
    }

    /// Asks something of the job; once it has finished nothing happens.
    pub fn send(&self, command: TrainCommand) {
        if command == TrainCommand::Stop {
            self.background.cancel.cancel();
        }
        self.background.send(command);
    }

    /// The next event, if one is waiting.
    pub fn try_event(&self) -> Option<TrainEvent> {
        self.background.try_event()
    }

    /// Waits for the next event; `None` after [`TrainEvent::Finished`].
    pub fn wait_event(&self) -> Option<TrainEvent> {
        self.background.wait_event()
    }

    /// The slot with the newest sample; its iteration is the step after which it was painted.
    pub const fn sample(&self) -> &Preview {
        &self.sample
    }
}

fn train(ends: &mut Ends<TrainCommand, TrainEvent>, slot: &Preview, request: TrainRequest) -> Result<TrainOutcome> {
    let TrainRequest { settings, checkpoint, painting, photos, sample, state, about, machine, device, networks } =
        request;
    let vgg19 = networks.get(device, WeightScale::Normalised)?;
    let photos = Photos::of_folder(&photos)?;
    let photographs = photos.files().len();
    let trainer = if let Some(checkpoint) = checkpoint {
        Trainer::resume(vgg19, checkpoint, Some(painting), photos)?
    } else {
        let start = settings.practised_weights()?;
        Trainer::new(vgg19, settings, Some(painting), photos, start)?
    };
    let mut run =
        Run { ends, trainer, photographs, state: &state, written: Instant::now(), samples: Samples::new(sample, slot) };
    let ended = run.train();
    // Whatever happened, what was learned is kept.
    let kept = run.trainer.checkpoint().save(&state);
    let ending = ended?;
    kept?;
    let Some(ending) = ending else { return Ok(TrainOutcome::Stopped) };
    run.samples.paint(&run.trainer, &CancelToken::new())?;
    let about = About { origin: About::trained_here(photographs), ..about };
    Ok(TrainOutcome::Trained(Box::new(run.trainer.trained(about, machine)), ending))
}

/// One training from its first step in this thread to its last.
struct Run<'a> {
    ends: &'a Ends<TrainCommand, TrainEvent>,
    trainer: Trainer,
    photographs: usize,
    /// Where its state is written, and when it was last.
    state: &'a Path,
    written: Instant,
    samples: Samples<'a>,
}

impl Run<'_> {
    /// Trains to the end; none when it was stopped or nobody is listening any more.
    fn train(&mut self) -> Result<Option<TrainEnding>> {
        loop {
            if !wait_to_go_on(self.ends, &self.trainer, self.state)? {
                return Ok(None);
            }
            match self.step() {
                Ok(None) => {}
                Ok(Some(ending)) => return Ok(Some(ending)),
                Err(Error::Cancelled) => return Ok(None),
                Err(error) => return Err(error),
            }
        }
    }

    /// One piece of work; how the training ended, if it did.
    fn step(&mut self) -> Result<Option<TrainEnding>> {
        let step = self.trainer.step(&self.ends.cancel)?;
        for notice in self.trainer.take_notices() {
            self.tell(TrainEvent::Notice(notice), Weight::Lasting)?;
        }
        match step {
            TrainStep::Prepared => {
                self.trainer.checkpoint().save(self.state)?;
                self.tell(TrainEvent::Prepared { photographs: self.photographs }, Weight::Lasting)?;
            }
            TrainStep::Made(report) => {
                self.tell(TrainEvent::Step(report), Weight::Passing)?;
                if self.written.elapsed() >= WRITE_EVERY {
                    self.trainer.checkpoint().save(self.state)?;
                    self.written = Instant::now();
                }
                if self.samples.is_due() {
                    self.samples.paint(&self.trainer, &self.ends.cancel)?;
                    self.ends.wake();
                }
            }
            TrainStep::WentBack(step) => {
                let notice = text!(
                    "The loss stopped being a number; the training goes on from step {step} with half the learning rate.",
                    step
                );
                self.tell(TrainEvent::Notice(notice), Weight::Lasting)?;
            }
            TrainStep::Finished(ending) => return Ok(Some(ending)),
        }
        Ok(None)
    }

    /// Tells something; when nobody listens any more that is as good as being cancelled.
    fn tell(&self, event: TrainEvent, weight: Weight) -> Result<()> {
        self.ends.tell(event, weight).map_err(|_| Error::Cancelled)
    }
}

/// The photograph that is painted on the way.
struct Samples<'a> {
    photograph: Option<Arc<Picture>>,
    slot: &'a Preview,
    workspace: Workspace,
    /// When the last one was done, and how long it took.
    last: Option<(Instant, Duration)>,
}

impl<'a> Samples<'a> {
    fn new(photograph: Option<Arc<Picture>>, slot: &'a Preview) -> Self {
        Self { photograph, slot, workspace: Workspace::default(), last: None }
    }

    fn is_due(&self) -> bool {
        self.slot.is_wanted()
            && self.last.is_none_or(|(when, took)| when.elapsed() >= (SAMPLE_REST * took).max(SAMPLE_EVERY))
    }

    fn paint(&mut self, trainer: &Trainer, cancel: &CancelToken) -> Result<()> {
        let Some(photograph) = &self.photograph else { return Ok(()) };
        let begun = Instant::now();
        let painted = trainer.sample(photograph, &mut self.workspace, cancel)?;
        self.slot.put(PreviewPicture::of(&painted, trainer.steps()));
        self.last = Some((Instant::now(), begun.elapsed()));
        Ok(())
    }
}

/// Obeys every waiting command, and waits for more while paused, once the state is written; says whether it goes on.
fn wait_to_go_on(ends: &Ends<TrainCommand, TrainEvent>, trainer: &Trainer, state: &Path) -> Result<bool> {
    let mut is_paused = false;
    loop {
        let command = if is_paused {
            ends.commands.recv().map_err(|_| TryRecvError::Disconnected)
        } else {
            ends.commands.try_recv()
        };
        match command {
            Ok(TrainCommand::Pause) => {
                is_paused = true;
                trainer.checkpoint().save(state)?;
            }
            Ok(TrainCommand::Resume) => is_paused = false,
            Ok(TrainCommand::Stop) | Err(TryRecvError::Disconnected) => return Ok(false),
            Err(TryRecvError::Empty) => return Ok(true),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::picture::SaveOptions;

    /// A folder with two photographs, and the request for a small training on them.
    fn request(steps: usize) -> (TrainRequest, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let photos = folder.path().join("photos");
        std::fs::create_dir(&photos).unwrap();
        for seed in 0..2 {
            let photograph = Picture::white_noise(50, 40, 1.0, seed);
            photograph.save(&photos.join(format!("{seed}.png")), &SaveOptions::default()).unwrap();
        }
        let settings =
            TrainSettings { width: 2, steps, crop: 32, style_size: 40, style_scales: 1, ..TrainSettings::default() };
        let request = TrainRequest {
            settings,
            checkpoint: None,
            painting: Arc::new(Picture::white_noise(44, 40, 1.0, 9)),
            photos,
            sample: Some(Arc::new(Picture::white_noise(24, 20, 1.0, 8))),
            state: folder.path().join("state.training"),
            about: About::default(),
            machine: "a machine".into(),
            device: DeviceChoice::Cpu,
            networks: NetworkCache::default(),
        };
        (request, folder)
    }

    /// All events of a job that is sent a command after so many steps. It makes one step more at most before it knows of
    /// it, since its thread is held where it wakes the window.
    fn run(
        request: TrainRequest,
        command: Option<(usize, TrainCommand)>,
    ) -> (Vec<TrainReport>, Result<TrainOutcome>, TrainJob) {
        let (release, held) = crossbeam_channel::bounded::<()>(0);
        // It also wakes it when it is prepared, and for the sample after the first step.
        let held_at = command.map(|(after, _)| after + 3);
        let wakes = AtomicUsize::new(0);
        let wake = move || {
            if Some(wakes.fetch_add(1, Ordering::Relaxed) + 1) == held_at {
                let _ = held.recv();
            }
        };
        let job = TrainJob::start(request, wake);
        let mut release = Some(release);
        let mut reports = Vec::new();
        loop {
            match job.wait_event().expect("the last event comes before the end") {
                TrainEvent::Step(report) => {
                    reports.push(report);
                    if let Some((after, command)) = command.filter(|(after, _)| *after == reports.len()) {
                        assert!(after > 0);
                        job.send(command);
                        drop(release.take());
                    }
                }
                TrainEvent::Finished(result) => return (reports, result, job),
                TrainEvent::Prepared { photographs } => assert_eq!(photographs, 2),
                TrainEvent::Notice(notice) => panic!("{notice}"),
            }
        }
    }

    #[test]
    fn a_training_that_was_stopped_goes_on_to_the_same_style() {
        let (whole, _folder) = request(5);
        let (reports, outcome, job) = run(whole, None);
        let TrainOutcome::Trained(expected, TrainEnding::Completed) = outcome.unwrap() else { panic!("it ends") };
        assert_eq!(reports.len(), 5);
        let sample = job.sample().take().unwrap();
        assert_eq!((sample.width, sample.height, sample.iteration), (24, 20, 5));

        let (cut, _folder) = request(5);
        let (before, outcome, _) = run(cut.clone(), Some((2, TrainCommand::Stop)));
        assert!(matches!(outcome.unwrap(), TrainOutcome::Stopped));
        let checkpoint = Checkpoint::open(&cut.state).unwrap();
        let made = checkpoint.steps();
        assert!((2..5).contains(&made), "{made}");
        let (after, outcome, _) = run(TrainRequest { checkpoint: Some(checkpoint), ..cut }, None);
        let TrainOutcome::Trained(style, TrainEnding::Completed) = outcome.unwrap() else { panic!("it ends") };
        assert_eq!(after.len(), 5 - made);
        let losses = |reports: &[TrainReport]| reports.iter().map(|report| report.losses).collect::<Vec<_>>();
        assert_eq!(losses(&before[..2]), losses(&reports[..2]));
        assert_eq!(losses(&after), losses(&reports[made..]));
        assert_eq!(style.weights.parameters(), expected.weights.parameters());
    }

    #[test]
    fn a_job_that_is_dropped_keeps_its_state() {
        let (request, _folder) = request(100_000);
        let state = request.state.clone();
        let job = TrainJob::start(request, || {});
        while !matches!(job.wait_event(), Some(TrainEvent::Step(report)) if report.step >= 2) {}
        drop(job);
        assert!(Checkpoint::open(&state).unwrap().steps() >= 2);
    }

    #[test]
    fn what_cannot_be_trained_on_is_told() {
        let (request, folder) = request(5);
        let empty = folder.path().join("empty");
        std::fs::create_dir(&empty).unwrap();
        let (_, result, _) = run(TrainRequest { photos: empty, ..request }, None);
        assert!(result.unwrap_err().headline().ends_with("holds no pictures; choose a folder of photographs"));
    }
}
