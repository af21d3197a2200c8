//! How long the window's own code takes for a frame: `cargo bench --bench frames`.
//!
//! The real window without a screen, 60 frames a second. First it is watched while nothing but the view changes: panning
//! and zooming over a picture of 4096 x 4096 pixels, alone and while it paints at 1024 pixels. Then everything is done
//! that moves large pictures: opening, pasting and undoing them, painting one in a fast style, comparing, changing its
//! colours, keeping and saving it; of each the longest frame is told. What a graphics card would do is left out, since a
//! machine without one does it in software; everything else is counted: taking in news, drawing, carrying out actions,
//! tessellation, and handing over textures. Wall time includes waiting for a core; processor time does not.
//!
//! `cargo bench --bench frames -- smooth` does only the first, `-- work` only the second part.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use cpu_time::ThreadTime;
use egui::{
    Color32, ColorImage, Context, Event, Key, Modifiers, MouseWheelSource, MouseWheelUnit, PointerButton, Pos2,
    RawInput, Rect, TouchPhase, Vec2, pos2, vec2,
};
use impasto::network::NetworkCache;
use impasto::picture::{Picture, SaveOptions};
use impasto::studio::app::canvas::Painted;
use impasto::studio::app::state::FirstSteps;
use impasto::studio::features::saving::SaveSettings;
use impasto::studio::painted::Phase;
use impasto::studio::roles::{Setup, Source};
use impasto::studio::services::StyleFiles;
use impasto::studio::{App, Choice, Desktop, State, theme};
use impasto::transfer::Scales;

/// The window in points.
const WINDOW: Vec2 = vec2(1280.0, 800.0);
/// The sides of the large picture.
const LARGE: usize = 4096;
/// The longer side of what is painted.
const PAINTED: usize = 1024;
/// The time of one frame.
const FRAME: Duration = Duration::from_micros(16_667);
/// How long each part is watched.
const WATCHED: Duration = Duration::from_secs(12);
/// Frames that are drawn after some work is done.
const FRAMES_AFTERWARDS: usize = 30;
/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_mins(5);

fn main() {
    // `cargo test --benches` only wants to know that it is there.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let wants = |part: &str| {
        let parts: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
        parts.is_empty() || parts.iter().any(|wanted| wanted == part)
    };
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let large = large_picture(folder.path());
    if wants("smooth") {
        smooth(&large);
    }
    if wants("work") {
        work(&large);
    }
}

/// Nothing but the view changes.
fn smooth(large: &Path) {
    let mut window = Window::new(large);
    window.until("the pictures", are_read);
    println!("own code of the window, in milliseconds: median, 95 %, longest, and frames over 16.7");
    println!("{}", window.watch("4096 x 4096, panning and zooming"));
    window.key(Key::Space);
    window.until("the painting", |app| app.session().phase() == Phase::Painting);
    println!("{}", window.watch("painting at 1024, panning and zooming"));
    window.key(Key::Num2);
    println!("{}", window.watch("4096 x 4096 while painting at 1024"));
    window.key(Key::Num1);
    let stop = Instant::now();
    window.key(Key::Escape);
    window.until("the end", |app| app.session().phase() == Phase::Ended);
    println!("stopping took {:.1} s", stop.elapsed().as_secs_f64());
}

