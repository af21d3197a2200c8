//! The manners of a grown program: the command palette, menus and keys, light and dark, larger controls, the first
//! start, and the log with its report.

use egui::accesskit::Role as Kind;
use egui::{Key, Modifiers, OutputCommand, Theme, ThemePreference};
use egui_kittest::kittest::Queryable;
use impasto::picture::ColorMethod;
use impasto::project::Preset;
use impasto::studio::app::command::Command;
use impasto::studio::app::palette::{entries, found};
use impasto::studio::app::window::Dialog;
use impasto::studio::features::saving::SaveSettings;
use impasto::studio::roles::{Role, Setup, Source};
use impasto::studio::{Choice, State};

use crate::bench::{Bench, known_costs};

/// Opens the palette and types into it.
fn type_command(bench: &mut Bench, text: &str) {
    bench.press(Modifiers::COMMAND, Key::K);
    bench.harness.get_by_label("Find a command").type_text(text);
    bench.frames(3);
}

/// The whole way: Ctrl+K, a few letters, Return.
fn give(bench: &mut Bench, text: &str) {
    type_command(bench, text);
    bench.press(Modifiers::NONE, Key::Enter);
}

#[test]
fn a_command_is_found_by_a_few_letters_and_given_by_return() {
    let mut bench = Bench::new();
    assert!(!bench.shows("Film strip settings"));
    give(&mut bench, "fi st");
    assert!(!bench.session().services.dialogs.is_open());
    bench.wait_to_find("Film strip settings");
    give(&mut bench, "preset faithful");
    assert!(Preset::find("faithful").unwrap().is_that_of(&bench.app().state().setup.settings));
    give(&mut bench, "histogram");
    assert_eq!(bench.app().state().setup.colors.method, ColorMethod::Histogram);
    let sample = Role::Content.samples().nth(1).unwrap();
    give(&mut bench, sample.title);
    let wanted = Source::sample(sample);
    bench.wait("the sample", move |session| {
        session.services.pictures.loaded(Role::Content).is_some_and(|it| it.source == wanted)
    });
}

#[test]
fn the_palette_has_its_room_again_after_a_short_list() {
    let mut bench = Bench::new();
    let height = |bench: &Bench| {
        let place = bench.harness.ctx.memory(|memory| memory.area_rect(egui::Id::unique("palette")));
        place.expect("the palette is open").height()
    };
    type_command(&mut bench, "");
    let first = height(&bench);
    bench.press(Modifiers::NONE, Key::Escape);
    type_command(&mut bench, "dark theme");
    assert!(height(&bench) < first / 2.0);
    bench.press(Modifiers::NONE, Key::Enter);
    type_command(&mut bench, "");
    assert!((height(&bench) - first).abs() < 1.0, "{} instead of {first}", height(&bench));
}

#[test]
fn arrows_choose_and_escape_leaves() {
    let mut bench = Bench::new();
    type_command(&mut bench, "theme");
    let chosen = |bench: &Bench| match bench.session().window.dialog.get(&bench.session().services.dialogs) {
        Some(Dialog::Palette(search)) => search.chosen,
        other => panic!("the palette was expected, not {other:?}"),
    };
    assert_eq!(chosen(&bench), 0);
    bench.press(Modifiers::NONE, Key::ArrowDown);
    bench.press(Modifiers::NONE, Key::ArrowDown);
    bench.press(Modifiers::NONE, Key::ArrowUp);
    assert_eq!(chosen(&bench), 1);
    bench.press(Modifiers::NONE, Key::PageDown);
    bench.press(Modifiers::NONE, Key::PageUp);
    assert_eq!(chosen(&bench), 0, "the choice stays among what is found");
    let before = bench.app().state().clone();
    bench.press(Modifiers::NONE, Key::Escape);
    assert!(!bench.session().services.dialogs.is_open());
    assert_eq!(*bench.app().state(), before);
}

#[test]
fn what_cannot_be_done_now_is_seen_but_not_done() {
    let mut bench = Bench::new();
    give(&mut bench, "export losses");
    assert!(!bench.session().services.dialogs.is_open());
    type_command(&mut bench, "qqqq");
    bench.wait_to_see("Nothing is called so");
    bench.press(Modifiers::NONE, Key::Enter);
    assert!(
        matches!(bench.session().window.dialog.get(&bench.session().services.dialogs), Some(Dialog::Palette(_))),
        "it waits for other letters"
    );
}

#[test]
fn every_command_is_the_first_that_its_name_finds() {
    let bench = Bench::new();
    let all = || entries(bench.app().state(), bench.session());
    for command in Command::ALL {
        let found = found(command.text(), all());
        let best = found.iter().filter(|(entry, _)| entry.text == command.text()).find_map(|(entry, _)| entry.command);
        assert_eq!(best, Some(*command));
    }
}

#[test]
fn an_entry_is_clicked() {
    let mut bench = Bench::new();
    type_command(&mut bench, "shortcuts");
    bench.click("Help: Keyboard shortcuts");
    assert_eq!(bench.session().window.dialog.get(&bench.session().services.dialogs), Some(&Dialog::Shortcuts));
    for text in ["Find a command…", "Ctrl+K", "Next part of the window", "Double-click"] {
        bench.wait_to_see(text);
    }
}

