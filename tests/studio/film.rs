//! The film strip: what it keeps, what it shows, and painting on from there.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use impasto::picture::{AfterPainting, Picture};
use impasto::studio::canvas::Mode;
use impasto::studio::features::film_strip::Frame;
use impasto::studio::painted::{Occasion, Phase};
use impasto::studio::roles::{Role, Source};
use impasto::transfer::{Scales, Start};

use crate::bench::Bench;

/// A window with the strip, which keeps some pictures of two scales.
fn bench() -> Bench {
    with(20)
}

/// The same for so many iterations.
fn with(iterations: usize) -> Bench {
    Bench::with(|state| {
        state.shows_film = true;
        state.film.every = 4;
        state.setup.settings.size = 128;
        state.setup.settings.iterations = iterations;
        state.setup.settings.scales = Scales::Count(2);
    })
}

/// Paints to the end, and until the last pictures of both scales have come.
fn paint(bench: &mut Bench) {
    bench.paint();
    wait_for_ends(bench);
}

/// Waits until the last pictures of both scales have come.
fn wait_for_ends(bench: &mut Bench) {
    let is_end = |frame: &&Frame| frame.snapshot.occasion == Occasion::ScaleEnd;
    bench.wait("the ends of both scales", |session| session.film.frames().iter().filter(is_end).count() == 2);
}

fn kept(bench: &Bench) -> Vec<(Occasion, usize, [usize; 2])> {
    let frames = bench.session().film.frames().iter();
    frames.map(|frame| (frame.snapshot.occasion, frame.snapshot.iteration, frame.snapshot.pixels.size())).collect()
}

#[test]
fn pictures_are_kept_on_the_way_and_at_the_end_of_each_scale() {
    let mut bench = with(100_000);
    bench.wait_to_see("a picture is kept here after every 4 iterations");
    bench.start(1);
    let is_on_the_way = |frame: &Frame| frame.snapshot.occasion == Occasion::Interval;
    bench.wait("a picture on the way", |session| session.film.frames().iter().any(is_on_the_way));
    // Only now is it known how many there are to be.
    let half = bench.pause() + 20;
    bench.set_slider("Iterations", (2 * half) as f64);
    bench.press(Modifiers::NONE, Key::Space);
    wait_for_ends(&mut bench);
    let kept = kept(&bench);
    let ends: Vec<_> = kept.iter().filter(|(occasion, ..)| *occasion == Occasion::ScaleEnd).collect();
    assert_eq!(ends, [&(Occasion::ScaleEnd, half, [64, 43]), &(Occasion::ScaleEnd, 2 * half, [128, 85])]);
    assert!(kept.iter().any(|(occasion, ..)| *occasion == Occasion::Interval), "{kept:?}");
    assert!(kept.is_sorted_by_key(|(_, iteration, _)| *iteration), "{kept:?}");
    bench.wait_to_see("of 512 MB");
}

#[test]
fn a_picture_is_kept_by_hand() {
    let mut bench = bench();
    bench.press(Modifiers::NONE, Key::S);
    assert!(kept(&bench).is_empty(), "there is nothing to keep yet");
    paint(&mut bench);
    let before = kept(&bench).len();
    bench.press(Modifiers::NONE, Key::S);
    assert_eq!(kept(&bench).len(), before, "the end was kept already");
    assert_eq!(kept(&bench).last().unwrap().0, Occasion::Hand);
}

#[test]
fn a_click_shows_a_picture_beside_the_painting_and_another_hides_it() {
    let mut bench = bench();
    paint(&mut bench);
    bench.click_button("Snapshot 1");
    bench.wait("the picture", |session| session.film.display().is_some());
    assert_eq!(bench.session().services.comparison.mode, Mode::SideBySide);
    assert_eq!(bench.session().film.selected(), Some(1));
    bench.click_button("Snapshot 1");
    assert_eq!(bench.session().film.selected(), None);
    assert!(!bench.shows("Continue from here"));
}

