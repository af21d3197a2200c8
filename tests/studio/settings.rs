//! Sliders, choices, defaults, and the view.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use impasto::network::Layer;
use impasto::studio::canvas::{Mode, Zoom};
use impasto::transfer::{Start, TransferSettings};

use crate::bench::Bench;

#[test]
fn a_double_click_on_a_label_resets_its_setting() {
    let mut bench = Bench::new();
    bench.set_slider("Ratio", 0.02);
    assert_eq!(bench.app().state().setup.settings.weights.ratio, 0.02);
    bench.double_click("Ratio");
    assert_eq!(bench.app().state().setup.settings.weights.ratio, TransferSettings::default().weights.ratio);

    bench.double_click("Iterations");
    assert_eq!(bench.app().state().setup.settings.iterations, TransferSettings::default().iterations);

    bench.set_slider("conv3_1", 4.0);
    assert_eq!(bench.app().state().setup.settings.weights.style_layers.weight(Layer::Conv3_1), 4.0);
    bench.double_click("conv3_1");
    assert_eq!(bench.app().state().setup.settings.weights.style_layers.weight(Layer::Conv3_1), 1.0);
}

#[test]
fn a_layer_that_is_switched_on_again_has_its_weight_back() {
    let mut bench = Bench::new();
    bench.set_slider("conv2_1", 2.5);
    bench.click("Use conv2_1");
    assert_eq!(bench.app().state().setup.settings.weights.style_layers.weight(Layer::Conv2_1), 0.0);
    bench.click("Use conv2_1");
    assert_eq!(bench.app().state().setup.settings.weights.style_layers.weight(Layer::Conv2_1), 2.5);
}

#[test]
fn further_layers_are_behind_a_fold() {
    let mut bench = Bench::new();
    assert!(!bench.shows("Use conv1_2"));
    bench.click("Further layers");
    bench.frames(20);
    bench.harness.get_by_label("Use conv1_2").click_accesskit();
    bench.frames(4);
    assert_eq!(bench.app().state().setup.settings.weights.style_layers.weight(Layer::Conv1_2), 1.0);
}

#[test]
fn a_seed_is_offered_for_noise() {
    let mut bench = Bench::new();
    assert!(!bench.shows("Seed"));
    bench.harness.get_by_label("Start from").click_accesskit();
    bench.frames(4);
    bench.click("Noise");
    assert_eq!(bench.app().state().setup.settings.start, Start::Noise);
    bench.wait_to_find("Seed");
}

#[test]
fn all_settings_are_reset_by_the_menu() {
    let mut bench = Bench::new();
    assert_ne!(bench.app().state().setup.settings, TransferSettings::default());
    bench.choose("Edit", "Reset all settings");
    assert_eq!(bench.app().state().setup.settings, TransferSettings::default());
}

#[test]
fn the_view_follows_keys_and_wheel() {
    let mut bench = Bench::new();
    bench.press(Modifiers::COMMAND, Key::Num1);
    assert_eq!(bench.app().state().view.zoom, Zoom::Factor(1.0));
    bench.press(Modifiers::COMMAND, Key::Num0);
    assert_eq!(bench.app().state().view.zoom, Zoom::Fit);

    let stage = bench.session().canvas.stage.unwrap();
    bench.harness.hover_at(stage.canvas.center());
    bench.frames(2);
    bench.harness.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Line,
        delta: egui::vec2(0.0, 3.0),
        modifiers: Modifiers::NONE,
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
    });
    bench.frames(30);
    assert!(bench.app().state().view.factor(&stage) > stage.fit_factor());
}

#[test]
fn keys_belong_to_the_text_that_is_being_typed() {
    let mut bench = Bench::new();
    bench.paint();
    bench.click("Save picture…");
    bench.harness.get_by_label("Name").focus();
    bench.frames(2);
    bench.press(Modifiers::NONE, Key::C);
    assert_eq!(bench.session().services.comparison.mode, Mode::Off);
}
