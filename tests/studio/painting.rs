//! The transport: start, pause, resume, stop, restart, by buttons and by keys, and what acts while it paints.

use egui::{Key, Modifiers};
use impasto::studio::app::session::Session;
use impasto::studio::painted::{Newest, Phase};
use impasto::studio::roles::Role;
use impasto::transfer::Start;

use crate::bench::Bench;

/// A painting that does not end by itself while a test looks at it.
fn long() -> Bench {
    Bench::with(|state| state.setup.settings.iterations = 100_000)
}

fn iterations(session: &Session) -> usize {
    session.painting().map_or(0, |painting| painting.losses().len())
}

#[test]
fn from_start_to_a_finished_painting() {
    let mut bench = Bench::new();
    bench.wait_to_see("Press Start");
    bench.paint();
    assert_eq!(bench.iterations(), 6);
    bench.wait_to_find("Finished");
    bench.wait_to_find("Iteration 6 of 6");
    let painting = bench.session().painting().unwrap();
    assert!(matches!(painting.newest(), Some(Newest::Final(..))));
    assert_eq!(painting.newest().unwrap().size(), [32, 21]);
    let losses = painting.losses();
    assert!(losses[5].total < losses[0].total);
}

#[test]
fn the_canvas_shows_pictures_while_it_paints() {
    let mut bench = long();
    bench.click("Start");
    bench.wait("a picture", |session| session.painting().is_some_and(|painting| painting.display().is_some()));
    let first = bench.session().painting().unwrap().newest().unwrap().iteration();
    bench.wait("a newer picture", |session| {
        let newest = session.painting().and_then(|painting| painting.newest());
        newest.is_some_and(|newest| newest.iteration() > first)
    });
    bench.click("Stop");
    bench.wait("the end", |session| session.phase() == Phase::Ended);
}

#[test]
fn pause_rests_and_resume_goes_on() {
    let mut bench = long();
    bench.click("Start");
    bench.wait("an iteration", |session| iterations(session) > 0);
    bench.click("Pause");
    assert_eq!(bench.phase(), Phase::Paused);
    // The iteration under way is still made; then it obeys, and makes no other.
    let made = bench.rest();
    let before = bench.iterations();
    for _ in 0..10 {
        assert_eq!(bench.obeyed(), made);
        bench.frames(3);
    }
    assert_eq!(bench.iterations(), before);
    bench.click("Resume");
    bench.wait("another iteration", |session| iterations(session) > before);
    bench.click("Stop");
    bench.wait("the end", |session| session.phase() == Phase::Ended);
    bench.wait_to_find("Ended");
}

#[test]
fn the_ratio_acts_on_the_running_job() {
    let mut bench = long();
    bench.click("Start");
    bench.wait("an iteration", |session| iterations(session) > 0);
    bench.set_slider("Ratio", 1.0);
    assert_eq!(bench.app().state().setup.settings.weights.ratio, 1.0);
    // The content term has its weight, which is now a thousand times greater.
    bench.wait("the other balance", |session| {
        let losses = session.painting().unwrap().losses();
        losses.iter().any(|point| point.content > 30.0 * losses[0].content.max(1e-9))
    });
    bench.click("Stop");
    bench.wait("the end", |session| session.phase() == Phase::Ended);
}

#[test]
fn weights_that_cannot_be_used_are_not_sent() {
    let mut bench = long();
    bench.click("Start");
    bench.wait("an iteration", |session| iterations(session) > 0);
    for layer in ["conv1_1", "conv2_1", "conv3_1", "conv4_1", "conv5_1"] {
        bench.click(&format!("Use {layer}"));
    }
    bench.wait_to_find("Switch on at least one style layer.");
    let sent = bench.session().painting().unwrap().settings().weights.style_layers.clone();
    assert!(!sent.is_empty());
    bench.click("Stop");
    bench.wait("the end", |session| session.phase() == Phase::Ended);
    bench.click("Start");
    bench.wait_to_see("The set of style layers cannot be empty");
    assert_eq!(bench.phase(), Phase::Ended);
}

#[test]
fn restart_begins_again() {
    let mut bench = long();
    bench.click("Start");
    bench.wait("some iterations", |session| iterations(session) > 3);
    let number = |session: &Session| session.painting().unwrap().number();
    let first = number(bench.session());
    bench.click("Restart");
    bench.wait("the beginning", |session| number(session) != first && iterations(session) > 0);
    assert_eq!(bench.phase(), Phase::Painting);
    assert_eq!(bench.session().painting().unwrap().losses()[0].iteration, 1);
    bench.click("Stop");
    bench.wait("the end", |session| session.phase() == Phase::Ended);
}

#[test]
fn the_keys_do_the_same() {
    let mut bench = long();
    bench.press(Modifiers::NONE, Key::Space);
    bench.wait("an iteration", |session| iterations(session) > 0);
    bench.press(Modifiers::NONE, Key::Space);
    assert_eq!(bench.phase(), Phase::Paused);
    bench.press(Modifiers::NONE, Key::Space);
    assert_eq!(bench.phase(), Phase::Painting);
    bench.press(Modifiers::NONE, Key::Escape);
    bench.wait("the end", |session| session.phase() == Phase::Ended);
}

#[test]
fn escape_that_closes_a_menu_does_not_stop_the_painting() {
    let mut bench = long();
    bench.click("Start");
    bench.wait("an iteration", |session| iterations(session) > 0);
    bench.click("File");
    bench.wait_to_find("Quit");
    bench.press(Modifiers::NONE, Key::Escape);
    assert!(!bench.shows("Quit"));
    assert_eq!(bench.phase(), Phase::Painting);
    bench.press(Modifiers::NONE, Key::Escape);
    bench.wait("the end", |session| session.phase() == Phase::Ended);
}

#[test]
fn a_start_picture_must_be_chosen_before_it_is_used() {
    let mut bench = Bench::with(|state| state.setup.settings.start = Start::Picture);
    bench.click("Start");
    bench.wait_to_see("Start picture cannot be empty");
    bench.click("Dismiss");
    bench.click("Choose Start picture");
    bench.click(Role::Start.samples().next().unwrap().title);
    bench.wait("the sample", |session| session.services.pictures.loaded(Role::Start).is_some());
    bench.press(Modifiers::NONE, Key::Escape);
    bench.paint();
}
