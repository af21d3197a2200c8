//! The window in every language: nothing stays English, nothing is cut off, and no text lies on another.
//!
//! It is told by what is drawn and by what screen readers hear. In the stretched language every translated text stands
//! in « », so that what does not was forgotten.

use std::collections::BTreeSet;
use std::sync::Arc;

use egui::accesskit::Role as Kind;
use egui::epaint::{ClippedShape, Shape};
use egui::{Key, Modifiers, Rect};
use egui_kittest::kittest::{NodeT, Queryable};
use impasto::fast::BundledStyle;
use impasto::picture::ColorMethod;
use impasto::project::{BUNDLED, SAMPLES};
use impasto::studio::app::command::{Command, MENUS};
use impasto::studio::app::state::FirstSteps;
use impasto::studio::canvas::Method;
use impasto::studio::features::learn::Topic;
use impasto::studio::features::project::Dialog;
use impasto::studio::language::{Language, speak, tr};
use impasto::studio::painted::Phase;
use impasto::studio::roles::Role;
use impasto::studio::widgets::color_title;
use impasto::studio::{App, Choice, State};
use impasto::transfer::Varied;

use crate::bench::{Bench, Script, networks};

/// The sizes of the window in which everything must have room.
const SIZES: [[f32; 2]; 2] = [[1024.0, 640.0], [1280.0, 800.0]];

/// A text on the screen.
#[derive(Debug, Clone)]
struct Seen {
    text: String,
    /// Where it is, and the part of the window in which it is seen.
    place: Rect,
    part: Rect,
    /// Whether its end was left out.
    is_shortened: bool,
}

impl Seen {
    fn is_in_sight(&self) -> bool {
        self.part.intersect(self.place).is_positive()
    }
}

/// All texts that were drawn in the last frame, in the order in which they were drawn.
fn seen(bench: &Bench) -> Vec<Seen> {
    fn collect(shape: &Shape, part: Rect, seen: &mut Vec<Seen>) {
        match shape {
            Shape::Text(text) => seen.push(Seen {
                text: text.galley.text().to_owned(),
                place: text.galley.mesh_bounds.translate(text.pos.to_vec2()),
                part,
                is_shortened: text.galley.elided,
            }),
            Shape::Vec(shapes) => shapes.iter().for_each(|shape| collect(shape, part, seen)),
            _ => {}
        }
    }
    let mut all = Vec::new();
    for ClippedShape { clip_rect, shape, .. } in &bench.harness.output().shapes {
        collect(shape, *clip_rect, &mut all);
    }
    all.retain(Seen::is_in_sight);
    all
}

/// What screen readers hear.
fn heard(bench: &Bench) -> Vec<String> {
    let nodes = bench.harness.root().children_recursive();
    nodes.filter_map(|node| node.accesskit_node().label()).collect()
}

/// Words that are the same in every language: names of files, formats, layers, units and letters of formulas.
const NAMES: &[&str] = &[
    "photo",
    "paint",
    "png",
    "PNG",
    "JPEG",
    "WebP",
    "TIFF",
    "GIF",
    "webp",
    "gif",
    "Impasto",
    "impasto",
    "Deutsch",
    "English",
    "Français",
    "Español",
    "Titan",
    "GTX",
    "arg",
    "min",
    "max",
    "total",
    "content",
    "style",
    "Adam",
    "dumoulin",
    "strokes",
    "json",
    "styles",
    "candy",
    "pth",
    "home",
    "Pictures",
    "letter",
    "txt",
    "painting",
    "harbour",
    "tmp",
    "cpu",
];

/// Whether a text has a word that belongs to no name, and is not in « ».
fn is_english(text: &str) -> bool {
    let mut is_inside = 0_usize;
    let outside: String = text
        .chars()
        .filter(|letter| {
            is_inside = if *letter == '«' { is_inside + 1 } else { is_inside };
            let is_outside = is_inside == 0;
            is_inside = if *letter == '»' { is_inside.saturating_sub(1) } else { is_inside };
            is_outside
        })
        .collect();
    if outside.starts_with('/') {
        return false;
    }
    let outside = BundledStyle::all().iter().fold(outside, |text, style| text.replace(style.name, ""));
    let mut words = outside.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    words.any(|word| {
        let is_name = word.starts_with("conv") || NAMES.contains(&word) || word.starts_with(".tmp");
        word.chars().filter(char::is_ascii_alphabetic).count() > 2 && !is_name
    })
}

/// Texts that a person gave or that are as long as they are, and those with another text in them, which is stretched
/// twice, may be shortened.
fn may_be_shortened(text: &str) -> bool {
    let is_sample = SAMPLES.iter().any(|sample| text == tr(sample.title));
    is_sample
        || text.starts_with("««")
        || ["photo", "paint", "/", "letter", "harbour"].iter().any(|name| text.contains(name))
}