/// Everything is done that moves large pictures.
fn work(large: &Path) {
    println!("\nthe longest frame of each work, in milliseconds: processor, wall");
    let mut window = Window::painting_at(large, LARGE);
    window.do_work("the first frames", |_| {}, are_read);
    window.do_work("opening 4096 x 4096", |window| window.ctrl(Key::O), are_read);
    let pixels = ColorImage::filled([LARGE, LARGE], Color32::from_rgb(90, 120, 60));
    window.do_work("pasting 4096 x 4096", |window| window.events(vec![Event::PasteImage(Arc::new(pixels))]), are_read);
    for what in ["undoing that", "undoing the opening"] {
        window.do_work(what, |window| window.ctrl(Key::Z), are_read);
    }
    window.do_work("reading the gallery", |window| window.key(Key::G), |app| app.session().fast.gallery.is_some());
    let is_painted = |app: &App| app.session().fast.shown().is_some_and(|shown| shown.is_last);
    window.do_work("a fast style at 4096 x 4096", |window| window.key(Key::ArrowRight), is_painted);
    window.do_work("keeping it", |window| window.key(Key::S), |app| !app.session().film.frames().is_empty());
    for (what, key) in [("wiping", Key::C), ("side by side", Key::V), ("blinking", Key::B), ("none", Key::B)] {
        window.do_work(what, |window| window.key(key), |_| true);
    }
    window.do_work("the difference", |window| window.key(Key::D), |app| app.session().canvas.difference.is_some());
    window.key(Key::D);
    let is_colored = |app: &App| {
        let shown = app.session().fast.shown();
        let painted = shown.map(|shown| Painted::Painting(shown.number));
        painted.is_some_and(|painted| app.session().canvas.coloring.of(painted).is_some())
    };
    window.do_work("the histogram of its content", |window| window.command("colours histogram"), is_colored);
    window.do_work("the colours undone", |window| window.ctrl(Key::Z), |_| true);
    window.do_work("saving it", Window::save, |app| app.session().saving.files.is_empty());
    window.do_work("the dialogs", |window| window.key(Key::F1), |_| true);
    window.key(Key::Escape);
    window.do_work("painting begins", Window::paint, |app| app.session().phase() == Phase::Painting);
    window.do_work("its first pictures", |_| {}, |app| app.session().has_result());
    window.do_work("keeping one", |window| window.key(Key::S), |app| app.session().film.frames().len() > 1);
    window.do_work("restarting", |window| window.ctrl(Key::R), |app| app.session().phase() == Phase::Painting);
    window.do_work("stopping", |window| window.key(Key::Escape), |app| app.session().phase() == Phase::Ended);
    window.do_work(
        "a snapshot beside it",
        |window| window.key(Key::Comma),
        |app| app.session().film.display().is_some(),
    );
    window.do_work("the large one", |window| window.key(Key::Comma), |app| app.session().film.display().is_some());
    window.do_work("deleting that", |window| window.key(Key::Delete), |_| true);
    window.do_work(
        "a contact sheet",
        |window| window.command("paint sheet"),
        |app| {
            app.session()
                .contact_sheet
                .sheet
                .as_ref()
                .is_some_and(|sheet| sheet.cells().iter().all(|cell| cell.picture.is_some()))
        },
    );
    window.do_work(
        "its end",
        |window| window.command("stop sheet"),
        |app| app.session().contact_sheet.sheet.as_ref().is_some_and(|sheet| sheet.phase() == Phase::Ended),
    );
}

/// Whether every picture that was asked for is there.
fn are_read(app: &App) -> bool {
    app.session().services.pictures.are_read()
}

/// Writes waves of colour with grain, which need tiles and mip levels as a painting does.
fn large_picture(folder: &Path) -> PathBuf {
    let small = Picture::white_noise(64, 64, 1.0, 1).resized(LARGE, LARGE);
    let path = folder.join("large.jpg");
    small.save(&path, &SaveOptions::default()).expect("the picture is written");
    path
}

/// A desktop whose only file is the large picture.
#[derive(Debug)]
struct OneFile(PathBuf);

impl Desktop for OneFile {
    fn choose_picture(&self, _title: &str, _folder: Option<&Path>) -> Choice {
        Choice::File(self.0.clone())
    }

    fn choose_project(&self, _folder: Option<&Path>) -> Choice {
        Choice::Cancelled
    }

    fn choose_preset(&self, _folder: Option<&Path>) -> Choice {
        Choice::Cancelled
    }

    fn choose_styles(&self, _files: StyleFiles, _folder: Option<&Path>) -> Choice {
        Choice::Cancelled
    }

    fn choose_folder(&self, _title: &str, _folder: Option<&Path>) -> Choice {
        Choice::Cancelled
    }

