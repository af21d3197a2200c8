//! Projects in the window: saved, opened, moved, and left.

use std::fs;
use std::path::{Path, PathBuf};

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use impasto::picture::{ColorMethod, ColorSettings};
use impasto::project::{Draft, Opened, PictureRecord, RecentProjects};
use impasto::studio::app::palette::{entries, found};
use impasto::studio::app::session::Session;
use impasto::studio::app::window::Exit;
use impasto::studio::features::project::Dialog;
use impasto::studio::painted::{Newest, Occasion, Phase};
use impasto::studio::roles::{Role, Source};
use impasto::studio::{App, Choice, State};
use impasto::transfer::Scales;

use crate::bench::{Bench, networks, picture_file, small_state};
use crate::picking::drop_file;

const SIZE: [f32; 2] = [1280.0, 800.0];
const SHIFT_COMMAND: Modifiers = Modifiers { shift: true, ..Modifiers::COMMAND };

/// Whether this is asked.
pub fn asks(session: &Session, dialog: &Dialog) -> bool {
    session.project.dialog.get(&session.services.dialogs) == Some(dialog)
}

/// Waits until a project is open and all is read.
fn wait_for_project(bench: &mut Bench) {
    bench.wait("the project", |session| session.project.path.is_some() && session.project.reading.is_none());
}

/// Saves under this name by the form.
pub fn save_as(bench: &mut Bench, name: &str) -> PathBuf {
    bench.press(SHIFT_COMMAND, Key::S);
    bench.wait_to_find("Save the project");
    bench.harness.get_by_label("Name").set_text_value_accesskit(name);
    bench.frames(3);
    bench.click("Save");
    bench
        .wait("the file", |session| session.project.name().as_deref() == Some(name) && session.saving.files.is_empty());
    bench.folder.path().join(name)
}

/// Opens a project by the menu.
fn open(bench: &mut Bench, path: &Path) {
    bench.desktop.answer(Choice::File(path.to_owned()));
    bench.choose("File", "Open project…");
}

/// A window without anything of the scene, in which a project is opened.
pub fn other_window(path: &Path) -> Bench {
    let mut bench = Bench::new();
    open(&mut bench, path);
    bench
}

/// What a person made: two styles, a frame, colours, settings, a finished painting and a picture kept by hand.
fn work() -> Bench {
    let mut bench = Bench::with(|state| {
        state.setup.settings.weights.ratio = 0.05;
        state.setup.colors = ColorSettings { method: ColorMethod::Luminance, strength: 0.5 };
    });
    crate::styles::add_style(&mut bench, "second.png", 1);
    bench.set_slider("Style 2", 2.5);
    bench.paint();
    bench.press(Modifiers::NONE, Key::S);
    bench
}

fn painted(session: &Session) -> Vec<u8> {
    session.painting().unwrap().newest().unwrap().to_picture().to_rgba8()
}

#[test]
fn a_project_comes_back_with_everything_in_it() {
    let mut bench = work();
    let path = save_as(&mut bench, "harbour.impasto");
    bench.wait_to_see("Saved harbour.impasto");
    assert!(bench.close_window(), "all is saved");

    let mut other = other_window(&path);
    wait_for_project(&mut other);
    let (before, after) = (&bench.app().state().setup, &other.app().state().setup);
    assert_eq!((&after.settings, after.colors), (&before.settings, before.colors));
    assert_eq!(after.arrangement, before.arrangement);
    for role in [Role::Content, Role::Style, Role::Further(1)] {
        assert_eq!(after.source(role), before.source(role), "{role:?}");
        let picture = |bench: &Bench| bench.session().services.pictures.loaded(role).unwrap().picture.clone();
        assert_eq!(picture(&other), picture(&bench), "{role:?}");
    }
    let numbers = |bench: &Bench| -> Vec<_> {
        let frames = bench.session().film.frames().iter();
        frames.map(|frame| (frame.number, frame.snapshot.occasion, frame.snapshot.pixels.clone())).collect()
    };
    assert_eq!(numbers(&other), numbers(&bench));
    assert_eq!(painted(other.session()), painted(bench.session()));
    assert_eq!(other.phase(), Phase::Ended);
    let losses = |bench: &Bench| bench.session().painting().unwrap().losses().to_vec();
    let pairs = losses(&other).into_iter().zip(losses(&bench));
    assert!(pairs.into_iter().all(|(a, b)| a.iteration == b.iteration && (a.total / b.total - 1.0).abs() < 1e-12));
    assert!(other.close_window(), "nothing was changed");
    other.set_slider("Ratio", 0.5);
    assert!(!other.close_window());
    other.wait_to_see("harbour.impasto was changed since it was saved.");
    other.click("Save project");
    other.wait("the file", |session| !session.services.dialogs.is_open() && session.saving.files.is_empty());
    assert_eq!(Opened::file(&path).unwrap().manifest.setup.settings.weights.ratio, 0.5);
    assert!(other.close_window());
}