/// What is wrong with what is seen.
fn faults(bench: &Bench, language: Language, what: &str) -> Vec<String> {
    let window = bench.harness.ctx.content_rect();
    let seen = seen(bench);
    let mut faults = Vec::new();
    for text in &seen {
        if language == Language::Stretched && is_english(&text.text) {
            faults.push(format!("{what}: {:?} is not translated", text.text));
        }
        if text.is_shortened && !may_be_shortened(&text.text) {
            faults.push(format!("{what}: {:?} is shortened", text.text));
        }
        let is_scrolled = text.part.top() > text.place.top() || text.part.bottom() < text.place.bottom();
        let part = text.part.intersect(window).expand(1.5);
        if !is_scrolled && (text.place.left() < part.left() || text.place.right() > part.right()) {
            faults.push(format!("{what}: {:?} at {:?} is cut off by {:?}", text.text, text.place, text.part));
        }
    }
    if language == Language::Stretched {
        let heard = heard(bench).into_iter().filter(|text| is_english(text));
        faults.extend(heard.map(|text| format!("{what}: {text:?} is heard and not translated")));
    }
    faults
}

/// Texts that lie on each other, where nothing is open that lies above all. The letters of formulas are near enough to
/// their indices to touch.
fn overlaps(bench: &Bench, what: &str) -> Vec<String> {
    let mut seen = seen(bench);
    seen.retain(|text| text.text.chars().count() > 2);
    let mut faults = Vec::new();
    for (index, one) in seen.iter().enumerate() {
        for other in &seen[index + 1..] {
            let [a, b] = [one, other].map(|it| it.place.intersect(it.part).shrink(1.5));
            if a.is_positive() && b.is_positive() && a.intersect(b).is_positive() {
                faults.push(format!("{what}: {:?} and {:?} lie on each other", one.text, other.text));
            }
        }
    }
    faults
}

/// A window in a language.
fn bench(language: Language, size: [f32; 2]) -> Bench {
    Bench::sized(size, 1.0, |state| {
        state.appearance.language = Some(language);
        state.first_steps = FirstSteps::ToBeShown;
        state.setup.settings.iterations = 4;
    })
}

/// Goes through the whole window and looks at everything.
fn walk(language: Language, size: [f32; 2]) -> BTreeSet<String> {
    let mut bench = bench(language, size);
    let mut found = BTreeSet::new();
    let mut look = |bench: &mut Bench, what: &str, is_bare: bool| {
        bench.frames(8);
        found.extend(faults(bench, language, what));
        if is_bare {
            found.extend(overlaps(bench, what));
        }
    };
    look(&mut bench, "first start", false);
    bench.click(tr("Got it"));
    look(&mut bench, "start", true);
    for menu in MENUS {
        bench.harness.get_by_role_and_label(Kind::Button, tr(menu.title)).click();
        look(&mut bench, "menu", false);
        bench.press(Modifiers::NONE, Key::Escape);
    }
    for name in ["Advanced", "Further layers"] {
        bench.click(tr(name));
    }
    look(&mut bench, "folds", true);
    for (modifiers, key) in [
        (Modifiers::COMMAND, Key::Comma),
        (Modifiers::COMMAND, Key::K),
        (Modifiers::NONE, Key::F1),
        (Modifiers::COMMAND, Key::S),
    ] {
        bench.press(modifiers, key);
        assert!(bench.session().services.dialogs.is_open(), "{key:?}");
        look(&mut bench, "dialog", false);
        for _ in 0..2 {
            if bench.session().services.dialogs.is_open() {
                bench.press(Modifiers::NONE, Key::Escape);
            }
        }
    }
    bench.click_button(tr("Choose preset"));
    look(&mut bench, "presets", false);
    bench.press(Modifiers::NONE, Key::Escape);
    in_other_tabs(&mut bench, &mut look);
    with_a_painting(&mut bench, &mut look);
    found
}

fn in_other_tabs(bench: &mut Bench, look: &mut dyn FnMut(&mut Bench, &str, bool)) {
    bench.press(Modifiers::NONE, Key::G);
    bench.wait("the gallery", |session| session.fast.gallery.is_some() && session.fast.changes == 0);
    look(bench, "fast styles", true);
    bench.press(Modifiers::NONE, Key::Num5);
    for topic in Topic::ALL {
        bench.click_button(tr(topic.name()));
        look(bench, topic.name(), true);
    }
    bench.click_button(tr("Train"));
    look(bench, "training", true);
    bench.press(Modifiers::NONE, Key::Num4);
    look(bench, "contact sheet", true);
    bench.click_button(tr("Optimise"));
    bench.press(Modifiers::NONE, Key::Num1);
}

