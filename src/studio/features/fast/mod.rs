//! Painting in fast styles as the window sees it: the gallery, its thumbnails, and the picture on the canvas.

mod gallery;
mod order;
mod painting;
mod paintings;
mod refine;
mod thumbnails;
mod update;
pub mod view;

use std::cell::RefCell;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use egui::{ColorImage, Context};

use crate::error::Result;
use crate::fast::{Added, Gallery, GalleryStyle};
use crate::job::{FastEvent, FastJob, StyleWish};
use crate::picture::Picture;
use crate::project::gallery_folder;
use crate::studio::canvas::Pyramid;
use crate::studio::roles::Loaded;
use crate::studio::services::{Choice, DialogSlot, StyleFiles};
use crate::studio::tasks::Tasks;
use crate::text::Text;

pub use crate::fast::FastSettings;
pub use order::{QUICK_SIDE, Shown};
pub use paintings::{Glimpse, Paintings};
pub use thumbnails::{Thumbnail, Thumbnails};

/// The styles in one row of the gallery.
pub const COLUMNS: usize = 3;

/// A step from one style of the gallery to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// To the one before.
    Left,
    /// To the next one.
    Right,
    /// To the row above.
    Up,
    /// To the row below.
    Down,
}

/// A question about fast styles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dialog {
    /// The path of a fast style, where the desktop has no file dialog.
    Path {
        /// What was typed so far.
        text: String,
    },
    /// What is known of the style of this name.
    Details(String),
}

/// What is clicked, and what comes back from the background.
#[derive(Debug)]
pub enum Msg {
    /// Asks something, or the same with another text.
    Ask(Dialog),
    /// Takes the question away.
    CloseDialog,
    /// Paints in another style, or in another way.
    Change(FastSettings),
    /// Goes to another style of those that are found.
    Move(Step),
    /// Looks for styles.
    Search(String),
    /// Asks for styles to add.
    Choose(StyleFiles),
    /// The desktop's dialog for that was answered.
    Chosen(Result<Choice>),
    /// Adds styles, from files or folders.
    Add(Vec<PathBuf>),
    /// Takes the style of this name out of the gallery.
    Remove(String),
    /// Likes the style of this name more than others, or not any more.
    SetFavourite(String, bool),
    /// Leaves it at the picture that is on the canvas: the large one is not painted.
    Stop,
    /// Lets the optimiser go on with the picture on the canvas.
    Refine,
    /// The gallery was read, or not; or it was to be changed and could not be read.
    Gallery(Result<Gallery>),
    /// A style is liked more than others, or not any more, or neither; with the gallery as it is now.
    Liked(Box<Gallery>, Result<()>),
    /// Styles were added, or not; with the gallery as it is now.
    Added(Box<Gallery>, Result<Added>),
    /// A style was taken out, or not; with the gallery as it is now.
    Removed(Box<Gallery>, String, Result<PathBuf>),
    /// A picture was painted, or not.
    Painted {
        /// The number of the order.
        number: u64,
        /// The picture, and the same for the canvas.
        result: Result<(Arc<Picture>, Arc<Pyramid>)>,
        /// Whether no larger one follows.
        is_last: bool,
        /// How long the network took.
        seconds: f64,
    },
    /// A large picture is being painted.
    Progress {
        /// The number of the order.
        number: u64,
        /// The share that is done, from 0 to 1.
        done: f64,
    },
    /// A painting was looked at, or not.
    LookedAt(Result<Glimpse>),
    /// A thumbnail was painted, or not.
    Thumbnail {
        /// The number of the order.
        number: u64,
        /// What tells its style from every other.
        style: String,
        /// The image.
        result: Result<ColorImage>,
    },
    /// A picture is ready to be painted on from by the optimiser, or not.
    Refinement(Result<Box<Refinement>>),
}

/// What others are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Nothing may lie on the picture any more: another style was chosen.
    StyleChosen,
    /// Start, or start again, with the settings and the pictures that were chosen for it; and say this then.
    Start(Text),
}

/// A picture in a fast style that the optimiser shall go on with.
#[derive(Debug)]
pub struct Refinement {
    /// What is on the canvas.
    pub start: Loaded,
    /// The painting that the style was learned from, when that is known.
    pub painting: Option<Loaded>,
    /// The name of the style.
    pub style: String,
}

