//! Several styles with their weights, the style scale, and pictures that are cut and turned.

use std::path::PathBuf;

use egui::accesskit::Role as Kind;
use egui::{Key, Modifiers, PointerButton, pos2};
use egui_kittest::kittest::Queryable;
use impasto::picture::{Crop, Turn};
use impasto::studio::Choice;
use impasto::studio::painted::Phase;
use impasto::studio::roles::{Role, Source};

use crate::bench::{Bench, picture_file};

/// Adds a style from a file; its path.
pub fn add_style(bench: &mut Bench, name: &str, place: u8) -> PathBuf {
    let path = picture_file(bench.folder.path(), name, 40, 48);
    bench.desktop.answer(Choice::File(path.clone()));
    bench.click("Add a style");
    bench.click("Open file…");
    bench.wait("the style", |session| session.services.pictures.loaded(Role::Further(place)).is_some());
    bench.press(Modifiers::NONE, Key::Escape);
    path
}

/// The markers of the loss plot.
fn markers(bench: &Bench) -> Vec<String> {
    bench.session().painting().unwrap().markers().iter().map(|marker| marker.text().to_string()).collect()
}

#[test]
fn one_style_shows_no_weights() {
    let mut bench = Bench::new();
    bench.wait_to_find("Add a style");
    assert!(!bench.shows("Remove Style 1"));
}

#[test]
fn styles_are_added_weighed_undone_and_removed() {
    let mut bench = Bench::new();
    let second = add_style(&mut bench, "second.png", 1);
    let third = add_style(&mut bench, "third.png", 2);
    assert_eq!(bench.app().state().setup.style_roles().count(), 3);
    bench.set_slider("Style 2", 4.0);
    bench.set_slider("Style 1", 0.5);
    let weight = |bench: &Bench, role| bench.app().state().setup.arrangement.style_use(role).weight;
    assert_eq!((weight(&bench, Role::Style), weight(&bench, Role::Further(1))), (0.5, 4.0));
    bench.press(Modifiers::COMMAND, Key::Z);
    assert_eq!((weight(&bench, Role::Style), weight(&bench, Role::Further(1))), (1.0, 4.0));
    bench.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(weight(&bench, Role::Further(1)), 1.0);
    bench.press(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Z);
    assert_eq!(weight(&bench, Role::Further(1)), 4.0);

    bench.click("Remove Style 1");
    let source = |bench: &Bench, role| bench.app().state().setup.source(role).cloned();
    assert_eq!(source(&bench, Role::Style), Some(Source::File(second)), "the next one is the first now");
    assert_eq!(weight(&bench, Role::Style), 4.0);
    assert_eq!((source(&bench, Role::Further(1)), source(&bench, Role::Further(2))), (None, Some(Source::File(third))));
    bench.click("Remove Style 3");
    assert!(!bench.shows("Remove Style 1"));
    bench.paint();
    assert!(bench.session().services.notices.message.is_none());
}

#[test]
fn weights_and_scale_act_on_the_running_painting() {
    let mut bench = Bench::with(|state| state.setup.settings.iterations = 100_000);
    add_style(&mut bench, "second.png", 1);
    bench.start(2);
    bench.set_slider("Style 2", 3.0);
    assert!(markers(&bench).contains(&"styles 1 : 3".to_owned()), "{:?}", markers(&bench));
    let before = bench.iterations();
    bench.wait("more iterations", |session| session.painting().unwrap().losses().len() > before + 2);
    bench.set_slider("Style scale", 2.0);
    assert!(markers(&bench).contains(&"style scale 2".to_owned()), "{:?}", markers(&bench));
    assert!(!bench.tells("begin with Restart"));
    let before = bench.iterations();
    bench.wait("more iterations", |session| session.painting().unwrap().losses().len() > before + 2);
    bench.click("Remove Style 2");
    let before = bench.iterations();
    bench.wait("more iterations", |session| session.painting().unwrap().losses().len() > before + 2);
    assert_eq!(bench.phase(), Phase::Painting);
    bench.stop();
    assert!(bench.session().services.notices.message.is_none());
}

#[test]
fn styles_without_any_weight_cannot_start() {
    let mut bench = Bench::new();
    add_style(&mut bench, "second.png", 1);
    bench.set_slider("Style 1", 0.0);
    bench.set_slider("Style 2", 0.0);
    bench.click("Start");
    bench.wait_to_see("weight above 0");
    assert!(bench.session().painting().is_none());
}