fn with_a_painting(bench: &mut Bench, look: &mut dyn FnMut(&mut Bench, &str, bool)) {
    bench.press(Modifiers::NONE, Key::F);
    look(bench, "empty film strip", true);
    bench.press(Modifiers::NONE, Key::Space);
    bench.wait("the end", |session| {
        session.phase() == Phase::Ended && session.painting().is_some_and(|it| it.display().is_some())
    });
    bench.wait("snapshots", |session| !session.film.frames().is_empty());
    look(bench, "finished", true);
    let name = tr("Snapshot {number}").replace("{number}", "1");
    bench.click_button(&name);
    look(bench, "snapshot", true);
    bench.press(Modifiers::NONE, Key::C);
    look(bench, "comparing", false);
    bench.press(Modifiers::COMMAND, Key::E);
    look(bench, "saving", false);
    bench.press(Modifiers::NONE, Key::Escape);
    bench.press(Modifiers::NONE, Key::Q);
    bench.click(tr("Add to the queue"));
    look(bench, "queue", true);
    bench.press(Modifiers::NONE, Key::Q);
    let letter = bench.folder.path().join("letter.txt");
    std::fs::write(&letter, "Dear Theo").unwrap();
    bench.desktop.answer(Choice::File(letter));
    bench.press(Modifiers::COMMAND, Key::O);
    bench.wait("the error", |session| {
        session.services.notices.message.as_ref().is_some_and(|it| it.text.to_string().contains("letter"))
    });
    look(bench, "error", false);
    bench.press(Modifiers::COMMAND, Key::N);
    assert!(matches!(bench.session().project.dialog.get(&bench.session().services.dialogs), Some(Dialog::Leave(_))));
    look(bench, "question", false);
}

#[test]
fn everything_is_translated_and_has_room_when_it_is_longer_by_two_fifths() {
    let faults: BTreeSet<String> = SIZES.into_iter().flat_map(|size| walk(Language::Stretched, size)).collect();
    assert!(faults.is_empty(), "{}", faults.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn what_is_listed_elsewhere_is_translated_too() {
    speak(Language::Stretched);
    let commands = Command::ALL.iter().flat_map(|command| [command.text(), command.tooltip()]);
    let roles = [Role::Content, Role::Style, Role::Further(1), Role::Further(2), Role::Further(3), Role::Further(4)];
    let roles = roles.into_iter().chain([Role::Further(5), Role::Start]).flat_map(|it| [it.title(), it.tooltip()]);
    let lessons = Topic::ALL.into_iter().flat_map(|topic| {
        let lesson = topic.lesson();
        [topic.name(), topic.place(), lesson.text, lesson.remark, lesson.reference]
    });
    let methods = Method::ALL.into_iter().flat_map(|method| [method.name(), method.tooltip()]);
    let varied = Varied::ALL.into_iter().flat_map(|varied| [varied.name(), varied.explanation()]);
    let presets = BUNDLED.iter().flat_map(|preset| [preset.name, preset.about]);
    let samples = SAMPLES.iter().map(|sample| sample.title);
    let colors = ColorMethod::ALL.into_iter().map(color_title);
    let others = roles.chain(lessons).chain(methods).chain(varied).chain(presets).chain(samples).chain(colors);
    let forgotten: Vec<&str> = commands.chain(others.map(tr)).filter(|text| is_english(text)).collect();
    speak(Language::English);
    assert!(forgotten.is_empty(), "{forgotten:#?}");
}

#[test]
fn every_language_has_room_in_the_smallest_window() {
    let faults: Vec<String> = Language::ALL
        .into_iter()
        .flat_map(|language| walk(language, SIZES[0]).into_iter().map(move |fault| format!("{language:?}: {fault}")))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_language_is_chosen_in_the_preferences_changes_at_once_and_is_remembered() {
    let mut bench = Bench::new();
    assert!(bench.shows("Undo"));
    bench.press(Modifiers::COMMAND, Key::Comma);
    bench.harness.get_by_role_and_label(Kind::ComboBox, "Language").click_accesskit();
    bench.frames(4);
    bench.click("Deutsch");
    assert!(bench.shows("Rückgängig") && !bench.shows("Undo"), "also for screen readers");
    let remembered = State::from_text(&bench.app().state().to_text());
    assert_eq!(remembered.appearance.language, Some(Language::German));
    bench.harness.get_by_role_and_label(Kind::ComboBox, "Sprache").click_accesskit();
    bench.frames(4);
    bench.click("日本語");
    assert!(bench.shows("元に戻す"));
}

#[test]
fn until_a_language_is_chosen_it_is_that_of_the_desktop() {
    let window = egui::Context::default();
    let desktop = Script::speaking(&["fr_CA.UTF-8", "en"]);
    let app = App::new(&window, State::default(), networks(), Arc::new(desktop));
    assert_eq!(app.session().services.desktop_language, Language::French);
    assert_eq!(app.state().appearance.language(app.session().services.desktop_language), Language::French);
    assert_eq!(app.state().appearance.language, None, "it follows the desktop, and is not written down");
}
