//! Undo and redo of settings, by keys, by the menu and by buttons, also while it paints.

use egui::{Key, Modifiers, PointerButton};
use egui_kittest::kittest::{NodeT, Queryable};
use impasto::network::DeviceChoice;
use impasto::transfer::TransferSettings;

use crate::bench::Bench;

const SHIFT_COMMAND: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

fn ratio(bench: &Bench) -> f64 {
    bench.app().state().settings.weights.ratio
}

#[test]
fn keys_take_changes_back_and_make_them_again() {
    let mut bench = Bench::new();
    let before = bench.app().state().settings.clone();
    bench.set_slider("Ratio", 0.02);
    bench.click("Use conv3_1");
    let after = bench.app().state().settings.clone();
    bench.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(ratio(&bench), 0.02);
    bench.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(bench.app().state().settings, before);
    bench.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(bench.app().state().settings, before, "there is nothing more to undo");
    bench.press(SHIFT_COMMAND, Key::Z);
    assert_eq!(ratio(&bench), 0.02);
    bench.press(SHIFT_COMMAND, Key::Z);
    assert_eq!(bench.app().state().settings, after);
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
    let mut bench = Bench::with(|state| state.device = DeviceChoice::Cpu);
    let before = bench.app().state().settings.clone();
    bench.choose("Edit", "Reset all settings");
    assert_eq!(bench.app().state().settings, TransferSettings::default());
    assert_eq!(bench.app().state().device, DeviceChoice::Auto);
    bench.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(bench.app().state().settings, before);
    assert_eq!(bench.app().state().device, DeviceChoice::Cpu);
}

#[test]
fn an_undone_ratio_acts_on_the_running_painting() {
    let mut bench = Bench::with(|state| state.settings.iterations = 100_000);
    bench.start(2);
    bench.set_slider("Ratio", 1.0);
    let sent = |bench: &Bench| bench.session().painting.as_ref().unwrap().settings().weights.ratio;
    assert_eq!(sent(&bench), 1.0);
    bench.wait("an iteration", |session| session.painting.as_ref().unwrap().losses().last().unwrap().content > 1.0);
    bench.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(sent(&bench), TransferSettings::default().weights.ratio);
    let before = bench.iterations();
    bench.wait("more iterations", |session| session.painting.as_ref().unwrap().losses().len() > before + 2);
    bench.stop();
}

#[test]
fn keys_in_a_text_field_do_not_undo_settings() {
    let mut bench = Bench::new();
    bench.set_slider("Ratio", 0.5);
    bench.paint();
    bench.click("Save…");
    bench.harness.get_by_label("Name").focus();
    bench.frames(2);
    bench.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(ratio(&bench), 0.5);
}
