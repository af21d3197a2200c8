//! A picture in use: as it was read, as it is framed, and as the screen shows it.

use std::sync::Arc;

use egui::{ColorImage, Context, TextureHandle, TextureOptions};

use crate::picture::{ContentColors, Framing, Mask, Picture};
use crate::project::Provenance;
use crate::studio::canvas::Pyramid;
use crate::studio::source::Source;
use crate::studio::tasks::Decoded;

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
    /// Whether what it shows was made from this very picture.
    pub fn shows(&self, original: &Arc<Picture>) -> bool {
        self.loaded.as_ref().is_some_and(|loaded| Arc::ptr_eq(&loaded.original, original))
    }

    /// Notes that a picture was asked for and returns the number of the request.
    pub fn ask(&mut self) -> u64 {
        self.requests += 1;
        self.awaited = Some(self.requests);
        self.requests
    }
}

/// A picture in use.
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

impl Loaded {
    /// Puts the images of a picture on the graphics card.
    pub fn new(decoded: Decoded, window: &Context) -> Self {
        let colors = if decoded.provenance.is_missing {
            ContentColors::unknown()
        } else {
            ContentColors::new(Arc::clone(&decoded.picture))
        };
        Self {
            source: decoded.source,
            provenance: decoded.provenance,
            original: decoded.original,
            framing: decoded.framing,
            whole: decoded.whole,
            whole_display: decoded.whole_display,
            colors: Arc::new(colors),
            mask: Arc::new(Mask::new(Arc::clone(&decoded.picture))),
            picture: decoded.picture,
            display: decoded.display,
            thumbnail: upload(window, "thumbnail", decoded.thumbnail),
        }
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

/// Puts an image on the graphics card.
pub fn upload(window: &Context, name: &str, image: ColorImage) -> TextureHandle {
    window.load_texture(name, image, TextureOptions::LINEAR)
}
