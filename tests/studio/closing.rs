//! Closing the window, and what is remembered.

use egui::ViewportCommand;
use impasto::studio::State;
use impasto::studio::features::saving::Dialog;
use impasto::studio::painted::Phase;

use crate::bench::Bench;
use crate::colors::choose;

#[test]
fn nothing_is_asked_when_nothing_would_be_lost() {
    let mut bench = Bench::new();
    assert!(bench.close_window());
}

#[test]
fn closing_while_painting_asks_and_then_ends_cleanly() {
    let mut bench = Bench::with(|state| state.setup.settings.iterations = 100_000);
    bench.click("Start");
    bench.wait("an iteration", |session| session.painting().is_some_and(|painting| !painting.losses().is_empty()));
    assert!(!bench.close_window());
    bench.wait_to_find("Stop painting?");
    bench.click("Keep painting");
    assert_eq!(bench.phase(), Phase::Painting);

    assert!(!bench.close_window());
    let stop = egui_kittest::kittest::Queryable::get_by_label(&bench.harness, "Stop and close");
    stop.click();
    bench.wait_for_command(&ViewportCommand::Close);
    assert_eq!(bench.phase(), Phase::Ended);
    assert!(bench.close_window());
}

#[test]
fn closing_an_unsaved_painting_asks_too() {
    let mut bench = Bench::new();
    bench.paint();
    assert!(!bench.close_window());
    bench.wait_to_find("Close without saving?");
    bench.click_lowest("Save picture…");
    assert!(matches!(bench.session().saving.dialog.get(&bench.session().services.dialogs), Some(Dialog::Form(_))));
    bench.click("Save");
    bench.wait("the file", |session| session.services.notices.message.is_some());
    assert!(bench.close_window());
}

#[test]
fn colours_that_were_changed_after_saving_are_unsaved_too() {
    let mut bench = Bench::new();
    bench.paint();
    bench.click("Save picture…");
    bench.click("Save");
    bench.wait("the file", |session| session.services.notices.message.is_some());
    choose(&mut bench, "Content: luminance kept");
    assert!(!bench.close_window());
    bench.wait_to_find("Close without saving?");
}

#[test]
fn what_a_person_set_is_there_again() {
    let mut bench = Bench::new();
    bench.set_slider("Ratio", 0.02);
    let remembered = State::from_text(&bench.app().state().to_text());
    assert_eq!(remembered, *bench.app().state());
    assert_eq!(remembered.setup.settings.weights.ratio, 0.02);
}