#[test]
fn an_unfinished_painting_goes_on_from_where_it_was_saved() {
    let mut bench = Bench::with(|state| {
        state.setup.settings.iterations = 240;
        // So large that the second scale takes long, but nothing before it does.
        state.setup.settings.size = 128;
        state.setup.settings.scales = Scales::Count(2);
    });
    bench.click("Start");
    bench.wait("the second scale", |session| {
        let display = session.painting().and_then(|painting| painting.display());
        display.is_some_and(|display| display.pyramid.size() == [128, 85])
    });
    bench.pause();
    let path = save_as(&mut bench, "half.impasto");
    let saved = Opened::file(&path).unwrap().manifest.painting.unwrap();
    assert!(!saved.is_finished && saved.iteration >= 120, "{}", saved.iteration);

    let mut other = other_window(&path);
    wait_for_project(&mut other);
    assert_eq!(other.phase(), Phase::Paused);
    other.wait_to_see(&format!("Iteration {} of 240", saved.iteration));
    other.press(Modifiers::NONE, Key::Space);
    other.wait("the end", |session| {
        let painting = session.painting().unwrap();
        session.phase() == Phase::Ended && matches!(painting.newest(), Some(Newest::Final(..)))
    });
    let painting = other.session().painting().unwrap();
    assert!(painting.losses().iter().map(|point| point.iteration).eq(1..=240), "nothing is painted twice");
    assert!(painting.losses().is_sorted_by_key(|point| point.seconds));
    assert_eq!(painting.newest().unwrap().size(), [128, 85]);
}

#[test]
fn a_restored_painting_can_be_stopped_and_closed() {
    let mut bench = Bench::with(|state| state.setup.settings.iterations = 100_000);
    bench.start(3);
    bench.press(Modifiers::NONE, Key::Space);
    bench.rest();
    let path = save_as(&mut bench, "a.impasto");
    let mut other = other_window(&path);
    wait_for_project(&mut other);
    other.stop();
    assert!(!other.close_window(), "that was a change");
    other.click("Close without saving");
    assert!(other.commands().contains(&egui::ViewportCommand::Close) || other.close_window());
}

#[test]
fn the_window_is_named_after_the_project_with_a_star_while_it_is_not_saved() {
    let mut bench = Bench::new();
    assert_eq!(bench.session().project.title, "Impasto");
    save_as(&mut bench, "a.impasto");
    assert_eq!(bench.session().project.title, "a – Impasto");
    bench.set_slider("Ratio", 0.3);
    assert_eq!(bench.session().project.title, "a* – Impasto");
    bench.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(bench.session().project.title, "a – Impasto");
}

#[test]
fn a_new_project_begins_with_the_first_settings_after_asking() {
    let mut bench = work();
    bench.press(Modifiers::COMMAND, Key::N);
    bench.wait_to_find("Begin anew without saving?");
    bench.click("Cancel");
    assert!(bench.session().painting().is_some());
    bench.press(Modifiers::COMMAND, Key::N);
    bench.click("Begin without saving");
    bench.wait("the samples", |session| session.services.pictures.are_read());
    let session = bench.session();
    assert!(session.painting().is_none() && session.film.frames().is_empty());
    assert!(!session.history.can_undo(), "nothing of the old project is brought back into the new one");
    let state = bench.app().state();
    assert_eq!(state.setup.settings, State::default().setup.settings);
    assert_eq!(state.setup.source(Role::Content), Source::first_sample(Role::Content).as_ref());
    assert_eq!(state.setup.style_roles().count(), 1);
}