/// What runs.
pub struct Fast {
    tasks: Tasks<Msg>,
    /// The question that waits for an answer.
    pub dialog: DialogSlot<Dialog>,
    /// Where the gallery is kept; `None` means where the operating system keeps such things.
    pub folder: Option<PathBuf>,
    /// The styles, once they have been read.
    pub gallery: Option<Gallery>,
    /// Whether the gallery was asked for.
    is_asked_for: bool,
    /// How often the gallery is being read or changed at the moment.
    pub changes: usize,
    /// Held by whoever changes the gallery.
    turn: Arc<Mutex<()>>,
    /// The paintings at hand.
    pub paintings: Paintings,
    /// What is looked for in the gallery.
    pub search: String,
    /// The photograph in every style.
    pub thumbnails: Thumbnails,
    /// The style that the gallery was scrolled to last; a view only looks at its model, this is below that.
    in_sight: RefCell<Option<String>>,
    job: Option<FastJob>,
    orders: u64,
    ordered: Option<order::Ordered>,
    shown: Option<Shown>,
}

impl Fast {
    /// Fast styles of a gallery that was not read yet.
    pub fn new(window: &Context) -> Self {
        Self {
            tasks: Tasks::new(window.clone()),
            dialog: DialogSlot::default(),
            folder: None,
            gallery: None,
            is_asked_for: false,
            changes: 0,
            turn: Arc::default(),
            paintings: Paintings::default(),
            search: String::new(),
            thumbnails: Thumbnails::default(),
            in_sight: RefCell::default(),
            job: None,
            orders: 0,
            ordered: None,
            shown: None,
        }
    }

    /// What came back from the background.
    pub fn next(&self) -> Option<Msg> {
        self.tasks.next()
    }

    /// Where the gallery is.
    ///
    /// # Errors
    /// As [`gallery_folder`].
    pub fn folder(&self) -> Result<PathBuf> {
        self.folder.clone().map_or_else(gallery_folder, Ok)
    }

    /// All styles, once the gallery has been read: favourites, those that ship with the program, the person's own, any
    /// painting at hand, those of the network of many styles.
    pub fn styles(&self) -> impl Iterator<Item = &GalleryStyle> {
        let styles = self.gallery.as_ref().map(Gallery::styles).unwrap_or_default();
        let (first, last) = styles.split_at(styles.partition_point(comes_first));
        first.iter().chain(self.paintings.styles().filter(|_| self.gallery.is_some())).chain(last)
    }

    /// The styles that are found, in their order.
    pub fn found(&self) -> impl Iterator<Item = &GalleryStyle> {
        self.styles().filter(|style| style.matches(&self.search))
    }

    /// Takes in the gallery after a change.
    fn take_changed(&mut self, gallery: Gallery) {
        self.changes = self.changes.saturating_sub(1);
        self.gallery = Some(gallery);
    }

    /// Takes in the gallery after somebody else added a style to it.
    pub fn take_trained(&mut self, gallery: Gallery) {
        (self.gallery, self.is_asked_for) = (Some(gallery), true);
        self.search.clear();
    }

    /// The style of a name.
    pub fn style(&self, name: &str) -> Option<&GalleryStyle> {
        self.styles().find(|style| style.name == name)
    }

    /// A style to be painted in.
    fn wish_for(&self, style: &GalleryStyle) -> StyleWish {
        StyleWish {
            id: style.id.clone(),
            source: style.source.clone(),
            painting: self.paintings.picture(style).cloned(),
            bytes: style.bytes,
        }
    }

    /// The picture on the canvas, once there is one.
    pub fn shown(&self) -> Option<&Shown> {
        self.shown.as_ref()
    }

    /// The thread, which is started when it is first needed.
    fn job(&mut self) -> &FastJob {
        self.job.get_or_insert_with(|| {
            let report = self.tasks.reporter();
            FastJob::start(move |event| report(prepared(event)))
        })
    }
}

/// Whether a style comes before the paintings at hand.
fn comes_first(style: &GalleryStyle) -> bool {
    style.is_favourite || style.is_own() || style.is_bundled()
}

/// What the thread told, prepared for the window while still in the thread.
fn prepared(event: FastEvent) -> Msg {
    match event {
        FastEvent::Painted { number, result, is_last, seconds } => {
            let result = result.map(|picture| {
                let pyramid = Arc::new(Pyramid::of(&picture));
                (picture, pyramid)
            });
            Msg::Painted { number, result, is_last, seconds }
        }
        FastEvent::Progress { number, done } => Msg::Progress { number, done },
        FastEvent::Thumbnail { number, style, result } => {
            let result = result.map(|picture| Pyramid::of(&picture).thumbnail());
            Msg::Thumbnail { number, style, result }
        }
    }
}
