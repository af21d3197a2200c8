//! Presets: choosing one, keeping one's own, and files of them.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use impasto::project::{BUNDLED, Preset};
use impasto::studio::{Choice, State};

use crate::bench::Bench;

/// Opens the choice and clicks a preset.
fn choose(bench: &mut Bench, name: &str) {
    bench.click("Choose preset");
    bench.click(&format!("Preset {name}"));
}

/// Answers the question for a name.
fn answer(bench: &mut Bench, name: &str, button: &str) {
    let field = bench.harness.get_by_label("Name");
    field.focus();
    field.set_text_value_accesskit(name);
    bench.frames(3);
    bench.click_button(button);
}

pub fn keep(bench: &mut Bench, name: &str) {
    bench.click("Choose preset");
    bench.click("Save these settings…");
    answer(bench, name, "Save");
}

fn own(bench: &Bench) -> Vec<String> {
    bench.app().state().presets.iter().map(|preset| preset.name.clone()).collect()
}

#[test]
fn a_preset_changes_the_look_in_one_step() {
    let mut bench = Bench::new();
    let before = bench.app().state().setup.settings.clone();
    assert!(bench.harness.query_by_label_contains("Choose preset").is_some());
    choose(&mut bench, "Faithful");
    let settings = bench.app().state().setup.settings.clone();
    assert!(Preset::find("faithful").unwrap().is_that_of(&settings));
    assert_eq!((settings.size, settings.iterations), (before.size, before.iterations));
    bench.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(bench.app().state().setup.settings, before);
}

#[test]
fn every_bundled_preset_has_its_picture() {
    let mut bench = Bench::new();
    bench.wait("the thumbnails", |session| session.presets.thumbnails.len() == BUNDLED.len());
    bench.click("Choose preset");
    for bundled in BUNDLED {
        bench.wait_to_find(&format!("Preset {}", bundled.name));
    }
}

#[test]
fn a_look_is_kept_renamed_and_deleted() {
    let mut bench = Bench::new();
    bench.set_slider("Ratio", 0.25);
    keep(&mut bench, "  Evening ");
    assert_eq!(own(&bench), ["Evening"]);
    choose(&mut bench, "Balanced");
    choose(&mut bench, "Evening");
    assert_eq!(bench.app().state().setup.settings.weights.ratio, 0.25);

    bench.click("Choose preset");
    bench.click("Rename Evening");
    answer(&mut bench, "Dusk", "Rename");
    assert_eq!(own(&bench), ["Dusk"]);
    assert_eq!(State::from_text(&bench.app().state().to_text()).presets, bench.app().state().presets);

    bench.click("Choose preset");
    bench.click("Delete Dusk");
    assert!(own(&bench).is_empty());
}

#[test]
fn a_name_that_cannot_be_used_is_told() {
    let mut bench = Bench::new();
    keep(&mut bench, &"long ".repeat(20));
    assert!(own(&bench).is_empty());
    bench.wait_to_see("give 1 to 40 letters");
}

#[test]
fn a_preset_travels_as_a_file() {
    let mut bench = Bench::new();
    bench.set_slider("Ratio", 0.25);
    keep(&mut bench, "Evening");
    bench.click("Choose preset");
    bench.click("Export Evening");
    bench.click("Save");
    bench.wait("the file", |session| session.saving.files.is_empty() && !session.services.dialogs.is_open());
    let path = bench.folder.path().join("evening.json");
    bench.wait("the file", |session| {
        session.services.notices.message.as_ref().is_some_and(|message| message.text.to_string().contains("evening"))
    });
    assert_eq!(Preset::open(&path).unwrap().name, "Evening");

    let mut other = Bench::new();
    other.desktop.answer(Choice::File(path));
    other.click("Choose preset");
    other.click("Import…");
    other.wait("the preset", |session| session.services.notices.message.is_some());
    assert_eq!(own(&other), ["Evening"]);
    assert_eq!(other.app().state().setup.settings.weights.ratio, 0.25);
}

#[test]
fn a_file_that_is_no_preset_is_told_and_changes_nothing() {
    let mut bench = Bench::new();
    let path = bench.folder.path().join("broken.json");
    std::fs::write(&path, "{\"impasto-preset\": 1, \"name\": \"x\", \"settings\": {\"pooling\": 7}}").unwrap();
    let before = bench.app().state().setup.settings.clone();
    bench.desktop.answer(Choice::File(path));
    bench.click("Choose preset");
    bench.click("Import…");
    bench.wait("the message", |session| session.services.notices.message.is_some());
    bench.wait_to_see("is not a preset that can be used");
    assert_eq!(bench.app().state().setup.settings, before);
}

#[test]
fn without_a_file_dialog_the_path_is_typed() {
    let mut bench = Bench::new();
    let path = bench.folder.path().join("mine.json");
    BUNDLED[1].preset().save(&path).unwrap();
    bench.desktop.answer(Choice::Unavailable);
    bench.click("Choose preset");
    bench.click("Import…");
    bench.wait("the question", |session| session.services.dialogs.is_open());
    let field = bench.harness.get_by_label("Path");
    field.focus();
    field.set_text_value_accesskit(&path.display().to_string());
    bench.frames(3);
    bench.click_button("Import");
    bench.wait("the preset", |session| session.services.notices.message.is_some());
    assert_eq!(own(&bench), [BUNDLED[1].name]);
}
