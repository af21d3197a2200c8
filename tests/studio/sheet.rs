//! The contact sheet: axes, painting, and going on from a cell.

use egui::accesskit;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use impasto::picture::Picture;
use impasto::studio::app::session::Session;
use impasto::studio::app::state::State;
use impasto::studio::canvas::Tab;
use impasto::studio::painted::Phase;
use impasto::studio::painted::sheet::Sheet;
use impasto::studio::roles::{Role, Source};
use impasto::transfer::{Start, Varied};

use crate::bench::Bench;

/// A window that shows the contact sheet, with tiny cells.
fn bench() -> Bench {
    with(|_| {})
}

fn with(change: impl FnOnce(&mut State)) -> Bench {
    let mut bench = Bench::with(|state| {
        state.sheet.side = 3;
        state.sheet.size = 32;
        state.sheet.iterations = 4;
        change(state);
    });
    bench.press(Modifiers::NONE, Key::Num4);
    assert_eq!(bench.session().services.comparison.tab, Tab::Sheet);
    bench
}

/// So many and such large pictures that a sheet is not done while a test looks at it.
fn long(state: &mut State) {
    (state.sheet.size, state.sheet.iterations) = (128, 300);
}

fn is_done(session: &Session) -> bool {
    session
        .contact_sheet
        .sheet
        .as_ref()
        .is_some_and(|sheet| sheet.phase() == Phase::Ended && sheet.cells().iter().all(|cell| cell.picture.is_some()))
}

fn paint(bench: &mut Bench) {
    bench.click("Paint sheet");
    bench.wait("the sheet", is_done);
    // The last pictures come after the end.
    bench.wait("the last pictures", |session| {
        let cells = session.contact_sheet.sheet.iter().flat_map(Sheet::cells);
        cells.into_iter().all(|cell| cell.picture.as_ref().is_some_and(|picture| picture.iteration == 4))
    });
}

fn sheet(bench: &Bench) -> &Sheet {
    bench.session().contact_sheet.sheet.as_ref().unwrap()
}

/// Chooses what an axis varies.
pub fn vary(bench: &mut Bench, axis: &str, setting: &str) {
    bench.harness.get_by_role_and_label(accesskit::Role::ComboBox, axis).click_accesskit();
    bench.frames(4);
    bench.harness.get_by_role_and_label(accesskit::Role::Button, setting).click_accesskit();
    bench.frames(4);
}

/// Opens the menu of the cell whose name contains this.
fn open_cell(bench: &mut Bench, name: &str) {
    bench.harness.get_by_label_contains(name).click();
    bench.frames(4);
}

#[test]
fn every_cell_is_painted_with_its_own_settings() {
    let mut bench = bench();
    paint(&mut bench);
    let cells = sheet(&bench).cells();
    assert_eq!(cells.len(), 9);
    for cell in cells {
        assert_eq!(cell.picture.as_ref().unwrap().iteration, 4);
        assert_eq!(cell.picture.as_ref().unwrap().pyramid.size(), [32, 21]);
    }
    let ratios: Vec<f64> = cells[..3].iter().map(|cell| cell.plan.settings.weights.ratio).collect();
    assert_eq!((ratios[0], ratios[2]), (1e-4, 1e-1), "from left to right");
    assert_eq!(cells[0].plan.settings.weights.style_layers.to_string(), "conv1_1=1");
    assert_eq!(cells[8].plan.settings.weights.style_layers.normalised().count(), 5, "from top to bottom");
    let pixels = |index: usize| cells[index].picture.as_ref().unwrap().pyramid.pixels().clone();
    assert_ne!(pixels(0), pixels(2));
    assert_ne!(pixels(0), pixels(6));
}

#[test]
fn a_cell_gives_its_settings_and_undo_takes_them_back() {
    let mut bench = bench();
    let before = bench.app().state().setup.settings.clone();
    paint(&mut bench);
    open_cell(&mut bench, "Cell ratio 0.1, style depth conv1_1");
    bench.click("Take over the settings");
    let settings = &bench.app().state().setup.settings;
    assert_eq!(settings.weights.ratio, 0.1);
    assert_eq!(settings.weights.style_layers.to_string(), "conv1_1=1");
    assert_eq!(
        (settings.size, settings.iterations),
        (before.size, before.iterations),
        "the size is that of the painting"
    );
    bench.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(bench.app().state().setup.settings, before);
}

#[test]
fn a_cell_is_painted_on_at_full_size() {
    let mut bench = with(|state| state.setup.settings.size = 64);
    paint(&mut bench);
    open_cell(&mut bench, "Cell ratio 1e-4, style depth to conv5_1");
    bench.click("Paint this at full size");
    bench.wait("the painting", |session| {
        session.painting().is_some_and(|painting| painting.settings().start == Start::Picture)
    });
    bench.wait("its end", |session| session.phase() == Phase::Ended);
    let painting = bench.session().painting().unwrap();
    assert_eq!((painting.settings().weights.ratio, painting.settings().size), (1e-4, 64));
    assert_eq!(painting.newest().unwrap().size(), [64, 43]);
    assert_eq!(bench.session().services.comparison.tab, Tab::Result);
    assert_eq!(bench.session().film.frames()[0].snapshot.pixels.size(), [32, 21], "the cell is kept");
    bench.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(bench.app().state().setup.settings.start, Start::Content);
    bench.press(Modifiers::NONE, Key::Num4);
    assert!(is_done(bench.session()), "the sheet is still there");
}

