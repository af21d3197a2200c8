//! Undo and redo of settings, by keys, by the menu and by buttons, also while it paints.

use std::sync::Arc;

use egui::{Color32, ColorImage, Event, Key, Modifiers, PointerButton};
use egui_kittest::kittest::{NodeT, Queryable};
use impasto::network::DeviceChoice;
use impasto::studio::Choice;
use impasto::studio::app::session::Session;
use impasto::studio::painted::Phase;
use impasto::studio::roles::{Role, Source};
use impasto::transfer::{Start, TransferSettings};

use crate::bench::{Bench, picture_file};
use crate::styles::add_style;

const SHIFT_COMMAND: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

fn ratio(bench: &Bench) -> f64 {
    bench.app().state().setup.settings.weights.ratio
}

#[test]
fn keys_take_changes_back_and_make_them_again() {
    let mut bench = Bench::new();
    let before = bench.app().state().setup.settings.clone();
    bench.set_slider("Ratio", 0.02);
    bench.click("Use conv3_1");
    let after = bench.app().state().setup.settings.clone();
    bench.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(ratio(&bench), 0.02);
    bench.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(bench.app().state().setup.settings, before);
    bench.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(bench.app().state().setup.settings, before, "there is nothing more to undo");
    bench.press(SHIFT_COMMAND, Key::Z);
    assert_eq!(ratio(&bench), 0.02);
    bench.press(SHIFT_COMMAND, Key::Z);
    assert_eq!(bench.app().state().setup.settings, after);
}

#[test]
fn the_drag_of_a_slider_is_one_change() {
    let mut bench = Bench::new();
    let before = ratio(&bench);
    let slider = bench.harness.get_by_role_and_label(egui::accesskit::Role::Slider, "Ratio").rect();
    let place = |part: f32| egui::pos2(slider.left() + part * slider.width(), slider.center().y);
    bench.harness.hover_at(place(0.4));
    bench.harness.drag_at(place(0.4));
    bench.frames(2);
    for step in 0..10 {
        bench.harness.hover_at(place(0.4 + 0.04 * step as f32));
        bench.frames(1);
    }
    bench.harness.event(egui::Event::PointerButton {
        pos: place(0.76),
        button: PointerButton::Primary,
        pressed: false,
        modifiers: Modifiers::NONE,
    });
    bench.frames(2);
    assert!(ratio(&bench) > 3.0 * before, "{}", ratio(&bench));
    bench.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(ratio(&bench), before);
    assert!(!bench.session().history.can_undo());
}

#[test]
fn menu_and_buttons_do_the_same() {
    let mut bench = Bench::new();
    assert!(bench.harness.get_by_label("Undo").accesskit_node().is_disabled());
    bench.set_slider("Ratio", 0.5);
    bench.click("Undo");
    assert_eq!(ratio(&bench), TransferSettings::default().weights.ratio);
    bench.click("Redo");
    assert_eq!(ratio(&bench), 0.5);
    // The entries of the menu have the names of the buttons.
    bench.click("Edit");
    let entries: Vec<_> = bench.harness.get_all_by_label("Undo").collect();
    assert_eq!(entries.len(), 2);
    entries.into_iter().max_by(|a, b| a.rect().top().total_cmp(&b.rect().top())).unwrap().click();
    bench.frames(4);
    assert_eq!(ratio(&bench), TransferSettings::default().weights.ratio);
}

#[test]
fn a_reset_is_one_change_too() {
    let mut bench = Bench::with(|state| state.setup.device = DeviceChoice::Cpu);
    let before = bench.app().state().setup.settings.clone();
    bench.choose("Edit", "Reset all settings");
    assert_eq!(bench.app().state().setup.settings, TransferSettings::default());
    assert_eq!(bench.app().state().setup.device, DeviceChoice::Auto);
    bench.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(bench.app().state().setup.settings, before);
    assert_eq!(bench.app().state().setup.device, DeviceChoice::Cpu);
}

