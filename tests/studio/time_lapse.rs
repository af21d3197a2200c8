//! Time lapses: recorded while it paints, made of the film strip, written, cancelled, and kept in projects.

use egui_kittest::kittest::Queryable;
use image::AnimationDecoder;
use image::codecs::webp::WebPDecoder;
use impasto::picture::Picture;
use impasto::project::Recovery;
use impasto::studio::State;

use crate::bench::{Bench, miniature, small_state};

/// A window that records every second picture of a short painting.
fn bench(change: impl FnOnce(&mut State)) -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let mut state = small_state(folder.path());
    state.setup.settings.iterations = 100_000;
    state.setup.settings.size = 48;
    state.time_lapse.every = 2;
    state.time_lapse.longest_side = 40;
    state.time_lapse.seconds = 0.25;
    state.shows_film = true;
    change(&mut state);
    let networks = miniature(folder.path());
    let place = folder.path().join("recovery");
    let dress = move |app: impasto::studio::App| {
        app.with_recovery(Recovery::at(place.clone()), std::time::Duration::from_hours(1))
    };
    let mut bench = Bench::dressed(state, folder, ([1280.0, 800.0], 1.0), networks, dress);
    bench.wait("the pictures", |session| session.services.pictures.are_read());
    bench
}

fn recorded(bench: &Bench) -> Vec<usize> {
    let recorder = bench.session().painting().unwrap().recorder().unwrap();
    recorder.recording.frames().into_iter().map(|(iteration, _)| iteration).collect()
}

/// Paints until there are some frames and lets it end, and waits until the last frame is recorded.
fn paint(bench: &mut Bench) {
    paint_frames(bench, 3);
}

/// The same until there are so many.
fn paint_frames(bench: &mut Bench, count: usize) {
    bench.start(1);
    bench.wait("some frames", |session| {
        let painting = session.painting().unwrap();
        let recorded = painting.recorder().map(|recorder| recorder.recording.frames().len());
        recorded.unwrap_or_else(|| session.film.frames().len()) >= count
    });
    bench.set_slider("Iterations", 1.0);
    bench.wait("the last picture", |session| {
        let painting = session.painting().unwrap();
        painting.is_done_with() && painting.display().is_some_and(|display| display.is_final)
    });
    bench.wait("the last frame", |session| {
        let painting = session.painting().unwrap();
        let last = painting.newest().unwrap().iteration();
        let frames = painting.recorder().map(|recorder| recorder.recording.frames());
        frames.is_none_or(|frames| frames.last().is_some_and(|(iteration, _)| *iteration == last))
    });
}

/// Saves the time lapse under this name by the form.
fn save(bench: &mut Bench, name: &str) -> std::path::PathBuf {
    bench.click("Time lapse…");
    bench.wait_to_find("Save the time lapse");
    bench.harness.get_by_label("Name").set_text_value_accesskit(name);
    bench.frames(3);
    bench.click("Save");
    bench.wait("the file", |session| session.saving.files.is_empty());
    bench.folder.path().join(name)
}

