//! Saving: the form, formats, replacing, dialogs, and places that cannot be written.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use impasto::picture::{AfterPainting, Picture, SaveOptions};
use impasto::studio::features::saving::{Dialog, SaveForm, SaveSettings};
use impasto::studio::painted::Phase;
use impasto::studio::services::Tone;
use impasto::studio::{Choice, State};

use crate::bench::{Bench, known_costs};

fn painted() -> Bench {
    let mut bench = Bench::new();
    bench.paint();
    bench
}

fn form(bench: &Bench) -> &SaveForm {
    match bench.session().saving.dialog.get(&bench.session().services.dialogs) {
        Some(Dialog::Form(form)) => form,
        other => panic!("the form was expected, not {other:?}"),
    }
}

fn rename(bench: &mut Bench, name: &str) {
    let field = bench.harness.get_by_label("Name");
    field.focus();
    field.set_text_value_accesskit(name);
    bench.frames(3);
    assert_eq!(form(bench).name, name);
}

fn save(bench: &mut Bench) {
    bench.click("Save");
    bench.wait("the file", |session| session.services.notices.message.is_some());
}

#[test]
fn every_format_is_written_and_reads_back() {
    let mut bench = painted();
    for name in ["a.png", "b.jpg", "c.webp", "d.tiff"] {
        bench.click("Save picture…");
        rename(&mut bench, name);
        assert_eq!(bench.shows("Quality"), name == "b.jpg");
        save(&mut bench);
        bench.wait_to_see(name);
        let picture = Picture::open(&bench.folder.path().join(name)).unwrap();
        assert_eq!((picture.width(), picture.height()), (32, 21));
        bench.click("Dismiss");
    }
    assert_eq!(bench.app().state().saving.ending, "tiff");
}

#[test]
fn a_double_click_resets_the_quality() {
    let mut bench = painted();
    bench.click("Save picture…");
    rename(&mut bench, "b.jpg");
    bench.set_slider("Quality", 40.0);
    assert_eq!(form(&bench).quality, 40);
    // So long that the click on Save… is not counted with these.
    bench.frames(60);
    bench.double_click("Quality");
    assert_eq!(form(&bench).quality, SaveOptions::default().jpeg_quality);
}

#[test]
fn a_picture_is_enlarged_while_it_is_saved() {
    let mut bench = painted();
    bench.click("Save picture…");
    assert!(bench.tells("32 × 21 pixels"));
    bench.harness.get_by_role_and_label(Role::ComboBox, "Enlarge").click_accesskit();
    bench.frames(4);
    bench.harness.get_by_role_and_label(Role::Button, "2 times as wide and high").click();
    bench.frames(4);
    assert!(bench.tells("64 × 42 pixels, enlarged by a network from 32 × 21 pixels"));
    rename(&mut bench, "large.png");
    save(&mut bench);
    let picture = Picture::open(&bench.folder.path().join("large.png")).unwrap();
    assert_eq!((picture.width(), picture.height()), (64, 42));
}

#[test]
fn it_saves_while_it_paints() {
    let mut bench = Bench::with(|state| state.setup.settings.iterations = 100_000);
    bench.click("Start");
    bench.wait("a picture", |session| session.painting().is_some_and(|painting| painting.newest().is_some()));
    bench.press(Modifiers::COMMAND, Key::E);
    assert_eq!(form(&bench).name, "photo-paint.png");
    save(&mut bench);
    assert_eq!(bench.phase(), Phase::Painting);
    assert!(Picture::open(&bench.folder.path().join("photo-paint.png")).is_ok());
    bench.click("Stop");
    bench.wait("the end", |session| session.phase() == Phase::Ended);
}

#[test]
fn replacing_asks_first() {
    let mut bench = painted();
    let path = bench.folder.path().join("old.png");
    std::fs::write(&path, "precious").unwrap();

    bench.click("Save picture…");
    rename(&mut bench, "old.png");
    bench.click("Save");
    bench.wait_to_see("old.png is there already");
    bench.click("Back");
    assert_eq!(form(&bench).name, "old.png");
    assert_eq!(std::fs::read(&path).unwrap(), b"precious");

    bench.click("Save");
    bench.click("Replace");
    bench.wait("the file", |session| session.services.notices.message.is_some());
    assert!(Picture::open(&path).is_ok());
}

