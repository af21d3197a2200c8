//! The queue: set up, reordered, paused, painted through, and told when it is done.

use egui::{Key, Modifiers, UserAttentionType, ViewportCommand};
use egui_kittest::kittest::Queryable;
use impasto::project::JobState;
use impasto::studio::app::session::Session;
use impasto::studio::features::queue::{Course, QueuedJob};
use impasto::studio::painted::{Occasion, Phase};

use crate::bench::Bench;

/// A window with these sizes in the queue, in their order.
fn queued(sizes: &[usize]) -> Bench {
    let mut bench = Bench::with(|state| state.shows_queue = true);
    for &size in sizes {
        set_size(&mut bench, size);
        bench.click("Add to the queue");
    }
    bench
}

fn set_size(bench: &mut Bench, size: usize) {
    bench.set_slider("Size", size as f64);
}

fn states(session: &Session) -> Vec<&JobState> {
    session.queue.jobs().iter().map(|job| &job.state).collect()
}

fn sizes(bench: &Bench) -> Vec<usize> {
    bench.session().queue.jobs().iter().map(|job: &QueuedJob| job.setup.settings.size).collect()
}

#[test]
fn a_queue_of_five_is_painted_through_each_with_its_result_in_the_film_strip() {
    let mut bench = queued(&[32, 40, 48, 56, 64]);
    // Whatever is set up meanwhile does not touch what is painted.
    bench.click("Run the queue");
    set_size(&mut bench, 20);
    bench.set_slider("Ratio", 0.9);
    bench.wait("the end", |session| session.queue.course == Course::Resting);
    assert_eq!(states(bench.session()), [&JobState::Done; 5]);
    bench.wait_to_see("The queue is done: 5 paintings.");
    let film = &bench.session().film;
    for job in bench.session().queue.jobs() {
        let snapshot = film.get(job.result.unwrap()).unwrap();
        assert_eq!(snapshot.pixels.size()[0], job.setup.settings.size);
        assert_eq!(snapshot.occasion, Occasion::Result);
        assert_eq!(snapshot.settings, job.setup.settings);
        assert_eq!(snapshot.iteration, 6);
    }
    bench.click("Show the result of job 2");
    bench.wait("the picture", |session| session.film.display().is_some());
    assert_eq!(bench.session().film.selected(), bench.session().queue.jobs()[1].result);
    bench.click("Clear done");
    assert!(bench.session().queue.jobs().is_empty());
    bench.wait_to_see("Set up a painting, then add it here.");
}

#[test]
fn jobs_are_reordered_removed_repeated_and_taken_over() {
    let mut bench = queued(&[32, 40, 48]);
    bench.click("Move up job 3");
    assert_eq!(sizes(&bench), [32, 48, 40]);
    bench.click("Move down job 1");
    assert_eq!(sizes(&bench), [48, 32, 40]);
    bench.click("Remove job 1");
    assert_eq!(sizes(&bench), [32, 40]);
    bench.click("Take over the settings of job 1");
    assert_eq!(bench.app().state().setup.settings.size, 32);
    bench.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(bench.app().state().setup.settings.size, 48);
    bench.click("Run the queue");
    bench.wait("the end", |session| session.queue.course == Course::Resting);
    bench.click("Paint again job 1");
    assert_eq!(states(bench.session()), [&JobState::Waiting, &JobState::Done]);
}

#[test]
fn a_paused_queue_lets_its_painting_wait_and_goes_on_with_it() {
    let mut bench = Bench::with(|state| {
        state.shows_queue = true;
        state.setup.settings.iterations = 100_000;
    });
    bench.press(Modifiers::SHIFT, Key::Q);
    bench.press(Modifiers::SHIFT, Key::Q);
    bench.click("Run the queue");
    bench.wait("some iterations", |session| session.painting().is_some_and(|it| it.losses().len() > 2));
    bench.wait_to_see("Job 1 of 2");
    bench.click("Pause the queue");
    assert_eq!((bench.phase(), bench.session().queue.course), (Phase::Paused, Course::Resting));
    bench.click("Run the queue");
    let before = bench.iterations();
    bench.wait("more iterations", |session| session.painting().unwrap().losses().len() > before + 2);
    // Stop ends this one, and the next one waits for Run.
    bench.stop();
    bench.frames(20);
    assert_eq!(states(bench.session()), [&JobState::Stopped, &JobState::Waiting]);
    assert_eq!((bench.phase(), bench.session().queue.course), (Phase::Ended, Course::Resting));
    bench.click("Run the queue");
    bench.wait("the next one", |session| session.phase() == Phase::Painting);
    assert_eq!(states(bench.session()), [&JobState::Stopped, &JobState::Painting]);
    bench.stop();
}