    fn choose_target(&self, _title: &str, _folder: &Path, _name: &str) -> Choice {
        Choice::Cancelled
    }

    fn notify(&self, _title: &str, _text: &str) {}
}

/// The real window on no screen.
struct Window {
    context: Context,
    app: App,
    begun: Instant,
    frame: u64,
    /// The frames of the work that is watched.
    watched: Option<Vec<Frame>>,
}

/// One frame.
struct Frame {
    wall: f64,
    processor: f64,
    /// Bytes for the graphics card.
    uploaded: usize,
}

impl Window {
    fn new(content: &Path) -> Self {
        Self::painting_at(content, PAINTED)
    }

    /// A window that paints at this size.
    fn painting_at(content: &Path, size: usize) -> Self {
        let context = Context::default();
        theme::install(&context);
        let mut state = State {
            setup: Setup { content: Some(Source::File(content.to_owned())), ..Setup::default() },
            saving: SaveSettings { folder: content.parent().map(Path::to_owned), ..SaveSettings::default() },
            first_steps: FirstSteps::Shown,
            ..State::default()
        };
        state.setup.settings.size = size;
        // A large one goes through the small sizes first; this bench has not the memory for the last.
        state.setup.settings.scales = if size == LARGE { Scales::Auto } else { Scales::Count(1) };
        state.shows_film = true;
        let gallery = content.with_file_name("styles");
        let desktop = Arc::new(OneFile(content.to_owned()));
        let app = App::new(&context, state, NetworkCache::new(None), desktop).with_gallery(gallery);
        Self { context, app, begun: Instant::now(), frame: 0, watched: None }
    }