#[test]
fn leaving_can_save_first_also_a_project_without_a_name() {
    let mut bench = work();
    assert!(!bench.close_window());
    bench.click("Save project…");
    bench.wait_to_find("Save the project");
    bench.harness.get_by_label("Name").set_text_value_accesskit("evening.impasto");
    bench.frames(3);
    bench.click("Save");
    bench.wait("the end", |session| session.window.exit == Exit::Agreed);
    assert!(bench.folder.path().join("evening.impasto").is_file());
}

#[test]
fn a_form_that_is_cancelled_leaves_nothing_behind_that_closes_later() {
    let mut bench = work();
    bench.close_window();
    bench.click("Save project…");
    bench.click("Cancel");
    save_as(&mut bench, "a.impasto");
    assert!(!bench.commands().contains(&egui::ViewportCommand::Close));
    assert!(!bench.session().services.dialogs.is_open());
}

/// A project of another folder whose content and second style have gone, with the new place of the content.
fn moved() -> (Bench, PathBuf, PathBuf, tempfile::TempDir) {
    let mut bench = work();
    let path = save_as(&mut bench, "harbour.impasto");
    let elsewhere = tempfile::tempdir().unwrap();
    let project = elsewhere.path().join("harbour.impasto");
    fs::rename(path, &project).unwrap();
    let photos = elsewhere.path().join("photos");
    fs::create_dir(&photos).unwrap();
    for name in ["photo.png", "second.png"] {
        fs::rename(bench.folder.path().join(name), photos.join(name)).unwrap();
    }
    let photo = photos.join("photo.png");
    (bench, project, photo, elsewhere)
}

#[test]
fn a_moved_picture_is_asked_for_and_the_others_are_found_beside_it() {
    let (bench, project, photo, _elsewhere) = moved();
    let mut other = other_window(&project);
    other.wait("the question", |session| asks(session, &Dialog::MissingPictures));
    other.wait_to_see("photo.png");
    other.wait_to_see("second.png");
    other.desktop.answer(Choice::File(photo.clone()));
    other.click("Find photo.png");
    wait_for_project(&mut other);
    assert!(!other.session().services.dialogs.is_open(), "the other one lay beside it");
    assert_eq!(other.app().state().setup.source(Role::Content), Some(&Source::File(photo.clone())));
    assert_eq!(
        other.app().state().setup.source(Role::Further(1)),
        Some(&Source::File(photo.with_file_name("second.png")))
    );
    assert_eq!(painted(other.session()), painted(bench.session()));
    assert_eq!(other.session().film.frames().len(), bench.session().film.frames().len());
    let content = &other.session().film.frames()[0].snapshot.pictures[0];
    assert!(!content.provenance.is_missing);
}

#[test]
fn without_its_pictures_a_project_opens_and_loses_nothing() {
    let (bench, project, photo, _elsewhere) = moved();
    let before = Opened::file(&project).unwrap().manifest;
    let mut other = other_window(&project);
    other.wait("the question", |session| asks(session, &Dialog::MissingPictures));
    other.click("Open without them");
    wait_for_project(&mut other);
    assert_eq!(painted(other.session()), painted(bench.session()));
    other.wait_to_find("missing");
    other.click("Start");
    other.wait_to_see("its file is missing");
    other.press(Modifiers::COMMAND, Key::S);
    other.wait("the file", |session| session.saving.files.is_empty() && session.services.notices.message.is_some());
    let after = Opened::file(&project).unwrap().manifest;
    for (after, before) in after.pictures.iter().zip(&before.pictures) {
        let known = |record: &PictureRecord| record.file.clone().map(|file| (file.absolute, file.sha256, file.bytes));
        assert_eq!((known(after), &after.entry), (known(before), &before.entry));
    }
    assert_eq!((after.setup, after.snapshots.len()), (before.setup, before.snapshots.len()));

    // And the next time it asks again.
    let mut third = other_window(&project);
    third.wait("the question", |session| asks(session, &Dialog::MissingPictures));
    third.desktop.answer(Choice::File(photo));
    third.click("Find photo.png");
    wait_for_project(&mut third);
    assert!(!third.session().services.pictures.loaded(Role::Content).unwrap().provenance.is_missing);
}

