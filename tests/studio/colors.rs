//! The colours of the content: on a finished painting, while it paints, on snapshots, in files, and undone.

use std::borrow::Cow;
use std::sync::Arc;

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use impasto::picture::{ColorMethod, ColorSettings, ContentColors, Picture};
use impasto::studio::app::canvas::Painted;
use impasto::studio::app::session::Session;
use impasto::studio::painted::Phase;

use crate::bench::Bench;

/// Chooses a method from the list.
pub fn choose(bench: &mut Bench, name: &str) {
    bench.harness.get_by_label("Take from").click_accesskit();
    bench.frames(4);
    bench.click(name);
}

fn painted(session: &Session) -> Painted {
    Painted::Painting(session.painting().unwrap().number())
}

/// The coloured painting on the canvas.
fn shown(session: &Session) -> Option<Picture> {
    Some(session.canvas.coloring.of(painted(session))?.pyramid.pixels().to_picture())
}

/// What the method makes of the painting, by the library.
fn expected(session: &Session, method: ColorMethod, strength: f64) -> Picture {
    let painting = session.painting().unwrap();
    let content = ContentColors::new(Arc::clone(&painting.pictures[0].picture));
    let newest = painting.newest().unwrap().to_picture();
    content.given_to(Cow::Borrowed(&newest), ColorSettings { method, strength }).into_owned()
}

fn differ(a: &Picture, b: &Picture) -> f32 {
    a.planes().iter().zip(b.planes()).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

#[test]
fn a_finished_painting_takes_and_loses_the_contents_colours_at_once() {
    let mut bench = Bench::new();
    bench.paint();
    assert!(shown(bench.session()).is_none());
    assert!(!bench.shows("Colour strength"));
    for (name, method) in [
        ("Content: luminance kept", ColorMethod::Luminance),
        ("Content: linear, PCA", ColorMethod::Pca),
        ("Content: histogram", ColorMethod::Histogram),
    ] {
        choose(&mut bench, name);
        assert_eq!(bench.app().state().setup.colors.method, method);
        bench.wait("the colours", |session| {
            shown(session).is_some_and(|shown| differ(&shown, &expected(session, method, 1.0)) < 0.012)
        });
    }
    bench.set_slider("Colour strength", 0.25);
    bench.wait("half of the colours", |session| {
        shown(session).is_some_and(|shown| differ(&shown, &expected(session, ColorMethod::Histogram, 0.25)) < 0.012)
    });
    choose(&mut bench, "The painting");
    assert!(shown(bench.session()).is_none());
}

#[test]
fn files_have_the_colours_that_are_shown() {
    let mut bench = Bench::with(|state| state.setup.colors.method = ColorMethod::Cholesky);
    bench.paint();
    bench.press(Modifiers::COMMAND, Key::E);
    bench.click("Save");
    bench.wait("the file", |session| session.services.notices.message.is_some());
    let saved = Picture::open(&bench.folder.path().join("photo-paint.png")).unwrap();
    let session = bench.session();
    assert!(differ(&saved, &expected(session, ColorMethod::Cholesky, 1.0)) < 0.01);
    assert!(differ(&saved, &expected(session, ColorMethod::None, 1.0)) > 0.05);
}

#[test]
fn pictures_on_the_way_have_the_colours_too() {
    let mut bench = Bench::with(|state| {
        state.setup.settings.iterations = 100_000;
        state.setup.colors.method = ColorMethod::Symmetric;
    });
    bench.start(2);
    let mut seen = Vec::new();
    for _ in 0..3 {
        let before = seen.clone();
        let number =
            |session: &Session| session.canvas.coloring.of(painted(session)).map(|colored| colored.pyramid.id());
        bench.wait("another coloured picture", |session| number(session).is_some_and(|id| !before.contains(&id)));
        seen.extend(number(bench.session()));
    }
    assert_eq!(bench.phase(), Phase::Painting);
    bench.stop();
}

#[test]
fn a_snapshot_is_shown_and_saved_with_the_colours_and_kept_without() {
    let mut bench = Bench::with(|state| {
        state.shows_film = true;
        state.film.every = 3;
    });
    bench.paint();
    choose(&mut bench, "Content: histogram");
    let number = bench.session().film.frames()[0].number;
    bench.click_button(&format!("Snapshot {number}"));
    bench.wait("the coloured snapshot", |session| session.canvas.coloring.of(Painted::Snapshot(number)).is_some());
    let session = bench.session();
    let snapshot = session.film.get(number).unwrap();
    let settings = bench.app().state().setup.colors;
    let expected =
        snapshot.pictures[0].colors.given_to(Cow::Owned(snapshot.pixels.to_picture()), settings).into_owned();
    let shown = session.canvas.coloring.of(Painted::Snapshot(number)).unwrap().pyramid.pixels().to_picture();
    assert!(differ(&shown, &expected) < 0.01);
    assert!(differ(&snapshot.pixels.to_picture(), &expected) > 0.02, "what is kept is what was painted");
    bench.click("Save snapshot…");
    bench.click("Save");
    bench.wait("the file", |session| session.services.notices.message.is_some());
    let name = format!("photo-paint-{}.png", bench.session().film.get(number).unwrap().iteration);
    let saved = Picture::open(&bench.folder.path().join(name)).unwrap();
    assert!(differ(&saved, &expected) < 0.01);
}

#[test]
fn the_colours_are_undone_and_reset() {
    let mut bench = Bench::new();
    choose(&mut bench, "Content: luminance matched");
    bench.set_slider("Colour strength", 0.5);
    let chosen = ColorSettings { method: ColorMethod::LuminanceMatched, strength: 0.5 };
    assert_eq!(bench.app().state().setup.colors, chosen);
    bench.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(bench.app().state().setup.colors, ColorSettings { strength: 1.0, ..chosen });
    bench.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(bench.app().state().setup.colors, ColorSettings::default());
    bench.press(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Z);
    bench.press(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Z);
    assert_eq!(bench.app().state().setup.colors, chosen);
    bench.frames(60);
    bench.double_click("Colour strength");
    assert_eq!(bench.app().state().setup.colors.strength, 1.0);
    bench.double_click("Take from");
    assert_eq!(bench.app().state().setup.colors, ColorSettings::default());
    choose(&mut bench, "Content: linear, PCA");
    bench.choose("Edit", "Reset all settings");
    assert_eq!(bench.app().state().setup.colors, ColorSettings::default());
}