    /// Draws one frame with these events.
    fn draw(&mut self, events: Vec<Event>) -> Frame {
        self.frame += 1;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, WINDOW)),
            time: Some(self.begun.elapsed().as_secs_f64()),
            events,
            focused: true,
            ..RawInput::default()
        };
        let (wall, processor) = (Instant::now(), ThreadTime::now());
        let app = &mut self.app;
        let output = self.context.run_ui(input, |ui| {
            app.take_in_news();
            app.draw(ui);
        });
        let images = output.textures_delta.set.values().flatten().map(|delta| &delta.image);
        let uploaded = images.map(|image| 4 * image.width() * image.height()).sum();
        let primitives = self.context.tessellate(output.shapes, output.pixels_per_point);
        let frame = Frame {
            wall: wall.elapsed().as_secs_f64() * 1e3,
            processor: processor.elapsed().as_secs_f64() * 1e3,
            uploaded,
        };
        drop(primitives);
        frame
    }

    fn until(&mut self, what: &str, is_so: impl Fn(&App) -> bool) {
        let begun = Instant::now();
        while !is_so(&self.app) {
            assert!(begun.elapsed() < PATIENCE, "waited in vain for {what}");
            self.draw(Vec::new());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn key(&mut self, key: Key) {
        self.press(Modifiers::NONE, key);
    }

    fn ctrl(&mut self, key: Key) {
        self.press(Modifiers::COMMAND.plus(Modifiers::CTRL), key);
    }

    fn press(&mut self, modifiers: Modifiers, key: Key) {
        for pressed in [true, false] {
            let event = Event::Key { key, physical_key: None, pressed, repeat: false, modifiers };
            self.events(vec![event]);
        }
    }

    /// Draws one frame with these events, which counts for the work that is watched.
    fn events(&mut self, events: Vec<Event>) {
        let frame = self.draw(events);
        if let Some(frames) = &mut self.watched {
            frames.push(frame);
        }
    }

    /// Finds a command by what its name begins with, and gives it.
    fn command(&mut self, typed: &str) {
        self.ctrl(Key::K);
        self.events(vec![Event::Text(typed.to_owned())]);
        self.events(Vec::new());
        self.key(Key::Enter);
    }

    /// Saves what is on the canvas under the name that is proposed.
    fn save(&mut self) {
        self.ctrl(Key::E);
        self.events(Vec::new());
        self.key(Key::Enter);
    }

    /// Paints on by the optimiser at the usual size.
    fn paint(&mut self) {
        self.key(Key::G);
        self.command("start");
    }

    /// Does something, draws 60 frames a second until it is done and then some more, and tells the longest of them.
    fn do_work(&mut self, what: &str, work: impl FnOnce(&mut Self), is_done: impl Fn(&App) -> bool) {
        let begun = Instant::now();
        self.watched = Some(Vec::new());
        work(self);
        let mut rest = FRAMES_AFTERWARDS;
        while rest > 0 {
            assert!(begun.elapsed() < PATIENCE, "waited in vain for {what}");
            let due = Instant::now() + FRAME;
            self.events(Vec::new());
            rest = if is_done(&self.app) { rest - 1 } else { FRAMES_AFTERWARDS };
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
        }
        let frames = self.watched.take().unwrap_or_default();
        let longest = |of: Measure| frames.iter().map(of).fold(0.0, f64::max);
        let [processor, wall] = [longest(|frame| frame.processor), longest(|frame| frame.wall)];
        let mark = if processor > 16.0 { "  too long" } else { "" };
        let seconds = begun.elapsed().as_secs_f64();
        println!("  {what:32} {processor:6.2} {wall:6.2}   {:5} frames in {seconds:.1} s{mark}", frames.len());
    }

    /// Drags the picture in circles and zooms in and out for a while.
    fn watch(&mut self, what: &'static str) -> Watched {
        let middle = pos2(480.0, 300.0);
        let mut frames = Vec::new();
        let begun = Instant::now();
        let button = |pressed: bool, pos: Pos2| Event::PointerButton {
            pos,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        };
        self.draw(vec![Event::PointerMoved(middle)]);
        while begun.elapsed() < WATCHED {
            let due = Instant::now() + FRAME;
            let seconds = begun.elapsed().as_secs_f32();
            let at = middle + 180.0 * vec2((2.1 * seconds).sin(), (1.7 * seconds).cos());
            let mut events = vec![Event::PointerMoved(at)];
            match self.frame % 120 {
                10 => events.push(button(true, at)),
                60 => events.push(button(false, at)),
                61..120 => events.push(Event::MouseWheel {
                    unit: MouseWheelUnit::Point,
                    delta: vec2(0.0, if (self.frame / 120).is_multiple_of(2) { 14.0 } else { -14.0 }),
                    phase: TouchPhase::Move,
                    source: MouseWheelSource::Wheel,
                    modifiers: Modifiers::NONE,
                }),
                _ => {}
            }
            frames.push(self.draw(events));
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
        }
        self.draw(vec![button(false, middle)]);
        Watched { what, frames }
    }
}

/// A number of a frame.
type Measure = fn(&Frame) -> f64;

/// The frames of one part.
struct Watched {
    what: &'static str,
    frames: Vec<Frame>,
}

impl fmt::Display for Watched {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quantiles = |of: Measure| {
            let mut values: Vec<f64> = self.frames.iter().map(of).collect();
            values.sort_by(f64::total_cmp);
            [0.5, 0.95, 1.0].map(|part| values[((values.len() - 1) as f64 * part).round() as usize])
        };
        let late = |of: Measure| self.frames.iter().filter(|frame| of(frame) > 16.7).count();
        writeln!(formatter, "{} ({} frames)", self.what, self.frames.len())?;
        let kinds: [(&str, Measure); 2] = [("processor", |frame| frame.processor), ("wall", |frame| frame.wall)];
        for (name, of) in kinds {
            let [median, high, longest] = quantiles(of);
            writeln!(formatter, "  {name:9} {median:6.2} {high:6.2} {longest:6.2} {:5}", late(of))?;
        }
        let [_, high, most] = quantiles(|frame| frame.uploaded as f64 / 1e6);
        write!(formatter, "  for the graphics card: 95 % below {high:.1} MB a frame, at most {most:.1} MB")
    }
}
