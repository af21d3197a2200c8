//! How long the window's own code takes for a frame: `cargo bench --bench frames`.
//!
//! The real window without a screen, 60 frames a second: panning and zooming over a picture of 4096 x 4096 pixels, the
//! same while it paints at 1024 pixels, and saving 4096 x 4096 pixels meanwhile. What a graphics card would do is left
//! out, since a machine without one does it in software; everything else is counted: taking in news, drawing, carrying
//! out actions, tessellation, and handing over textures. Wall time includes waiting for a core; processor time does not.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use cpu_time::ThreadTime;
use egui::{
    Context, Event, Modifiers, MouseWheelSource, MouseWheelUnit, PointerButton, Pos2, RawInput, Rect, TouchPhase, Vec2,
    pos2, vec2,
};
use impasto::network::NetworkCache;
use impasto::picture::{Picture, SaveOptions};
use impasto::studio::fast::StyleFiles;
use impasto::studio::painting::Phase;
use impasto::studio::source::Source;
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

fn main() {
    // `cargo test --benches` only wants to know that it is there.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let large = large_picture(folder.path());
    let mut window = Window::new(&large);
    window.until("the pictures", |app| app.session().slots.values().all(|slot| slot.awaited.is_none()));

    println!("own code of the window, in milliseconds: median, 95 %, longest, and frames over 16.7");
    println!("{}", window.watch("4096 x 4096, panning and zooming"));
    window.key(egui::Key::Space);
    window.until("the painting", |app| app.session().phase() == Phase::Painting);
    println!("{}", window.watch("painting at 1024, panning and zooming"));
    window.key(egui::Key::Num2);
    println!("{}", window.watch("4096 x 4096 while painting at 1024"));
    window.key(egui::Key::Num1);
    let stop = Instant::now();
    window.key(egui::Key::Escape);
    window.until("the end", |app| app.session().phase() == Phase::Ended);
    println!("stopping took {:.1} s", stop.elapsed().as_secs_f64());
}

/// Writes waves of colour with grain, which need tiles and mip levels as a painting does.
fn large_picture(folder: &Path) -> PathBuf {
    let small = Picture::white_noise(64, 64, 1.0, 1).resized(LARGE, LARGE);
    let path = folder.join("large.jpg");
    small.save(&path, &SaveOptions::default()).expect("the picture is written");
    path
}

/// A desktop without dialogs.
#[derive(Debug)]
struct NoDesktop;

impl Desktop for NoDesktop {
    fn choose_picture(&self, _title: &str, _folder: Option<&Path>) -> Choice {
        Choice::Cancelled
    }

    fn choose_preset(&self, _folder: Option<&Path>) -> Choice {
        Choice::Cancelled
    }

    fn choose_styles(&self, _files: StyleFiles, _folder: Option<&Path>) -> Choice {
        Choice::Cancelled
    }

    fn choose_target(&self, _title: &str, _folder: &Path, _name: &str) -> Choice {
        Choice::Cancelled
    }
}

/// The real window on no screen.
struct Window {
    context: Context,
    app: App,
    begun: Instant,
    frame: u64,
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
        let context = Context::default();
        theme::install(&context);
        let mut state = State { content: Some(Source::File(content.to_owned())), ..State::default() };
        state.settings.size = PAINTED;
        state.settings.scales = Scales::Count(1);
        state.shows_film = true;
        let app = App::new(&context, state, NetworkCache::new(None), Arc::new(NoDesktop));
        Self { context, app, begun: Instant::now(), frame: 0 }
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
            app.take_in_news(&ui.ctx().clone());
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
            assert!(begun.elapsed() < Duration::from_mins(5), "waited in vain for {what}");
            self.draw(Vec::new());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn key(&mut self, key: egui::Key) {
        for pressed in [true, false] {
            let event = Event::Key { key, physical_key: None, pressed, repeat: false, modifiers: Modifiers::NONE };
            self.draw(vec![event]);
        }
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
