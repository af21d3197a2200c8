//! A window on no screen, with scripted dialogs, small pictures and small settings.

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use egui::accesskit::Role;
use egui::{Key, Modifiers, Rect, ThemePreference, ViewportCommand, ViewportEvent, ViewportId};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use impasto::fast::Quality;
use impasto::network::{Layer, NetworkCache};
use impasto::picture::{Picture, SaveOptions};
use impasto::project::TrainingPlace;
use impasto::studio::app::appearance::Appearance;
use impasto::studio::app::session::Session;
use impasto::studio::app::state::FirstSteps;
use impasto::studio::features::painting::{Costs, DeviceCosts};
use impasto::studio::features::saving::SaveSettings;
use impasto::studio::painted::Phase;
use impasto::studio::roles::{Setup, Source};
use impasto::studio::services::StyleFiles;
use impasto::studio::{App, Choice, Desktop, State, theme};
use impasto::transfer::Scales;

use crate::common;
use crate::common::patience::PATIENCE;

/// A window in which every setting is in sight.
const TALL: [f32; 2] = [1280.0, 1440.0];
/// Frames in which a dialog that has found its place does not move.
const STILL_FRAMES: usize = 4;
/// Frames with 50 ms between them in which nothing new comes of a painting that rests.
const RESTING_FRAMES: usize = 20;
/// Seconds of the window's clock between two frames.
const FRAME: f32 = 1.0 / 60.0;

/// Dialogs that give prepared answers, and none when there are no more; notifications that are noted.
#[derive(Debug, Default)]
pub struct Script {
    answers: Mutex<VecDeque<Choice>>,
    notifications: Mutex<Vec<String>>,
    locales: Vec<String>,
}

impl Script {
    /// A desktop on which these locales are preferred.
    pub fn speaking(locales: &[&str]) -> Self {
        Self { locales: locales.iter().map(|&locale| locale.to_owned()).collect(), ..Self::default() }
    }

    /// Prepares the next answer.
    pub fn answer(&self, choice: Choice) {
        self.answers.lock().unwrap().push_back(choice);
    }

    /// What was shown on the desktop.
    pub fn notifications(&self) -> Vec<String> {
        self.notifications.lock().unwrap().clone()
    }

    fn next(&self) -> Choice {
        self.answers.lock().unwrap().pop_front().unwrap_or(Choice::Cancelled)
    }
}

impl Desktop for Script {
    fn locales(&self) -> Vec<String> {
        self.locales.clone()
    }

    fn choose_picture(&self, _title: &str, _folder: Option<&Path>) -> Choice {
        self.next()
    }

    fn choose_project(&self, _folder: Option<&Path>) -> Choice {
        self.next()
    }

    fn choose_preset(&self, _folder: Option<&Path>) -> Choice {
        self.next()
    }

    fn choose_styles(&self, _files: StyleFiles, _folder: Option<&Path>) -> Choice {
        self.next()
    }

    fn choose_folder(&self, _title: &str, _folder: Option<&Path>) -> Choice {
        self.next()
    }

    fn choose_target(&self, _title: &str, _folder: &Path, _name: &str) -> Choice {
        self.next()
    }

    fn notify(&self, title: &str, text: &str) {
        self.notifications.lock().unwrap().push(format!("{title}: {text}"));
    }
}

/// One window with its folder.
pub struct Bench {
    pub harness: Harness<'static, Option<App>>,
    pub desktop: Arc<Script>,
    pub folder: tempfile::TempDir,
}

impl Bench {
    /// A window with two small pictures and settings that paint within moments.
    pub fn new() -> Self {
        Self::with(|_| {})
    }

    /// The same with another state.
    pub fn with(change: impl FnOnce(&mut State)) -> Self {
        Self::sized(TALL, 1.0, change)
    }

    /// The same with another size of the window in points, and other pixels per point.
    pub fn sized(size: [f32; 2], pixels_per_point: f32, change: impl FnOnce(&mut State)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut state = small_state(folder.path());
        state.setup.settings.scales = Scales::Count(1);
        change(&mut state);
        let mut bench = Self::of_state(state, folder, size, pixels_per_point);
        bench.wait("the pictures", |session| session.services.pictures.are_read());
        bench
    }

    /// The same with a loss network that takes hundreds of iterations in a moment.
    pub fn quick(change: impl FnOnce(&mut State)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut state = small_state(folder.path());
        state.setup.settings.scales = Scales::Count(1);
        change(&mut state);
        let networks = miniature(folder.path());
        let mut bench = Self::dressed(state, folder, (TALL, 1.0), networks, |app| app);
        bench.wait("the pictures", |session| session.services.pictures.are_read());
        bench
    }