#[test]
fn a_style_that_cannot_be_read_is_not_added() {
    let mut bench = Bench::new();
    let path = bench.folder.path().join("letter.txt");
    std::fs::write(&path, "Dear Theo").unwrap();
    bench.desktop.answer(Choice::File(path));
    bench.click("Add a style");
    bench.click("Open file…");
    bench.wait("the error", |session| session.services.notices.message.is_some());
    bench.wait_to_see("letter.txt is not a picture");
    assert_eq!(bench.app().state().setup.style_roles().count(), 1);
}

#[test]
fn the_content_is_turned_flipped_and_used_again_as_a_whole() {
    let mut bench = Bench::new();
    let size = |bench: &Bench| {
        let picture = &bench.session().services.pictures.loaded(Role::Content).unwrap().picture;
        (picture.width(), picture.height())
    };
    assert_eq!(size(&bench), (96, 64));
    bench.click("Crop and turn Content");
    bench.click("Turn right");
    bench.wait("the turn", |session| {
        session.services.pictures.loaded(Role::Content).unwrap().framing.turn == Turn::Quarter
    });
    assert_eq!(size(&bench), (64, 96));
    bench.click("Flip");
    bench.wait("the flip", |session| session.services.pictures.loaded(Role::Content).unwrap().framing.mirrored);
    bench.click("Turn left");
    bench.click("Done");
    bench.wait("the turn back", |session| {
        session.services.pictures.loaded(Role::Content).unwrap().picture.width() == 96
    });
    bench.press(Modifiers::COMMAND, Key::Z);
    bench.wait("the undo", |session| session.services.pictures.loaded(Role::Content).unwrap().picture.width() == 64);
    bench.paint();
    let newest = bench.session().painting().unwrap().newest().unwrap().size();
    assert_eq!(newest, [21, 32]);
}

#[test]
fn a_part_of_the_style_is_chosen_by_dragging_and_by_numbers() {
    let mut bench = Bench::new();
    bench.click("Crop and turn Style");
    let place = bench.harness.get_by_label("Rectangle on the picture").rect().shrink(12.0);
    let at = |x: f32, y: f32| pos2(place.left() + x * place.width(), place.top() + y * place.height());
    bench.harness.hover_at(at(0.25, 0.25));
    bench.harness.drag_at(at(0.25, 0.25));
    bench.frames(2);
    for step in 1..=5 {
        let along = 0.25 + 0.1 * step as f32;
        bench.harness.hover_at(at(along, along));
        bench.frames(1);
    }
    bench.harness.event(egui::Event::PointerButton {
        pos: at(0.75, 0.75),
        button: PointerButton::Primary,
        pressed: false,
        modifiers: Modifiers::NONE,
    });
    let style = |session: &impasto::studio::app::session::Session| {
        let picture = &session.services.pictures.loaded(Role::Style).unwrap().picture;
        (picture.width(), picture.height())
    };
    bench.wait("the part", |session| style(session) == (32, 40));
    let crop = bench.app().state().setup.arrangement.framing(Role::Style).crop;
    for (value, wanted) in [(crop.x, 0.25), (crop.y, 0.25), (crop.width, 0.5), (crop.height, 0.5)] {
        assert!((value - wanted).abs() < 0.01, "{crop:?}");
    }
    bench.harness.get_by_role_and_label(Kind::SpinButton, "Width").set_value_accesskit(25.0);
    bench.wait("the number", |session| style(session) == (16, 40));
    bench.click("Whole picture");
    bench.wait("the whole picture", |session| style(session) == (64, 80));
    assert_eq!(bench.app().state().setup.arrangement.framing(Role::Style).crop, Crop::WHOLE);
    bench.click("Done");
    assert!(!bench.shows("Whole picture"));
    bench.press(Modifiers::COMMAND, Key::Z);
    bench.wait("the undo", |session| style(session) == (16, 40));
}

#[test]
fn another_picture_is_used_as_a_whole() {
    let mut bench = Bench::new();
    bench.click("Crop and turn Content");
    bench.click("Turn right");
    bench.click("Done");
    bench.wait("the turn", |session| session.services.pictures.loaded(Role::Content).unwrap().picture.width() == 64);
    let path = picture_file(bench.folder.path(), "other.png", 40, 30);
    bench.desktop.answer(Choice::File(path.clone()));
    bench.press(Modifiers::COMMAND, Key::O);
    bench.wait("the other picture", |session| {
        session
            .services
            .pictures
            .loaded(Role::Content)
            .is_some_and(|loaded| loaded.source == Source::File(path.clone()))
    });
    bench.frames(5);
    assert_eq!(bench.session().services.pictures.loaded(Role::Content).unwrap().picture.width(), 40);
}