#[test]
fn a_painting_is_recorded_and_written_in_every_format() {
    let mut bench = bench(|_| {});
    assert!(!bench.shows("Time lapse…") || bench.session().film.frames().is_empty());
    paint(&mut bench);
    let frames = recorded(&bench);
    assert!(frames.len() >= 3 && frames[0] == 0 && frames.is_sorted(), "{frames:?}");

    let webp = save(&mut bench, "a.webp");
    let file = std::io::BufReader::new(std::fs::File::open(&webp).unwrap());
    let decoded = WebPDecoder::new(file).unwrap().into_frames().collect_frames().unwrap();
    assert_eq!(decoded.len(), frames.len());
    let times: Vec<_> = decoded.iter().map(|frame| frame.delay().numer_denom_ms().0).collect();
    assert!(times[..times.len() - 1].iter().all(|time| *time == 250) && times[times.len() - 1] == 2250, "{times:?}");
    assert_eq!(decoded[0].buffer().dimensions(), (40, 27));
    // The last frame is the painting.
    let painted = bench.session().painting().unwrap().newest().unwrap().to_picture().resized(40, 27);
    let last = decoded.last().unwrap().buffer();
    let distance = painted.to_rgba8().iter().zip(last.as_raw()).map(|(a, b)| a.abs_diff(*b)).max().unwrap();
    assert!(distance <= 2, "{distance}");

    let gif = save(&mut bench, "a.gif");
    assert_eq!(Picture::open(&gif).unwrap().width(), 40);
    let steps = save(&mut bench, "steps");
    assert_eq!(std::fs::read_dir(steps).unwrap().count(), frames.len());
    // Once more into the same folder: it asks, and then refuses to mix two films.
    bench.click("Time lapse…");
    bench.harness.get_by_label("Name").set_text_value_accesskit("steps");
    bench.frames(3);
    bench.click("Save");
    bench.wait_to_find("Replace the file?");
    bench.click("Replace");
    bench.wait("the sentence", |session| session.saving.files.is_empty() && session.services.notices.message.is_some());
    bench.wait_to_see("holds other files");
}

#[test]
fn without_a_recording_the_film_strip_is_used_and_its_size_and_speed_can_be_chosen() {
    let mut bench = bench(|state| {
        state.time_lapse.records = false;
        state.film.every = 3;
    });
    paint(&mut bench);
    assert!(bench.session().painting().unwrap().recorder().is_none());
    let kept = bench.session().film.frames().len();
    assert!(kept >= 2);
    bench.click("Time lapse…");
    bench.wait_to_see("the film strip");
    bench.harness.get_by_role_and_label(egui::accesskit::Role::SpinButton, "Longest side").set_value_accesskit(24.0);
    bench.frames(3);
    assert_eq!(bench.app().state().time_lapse.longest_side, 24);
    bench.click("Cancel");
    let path = save(&mut bench, "film.webp");
    let file = std::io::BufReader::new(std::fs::File::open(path).unwrap());
    let decoded = WebPDecoder::new(file).unwrap().into_frames().collect_frames().unwrap();
    assert_eq!((decoded.len(), decoded[0].buffer().dimensions()), (kept, (24, 16)));
}

#[test]
fn nothing_is_offered_before_anything_was_painted() {
    let mut bench = bench(|_| {});
    bench.click("Time lapse…");
    assert!(!bench.session().services.dialogs.is_open());
}

#[test]
fn writing_can_be_cancelled_and_leaves_no_file() {
    // Many large frames take longer to write than the window takes for two clicks.
    let mut bench = bench(|state| {
        (state.setup.settings.size, state.time_lapse.longest_side, state.time_lapse.every) = (1200, 1200, 1);
    });
    paint_frames(&mut bench, 12);
    bench.click("Time lapse…");
    bench.harness.get_by_label("Name").set_text_value_accesskit("a.webp");
    bench.frames(3);
    bench.click("Save");
    bench.click("Cancel saving");
    bench.wait("the end", |session| session.saving.files.is_empty());
    bench.wait_to_see("Nothing was written.");
    assert!(!bench.folder.path().join("a.webp").exists());
}

#[test]
fn a_project_keeps_the_frames_and_records_on() {
    let mut bench = bench(|_| {});
    bench.start(1);
    bench.wait_until("some frames", |bench| recorded(bench).len() >= 3);
    bench.press(egui::Modifiers::NONE, egui::Key::Space);
    bench.rest();
    let before = recorded(&bench);
    let path = crate::projects::save_as(&mut bench, "a.impasto");

    let mut other = self::bench(|_| {});
    other.desktop.answer(impasto::studio::Choice::File(path));
    other.choose("File", "Open project…");
    other.wait("the project", |session| session.project.path.is_some());
    assert_eq!(recorded(&other), before);
    let files = other.session().painting().unwrap().recorder().unwrap().recording.frames();
    assert!(files.iter().all(|(_, path)| path.starts_with(other.folder.path()) && path.is_file()));
}
