//! Two pictures on the canvas, the tabs, the colours under the pointer, the navigator, and the canvas alone.

use egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::{NodeT, Queryable};
use impasto::studio::app::window::Panels;
use impasto::studio::canvas::{Mode, Tab, Zoom};
use impasto::studio::painted::Phase;

use crate::bench::Bench;

fn mode(bench: &Bench) -> Mode {
    bench.session().services.comparison.mode
}

#[test]
fn nothing_is_compared_before_there_is_a_painting() {
    let mut bench = Bench::new();
    for key in [Key::C, Key::V, Key::B, Key::D] {
        bench.press(Modifiers::NONE, key);
        assert_eq!(mode(&bench), Mode::Off);
    }
    assert!(bench.harness.get_by_label("Compare: Wipe").accesskit_node().is_disabled());
}

#[test]
fn a_wipe_has_a_line_that_moves() {
    let mut bench = Bench::new();
    bench.paint();
    bench.press(Modifiers::NONE, Key::C);
    assert_eq!((mode(&bench), bench.session().services.comparison.wipe), (Mode::Wipe, 0.5));
    bench.set_slider("Wipe", 0.25);
    assert_eq!(bench.session().services.comparison.wipe, 0.25);
    bench.wait_to_find("Wipe line");
    bench.press(Modifiers::NONE, Key::C);
    assert_eq!(mode(&bench), Mode::Off);
    assert!(!bench.shows("Wipe line"));
}

#[test]
fn every_mode_has_a_key_and_a_button() {
    let mut bench = Bench::new();
    bench.paint();
    for (key, button, expected) in [
        (Key::V, "Compare: Side by side", Mode::SideBySide),
        (Key::B, "Compare: Blink", Mode::Blink),
        (Key::D, "Compare: Difference", Mode::Difference),
    ] {
        bench.press(Modifiers::NONE, key);
        assert_eq!(mode(&bench), expected);
        bench.frames(3);
        bench.click(button);
        assert_eq!(mode(&bench), Mode::Off);
        bench.click(button);
        assert_eq!(mode(&bench), expected);
    }
    bench.press(Modifiers::NONE, Key::D);
    assert_eq!(mode(&bench), Mode::Off);
}

#[test]
fn the_difference_is_worked_out_in_the_background() {
    let mut bench = Bench::new();
    bench.paint();
    bench.press(Modifiers::NONE, Key::D);
    bench.wait("the difference", |session| session.canvas.difference.is_some());
    assert_eq!(bench.session().canvas.difference.as_ref().unwrap().pyramid.size(), [32, 21]);
    bench.wait_to_see("Painting − Content");
}

#[test]
fn side_by_side_both_halves_zoom_together() {
    let mut bench = Bench::new();
    bench.paint();
    let whole = bench.session().canvas.stage.unwrap();
    bench.press(Modifiers::NONE, Key::V);
    let half = bench.session().canvas.stage.unwrap();
    assert!((half.canvas.width() - whole.canvas.width() / 2.0).abs() < 2.0);
    // Over the left half, where the content is.
    bench.harness.hover_at(whole.canvas.left_center() + vec2(60.0, 0.0));
    bench.frames(2);
    bench.harness.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Line,
        delta: vec2(0.0, 3.0),
        modifiers: Modifiers::NONE,
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
    });
    bench.frames(30);
    assert!(bench.app().state().view.factor(&half) > half.fit_factor());
    bench.wait_to_find("Content");
    bench.wait_to_find("Painting");
}

#[test]
fn blinking_shows_both_by_turns() {
    let mut bench = Bench::new();
    bench.paint();
    bench.press(Modifiers::NONE, Key::B);
    let canvas = bench.session().canvas.stage.unwrap().canvas;
    let caption = |bench: &Bench| {
        let nodes = bench.harness.query_all_by_label("Content").chain(bench.harness.query_all_by_label("Painting"));
        nodes.filter(|node| canvas.contains(node.rect().center())).map(|node| node.rect().width()).next().unwrap()
    };
    let first = caption(&bench);
    let mut changed = false;
    for _ in 0..120 {
        bench.frames(1);
        changed |= caption(&bench) != first;
    }
    assert!(changed);
}