#[test]
fn an_undone_ratio_acts_on_the_running_painting() {
    let mut bench = Bench::with(|state| state.setup.settings.iterations = 100_000);
    bench.start(2);
    bench.set_slider("Ratio", 1.0);
    let sent = |bench: &Bench| bench.session().painting().unwrap().settings().weights.ratio;
    assert_eq!(sent(&bench), 1.0);
    let is_strong = |session: &Session| session.painting().unwrap().losses().iter().any(|it| it.content > 1.0);
    bench.wait("an iteration", is_strong);
    bench.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(sent(&bench), TransferSettings::default().weights.ratio);
    let before = bench.iterations();
    bench.wait("more iterations", |session| session.painting().unwrap().losses().len() > before + 2);
    bench.stop();
}

#[test]
fn keys_in_a_text_field_do_not_undo_settings() {
    let mut bench = Bench::new();
    bench.set_slider("Ratio", 0.5);
    bench.paint();
    bench.click("Save picture…");
    bench.harness.get_by_label("Name").focus();
    bench.frames(2);
    bench.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(ratio(&bench), 0.5);
}

/// The source of a role's picture, which is there.
fn source(bench: &Bench, role: Role) -> Option<Source> {
    let loaded = bench.session().services.pictures.loaded(role).map(|loaded| loaded.source.clone());
    assert_eq!(loaded.as_ref(), bench.app().state().setup.source(role), "what is remembered is what is there");
    loaded
}

/// Opens another content picture.
fn open(bench: &mut Bench, name: &str) -> Source {
    let path = picture_file(bench.folder.path(), name, 40, 30);
    bench.desktop.answer(Choice::File(path.clone()));
    bench.press(Modifiers::COMMAND, Key::O);
    let opened = Source::File(path);
    let wanted = opened.clone();
    bench.wait("the picture", move |session| {
        session.services.pictures.loaded(Role::Content).is_some_and(|it| it.source == wanted)
    });
    opened
}

#[test]
fn a_replaced_picture_comes_back_with_its_frame() {
    let mut bench = Bench::new();
    let first = source(&bench, Role::Content);
    bench.click("Crop and turn Content");
    bench.click("Turn right");
    bench.click("Done");
    bench.wait("the turn", |session| session.services.pictures.loaded(Role::Content).unwrap().picture.width() == 64);
    let second = open(&mut bench, "other.png");
    assert_eq!(bench.session().services.pictures.loaded(Role::Content).unwrap().picture.width(), 40);
    // What the file is by now does not matter: the picture is still kept.
    let Source::File(path) = &second else { unreachable!() };
    std::fs::remove_file(path).unwrap();
    bench.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(source(&bench, Role::Content), first);
    assert_eq!(
        bench.session().services.pictures.loaded(Role::Content).unwrap().picture.width(),
        64,
        "turned as it was"
    );
    bench.press(SHIFT_COMMAND, Key::Z);
    assert_eq!(source(&bench, Role::Content), Some(second));
    bench.press(Modifiers::COMMAND, Key::Z);
    bench.press(Modifiers::COMMAND, Key::Z);
    bench.wait("the turn back", |session| {
        session.services.pictures.loaded(Role::Content).unwrap().picture.width() == 96
    });
    assert!(!bench.session().history.can_undo());
}

#[test]
fn pictures_of_one_clipboard_are_told_apart() {
    let mut bench = Bench::new();
    let width = |bench: &Bench| bench.session().services.pictures.loaded(Role::Content).unwrap().picture.width();
    for side in [20, 30] {
        let pixels = ColorImage::filled([side, 25], Color32::from_rgb(200, 40, 10));
        bench.harness.event(Event::PasteImage(Arc::new(pixels)));
        bench.wait("the pixels", move |session| {
            session.services.pictures.loaded(Role::Content).unwrap().picture.width() == side
        });
    }
    bench.press(Modifiers::COMMAND, Key::Z);
    assert_eq!((width(&bench), source(&bench, Role::Content)), (20, Some(Source::Clipboard)));
    bench.press(SHIFT_COMMAND, Key::Z);
    assert_eq!(width(&bench), 30);
    bench.press(Modifiers::COMMAND, Key::Z);
    bench.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(width(&bench), 96);
}

