//! The film strip: pictures kept on the way, each with what is needed to paint on from there.

use std::sync::Arc;

use egui::TextureHandle;
use serde::{Deserialize, Serialize};

use crate::studio::canvas::Pyramid;
use crate::studio::painted::{Number, Occasion, Snapshot};

/// How often pictures are kept, in iterations.
pub const EVERY_RANGE: std::ops::RangeInclusive<usize> = 1..=1000;
/// The memory that the film strip may use, in megabytes.
pub const MEGABYTES_RANGE: std::ops::RangeInclusive<usize> = 16..=16_384;

/// How the film strip is filled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FilmSettings {
    /// Keeps a picture after every so many iterations.
    pub every: usize,
    /// The memory that it may use, in megabytes.
    pub megabytes: usize,
}

impl Default for FilmSettings {
    fn default() -> Self {
        Self { every: 25, megabytes: 512 }
    }
}

impl FilmSettings {
    /// The same, with what lies outside its range brought into it.
    pub fn within_ranges(&self) -> Self {
        let clamp = |value: usize, range: std::ops::RangeInclusive<usize>| value.clamp(*range.start(), *range.end());
        Self { every: clamp(self.every, EVERY_RANGE), megabytes: clamp(self.megabytes, MEGABYTES_RANGE) }
    }

    /// The memory that it may use, in bytes.
    pub const fn bytes(&self) -> usize {
        self.megabytes * 1_000_000
    }
}

/// One beside another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Neighbour {
    /// The one before.
    Earlier,
    /// The one after.
    Later,
}

/// A snapshot in the strip.
pub struct Frame {
    /// Its name.
    pub number: Number,
    /// What it shows.
    pub snapshot: Snapshot,
    /// The picture for the strip.
    pub thumbnail: TextureHandle,
}

/// All snapshots of a session, in the order in which they were taken.
#[derive(Default)]
pub struct Film {
    frames: Vec<Frame>,
    taken: usize,
    selected: Option<Number>,
    /// The selected one for the canvas, once it is ready.
    display: Option<(Number, Arc<Pyramid>)>,
    gone: Gone,
}

/// What was taken out of the strip and still has its memory.
#[derive(Default)]
pub struct Gone {
    frames: Vec<Frame>,
    displays: Vec<Arc<Pyramid>>,
}

impl Film {
    /// The snapshots, oldest first.
    pub fn frames(&self) -> &[Frame] {
        &self.frames
    }

    /// Keeps a snapshot in its place, and lets others go until all fit into so many bytes; the newest is always kept.
    ///
    /// A moment that is there already is not kept twice, but as long as the better of its two occasions asks.
    pub fn add(&mut self, snapshot: Snapshot, thumbnail: TextureHandle, bytes: usize) -> Number {
        if let Some(frame) = self.frames.iter_mut().find(|frame| frame.snapshot.moment() == snapshot.moment()) {
            frame.snapshot.occasion = frame.snapshot.occasion.max(snapshot.occasion);
            return frame.number;
        }
        self.taken += 1;
        // The end of a scale may come a moment later than the first picture of the next.
        let place = self.frames.partition_point(|frame| frame.snapshot.moment() <= snapshot.moment());
        self.frames.insert(place, Frame { number: self.taken, snapshot, thumbnail });
        self.fit(bytes);
        self.taken
    }

    /// Puts a snapshot of a project into its place, under its number there if it is free.
    pub fn restore(&mut self, number: Number, snapshot: Snapshot, thumbnail: TextureHandle) {
        let number = if number == 0 || self.get(number).is_some() { self.taken + 1 } else { number };
        self.taken = self.taken.max(number);
        let place = self.frames.partition_point(|frame| frame.snapshot.moment() <= snapshot.moment());
        self.frames.insert(place, Frame { number, snapshot, thumbnail });
    }

    /// Keeps a snapshot for a better reason, if that is one.
    pub fn raise(&mut self, number: Number, occasion: Occasion) {
        if let Some(frame) = self.frames.iter_mut().find(|frame| frame.number == number) {
            frame.snapshot.occasion = frame.snapshot.occasion.max(occasion);
        }
    }

