//! The window without a mouse, and for those who hear it: every control can be reached by keys and has a name.

use std::collections::{BTreeMap, BTreeSet};

use egui::accesskit::{Action, NodeId};
use egui::{Key, Modifiers};
use egui_kittest::kittest::NodeT;
use impasto::studio::canvas::Tab;
use impasto::studio::painted::Phase;

use crate::bench::Bench;

/// The controls that can have the focus, by their node, with role and name.
fn controls(bench: &Bench) -> BTreeMap<NodeId, String> {
    let nodes = bench.harness.root().children_recursive().map(|node| node.accesskit_node());
    let focusable = nodes.filter(|node| node.data().supports_action(Action::Focus) && !node.is_disabled());
    focusable
        .map(|node| {
            (node.locate().0, format!("{:?} {:?}", node.role(), node.label().or(node.value()).unwrap_or_default()))
        })
        .collect()
}

fn focused(bench: &Bench) -> Option<NodeId> {
    bench.harness.ctx.memory(egui::Memory::focused).map(|id| id.accesskit_id())
}

/// Goes to the first part of the window with F6, then through everything with Tab.
fn walk(bench: &mut Bench) -> BTreeSet<NodeId> {
    bench.press(Modifiers::NONE, Key::Escape);
    bench.press(Modifiers::NONE, Key::F6);
    let first = focused(bench).expect("F6 gives the focus");
    let mut seen = BTreeSet::from([first]);
    for _ in 0..400 {
        bench.press(Modifiers::NONE, Key::Tab);
        let next = focused(bench);
        if next == Some(first) {
            return seen;
        }
        seen.extend(next);
    }
    panic!("Tab does not come round");
}

/// Walks through everything: each control is reached, and each has a name.
fn assert_reached_and_named(bench: &mut Bench, what: &str) {
    bench.frames(5);
    let reached = walk(bench);
    let controls = controls(bench);
    for (node, about) in &controls {
        assert!(reached.contains(node), "{what}: {about} is not reached");
        assert!(!about.ends_with("\"\""), "{what}: a control has no name: {about}");
    }
    assert!(controls.len() > 10, "{what}: {controls:?}");
    let unnamed = bench.harness.unnamed_widgets();
    assert!(unnamed.is_empty(), "{what}: {unnamed:?}");
}

#[test]
fn every_control_of_the_window_is_reached_by_tab_and_has_a_name() {
    let mut bench = Bench::with(|state| state.shows_film = true);
    assert_reached_and_named(&mut bench, "the start");
    bench.paint();
    bench.press(Modifiers::NONE, Key::C);
    bench.click_button("Snapshot 1");
    bench.click("Advanced");
    bench.click("Further layers");
    crate::styles::add_style(&mut bench, "second.png", 1);
    assert_reached_and_named(&mut bench, "a finished painting");
    bench.click("Help");
    bench.press(Modifiers::NONE, Key::Escape);
    bench.press(Modifiers::NONE, Key::Num4);
    assert_eq!(bench.session().services.comparison.tab, Tab::Sheet);
    assert_reached_and_named(&mut bench, "the contact sheet");
    bench.press(Modifiers::NONE, Key::Escape);
    bench.press(Modifiers::NONE, Key::G);
    bench.wait("the gallery", |session| session.fast.style("paint.png").is_some());
    assert_reached_and_named(&mut bench, "the gallery");
}