#[test]
fn what_the_desktops_dialog_asked_is_not_asked_again() {
    let mut bench = painted();
    let path = bench.folder.path().join("old.png");
    std::fs::write(&path, "precious").unwrap();
    bench.desktop.answer(Choice::File(path.clone()));
    bench.click("Save picture…");
    bench.click("Browse…");
    bench.wait("the answer", |session| {
        let dialog = session.saving.dialog.get(&session.services.dialogs);
        matches!(dialog, Some(Dialog::Form(form)) if form.agreed.is_some())
    });
    save(&mut bench);
    assert!(Picture::open(&path).is_ok());
}

#[test]
fn where_there_is_no_dialog_the_form_is_enough() {
    let mut bench = painted();
    bench.desktop.answer(Choice::Unavailable);
    bench.click("Save picture…");
    bench.click("Browse…");
    bench.wait("the explanation", |session| session.services.notices.message.is_some());
    bench.wait_to_see("no file dialog");
    save(&mut bench);
    bench.wait("the file", |session| {
        session.services.notices.message.as_ref().is_some_and(|message| message.tone == Tone::Note)
    });
}

#[test]
fn a_folder_that_is_not_there_is_an_error_line() {
    let mut bench = painted();
    bench.click("Save picture…");
    let folder = bench.folder.path().join("nowhere");
    bench.harness.get_by_label("Folder").focus();
    bench.harness.get_by_label("Folder").set_text_value_accesskit(folder.to_str().unwrap());
    bench.frames(3);
    save(&mut bench);
    bench.wait_to_see("its folder does not exist");
    assert!(bench.session().painting().unwrap().is_unsaved(&AfterPainting::default()));
}

#[test]
fn there_is_nothing_to_save_before_the_first_painting() {
    let mut bench = Bench::new();
    bench.press(Modifiers::COMMAND, Key::E);
    assert!(!bench.session().services.dialogs.is_open());
}

#[test]
fn a_new_user_comes_to_a_saved_picture_in_four_clicks() {
    // As at the first start, with the sample pictures; only smaller and shorter, and saved to a folder of its own.
    let mut bench = Bench::with(|state| {
        let (settings, folder) = (state.setup.settings.clone(), state.saving.folder.clone());
        *state = State {
            saving: SaveSettings { folder, ..SaveSettings::default() },
            costs: known_costs(),
            ..State::default()
        };
        (state.setup.settings.size, state.setup.settings.iterations) = (settings.size, settings.iterations);
    });
    let mut clicks = 0;
    let mut click = |bench: &mut Bench, label: &str| {
        bench.click(label);
        clicks += 1;
    };
    click(&mut bench, "Start");
    bench.wait("the finished painting", |session| {
        session.phase() == Phase::Ended && session.painting().is_some_and(|painting| painting.display().is_some())
    });
    click(&mut bench, "Save picture…");
    click(&mut bench, "Save");
    bench.wait("the file", |session| session.services.notices.message.is_some());
    let saved = bench.folder.path().join("neuschwansteincastle-van_gogh_starry_night.png");
    assert_eq!(Picture::open(&saved).unwrap().width(), 32);
    assert!(clicks <= 4, "{clicks} clicks");
}

#[test]
fn good_news_go_by_themselves_and_errors_stay() {
    let mut bench = Bench::new();
    bench.paint();
    bench.press(Modifiers::COMMAND, Key::E);
    bench.click("Save");
    bench.wait("the file", |session| session.services.notices.message.is_some());
    bench.wait("the end of the good news", |session| session.services.notices.message.is_none());
    bench.desktop.answer(Choice::File(bench.folder.path().join("nowhere.png")));
    bench.press(Modifiers::COMMAND, Key::O);
    bench.wait("the error", |session| session.services.notices.message.is_some());
    bench.frames(1000);
    assert!(bench.session().services.notices.message.is_some());
}

#[test]
fn good_news_that_were_dismissed_are_seen_when_they_are_said_again() {
    let mut bench = painted();
    let save = |bench: &mut Bench, replaces: bool| {
        bench.press(Modifiers::COMMAND, Key::E);
        rename(bench, "same.png");
        bench.click("Save");
        if replaces {
            bench.click("Replace");
        }
        bench.wait("the file", |session| session.services.notices.message.is_some());
    };
    save(&mut bench, false);
    let first = bench.session().services.notices.message.clone();
    bench.click("Dismiss");
    bench.frames(1000);
    save(&mut bench, true);
    bench.frames(30);
    assert_eq!(bench.session().services.notices.message, first);
}
