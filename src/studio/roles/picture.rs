//! A picture in use: as it was read, as it is framed, and as the screen shows it.

use std::fmt;
use std::sync::Arc;

use egui::{Context, TextureHandle};

use crate::error::{Error, Result};
use crate::picture::{ContentColors, Crop, Framing, Mask, Picture};
use crate::project::{Origin, Provenance};
use crate::studio::canvas::{OnScreen, Pyramid, pixels_within, upload};
use crate::studio::roles::Source;
use crate::text::text;

/// The longer side of content and style on the canvas, in pixels; more would cost memory and show little.
const DISPLAY_SIDE: usize = 4096;
/// Pictures of so many pixels are kept packed: 4 megapixels take 48 MB otherwise.
const PACKED_FROM: usize = 4_000_000;
/// The longer side of thumbnails, in pixels: sharp at twice the scale.
const THUMBNAIL_SIDE: usize = 360;

/// The picture of one role.
#[derive(Default)]
pub struct Slot {
    /// The picture, once one has been read.
    pub loaded: Option<Loaded>,
    /// The number of the request whose picture is awaited.
    pub awaited: Option<u64>,
    /// How many pictures were asked for.
    pub requests: u64,
}

impl Slot {
    /// Notes that a picture was asked for and returns the number of the request.
    pub fn ask(&mut self) -> u64 {
        self.requests += 1;
        self.awaited = Some(self.requests);
        self.requests
    }

    /// Notes that this request was answered; says whether its answer is still wanted.
    pub fn take(&mut self, ticket: u64) -> bool {
        self.awaited.take_if(|awaited| *awaited == ticket).is_some()
    }
}

/// A picture in use, with its images for the screen.
#[derive(Clone)]
pub struct Loaded {
    /// Where it came from.
    pub source: Source,
    /// What a project keeps of it.
    pub provenance: Provenance,
    /// The picture as it was read, at its own size.
    pub original: Arc<Picture>,
    /// What of it is used.
    pub framing: Framing,
    /// The same picture mirrored and turned, but not cut.
    pub whole: Arc<Picture>,
    /// That for the screen.
    pub whole_display: Arc<Pyramid>,
    /// The picture as it is used.
    pub picture: Arc<Picture>,
    /// Its colours, to be given to paintings of it.
    pub colors: Arc<ContentColors>,
    /// The picture as a mask.
    pub mask: Arc<Mask>,
    /// For the canvas.
    pub display: Arc<Pyramid>,
    /// For the panels.
    pub thumbnail: TextureHandle,
}

impl fmt::Debug for Loaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Loaded").field(&self.source).finish_non_exhaustive()
    }
}

impl Loaded {
    /// Reads a picture and prepares what is used of it for the screen; this takes long and belongs in the background.
    ///
    /// # Errors
    /// [`crate::error::Error::File`] for a file that cannot be used.
    pub fn read(source: Source, framing: Framing, window: &Context) -> Result<Self> {
        let original = kept(source.open()?);
        let provenance = source.provenance()?;
        Ok(Self::framed(source, provenance, original, framing, window))
    }

    /// Prepares a picture that the program made for the screen, all of it.
    pub fn made(source: Source, picture: Picture, window: &Context) -> Self {
        Self::framed(source, Provenance::new(Origin::Made), kept(picture), Framing::default(), window)
    }

    /// Prepares what is used of a picture for the screen.
    pub fn framed(
        source: Source,
        provenance: Provenance,
        original: Arc<Picture>,
        framing: Framing,
        window: &Context,
    ) -> Self {
        let display = |picture: &Picture| Arc::new(Pyramid::new(Arc::new(pixels_within(picture, DISPLAY_SIDE))));
        let upright = || kept(original.upright(&framing));
        let whole = if framing.is_upright() { Arc::clone(&original) } else { upright() };
        let whole_display = display(&whole);
        let (picture, display) = if framing.crop == Crop::WHOLE {
            (Arc::clone(&whole), Arc::clone(&whole_display))
        } else {
            let part = kept(whole.cropped(&framing.crop));
            let display = display(&part);
            (part, display)
        };
        let is_missing = provenance.is_missing;
        let colors = if is_missing { ContentColors::unknown() } else { ContentColors::new(Arc::clone(&picture)) };
        let thumbnail = upload(window, "thumbnail", pixels_within(&picture, THUMBNAIL_SIDE).to_image());
        Self {
            source,
            provenance,
            original,
            framing,
            whole,
            whole_display,
            colors: Arc::new(colors),
            mask: Arc::new(Mask::new(Arc::clone(&picture))),
            picture,
            display,
            thumbnail,
        }
    }

    /// What to tell when its file is missing.
    pub fn missing(&self) -> Option<Error> {
        let remedy = text!("its file is missing; choose where it is now, or another picture");
        self.provenance.is_missing.then(|| Error::value(text!("a picture to paint from"), self.source.name(), remedy))
    }

    /// The memory that it needs, in bytes.
    pub fn bytes(&self) -> usize {
        let mut pictures = vec![&self.original, &self.whole, &self.picture];
        pictures.dedup_by(|second, first| Arc::ptr_eq(first, second));
        let mut displays = vec![&self.whole_display, &self.display];
        displays.dedup_by(|second, first| Arc::ptr_eq(first, second));
        let pictures = pictures.iter().map(|picture| picture.bytes());
        pictures.chain(displays.iter().map(|display| display.bytes())).sum()
    }
}

/// A picture that the window keeps, in little memory if it is a large one.
fn kept(picture: Picture) -> Arc<Picture> {
    let is_large = picture.width() * picture.height() >= PACKED_FROM;
    Arc::new(if is_large { picture.packed() } else { picture })
}