#[test]
fn every_control_of_every_dialog_has_a_name_and_is_reached() {
    let mut bench = Bench::new();
    bench.paint();
    for (modifiers, key) in [
        (Modifiers::COMMAND, Key::S),
        (Modifiers::COMMAND, Key::K),
        (Modifiers::COMMAND, Key::Comma),
        (Modifiers::NONE, Key::F1),
    ] {
        bench.press(modifiers, key);
        assert!(bench.session().services.dialogs.is_open());
        let unnamed = bench.harness.unnamed_widgets();
        assert!(unnamed.is_empty(), "{key:?}: {unnamed:?}");
        // The focus goes round within the dialog.
        let mut reached = BTreeSet::new();
        for _ in 0..80 {
            bench.press(Modifiers::NONE, Key::Tab);
            reached.extend(focused(&bench));
        }
        let names: Vec<String> =
            controls(&bench).into_iter().filter(|(node, _)| reached.contains(node)).map(|(_, name)| name).collect();
        assert!(!names.is_empty(), "{key:?}");
        assert!(names.iter().all(|name| !name.ends_with("\"\"") && !name.contains("\"Start\"")), "{key:?}: {names:?}");
        bench.press(Modifiers::NONE, Key::Escape);
        bench.press(Modifiers::NONE, Key::Escape);
        assert!(!bench.session().services.dialogs.is_open(), "{key:?}");
    }
}

#[test]
fn a_painting_is_made_and_saved_without_a_mouse() {
    let mut bench = Bench::new();
    // To the settings, and on to the ratio.
    bench.press(Modifiers::NONE, Key::F6);
    bench.press(Modifiers::NONE, Key::F6);
    for _ in 0..40 {
        let controls = controls(&bench);
        if focused(&bench).is_some_and(|node| controls[&node] == "Slider \"Ratio\"") {
            break;
        }
        bench.press(Modifiers::NONE, Key::Tab);
    }
    let before = bench.app().state().setup.settings.weights.ratio;
    bench.press(Modifiers::NONE, Key::ArrowRight);
    assert!(bench.app().state().setup.settings.weights.ratio > before);
    // The focus is let go of; then the keys are those of the commands again.
    bench.press(Modifiers::NONE, Key::Escape);
    assert_eq!(focused(&bench), None);
    bench.press(Modifiers::NONE, Key::Space);
    bench.wait("the end", |session| {
        session.phase() == Phase::Ended && session.painting().is_some_and(|it| it.display().is_some())
    });
    bench.press(Modifiers::COMMAND, Key::E);
    bench.press(Modifiers::NONE, Key::Enter);
    bench.wait("the file", |session| session.services.notices.message.is_some());
    assert!(bench.folder.path().join("photo-paint.png").exists());
}

#[test]
fn escape_lets_go_of_the_focus_before_it_stops_the_painting() {
    let mut bench = Bench::with(|state| state.setup.settings.iterations = 100_000);
    bench.start(1);
    bench.press(Modifiers::NONE, Key::F6);
    bench.press(Modifiers::NONE, Key::Tab);
    bench.press(Modifiers::NONE, Key::Escape);
    assert_eq!((focused(&bench), bench.phase()), (None, Phase::Painting));
    bench.press(Modifiers::NONE, Key::Escape);
    bench.wait("the end", |session| session.phase() == Phase::Ended);
}

#[test]
fn the_arrows_move_the_picture_when_the_canvas_has_the_focus() {
    let mut bench = Bench::new();
    for _ in 0..6 {
        bench.press(Modifiers::NONE, Key::Plus);
    }
    for _ in 0..3 {
        bench.press(Modifiers::NONE, Key::F6);
    }
    let before = bench.app().state().view.centre;
    bench.press(Modifiers::NONE, Key::ArrowRight);
    bench.press(Modifiers::NONE, Key::ArrowDown);
    let after = bench.app().state().view.centre;
    assert!(after.x > before.x && after.y > before.y, "{before:?} {after:?}");
}

#[test]
fn what_gets_the_focus_comes_into_sight() {
    let mut bench = Bench::sized([1024.0, 640.0], 1.0, |_| {});
    bench.press(Modifiers::NONE, Key::F6);
    bench.press(Modifiers::NONE, Key::F6);
    let panel = 640.0;
    for _ in 0..60 {
        bench.press(Modifiers::NONE, Key::Tab);
        bench.frames(20);
        let Some(id) = bench.harness.ctx.memory(egui::Memory::focused) else { continue };
        let rect = bench.harness.ctx.read_response(id).unwrap().rect;
        assert!(rect.top() >= 0.0 && rect.bottom() <= panel, "{rect:?}");
    }
}