    /// A window with exactly this state.
    pub fn of_state(state: State, folder: tempfile::TempDir, size: [f32; 2], pixels_per_point: f32) -> Self {
        Self::dressed(state, folder, (size, pixels_per_point), networks(), |app| app)
    }

    /// The same with other loss networks, and with what `dress` gives the program at its start.
    pub fn dressed(
        state: State,
        folder: tempfile::TempDir,
        (size, pixels_per_point): ([f32; 2], f32),
        networks: NetworkCache,
        dress: impl Fn(App) -> App + 'static,
    ) -> Self {
        let desktop = Arc::new(Script::default());
        let answers = Arc::clone(&desktop);
        let gallery = folder.path().join("styles");
        let training = TrainingPlace::new(folder.path().join("training"));
        let frame = move |ui: &mut egui::Ui, app: &mut Option<App>| {
            let window = ui.ctx().clone();
            let app = app.get_or_insert_with(|| {
                let app = App::new(&window, state.clone(), networks.clone(), answers.clone());
                dress(app.with_gallery(gallery.clone()).with_training(Some(training.clone())))
            });
            app.take_in_news();
            app.draw(ui);
        };
        let harness = Harness::builder()
            .with_size(size)
            .with_pixels_per_point(pixels_per_point)
            .with_step_dt(FRAME)
            .with_render_cursor(false)
            .with_context_setup(theme::install)
            .build_ui_state(frame, None);
        Self { harness, desktop, folder }
    }

    pub fn app(&self) -> &App {
        self.harness.state().as_ref().unwrap()
    }

    pub fn session(&self) -> &Session {
        self.app().session()
    }

    pub fn phase(&self) -> Phase {
        self.session().phase()
    }

    /// Iterations that the window knows of.
    pub fn iterations(&self) -> usize {
        self.session().painting().map_or(0, |painting| painting.losses().len())
    }

    /// Draws frames until something is so in the session.
    pub fn wait(&mut self, what: &str, is_so: impl Fn(&Session) -> bool) {
        self.wait_until(what, |bench| is_so(bench.session()));
        self.frames(2);
    }