    /// Lets snapshots go until all fit: the oldest of every so many iterations first, those made by hand last.
    pub fn fit(&mut self, bytes: usize) {
        while self.bytes() > bytes && self.frames.len() > 1 {
            let older = &self.frames[..self.frames.len() - 1];
            let Some(first) = older.iter().min_by_key(|frame| (frame.snapshot.occasion, frame.number)) else { return };
            self.remove(first.number);
        }
    }

    /// Takes a snapshot out.
    pub fn remove(&mut self, number: Number) {
        if let Some(place) = self.frames.iter().position(|frame| frame.number == number) {
            self.gone.frames.push(self.frames.remove(place));
        }
        if self.selected == Some(number) {
            self.select(None);
        }
    }

    /// The snapshot of this name, if it is still there.
    pub fn get(&self, number: Number) -> Option<&Snapshot> {
        self.frames.iter().find(|frame| frame.number == number).map(|frame| &frame.snapshot)
    }

    /// The memory that the pictures need, in bytes.
    pub fn bytes(&self) -> usize {
        self.frames.iter().map(|frame| frame.snapshot.pixels.bytes()).sum()
    }

    /// The snapshot before or after the selected one, which stays at the ends; the last when none is selected.
    pub fn neighbour(&self, neighbour: Neighbour) -> Option<Number> {
        let selected = self.frames.iter().position(|frame| Some(frame.number) == self.selected);
        let last = self.frames.len().checked_sub(1)?;
        let place = match (selected, neighbour) {
            (None, _) => last,
            (Some(place), Neighbour::Earlier) => place.saturating_sub(1),
            (Some(place), Neighbour::Later) => last.min(place + 1),
        };
        Some(self.frames[place].number)
    }

    /// The snapshot that is shown on the canvas.
    pub fn selected(&self) -> Option<Number> {
        self.selected
    }

    /// Shows a snapshot on the canvas, or none.
    pub fn select(&mut self, number: Option<Number>) {
        self.selected = number.filter(|&number| self.get(number).is_some());
        if self.display.as_ref().map(|(number, _)| *number) != self.selected {
            self.replace_display(None);
        }
    }

    fn replace_display(&mut self, display: Option<(Number, Arc<Pyramid>)>) {
        let before = std::mem::replace(&mut self.display, display);
        self.gone.displays.extend(before.map(|(_, pyramid)| pyramid));
    }

    /// What was taken out since the last call, if anything was: giving its memory back takes a moment and belongs in the
    /// background.
    pub fn take_gone(&mut self) -> Option<Gone> {
        let is_empty = self.gone.frames.is_empty() && self.gone.displays.is_empty();
        (!is_empty).then(|| std::mem::take(&mut self.gone))
    }

    /// Takes the picture of a snapshot for the canvas; it is dropped when another one was selected meanwhile.
    pub fn show(&mut self, number: Number, pyramid: Arc<Pyramid>) {
        if self.selected == Some(number) {
            self.replace_display(Some((number, pyramid)));
        }
    }

    /// The selected snapshot for the canvas, once it is ready.
    pub fn display(&self) -> Option<&Arc<Pyramid>> {
        self.display.as_ref().map(|(_, pyramid)| pyramid)
    }
}

#[cfg(test)]
mod tests {
    use egui::{ColorImage, Context, TextureOptions};

    use super::*;
    use crate::picture::Picture;
    use crate::picture::Pixels;
    use crate::studio::roles::Loaded;
    use crate::studio::roles::Source;
    use crate::transfer::{Scales, Start, TransferSettings};

    fn snapshot(occasion: Occasion, iteration: usize, width: usize, window: &Context) -> Snapshot {
        let picture = || Loaded::made(Source::Clipboard, Picture::white_noise(4, 4, 1.0, 0), window);
        Snapshot {
            painting: 1,
            occasion,
            pixels: Arc::new(Pixels::new(width, 10, vec![0; 40 * width])),
            iteration,
            fast_style: None,
            settings: TransferSettings::default(),
            pictures: [picture(), picture()],
            styles: Vec::new(),
        }
    }