#[test]
fn light_and_dark_are_chosen_and_remembered() {
    let mut bench = Bench::new();
    assert_eq!(bench.app().state().appearance.theme, ThemePreference::Dark);
    bench.choose("View", "Light theme");
    assert_eq!(bench.harness.ctx.theme(), Theme::Light);
    bench.press(Modifiers::COMMAND, Key::Comma);
    bench.harness.get_by_role_and_label(Kind::ComboBox, "Theme").click_accesskit();
    bench.frames(4);
    bench.click("As the desktop");
    assert_eq!(bench.app().state().appearance.theme, ThemePreference::System);
    for theme in [Theme::Light, Theme::Dark] {
        bench.harness.input_mut().system_theme = Some(theme);
        bench.frames(2);
        assert_eq!(bench.harness.ctx.theme(), theme, "it follows the desktop");
    }
    assert_eq!(State::from_text(&bench.app().state().to_text()).appearance, bench.app().state().appearance);
}

#[test]
fn controls_grow_and_shrink_by_keys_and_the_picture_by_others() {
    let mut bench = Bench::new();
    let scale = |bench: &Bench| bench.harness.ctx.zoom_factor();
    bench.press(Modifiers::COMMAND, Key::Plus);
    assert_eq!((scale(&bench), bench.app().state().appearance.scale), (1.1, 1.1));
    bench.press(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Plus);
    assert_eq!(scale(&bench), 1.25, "with Shift, which some keyboards need for a plus");
    bench.press(Modifiers::COMMAND, Key::Minus);
    assert_eq!(scale(&bench), 1.1);
    give(&mut bench, "usual size");
    assert_eq!(scale(&bench), 1.0);

    let factor = |bench: &Bench| bench.app().state().view.factor(&bench.session().canvas.stage.unwrap());
    let before = factor(&bench);
    bench.press(Modifiers::NONE, Key::Plus);
    assert!(factor(&bench) > before);
    bench.press(Modifiers::NONE, Key::Minus);
    bench.press(Modifiers::NONE, Key::Minus);
    assert!(factor(&bench) < before);
    assert_eq!(scale(&bench), 1.0);
}

/// A window at the very first start.
fn first_start() -> Bench {
    Bench::with(|state| {
        let folder = state.saving.folder.clone();
        let settings = state.setup.settings.clone();
        let setup = Setup { settings, ..Setup::default() };
        *state = State {
            saving: SaveSettings { folder, ..SaveSettings::default() },
            setup,
            costs: known_costs(),
            ..State::default()
        };
    })
}

#[test]
fn the_first_start_gives_three_hints_and_the_next_none() {
    let mut bench = first_start();
    for part in ["Choose a photograph", "Press Start", "Move the sliders"] {
        bench.wait_to_see(part);
    }
    let remembered = State::from_text(&bench.app().state().to_text());
    bench.click("Got it");
    assert!(!bench.shows("Got it"));
    let bench = Bench::with(|state| *state = remembered);
    assert!(!bench.shows("Got it"), "never again, even when it was not answered");
}

#[test]
fn whoever_starts_needs_no_hints() {
    let mut bench = first_start();
    bench.start(1);
    assert!(!bench.shows("Got it"));
    bench.stop();
}

#[test]
fn no_hints_lie_on_the_picture_of_a_fast_style() {
    let mut bench = first_start();
    bench.click("Fast styles");
    bench.wait_to_find("dumoulin-1");
    assert!(bench.shows("Got it"));
    bench.click_button("dumoulin-1");
    assert!(!bench.shows("Got it"));
}

#[test]
fn the_log_tells_what_happened_and_is_copied_with_the_details() {
    let mut bench = Bench::new();
    bench.choose("Help", "Log");
    bench.wait_to_see("What the program does and what goes wrong is told here");
    let path = bench.folder.path().join("letter.txt");
    std::fs::write(&path, "Dear Theo").unwrap();
    bench.desktop.answer(Choice::File(path));
    bench.press(Modifiers::COMMAND, Key::O);
    bench.wait("the error", |session| session.services.notices.message.is_some());
    bench.click("Dismiss");
    bench.wait_to_see("letter.txt is not a picture");

    bench.click("Copy details");
    bench.wait("the details", |session| session.services.notices.message.is_some());
    bench.wait_to_see("on the clipboard");
    let log = bench.session().services.notices.log.entries().count();
    assert_eq!(log, 2);
    bench.click("Hide the log");
    assert!(!bench.shows("Copy details"));
}

/// The text that the last frame put on the clipboard.
fn copied_text(bench: &Bench) -> Option<String> {
    bench.harness.output().platform_output.commands.iter().find_map(|command| match command {
        OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    })
}

#[test]
fn a_report_names_the_program_the_machine_the_settings_and_the_log() {
    let mut bench = Bench::new();
    bench.paint();
    type_command(&mut bench, "copy details");
    bench.harness.key_press(Key::Enter);
    let mut report = None;
    bench.wait_until("the details", |bench| {
        report = copied_text(bench);
        report.is_some()
    });
    let report = report.unwrap();
    let version = format!("Impasto {}", env!("CARGO_PKG_VERSION"));
    for part in [&version, "system: ", "processor: ", "memory: ", "content: 96 × 64", "\"ratio\":0.01", "iteration 6"]
    {
        assert!(report.contains(part), "{part} is not in:\n{report}");
    }
    let folder = bench.folder.path().to_str().unwrap();
    assert!(!report.contains(folder), "no folder is named:\n{report}");
}

#[test]
fn a_dialog_is_no_higher_than_what_is_in_it_also_after_a_large_one() {
    let mut bench = Bench::sized([1280.0, 800.0], 1.0, |_| {});
    bench.press(Modifiers::NONE, Key::F1);
    bench.frames(20);
    bench.press(Modifiers::NONE, Key::Escape);
    bench.press(Modifiers::COMMAND, Key::Comma);
    bench.frames(20);
    let last = bench.harness.get_by_role_and_label(Kind::Label, "Memory").rect();
    let close = bench.harness.get_by_role_and_label(Kind::Button, "Close").rect();
    assert!(close.top() - last.bottom() < 40.0, "{last:?} {close:?}");
}