#[test]
fn painting_goes_on_from_a_snapshot_with_its_settings() {
    let mut bench = bench();
    paint(&mut bench);
    let ratio = bench.app().state().setup.settings.weights.ratio;
    bench.set_slider("Ratio", 0.7);
    let first_end = bench.session().film.frames().iter().find(|frame| frame.snapshot.iteration == 10).unwrap();
    let (number, before) = (first_end.number, kept(&bench).len());
    bench.click_button(&format!("Snapshot {number}"));
    bench.click("Continue from here");
    bench.wait("the branch", |session| {
        session.painting().is_some_and(|painting| painting.settings().start == Start::Picture)
    });
    bench.wait("its end", |session| session.phase() == Phase::Ended);
    let painting = bench.session().painting().unwrap();
    assert_eq!(painting.settings().weights.ratio, ratio);
    assert_eq!(bench.app().state().setup.settings.weights.ratio, ratio);
    assert_eq!(bench.app().state().setup.settings.scales, Scales::Count(2), "it goes on at the size of the snapshot");
    assert_eq!(bench.session().services.pictures.loaded(Role::Start).unwrap().source, Source::Snapshot(number));
    bench.wait("more pictures", |session| session.film.frames().len() > before);
    bench.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(bench.app().state().setup.settings.weights.ratio, 0.7, "the settings from before can be had again");
}

#[test]
fn branching_while_it_paints_keeps_what_is_on_the_canvas() {
    let mut bench = Bench::with(|state| {
        state.shows_film = true;
        state.setup.settings.iterations = 100_000;
    });
    bench.start(3);
    bench.press(Modifiers::NONE, Key::S);
    bench.wait("a picture", |session| !session.film.frames().is_empty());
    let painted = bench.iterations();
    bench.wait("more iterations", |session| session.painting().unwrap().losses().len() > painted + 2);
    bench.click_button("Snapshot 1");
    bench.click("Continue from here");
    bench.wait("the branch", |session| {
        session.painting().is_some_and(|painting| painting.settings().start == Start::Picture)
    });
    let ends = kept(&bench).iter().filter(|(occasion, ..)| *occasion == Occasion::ScaleEnd).count();
    assert!(ends >= 1);
    bench.wait("an iteration", |session| !session.painting().unwrap().losses().is_empty());
    bench.stop();
}

#[test]
fn a_snapshot_starts_the_next_painting() {
    let mut bench = bench();
    paint(&mut bench);
    bench.click_button("Snapshot 1");
    bench.click("Use as start");
    bench.wait("the start picture", |session| session.services.pictures.loaded(Role::Start).is_some());
    assert_eq!(bench.app().state().setup.settings.start, Start::Picture);
    assert_eq!(bench.phase(), Phase::Ended);
    bench.paint();
}

#[test]
fn a_snapshot_is_saved_and_deleted() {
    let mut bench = bench();
    paint(&mut bench);
    bench.click_button("Snapshot 1");
    bench.click("Save snapshot…");
    bench.wait_to_find("Save the snapshot");
    bench.click("Save");
    bench.wait("the file", |session| session.services.notices.message.is_some());
    let snapshot = bench.session().film.get(1).unwrap();
    let path = bench.folder.path().join(format!("photo-paint-{}.png", snapshot.iteration));
    assert_eq!(Picture::open(&path).unwrap().width(), snapshot.pixels.size()[0]);
    assert!(
        bench.session().painting().unwrap().is_unsaved(&AfterPainting::default()),
        "the painting itself is in no file"
    );
    let before = kept(&bench).len();
    bench.click("Delete snapshot");
    assert_eq!(kept(&bench).len(), before - 1);
    assert!(bench.session().film.get(1).is_none());
}

#[test]
fn the_limit_of_the_memory_is_set_and_acts() {
    let mut bench = bench();
    bench.click("Film strip settings");
    bench.wait_to_find("Memory");
    bench.frames(20);
    bench.double_click("Keep every");
    assert_eq!(bench.app().state().film.every, 25);
}

#[test]
fn a_key_shows_and_hides_the_strip() {
    let mut bench = Bench::new();
    assert!(!bench.shows("Film strip settings"));
    bench.press(Modifiers::NONE, Key::F);
    bench.wait_to_find("Film strip settings");
    bench.harness.get_by_label("Hide the film strip").click();
    bench.frames(3);
    assert!(!bench.shows("Film strip settings"));
}