    /// Draws frames until something is so in the window.
    pub fn wait_until(&mut self, what: &str, mut is_so: impl FnMut(&Self) -> bool) {
        let begun = Instant::now();
        loop {
            self.harness.step();
            if is_so(self) {
                break;
            }
            assert!(begun.elapsed() < PATIENCE, "waited in vain for {what}");
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// Draws frames until some text that contains this is on the screen.
    pub fn wait_to_see(&mut self, part: &str) {
        if !self.tells(part) {
            self.wait_until(&format!("the text {part:?}"), |bench| bench.tells(part));
        }
    }

    /// Draws frames until something with this label is on the screen.
    pub fn wait_to_find(&mut self, label: &str) {
        if !self.shows(label) {
            self.wait_until(&format!("the label {label:?}"), |bench| bench.shows(label));
        }
    }

    /// Draws frames until what has this label is there and stands still: a dialog takes some frames to find its place.
    fn wait_to_reach(&mut self, label: &str) {
        self.wait_to_find(label);
        if !self.session().services.dialogs.is_open() {
            return;
        }
        let (mut place, mut still) = (Vec::new(), 0);
        self.wait_until(&format!("{label:?} to stand still"), |bench| {
            let now: Vec<Rect> = bench.harness.query_all_by_label(label).map(|node| node.rect()).collect();
            still = if now == place { still + 1 } else { 0 };
            place = now;
            still >= STILL_FRAMES
        });
    }

    /// Draws frames until the window asks for this.
    pub fn wait_for_command(&mut self, command: &ViewportCommand) {
        self.wait_until(&format!("{command:?}"), |bench| bench.commands().contains(command));
    }

    /// Waits until a painting that was paused has made the iteration under way and its last picture has come; the
    /// iterations that were made.
    pub fn rest(&mut self) -> usize {
        self.wait("the pause", |session| session.phase() == Phase::Paused);
        let made = self.obeyed();
        let progress = |bench: &Self| {
            let painting = bench.session().painting().unwrap();
            let recorded = painting.recorder().map(|recorder| recorder.recording.frames().len());
            (bench.iterations(), painting.display().map(|display| display.iteration), recorded)
        };
        let mut seen = Vec::new();
        self.wait_until("rest", |bench| {
            std::thread::sleep(Duration::from_millis(50));
            seen.push(progress(bench));
            seen.len() > RESTING_FRAMES
                && seen[seen.len() - RESTING_FRAMES..].iter().all(|it| *it == seen[seen.len() - 1])
        });
        made
    }

    /// Waits until the thread that paints has obeyed what it was told so far, and the window knows what came of it; the
    /// iterations that were made by then.
    ///
    /// It obeys in order and answers when it is asked, so an answer is the sign. No frame is drawn before, since the
    /// window would take the answer for itself.
    pub fn obeyed(&mut self) -> usize {
        let painting = self.session().painting().unwrap();
        painting.ask(Layer::Conv1_1);
        let begun = Instant::now();
        let answer = loop {
            if let Some(answer) = painting.take_answer() {
                break answer;
            }
            assert!(begun.elapsed() < PATIENCE, "waited in vain for the thread that paints");
            std::thread::sleep(Duration::from_millis(2));
        };
        self.frames(1);
        answer.iteration
    }

    /// Pauses the painting; the iterations that were made when it rests.
    pub fn pause(&mut self) -> usize {
        self.press(Modifiers::NONE, Key::Space);
        self.rest()
    }

    /// Draws frames until no text that contains this is on the screen any more.
    pub fn wait_not_to_see(&mut self, part: &str) {
        self.wait_until(&format!("{part:?} to go"), |bench| !bench.tells(part));
    }

    /// Draws some frames.
    pub fn frames(&mut self, count: usize) {
        self.harness.run_steps(count);
    }

    /// Clicks what has this label.
    pub fn click(&mut self, label: &str) {
        self.wait_to_reach(label);
        self.harness.get_by_label(label).click();
        self.frames(4);
    }

    /// Clicks the button of this label, where something else has the same.
    pub fn click_button(&mut self, label: &str) {
        self.wait_to_reach(label);
        self.harness.get_by_role_and_label(Role::Button, label).click();
        self.frames(4);
    }

    /// Clicks the lowest of several with this label: a button of the dialog, which the bar above has too.
    pub fn click_lowest(&mut self, label: &str) {
        let lowest = |a: &egui_kittest::Node<'_>, b: &egui_kittest::Node<'_>| a.rect().top().total_cmp(&b.rect().top());
        self.wait_to_reach(label);
        self.harness.get_all_by_label(label).max_by(lowest).unwrap().click();
        self.frames(4);
    }

    /// Clicks the button whose label begins so.
    pub fn click_button_beginning(&mut self, label: &str) {
        let begins =
            |node: &egui_kittest::Node<'_>| node.accesskit_node().label().is_some_and(|text| text.starts_with(label));
        self.wait_until(label, |bench| bench.harness.query_all_by_role(Role::Button).any(|node| begins(&node)));
        self.harness.get_all_by_role(Role::Button).find(begins).unwrap().click();
        self.frames(4);
    }

    /// Double-clicks what has this label.
    pub fn double_click(&mut self, label: &str) {
        self.wait_to_find(label);
        let position = self.harness.get_by_role_and_label(Role::Label, label).rect().center();
        for _ in 0..2 {
            self.harness.hover_at(position);
            self.harness.drag_at(position);
            self.frames(1);
            self.harness.event(egui::Event::PointerButton {
                pos: position,
                button: egui::PointerButton::Primary,
                pressed: false,
                modifiers: Modifiers::NONE,
            });
            self.frames(1);
        }
        // So long that the next clicks are not counted with these.
        self.frames(60);
    }

    /// Moves the slider of this label.
    pub fn set_slider(&mut self, label: &str, value: f64) {
        self.wait_to_find(label);
        self.harness.get_by_role_and_label(Role::Slider, label).set_value_accesskit(value);
        self.frames(3);
    }

    /// Presses a key.
    pub fn press(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.frames(3);
    }

    /// Whether something with this label is on the screen.
    pub fn shows(&self, label: &str) -> bool {
        self.harness.query_all_by_label(label).next().is_some()
    }

    /// Whether some text that contains this is on the screen.
    pub fn tells(&self, part: &str) -> bool {
        self.harness.query_all_by_label_contains(part).next().is_some()
    }

    /// Asks the window to close, and returns whether it may.
    pub fn close_window(&mut self) -> bool {
        let viewport = self.harness.input_mut().viewports.entry(ViewportId::ROOT).or_default();
        viewport.events.push(ViewportEvent::Close);
        self.harness.step();
        let commands = self.commands();
        // The event would stay in the harness's input otherwise.
        self.harness.input_mut().viewports.entry(ViewportId::ROOT).or_default().events.clear();
        self.frames(3);
        !commands.contains(&ViewportCommand::CancelClose)
    }

    /// What the last frame asked of the window.
    pub fn commands(&self) -> Vec<ViewportCommand> {
        self.harness.output().viewport_output[&ViewportId::ROOT].commands.clone()
    }

    /// Opens a menu and chooses an entry of it.
    pub fn choose(&mut self, menu: &str, entry: &str) {
        self.harness.get_by_role_and_label(Role::Button, menu).click();
        self.frames(4);
        self.click(entry);
    }

    /// Starts, and waits until so many iterations have been made.
    pub fn start(&mut self, iterations: usize) {
        self.click("Start");
        self.wait("some iterations", |session| {
            session.painting().is_some_and(|painting| painting.losses().len() >= iterations)
        });
    }

    /// Stops, and waits for the end.
    pub fn stop(&mut self) {
        self.click("Stop");
        self.wait("the end", |session| session.phase() == Phase::Ended);
    }

    /// Paints to the end.
    pub fn paint(&mut self) {
        self.click("Start");
        self.wait("the end of the painting", |session| {
            let painting = session.painting();
            let iteration = painting.and_then(|painting| Some(painting.newest()?.iteration()));
            let shown = painting.and_then(|painting| Some(painting.display()?.iteration));
            session.phase() == Phase::Ended && iteration.is_some() && iteration == shown
        });
    }
}

/// One loss network for all tests.
pub fn networks() -> NetworkCache {
    static NETWORKS: OnceLock<NetworkCache> = OnceLock::new();
    NETWORKS.get_or_init(|| NetworkCache::new(None)).clone()
}

/// A loss network that is read and runs in a moment, for where it does not matter what is painted.
pub fn miniature(folder: &Path) -> NetworkCache {
    let path = folder.join("miniature.safetensors");
    if !path.exists() {
        std::fs::write(&path, common::miniature_bytes(5)).unwrap();
    }
    NetworkCache::new(Some(path))
}

/// Costs that keep a window from measuring, which would take a second for each test.
pub fn known_costs() -> Costs {
    let mut costs = DeviceCosts::default();
    costs.pace.note(1_000_000, 2.5);
    Costs::from([("cpu".to_owned(), costs)])
}

/// Times that keep the Train tab from measuring.
pub fn known_training_times() -> BTreeMap<String, BTreeMap<Quality, f64>> {
    BTreeMap::from([("cpu".to_owned(), Quality::ALL.into_iter().zip([0.5, 0.9, 4.0]).collect())])
}

/// What is remembered in a window with two small pictures of a folder, of which a painting is done in a moment.
pub fn small_state(folder: &Path) -> State {
    let mut state = State {
        setup: Setup {
            content: Some(Source::File(picture_file(folder, "photo.png", 96, 64))),
            style: Some(Source::File(picture_file(folder, "paint.png", 64, 80))),
            ..Setup::default()
        },
        saving: SaveSettings { folder: Some(folder.to_owned()), ..SaveSettings::default() },
        costs: known_costs(),
        first_steps: FirstSteps::Shown,
        appearance: Appearance { theme: ThemePreference::Dark, ..Appearance::default() },
        ..State::default()
    };
    state.setup.settings.size = 32;
    state.setup.settings.iterations = 6;
    state.train.step_seconds = known_training_times();
    state
}

/// Writes a picture of six fields.
pub fn picture_file(folder: &Path, name: &str, width: usize, height: usize) -> PathBuf {
    let path = folder.join(name);
    fields(width, height).save(&path, &SaveOptions::default()).unwrap();
    path
}

/// A picture of six fields of quiet colours.
fn fields(width: usize, height: usize) -> Picture {
    let plane = |colors: [u8; 6]| -> Vec<f32> {
        (0..width * height)
            .map(|index| f32::from(colors[3 * (2 * (index / width) / height) + 3 * (index % width) / width]) / 255.0)
            .collect()
    };
    let red = plane([41, 79, 199, 120, 161, 61]);
    let green = plane([61, 120, 181, 140, 89, 79]);
    let blue = plane([120, 161, 140, 61, 51, 89]);
    Picture::new(width, height, [red, green, blue].concat())
}