#[test]
fn tabs_show_each_picture() {
    let mut bench = Bench::new();
    bench.press(Modifiers::NONE, Key::Num3);
    assert_eq!(bench.session().services.comparison.tab, Tab::Style);
    let stage = bench.session().canvas.stage.unwrap();
    assert_eq!(stage.picture.x / stage.picture.y, 64.0 / 80.0, "the style keeps its own shape");
    bench.click("Show the content");
    assert_eq!(bench.session().services.comparison.tab, Tab::Content);
    bench.press(Modifiers::NONE, Key::Num1);
    assert_eq!(bench.session().services.comparison.tab, Tab::Result);
}

#[test]
fn the_colours_under_the_pointer_are_told_for_both_pictures() {
    let mut bench = Bench::new();
    bench.press(Modifiers::NONE, Key::I);
    let picture = bench.session().canvas.stage.unwrap();
    let corner = bench.app().state().view.rect(&picture).min + vec2(3.0, 3.0);
    bench.harness.hover_at(corner);
    bench.frames(3);
    bench.wait_to_see(" 41  61 120");
    bench.wait_to_see("x 0   y 0");
    bench.paint();
    bench.harness.hover_at(corner);
    bench.frames(3);
    bench.wait_to_see("Painting");
    bench.wait_to_see("0.471");
    bench.harness.hover_at(picture.canvas.left_top() + vec2(1.0, 1.0));
    bench.frames(3);
    assert!(!bench.tells("x 0   y 0"), "outside the picture there is nothing to tell");
}

#[test]
fn the_navigator_is_there_while_a_part_is_looked_at() {
    let mut bench = Bench::new();
    assert!(!bench.shows("Navigator"));
    for _ in 0..12 {
        bench.press(Modifiers::NONE, Key::Plus);
    }
    bench.wait_to_find("Navigator");
    let before = bench.app().state().view;
    let corner = bench.harness.get_by_label("Navigator").rect().left_top() + vec2(20.0, 20.0);
    bench.harness.hover_at(corner);
    bench.harness.drag_at(corner);
    bench.frames(2);
    bench.harness.event(egui::Event::PointerButton {
        pos: corner,
        button: egui::PointerButton::Primary,
        pressed: false,
        modifiers: Modifiers::NONE,
    });
    bench.frames(2);
    let after = bench.app().state().view;
    assert!(after.centre.x < before.centre.x && after.centre.y < before.centre.y);
    assert_eq!(after.zoom, before.zoom);
    bench.press(Modifiers::COMMAND, Key::Num0);
    assert_eq!(bench.app().state().view.zoom, Zoom::Fit);
    assert!(!bench.shows("Navigator"));
}

#[test]
fn tab_hides_the_panels_and_shows_them_again() {
    let mut bench = Bench::new();
    bench.press(Modifiers::NONE, Key::Tab);
    assert_eq!(bench.session().window.panels, Panels::Hidden);
    assert!(!bench.shows("Start") && bench.shows("Canvas"));
    bench.press(Modifiers::NONE, Key::Tab);
    bench.wait_to_find("Start");
}

#[test]
fn tab_still_goes_from_control_to_control() {
    let mut bench = Bench::new();
    bench.harness.get_by_label("Use conv1_1").focus();
    bench.frames(2);
    bench.press(Modifiers::NONE, Key::Tab);
    assert_eq!(bench.session().window.panels, Panels::Shown);
}

#[test]
fn the_canvas_fills_the_screen_and_escape_leaves_without_stopping() {
    let mut bench = Bench::with(|state| state.setup.settings.iterations = 100_000);
    bench.start(1);
    bench.harness.key_press(Key::F11);
    bench.frames(1);
    assert_eq!(bench.session().window.panels, Panels::FullScreen);
    bench.frames(2);
    assert!(!bench.shows("Stop"));
    bench.press(Modifiers::NONE, Key::Escape);
    assert_eq!(bench.session().window.panels, Panels::Shown);
    assert_eq!(bench.phase(), Phase::Painting);
    bench.stop();
}