    fn film(occasions: &[Occasion], bytes: usize) -> (Film, Context) {
        let (mut film, window) = (Film::default(), Context::default());
        for (iteration, &occasion) in occasions.iter().enumerate() {
            let thumbnail = window.load_texture("thumbnail", ColorImage::example(), TextureOptions::LINEAR);
            film.add(snapshot(occasion, iteration, 10, &window), thumbnail, bytes);
        }
        (film, window)
    }

    fn numbers(film: &Film) -> Vec<Number> {
        film.frames().iter().map(|frame| frame.number).collect()
    }

    #[test]
    fn memory_is_bounded_and_what_was_made_by_hand_goes_last() {
        use Occasion::{Hand, Interval, ScaleEnd};
        let occasions = [Hand, Interval, ScaleEnd, Interval, Interval];
        let (film, _) = film(&occasions, 400 * 3);
        assert_eq!(numbers(&film), [1, 3, 5]);
        assert_eq!(film.bytes(), 1200);
        let (film, _) = self::film(&[Hand, ScaleEnd, Hand, Hand], 400 * 2);
        assert_eq!(numbers(&film), [3, 4]);
        let (film, _) = self::film(&[Hand, Interval], 1);
        assert_eq!(numbers(&film), [2], "the newest stays even when it is too large alone");
    }

    #[test]
    fn a_smaller_limit_acts_at_once() {
        let (mut film, _) = film(&[Occasion::Interval; 6], usize::MAX);
        film.fit(800);
        assert_eq!(numbers(&film), [5, 6]);
    }

    #[test]
    fn one_moment_is_kept_once() {
        let (mut film, window) = film(&[Occasion::Interval, Occasion::Interval], usize::MAX);
        let thumbnail = film.frames()[0].thumbnail.clone();
        let number = film.add(snapshot(Occasion::Hand, 0, 10, &window), thumbnail.clone(), usize::MAX);
        assert_eq!((number, numbers(&film)), (1, vec![1, 2]));
        assert_eq!(film.get(1).unwrap().occasion, Occasion::Hand);
        film.add(snapshot(Occasion::ScaleEnd, 0, 20, &window), thumbnail, usize::MAX);
        assert_eq!(numbers(&film), [1, 3, 2], "the same iteration at another size is another picture, in its order");
    }

    #[test]
    fn what_is_taken_out_is_not_shown_any_more() {
        let (mut film, _) = film(&[Occasion::Hand; 2], usize::MAX);
        film.select(Some(2));
        film.show(1, Arc::new(Pyramid::new(Arc::new(Pixels::new(1, 1, vec![0; 4])))));
        assert!(film.display().is_none(), "another one was selected");
        film.show(2, Arc::new(Pyramid::new(Arc::new(Pixels::new(1, 1, vec![0; 4])))));
        assert!(film.display().is_some());
        film.remove(2);
        assert_eq!((film.selected(), film.display().is_none()), (None, true));
        film.select(Some(7));
        assert_eq!(film.selected(), None);
    }

    #[test]
    fn neighbours_end_at_the_ends() {
        let (mut film, _) = film(&[Occasion::Hand; 3], usize::MAX);
        for (neighbour, number) in [
            (Neighbour::Later, 3),
            (Neighbour::Later, 3),
            (Neighbour::Earlier, 2),
            (Neighbour::Earlier, 1),
            (Neighbour::Earlier, 1),
            (Neighbour::Later, 2),
        ] {
            film.select(film.neighbour(neighbour));
            assert_eq!(film.selected(), Some(number));
        }
        assert_eq!(Film::default().neighbour(Neighbour::Later), None);
    }

    #[test]
    fn painting_on_begins_at_the_size_of_the_snapshot() {
        let window = Context::default();
        for (width, scales) in [(128, 3), (256, 2), (300, 1), (512, 1), (900, 1)] {
            let settings = snapshot(Occasion::Hand, 3, width, &window).settings_to_continue();
            assert_eq!((settings.start, settings.scales), (Start::Picture, Scales::Count(scales)), "{width}");
        }
    }

    #[test]
    fn settings_are_brought_into_their_ranges() {
        let wild = FilmSettings { every: 0, megabytes: usize::MAX };
        assert_eq!(wild.within_ranges(), FilmSettings { every: 1, megabytes: 16_384 });
        assert_eq!(FilmSettings::default().within_ranges(), FilmSettings::default());
    }
}
