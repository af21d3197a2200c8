//! The snapshots of the strip, each with what is needed to paint on from there.

use std::sync::Arc;

use egui::{Context, TextureHandle};

use crate::studio::canvas::Pyramid;
use crate::studio::features::film_strip::{Msg, Neighbour};
use crate::studio::painted::{Number, Occasion, Snapshot};
use crate::studio::tasks::Tasks;

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
pub struct Film {
    pub(super) tasks: Tasks<Msg>,
    frames: Vec<Frame>,
    taken: usize,
    selected: Option<Number>,
    /// The selected one for the canvas, once it is ready.
    display: Option<(Number, Arc<Pyramid>)>,
    gone: Gone,
}

/// What was taken out of the strip and still has its memory.
#[derive(Default)]
pub(super) struct Gone {
    frames: Vec<Frame>,
    displays: Vec<Arc<Pyramid>>,
}

impl Film {
    /// An empty strip.
    pub fn new(window: &Context) -> Self {
        let tasks = Tasks::new(window.clone());
        Self { tasks, frames: Vec::new(), taken: 0, selected: None, display: None, gone: Gone::default() }
    }

    /// What came back from the background.
    pub fn next(&self) -> Option<Msg> {
        self.tasks.next()
    }

    /// The snapshots, oldest first.
    pub fn frames(&self) -> &[Frame] {
        &self.frames
    }

    /// Keeps a snapshot in its place, and lets others go until all fit into so many bytes; the newest is always kept.
    ///
    /// A moment that is there already is not kept twice, but as long as the better of its two occasions asks.
    pub(super) fn add(&mut self, snapshot: Snapshot, thumbnail: TextureHandle, bytes: usize) -> Number {
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
    pub(super) fn fit(&mut self, bytes: usize) {
        while self.bytes() > bytes && self.frames.len() > 1 {
            let older = &self.frames[..self.frames.len() - 1];
            let Some(first) = older.iter().min_by_key(|frame| (frame.snapshot.occasion, frame.number)) else { return };
            self.remove(first.number);
        }
    }

    /// Takes a snapshot out.
    pub(super) fn remove(&mut self, number: Number) {
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
    pub(super) fn neighbour(&self, neighbour: Neighbour) -> Option<Number> {
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
    pub(super) fn select(&mut self, number: Option<Number>) {
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
    pub(super) fn take_gone(&mut self) -> Option<Gone> {
        let is_empty = self.gone.frames.is_empty() && self.gone.displays.is_empty();
        (!is_empty).then(|| std::mem::take(&mut self.gone))
    }

    /// Takes the picture of a snapshot for the canvas; it is dropped when another one was selected meanwhile.
    pub(super) fn show(&mut self, number: Number, pyramid: Arc<Pyramid>) {
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
    use egui::{ColorImage, TextureOptions};

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
        let window = Context::default();
        let mut film = Film::new(&window);
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
        assert_eq!(Film::new(&Context::default()).neighbour(Neighbour::Later), None);
    }

    #[test]
    fn painting_on_begins_at_the_size_of_the_snapshot() {
        let window = Context::default();
        for (width, scales) in [(128, 3), (256, 2), (300, 1), (512, 1), (900, 1)] {
            let settings = snapshot(Occasion::Hand, 3, width, &window).settings_to_continue();
            assert_eq!((settings.start, settings.scales), (Start::Picture, Scales::Count(scales)), "{width}");
        }
    }
}
