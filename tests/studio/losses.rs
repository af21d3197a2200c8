//! The loss plot: its curves, its markers, and the export.

use egui::{Key, Modifiers};
use impasto::network::Layer;
use impasto::picture::AfterPainting;
use impasto::project::Event;
use impasto::studio::features::painting::Curve;
use impasto::studio::features::saving::{Dialog, Subject};
use impasto::studio::services::Tone;
use impasto::transfer::Scales;

use crate::bench::Bench;

fn two_scales() -> Bench {
    Bench::with(|state| {
        state.setup.settings.size = 128;
        state.setup.settings.scales = Scales::Count(2);
    })
}

#[test]
fn curves_are_switched_on_and_off() {
    let mut bench = two_scales();
    bench.paint();
    bench.click("Curve content");
    assert!(!bench.app().state().plot.curves.contains(&Curve::Content));
    bench.click("Loss plot settings");
    bench.click("Curve conv3_1");
    bench.click("Curve conv5_1");
    assert!(bench.app().state().plot.curves.contains(&Curve::Layer(Layer::Conv3_1)));
    bench.press(Modifiers::NONE, Key::Escape);
    bench.click("Curve content");
    assert_eq!(bench.app().state().plot.curves.len(), 5);
}

#[test]
fn the_losses_are_plotted_in_two_ways() {
    let mut bench = two_scales();
    bench.paint();
    assert!(bench.app().state().plot.is_logarithmic);
    bench.click("Loss plot settings");
    bench.click("Logarithmic");
    assert!(!bench.app().state().plot.is_logarithmic);
}

#[test]
fn scales_and_changes_leave_markers() {
    let mut bench = Bench::with(|state| state.setup.settings.iterations = 100_000);
    bench.start(2);
    bench.set_slider("Ratio", 0.5);
    bench.set_slider("Size", 64.0);
    bench.stop();
    let markers = bench.session().painting().unwrap().markers();
    assert!(matches!(markers[0].event, Event::Scale(32, 21)));
    let changes: Vec<_> = markers.iter().map(|marker| marker.text().to_string()).collect();
    assert!(changes.iter().any(|text| text == "size 64"), "{changes:?}");
}

#[test]
fn the_table_is_exported() {
    let mut bench = two_scales();
    assert!(!bench.shows("Export as CSV") || !bench.session().services.dialogs.is_open());
    bench.paint();
    bench.click("Export as CSV");
    let dialog = bench.session().saving.dialog.get(&bench.session().services.dialogs);
    assert!(matches!(dialog, Some(Dialog::Form(form)) if form.subject == Subject::Losses));
    assert!(!bench.shows("Format"));
    bench.click("Save");
    bench.wait("the file", |session| session.services.notices.message.is_some());
    let table = std::fs::read_to_string(bench.folder.path().join("photo-paint-losses.csv")).unwrap();
    assert_eq!(table.lines().count(), 7);
    assert!(table.starts_with("iteration,seconds,scale,width,height,total,content,style,conv1_1,"));
    assert!(table.contains("128 × 85 begins"));
    assert!(bench.session().painting().unwrap().is_unsaved(&AfterPainting::default()));
}

#[test]
fn a_table_that_cannot_be_written_is_an_error_line() {
    let mut bench = two_scales();
    bench.paint();
    bench.choose("File", "Export losses…");
    let field = egui_kittest::kittest::Queryable::get_by_label(&bench.harness, "Folder");
    field.focus();
    field.set_text_value_accesskit("/nowhere/at/all");
    bench.frames(3);
    bench.click("Save");
    bench.wait("the error", |session| {
        session.services.notices.message.as_ref().is_some_and(|message| message.tone == Tone::Error)
    });
    bench.wait_to_see("its folder does not exist");
}
