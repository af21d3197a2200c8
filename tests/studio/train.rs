//! The Train tab: small trainings with a miniature network, from the choice of the pictures to the gallery.

use std::fs;
use std::path::Path;

use egui::accesskit::Role as Part;
use egui_kittest::kittest::Queryable;
use impasto::fast::{Gallery, Quality, TrainSettings};
use impasto::project::TrainingPlace;
use impasto::studio::app::session::Session;
use impasto::studio::canvas::Method;
use impasto::studio::features::train::{Running, TrainPhase};
use impasto::studio::roles::Role;
use impasto::studio::{Choice, State};

use crate::bench::{Bench, miniature, picture_file, small_state};

/// Settings with which a step takes a few milliseconds.
fn settings(steps: usize) -> TrainSettings {
    TrainSettings { width: 2, steps, crop: 32, style_size: 40, style_scales: 1, ..TrainSettings::default() }
}

/// What is remembered in a window whose next training makes so many small steps; nothing is measured there.
fn state(folder: &Path, steps: usize) -> State {
    let mut state = small_state(folder);
    let photos = folder.join("photos");
    fs::create_dir_all(&photos).unwrap();
    for (name, width) in [("a.png", 70), ("b.png", 64)] {
        picture_file(&photos, name, width, 48);
    }
    (state.train.settings, state.train.photos) = (settings(steps), photos.display().to_string());
    state
}

fn bench_of(state: State, folder: tempfile::TempDir) -> Bench {
    let networks = miniature(folder.path());
    let mut bench = Bench::dressed(state, folder, ([1280.0, 900.0], 1.0), networks, |app| app);
    bench.wait("the pictures", |session| Role::ALL.iter().all(|&role| !session.services.pictures.is_loading(role)));
    bench
}

/// A window at the Train tab.
pub fn bench(steps: usize) -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let mut bench = bench_of(state(folder.path(), steps), folder);
    bench.click_button("Train");
    bench
}

fn phase(session: &Session) -> Option<TrainPhase> {
    session.train.running.as_ref().map(Running::phase)
}

fn made(session: &Session) -> usize {
    session.train.history.last().map_or(0, |report| report.step)
}

/// Whether nothing is at work any more.
fn is_at_rest(session: &Session) -> bool {
    !session.train.is_running() && !session.train.is_busy
}