#[test]
fn styles_are_an_axis_of_the_chosen_one_and_the_samples() {
    let mut bench = bench();
    assert_eq!(bench.app().state().sheet.down.varied, Varied::Depth);
    vary(&mut bench, "Down", "Style picture");
    assert_eq!(bench.app().state().sheet.down.varied, Varied::Style);
    paint(&mut bench);
    open_cell(&mut bench, "Cell ratio 0.1, style picture The Starry Night");
    bench.click("Take over the settings");
    let style = &bench.session().services.pictures.loaded(Role::Style).unwrap().source;
    assert_eq!(*style, Source::Sample("van_gogh_starry_night.jpg".into()));
    assert_eq!(bench.app().state().setup.settings.weights.ratio, 0.1);
}

#[test]
fn choosing_the_setting_of_the_other_axis_exchanges_them() {
    let mut bench = bench();
    vary(&mut bench, "Across", "Style depth");
    let sheet = &bench.app().state().sheet;
    assert_eq!((sheet.across.varied, sheet.down.varied), (Varied::Depth, Varied::Ratio));
    bench.click("Reset the contact sheet");
    assert_eq!(bench.app().state().sheet.across.varied, Varied::Ratio);
}

#[test]
fn a_sheet_rests_goes_on_and_is_stopped_with_what_there_is() {
    let mut bench = with(long);
    bench.click("Paint sheet");
    bench.wait("some turns", |session| {
        let has_begun = |sheet: &Sheet| sheet.cells().iter().all(|cell| cell.picture.is_some());
        session.contact_sheet.sheet.as_ref().is_some_and(|sheet| sheet.progress().is_some() && has_begun(sheet))
    });
    bench.click("Pause sheet");
    assert_eq!(sheet(&bench).phase(), Phase::Paused);
    bench.click("Resume sheet");
    assert_eq!(sheet(&bench).phase(), Phase::Painting);
    bench.click("Stop sheet");
    bench.wait("the end", is_done);
    assert!(sheet(&bench).cells().iter().all(|cell| cell.picture.as_ref().unwrap().iteration < 300));
    bench.wait_to_find("Paint sheet");
}

#[test]
fn a_painting_rests_while_a_sheet_is_painted_and_start_stops_the_sheet() {
    let mut bench = Bench::with(|state| {
        state.setup.settings.iterations = 100_000;
        state.sheet.side = 3;
        long(state);
    });
    bench.start(1);
    bench.press(Modifiers::NONE, Key::Num4);
    bench.click("Paint sheet");
    bench.wait("the sheet", |session| session.contact_sheet.sheet.is_some());
    assert_eq!(bench.phase(), Phase::Paused);
    bench.click("Restart");
    bench.wait("the restart", |session| {
        session.services.comparison.tab == Tab::Result && session.phase() == Phase::Painting
    });
    bench.wait("the end of the sheet", |session| session.contact_sheet.sheet.as_ref().unwrap().phase() == Phase::Ended);
    bench.stop();
}

#[test]
fn a_sheet_is_saved_with_its_labels() {
    let mut bench = bench();
    paint(&mut bench);
    bench.click("Save sheet…");
    bench.wait_to_see("3 × 3 paintings");
    bench.click("Save");
    bench.wait("the file", |session| session.services.notices.message.is_some());
    let saved = Picture::open(&bench.folder.path().join("photo-sheet.png")).unwrap();
    assert!(saved.width() > 3 * 32 + 20 && saved.height() > 3 * 21 + 20, "{saved:?}");
    assert_eq!(saved.at(0, 0), [1.0; 3], "white paper");
}

#[test]
fn a_sheet_that_cannot_be_painted_is_told() {
    let mut bench = bench();
    for layer in ["conv1_1", "conv2_1", "conv3_1", "conv4_1", "conv5_1"] {
        bench.click(&format!("Use {layer}"));
    }
    vary(&mut bench, "Down", "Noise");
    bench.click("Paint sheet");
    bench.wait_to_see("The set of style layers cannot be empty");
    assert!(bench.session().contact_sheet.sheet.is_none());
}

#[test]
fn a_cell_that_fails_says_why_and_the_others_go_on() {
    let mut bench = with(|state| {
        // 20 x 13 pixels are too few for the fifth block, not for the others.
        state.sheet.size = 20;
    });
    bench.click("Paint sheet");
    bench.wait("the end", |session| {
        session.contact_sheet.sheet.as_ref().is_some_and(|sheet| sheet.phase() == Phase::Ended)
            && session.contact_sheet.sheet.iter().flat_map(Sheet::cells).filter(|cell| cell.picture.is_some()).count()
                == 6
    });
    let faults = sheet(&bench).cells().iter().filter(|cell| cell.fault.is_some()).count();
    assert_eq!(faults, 3, "those of the last row");
    bench.wait_to_see("needs at least 16 pixels");
}