#[test]
fn another_picture_in_the_old_place_is_used_only_when_a_person_says_so() {
    let mut bench = work();
    let path = save_as(&mut bench, "harbour.impasto");
    let photo = picture_file(bench.folder.path(), "photo.png", 40, 40);
    let mut other = other_window(&path);
    other.wait("the question", |session| asks(session, &Dialog::MissingPictures));
    other.wait_to_see("Another picture is there now.");
    other.desktop.answer(Choice::File(picture_file(bench.folder.path(), "third.png", 50, 50)));
    other.click("Find photo.png");
    other.frames(30);
    assert!(asks(other.session(), &Dialog::MissingPictures), "that is another one too");
    other.click("Cancel");
    assert!(other.session().project.path.is_none(), "the present project stays");

    open(&mut other, &path);
    other.wait("the question", |session| asks(session, &Dialog::MissingPictures));
    other.click("Use the other photo.png");
    wait_for_project(&mut other);
    assert_eq!(other.app().state().setup.source(Role::Content), Some(&Source::File(photo)));
    assert_eq!(other.session().services.pictures.loaded(Role::Content).unwrap().picture.width(), 40);
}

#[test]
fn embedded_pictures_need_no_files() {
    let mut bench = work();
    bench.press(SHIFT_COMMAND, Key::S);
    bench.click("Put the pictures into the project");
    bench.harness.get_by_label("Name").set_text_value_accesskit("all.impasto");
    bench.frames(3);
    bench.click("Save");
    bench.wait("the file", |session| session.project.path.is_some());
    let path = bench.folder.path().join("all.impasto");
    for name in ["photo.png", "paint.png", "second.png"] {
        fs::remove_file(bench.folder.path().join(name)).unwrap();
    }
    let mut other = other_window(&path);
    wait_for_project(&mut other);
    assert_eq!(other.app().state().setup.source(Role::Content), Some(&Source::Embedded("photo.png".into())));
    let picture = |bench: &Bench| bench.session().services.pictures.loaded(Role::Content).unwrap().picture.clone();
    assert_eq!(picture(&other), picture(&bench));
    assert!(other.session().project.embeds);
    other.paint();
    let state = State::from_text(&other.app().state().to_text());
    assert_eq!(state.setup.content, Source::first_sample(Role::Content), "it is not remembered without its project");
}

#[test]
fn files_that_cannot_be_opened_are_told_and_the_present_work_stays() {
    let mut bench = work();
    let path = save_as(&mut bench, "a.impasto");
    let whole = fs::read(&path).unwrap();
    let broken = bench.folder.path().join("broken.impasto");
    fs::write(&broken, &whole[..whole.len() / 2]).unwrap();
    let [later, edited] = ["later.impasto", "edited.impasto"].map(|name| bench.folder.path().join(name));
    let mut draft = Draft::default();
    draft.manifest.version += 1;
    draft.save(&later, &|_| {}).unwrap();
    let mut draft = Draft::default();
    draft.manifest.setup.settings.size = 3;
    draft.save(&edited, &|_| {}).unwrap();
    let before = [&broken, &later, &edited].map(|path| fs::read(path).unwrap());
    let frames = bench.session().film.frames().len();
    for (file, part) in [
        (broken.clone(), "cut short or damaged"),
        (later.clone(), "of version 2, and this Impasto reads up to 1; get the newest Impasto"),
        (edited.clone(), "the size cannot be 3"),
        (path.with_file_name("no.impasto"), "does not exist"),
    ] {
        bench.session().services.notices.message.is_some().then(|| bench.click("Dismiss"));
        open(&mut bench, &file);
        bench.wait("the sentence", |session| session.services.notices.message.is_some());
        bench.wait_to_see(part);
        assert_eq!(bench.session().film.frames().len(), frames);
        assert_eq!(bench.session().project.path.as_ref(), Some(&path));
    }
    assert_eq!([&broken, &later, &edited].map(|path| fs::read(path).unwrap()), before);
}

