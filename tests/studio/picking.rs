//! Choosing pictures: samples, dialogs, dropping, pasting, and files that cannot be used.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{Color32, ColorImage, Event};
use egui_kittest::kittest::Queryable;
use impasto::studio::roles::{Role, Source};
use impasto::studio::{Choice, State};

use crate::bench::{Bench, picture_file};

#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

fn source(bench: &Bench, role: Role) -> Source {
    bench.session().services.pictures.loaded(role).unwrap().source.clone()
}

fn wait_for(bench: &mut Bench, role: Role, expected: &Source) {
    bench.wait("a picture", |session| {
        session.services.pictures.loaded(role).is_some_and(|loaded| loaded.source == *expected)
    });
}

pub fn drop_file(bench: &mut Bench, path: PathBuf) {
    bench.harness.input_mut().dropped_files.push(Arc::new(Dropped(path)));
    bench.harness.step();
    bench.harness.input_mut().dropped_files.clear();
}

#[test]
fn a_first_start_shows_both_samples() {
    let folder = tempfile::tempdir().unwrap();
    let mut bench = Bench::of_state(State::default(), folder, [1280.0, 800.0], 1.0);
    for role in [Role::Content, Role::Style] {
        wait_for(&mut bench, role, &Source::first_sample(role).unwrap());
    }
    assert!(bench.session().services.notices.message.is_none());
    bench.wait_to_find("Start");
}

#[test]
fn a_sample_is_chosen_by_its_title() {
    let mut bench = Bench::new();
    bench.click("Choose Style");
    let sample = Role::Style.samples().nth(1).unwrap();
    bench.click(sample.title);
    wait_for(&mut bench, Role::Style, &Source::sample(sample));
    assert_eq!(bench.app().state().setup.style, Some(Source::sample(sample)));
}

#[test]
fn a_file_is_chosen_in_the_dialog_and_its_folder_remembered() {
    let mut bench = Bench::new();
    let path = picture_file(bench.folder.path(), "other.png", 40, 30);
    bench.desktop.answer(Choice::File(path.clone()));
    bench.click("Choose Content");
    bench.click("Open file…");
    wait_for(&mut bench, Role::Content, &Source::File(path));
    assert_eq!(bench.app().state().open_folder.as_deref(), Some(bench.folder.path()));
}

#[test]
fn a_cancelled_dialog_changes_nothing() {
    let mut bench = Bench::new();
    let before = source(&bench, Role::Content);
    bench.click("Choose Content");
    bench.click("Open file…");
    bench.frames(10);
    assert_eq!(source(&bench, Role::Content), before);
    assert!(!bench.session().services.dialogs.is_open());
}

#[test]
fn where_there_is_no_dialog_a_path_can_be_typed() {
    let mut bench = Bench::new();
    let path = picture_file(bench.folder.path(), "typed.png", 20, 20);
    bench.desktop.answer(Choice::Unavailable);
    bench.press(egui::Modifiers::COMMAND, egui::Key::O);
    bench.wait("the question for a path", |session| session.services.dialogs.is_open());
    bench.harness.get_by_label("Path").type_text(path.to_str().unwrap());
    bench.frames(3);
    bench.click("Open");
    wait_for(&mut bench, Role::Content, &Source::File(path));
    assert!(!bench.session().services.dialogs.is_open());
}

#[test]
fn a_file_dropped_on_a_thumbnail_goes_there_and_elsewhere_to_the_content() {
    let mut bench = Bench::new();
    let path = picture_file(bench.folder.path(), "dropped.png", 24, 24);
    bench.harness.get_by_label("Choose Style").hover();
    bench.frames(2);
    drop_file(&mut bench, path.clone());
    wait_for(&mut bench, Role::Style, &Source::File(path.clone()));

    bench.harness.remove_cursor();
    bench.frames(2);
    drop_file(&mut bench, path.clone());
    wait_for(&mut bench, Role::Content, &Source::File(path));
}

#[test]
fn pasted_pixels_go_to_the_side_that_was_used_last() {
    let mut bench = Bench::new();
    bench.click("Choose Style");
    bench.click(Role::Style.samples().next().unwrap().title);
    bench.wait("the sample", |session| !session.services.pictures.is_loading(Role::Style));
    let pixels = ColorImage::filled([12, 9], Color32::from_rgb(200, 40, 10));
    bench.harness.event(Event::PasteImage(Arc::new(pixels)));
    wait_for(&mut bench, Role::Style, &Source::Clipboard);
    let picture = &bench.session().services.pictures.loaded(Role::Style).unwrap().picture;
    assert_eq!((picture.width(), picture.height()), (12, 9));
    assert!((picture.planes()[0] - 200.0 / 255.0).abs() < 1e-3);
}

#[test]
fn pasted_text_that_names_no_file_is_explained() {
    let mut bench = Bench::new();
    bench.harness.event(Event::Paste("a shopping list".into()));
    bench.frames(3);
    bench.wait_to_see("no picture on the clipboard");
}

#[test]
fn a_file_that_is_no_picture_is_named_and_the_old_picture_stays() {
    let mut bench = Bench::new();
    let before = source(&bench, Role::Content);
    let path = bench.folder.path().join("letter.txt");
    std::fs::write(&path, "Dear Theo").unwrap();
    drop_file(&mut bench, path);
    bench.wait("the error", |session| session.services.notices.message.is_some());
    bench.wait_to_see("letter.txt is not a picture");
    assert_eq!(source(&bench, Role::Content), before);
    bench.click("Dismiss");
    assert!(!bench.tells("letter.txt"));
}

#[test]
fn a_remembered_file_that_is_gone_is_replaced_by_a_sample() {
    let mut bench = Bench::with(|state| state.setup.content = Some(Source::File("/nowhere/gone.png".into())));
    wait_for(&mut bench, Role::Content, &Source::first_sample(Role::Content).unwrap());
    bench.wait_to_see("/nowhere/gone.png does not exist");
}
