//! Work that takes longer than a frame: each piece in a thread of its own, its outcome through one channel.

use std::path::PathBuf;
use std::sync::Arc;

use crossbeam_channel::{Receiver, Sender};
use egui::{ColorImage, Context};

use crate::error::Result;
use crate::picture::Picture;
use crate::studio::desktop::Choice;
use crate::studio::source::{Role, Source};

/// The longer side of pictures for the canvas, in pixels; every graphics driver takes textures of this size.
const DISPLAY_SIDE: usize = 4096;
/// The longer side of thumbnails, in pixels: sharp at twice the scale.
const THUMBNAIL_SIDE: usize = 360;

/// A picture that was read, with its images for the screen.
#[derive(Debug)]
pub struct Decoded {
    /// Where it came from.
    pub source: Source,
    /// The picture at its own size.
    pub picture: Arc<Picture>,
    /// For the canvas.
    pub display: ColorImage,
    /// For the panels.
    pub thumbnail: ColorImage,
}

impl Decoded {
    /// Prepares a picture for the screen.
    pub fn new(source: Source, picture: Picture) -> Self {
        let display = image_within(&picture, DISPLAY_SIDE);
        let thumbnail = image_within(&picture, THUMBNAIL_SIDE);
        Self { source, picture: Arc::new(picture), display, thumbnail }
    }
}

/// The outcome of one task.
#[derive(Debug)]
pub enum Outcome {
    /// A picture was read, or not.
    Picture {
        /// What it is for.
        role: Role,
        /// The number of the request; an older one than the newest is not wanted any more.
        ticket: u64,
        /// The picture.
        result: Result<Box<Decoded>>,
    },
    /// A sample's thumbnail is there.
    SampleThumbnail {
        /// The sample's file name.
        file: &'static str,
        /// Its image.
        image: ColorImage,
    },
    /// A dialog for a picture was answered.
    PictureChosen(Role, Choice),
    /// A dialog for a file to save was answered.
    TargetChosen(Choice),
    /// The image of the finished painting for the canvas.
    FinalImage(ColorImage),
    /// A file was written, or not.
    Saved {
        /// The file.
        path: PathBuf,
        /// The iteration that it shows.
        iteration: usize,
        /// Whether it was written.
        result: Result<()>,
    },
}

/// Starts tasks and collects their outcomes.
#[derive(Debug)]
pub struct Tasks {
    window: Context,
    sender: Sender<Outcome>,
    receiver: Receiver<Outcome>,
}

impl Tasks {
    /// Tasks that wake this window when they are done.
    pub fn new(window: Context) -> Self {
        let (sender, receiver) = crossbeam_channel::unbounded();
        Self { window, sender, receiver }
    }

    /// Runs some work in the background. The window is woken after the outcome has been sent, not before.
    pub fn spawn(&self, work: impl FnOnce() -> Outcome + Send + 'static) {
        self.spawn_many(move |report| report(work()));
    }

    /// Runs work with several outcomes, each handed to the closure.
    pub fn spawn_many(&self, work: impl FnOnce(&dyn Fn(Outcome)) + Send + 'static) {
        let (sender, window) = (self.sender.clone(), self.window.clone());
        std::thread::spawn(move || {
            work(&|outcome| {
                // The window may be gone already; then nobody wants the outcome.
                if sender.send(outcome).is_ok() {
                    window.request_repaint();
                }
            });
        });
    }

    /// The next outcome, if one is waiting.
    pub fn next(&self) -> Option<Outcome> {
        self.receiver.try_recv().ok()
    }
}

/// The picture for the screen, made smaller when its longer side is longer than this.
pub fn image_within(picture: &Picture, longer_side: usize) -> ColorImage {
    if picture.width().max(picture.height()) > longer_side {
        image(&picture.with_longer_side(longer_side))
    } else {
        image(picture)
    }
}

/// The picture for the screen at its own size.
pub fn image(picture: &Picture) -> ColorImage {
    ColorImage::from_rgba_premultiplied([picture.width(), picture.height()], &picture.to_rgba8())
}