#[test]
fn a_style_is_trained_before_ones_eyes_and_goes_to_the_gallery() {
    let mut bench = bench(5);
    for part in ["about 13 minutes", "about 75 minutes", "about 18 hours", "Settings of your own: 5 steps, width 2"] {
        assert!(bench.tells(part), "{part}");
    }
    bench.click_button("Start training");
    bench.wait("the gallery", |session| is_at_rest(session) && session.fast.gallery.is_some());
    let session = bench.session();
    assert_eq!(session.train.history.iter().map(|report| report.step).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    let (texture, step) = session.train.sample.as_ref().unwrap();
    assert_eq!((texture.size(), *step), ([96, 64], 5));
    assert!(bench.tells("paint is trained, and in the gallery of fast styles"));
    // It is chosen in the other tab, with all that is known of it.
    assert_eq!((session.services.method, bench.app().state().fast.style.as_deref()), (Method::Fast, Some("paint")));
    let style = session.fast.style("paint").unwrap();
    assert!(style.is_own() && style.width == Some(2));
    assert!(style.about.origin.ends_with("on 2 photographs"), "{}", style.about.origin);
    assert_eq!(style.about.painting.as_deref(), Some("paint.png"));
    bench.wait("the painting in the new style", |session| session.fast.shown().is_some());
    assert!(TrainingPlace::new(bench.folder.path().join("training")).open().unwrap().is_none(), "nothing is offered");
}

#[test]
fn a_training_rests_goes_on_and_is_stopped() {
    let mut bench = bench(100_000);
    bench.click_button("Start training");
    bench.wait("some steps", |session| made(session) >= 3);
    assert_eq!(phase(bench.session()), Some(TrainPhase::Training));
    assert!(bench.tells("of 100000"));
    bench.click_button("Pause training");
    bench.wait_to_see("Paused after");
    bench.click_button("Resume training");
    let before = made(bench.session());
    bench.wait("more steps", |session| made(session) > before + 2);
    // What would be the next training's cannot be changed meanwhile.
    assert!(bench.shows("Stop training") && !bench.shows("Start training"));
    bench.click_button("Stop training");
    bench.wait("the rest", |session| is_at_rest(session) && session.train.kept.is_some());
    let kept = bench.session().train.kept.as_ref().unwrap().checkpoint.as_ref().unwrap().steps();
    assert!(bench.tells(&format!("The training of paint rests after {kept} of 100000 steps")));

    bench.click_button("Go on");
    bench.wait("more steps", |session| made(session) > kept);
    bench.click_button("Stop training");
    bench.wait("the rest", |session| is_at_rest(session) && session.train.kept.is_some());
    bench.click_button("Keep as it is");
    bench.wait("the gallery", |session| is_at_rest(session) && session.fast.gallery.is_some());
    assert!(bench.session().fast.style("paint").is_some() && bench.session().train.kept.is_none());
}

#[test]
fn a_training_is_offered_again_after_the_program_was_closed() {
    let mut first = bench(100_000);
    first.click_button("Start training");
    first.wait("some steps", |session| made(session) >= 3);
    let Bench { harness, folder, .. } = first;
    drop(harness);
    let mut second = bench_of(state(folder.path(), 5), folder);
    second.wait("the offer", |session| session.train.kept.is_some());
    second.wait_to_see("was broken off after");
    second.click_button("Train");
    let kept = second.session().train.kept.as_ref().unwrap().checkpoint.as_ref().unwrap().steps();
    assert!(kept >= 3);
    second.click_button("Go on");
    second.wait("the next step", |session| made(session) > kept);
    assert_eq!(second.session().train.history[0].step, kept + 1, "it goes on where it was");
    second.click_button("Stop training");
    second.wait("the rest", |session| is_at_rest(session) && session.train.kept.is_some());
    second.click_button("Discard");
    second.wait("the end", |session| is_at_rest(session) && session.train.kept.is_none());
    assert!(second.shows("Start training"));
    assert!(TrainingPlace::new(second.folder.path().join("training")).open().unwrap().is_none());
}

#[test]
fn quality_balance_and_folder_are_chosen() {
    let folder = tempfile::tempdir().unwrap();
    let mut state = state(folder.path(), 5);
    let photos = std::mem::take(&mut state.train.photos);
    let mut bench = bench_of(state, folder);
    bench.click_button("Train");
    assert!(bench.tells("Choose a folder of photographs first"));
    bench.click_button_beginning("Draft");
    bench.set_slider("Lean", 2.0);
    let settings = &bench.app().state().train.settings;
    assert_eq!(*settings, TrainSettings { lean: 2.0, ..Quality::Draft.settings() });
    assert_eq!(bench.app().state().train.quality(), Some(Quality::Draft));
    bench.desktop.answer(Choice::File(photos.clone().into()));
    bench.click_button("Choose folder…");
    bench.wait_not_to_see("Choose a folder of photographs first");
    assert_eq!(bench.app().state().train.photos, photos);
    bench.desktop.answer(Choice::Unavailable);
    bench.click_button("Choose folder…");
    bench.wait_to_see("type the folder with the photographs instead");
    bench.harness.get_by_role_and_label(Part::TextInput, "Photographs to learn from").focus();
    bench
        .harness
        .get_by_role_and_label(Part::TextInput, "Photographs to learn from")
        .set_text_value_accesskit("/nowhere");
    bench.frames(3);
    assert_eq!(bench.app().state().train.photos, "/nowhere");
    bench.click_button("Start training");
    bench.wait_to_see("/nowhere does not exist");
    assert!(is_at_rest(bench.session()) && bench.session().train.kept.is_none());
}

#[test]
fn broken_photographs_are_told_and_a_painting_makes_the_training_rest() {
    let mut bench = bench(100_000);
    fs::write(bench.folder.path().join("photos/broken.png"), b"no picture").unwrap();
    bench.click_button("Start training");
    bench.wait_to_see("broken.png is not a picture");
    bench.wait("a step", |session| made(session) >= 1);
    bench.click("Start");
    bench.wait("the rest", |session| phase(session) == Some(TrainPhase::Paused));
    bench.wait("the painting", |session| session.painting().is_some());
    let gallery = Gallery::open(&bench.folder.path().join("styles")).unwrap();
    assert!(gallery.find("paint").is_none());
}