#[test]
fn one_that_cannot_be_painted_is_told_and_the_next_one_is_painted() {
    let mut bench = queued(&[32]);
    // The network needs 16 pixels on each side, and a crop leaves fewer.
    bench.click("Crop and turn Style");
    bench.harness.get_by_role_and_label(egui::accesskit::Role::SpinButton, "Height").set_value_accesskit(2.0);
    bench.wait("the part", |session| {
        session
            .services
            .pictures
            .loaded(impasto::studio::roles::Role::Style)
            .is_some_and(|style| style.picture.height() == 2)
    });
    bench.press(Modifiers::NONE, Key::Escape);
    bench.click("Add to the queue");
    bench.click("Move up job 2");
    bench.click("Run the queue");
    bench.wait("the end", |session| session.queue.course == Course::Resting);
    let states = states(bench.session());
    assert!(
        matches!(states[0], JobState::Failed(reason) if reason.to_string().contains("style picture")),
        "{states:?}"
    );
    assert_eq!(states[1], &JobState::Done);
    bench.wait_to_see("1 painted, 1 could not be painted");
}

#[test]
fn whoever_is_elsewhere_is_called_when_it_is_done() {
    let mut bench = queued(&[32]);
    bench.harness.input_mut().focused = false;
    // Every frame is looked at from here on, since the call is in one of them.
    bench.harness.get_by_label("Run the queue").click();
    let mut called = false;
    bench.wait_until("the call", |bench| {
        called |= bench.commands().contains(&ViewportCommand::RequestUserAttention(UserAttentionType::Informational));
        called && !bench.desktop.notifications().is_empty()
    });
    assert_eq!(bench.desktop.notifications(), ["Impasto: The queue is done: 1 painting."]);
}

#[test]
fn nobody_is_called_who_looks_at_the_window_or_does_not_want_it() {
    for wants_it in [true, false] {
        let mut bench = queued(&[32]);
        if !wants_it {
            bench.press(Modifiers::COMMAND, Key::Comma);
            bench.click("Tell me when the work is done");
            bench.press(Modifiers::NONE, Key::Escape);
            bench.harness.input_mut().focused = false;
        }
        bench.harness.get_by_label("Run the queue").click();
        let mut commands = Vec::new();
        bench.wait_until("the end", |bench| {
            commands.extend(bench.commands());
            let session = bench.session();
            session.queue.course == Course::Resting && states(session) == [&JobState::Done]
        });
        bench.frames(10);
        commands.extend(bench.commands());
        let is_call = |command: &ViewportCommand| matches!(command, ViewportCommand::RequestUserAttention(_));
        assert!(!commands.iter().any(is_call), "{commands:?}");
        assert_eq!(bench.desktop.notifications(), [""; 0]);
    }
}

#[test]
fn a_queue_is_part_of_the_project_and_goes_on_where_it_was() {
    let mut bench = Bench::with(|state| {
        state.shows_queue = true;
        // So many that the first painting is not done before it is paused.
        state.setup.settings.iterations = 300;
    });
    bench.click("Add to the queue");
    set_size(&mut bench, 48);
    bench.set_slider("Iterations", 6.0);
    bench.click("Add to the queue");
    assert!(!bench.close_window(), "jobs that wait would be lost");
    bench.click("Cancel");
    bench.click("Run the queue");
    bench.wait("some iterations", |session| session.painting().is_some_and(|it| it.losses().len() > 5));
    bench.click("Pause the queue");
    bench.rest();
    let path = crate::projects::save_as(&mut bench, "queue.impasto");

    let mut other = crate::projects::other_window(&path);
    other.wait("the project", |session| session.project.path.is_some());
    assert_eq!(states(other.session()), [&JobState::Painting, &JobState::Waiting]);
    assert_eq!(other.phase(), Phase::Paused);
    other.press(Modifiers::NONE, Key::Q);
    other.click("Run the queue");
    other.wait("the end", |session| session.queue.course == Course::Resting);
    assert_eq!(states(other.session()), [&JobState::Done, &JobState::Done]);
    let results: Vec<_> = other.session().queue.jobs().iter().map(|job| job.result.unwrap()).collect();
    let size = |number: usize| other.session().film.get(results[number]).unwrap().pixels.size()[0];
    assert_eq!([size(0), size(1)], [32, 48], "the first one was not steered by the size of the second");
}