#[test]
fn a_project_is_opened_by_drop_by_the_picture_dialog_and_by_the_command_line() {
    let mut bench = work();
    let path = save_as(&mut bench, "a.impasto");

    let mut dropped = Bench::new();
    drop_file(&mut dropped, path.clone());
    dropped.wait("the project", |session| session.project.path.is_some());

    let mut chosen = Bench::new();
    chosen.desktop.answer(Choice::File(path.clone()));
    chosen.press(Modifiers::COMMAND, Key::O);
    wait_for_project(&mut chosen);

    let folder = tempfile::tempdir().unwrap();
    let (state, file) = (small_state(folder.path()), path.clone());
    let mut named =
        Bench::dressed(state, folder, (SIZE, 1.0), networks(), move |app| app.with_files(vec![file.clone()]));
    wait_for_project(&mut named);
    assert_eq!(painted(named.session()), painted(bench.session()));

    let folder = tempfile::tempdir().unwrap();
    let state = small_state(folder.path());
    let photos: Vec<_> = ["a.png", "b.png"].map(|name| picture_file(folder.path(), name, 70, 50)).into();
    let files = photos.clone();
    let mut pictures = Bench::dressed(state, folder, (SIZE, 1.0), networks(), move |app| app.with_files(files.clone()));
    pictures.wait("the pictures", |session| session.services.pictures.are_read());
    for (role, photo) in [Role::Content, Role::Style].into_iter().zip(photos) {
        assert_eq!(pictures.app().state().setup.source(role), Some(&Source::File(photo)));
    }
}

#[test]
fn the_last_projects_are_offered() {
    let data = tempfile::tempdir().unwrap();
    let recent = RecentProjects::at(data.path().join("recent.json"));
    let folder = tempfile::tempdir().unwrap();
    let dress = {
        let recent = recent.clone();
        move |app: App| app.with_recent(recent.clone())
    };
    let mut bench = Bench::dressed(small_state(folder.path()), folder, (SIZE, 1.0), networks(), dress.clone());
    bench.wait("the pictures", |session| session.services.pictures.are_read());
    let first = save_as(&mut bench, "first.impasto");
    let second = save_as(&mut bench, "second.impasto");
    bench.wait("the list", |session| session.project.recent.len() == 2);
    assert_eq!(recent.list(), [second, first.clone()]);

    let folder = tempfile::tempdir().unwrap();
    let mut other = Bench::dressed(small_state(folder.path()), folder, (SIZE, 1.0), networks(), dress);
    other.wait("the list", |session| session.project.recent.len() == 2);
    other.choose("File", "Open recent");
    other.click("first.impasto");
    wait_for_project(&mut other);
    assert_eq!(other.session().project.path.as_ref(), Some(&first));

    let found = found("recent second", entries(other.app().state(), other.session()));
    assert!(found.first().is_some_and(|(entry, _)| entry.text == "second.impasto"), "in the palette too");
}

#[test]
fn without_a_file_dialog_the_path_is_typed() {
    let mut bench = Bench::new();
    let path = save_as(&mut bench, "a.impasto");
    let mut other = Bench::new();
    other.desktop.answer(Choice::Unavailable);
    other.choose("File", "Open project…");
    other.wait("the question", |session| {
        matches!(session.project.dialog.get(&session.services.dialogs), Some(Dialog::Path { .. }))
    });
    other.harness.get_by_label("Path").set_text_value_accesskit(&path.display().to_string());
    other.frames(3);
    other.click("Open");
    wait_for_project(&mut other);
    assert!(other.session().film.frames().iter().all(|frame| frame.snapshot.occasion != Occasion::Hand));
}