#[test]
fn styles_that_were_added_and_removed_come_back() {
    let mut bench = Bench::new();
    let first = source(&bench, Role::Style);
    let second = Some(Source::File(add_style(&mut bench, "second.png", 1)));
    bench.set_slider("Style 2", 4.0);
    bench.click("Remove Style 2");
    assert_eq!(source(&bench, Role::Further(1)), None);
    bench.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(source(&bench, Role::Further(1)), second);
    assert_eq!(bench.app().state().setup.arrangement.style_use(Role::Further(1)).weight, 4.0);
    // The first one goes, and the second takes its place.
    bench.click("Remove Style 1");
    assert_eq!((source(&bench, Role::Style), source(&bench, Role::Further(1))), (second.clone(), None));
    bench.press(Modifiers::COMMAND, Key::Z);
    assert_eq!((source(&bench, Role::Style), source(&bench, Role::Further(1))), (first, second));
    bench.press(Modifiers::COMMAND, Key::Z);
    bench.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(source(&bench, Role::Further(1)), None, "as before it was added");
    assert!(!bench.session().history.can_undo());
}

#[test]
fn a_style_that_is_brought_back_acts_on_the_running_painting() {
    let mut bench = Bench::with(|state| state.setup.settings.iterations = 100_000);
    add_style(&mut bench, "second.png", 1);
    bench.start(2);
    let markers = |bench: &Bench| bench.session().painting().unwrap().markers().len();
    bench.click("Remove Style 2");
    let before = markers(&bench);
    let painted = bench.iterations();
    bench.wait("an iteration", move |session| session.painting().unwrap().losses().len() > painted + 1);
    bench.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(markers(&bench), before + 1);
    assert_eq!(bench.phase(), Phase::Painting);
    bench.stop();
}

#[test]
fn continuing_from_a_snapshot_is_one_change_with_its_pictures() {
    let mut bench = Bench::with(|state| state.shows_film = true);
    bench.paint();
    let first = source(&bench, Role::Content);
    let second = Some(open(&mut bench, "other.png"));
    bench.set_slider("Ratio", 0.5);
    bench.click_button("Snapshot 1");
    bench.click("Continue from here");
    bench.wait("the branch", |session| session.services.pictures.loaded(Role::Start).is_some());
    assert_eq!(source(&bench, Role::Content), first);
    bench.wait("the end", |session| session.phase() == Phase::Ended);
    bench.press(Modifiers::COMMAND, Key::Z);
    assert_eq!((source(&bench, Role::Content), source(&bench, Role::Start)), (second, None));
    assert_eq!((ratio(&bench), bench.app().state().setup.settings.start), (0.5, Start::Content));
}

#[test]
fn a_deleted_preset_comes_back() {
    let mut bench = Bench::new();
    bench.set_slider("Ratio", 0.25);
    crate::presets::keep(&mut bench, "Evening");
    bench.click("Choose preset");
    bench.click("Delete Evening");
    assert!(bench.app().state().presets.is_empty());
    bench.press(Modifiers::NONE, Key::Escape);
    bench.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(bench.app().state().presets.len(), 1);
}

#[test]
fn the_axes_of_a_contact_sheet_are_settings_too() {
    let mut bench = Bench::new();
    bench.press(Modifiers::NONE, Key::Num4);
    let before = bench.app().state().sheet.clone();
    crate::sheet::vary(&mut bench, "Down", "Style scale");
    bench.press(Modifiers::NONE, Key::Escape);
    assert_ne!(bench.app().state().sheet, before);
    bench.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(bench.app().state().sheet, before);
}
