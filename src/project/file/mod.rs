//! The project file: one work of an artist, to be gone on with next week, or on another machine.
//!
//! # The form
//! A ZIP archive whose entries are stored without compression, since pictures are compressed already. It ends in
//! `.impasto`; its media type is `application/x-impasto`.
//!
//! | entry | what it is |
//! | --- | --- |
//! | `mimetype` | the media type, as the first entry, so that its first bytes tell what the file is |
//! | `project.json` | everything that is no picture: a [`Manifest`] |
//! | `pictures/NUMBER.ENDING` | an embedded picture: the bytes of its file, or PNG of 16 bits a value |
//! | `painting/NAME.png` | the present painting |
//! | `snapshots/NAME.png` | the pictures of the film strip, 8 bits a value |
//! | `frames/NAME.png` | the frames that were recorded for a time lapse |
//!
//! ```json
//! {
//!   "impasto-project": 1,
//!   "embeds": false,
//!   "pictures": [
//!     { "name": "harbour.jpg", "file": { "absolute": "/home/me/harbour.jpg", "relative": "../harbour.jpg",
//!       "sha256": "9f86d08...", "bytes": 2031616 } },
//!     { "name": "The Starry Night, Vincent van Gogh", "sample": "van_gogh_starry_night.jpg" },
//!     { "name": "from the clipboard", "entry": "pictures/2.png" }
//!   ],
//!   "setup": {
//!     "settings": { "weights": { "ratio": 0.02 }, "size": 1024 },
//!     "content": { "picture": 0, "framing": { "turn": "90" } },
//!     "styles": [ { "picture": 1, "weight": 1.0 } ]
//!   },
//!   "colors": { "method": "luminance", "strength": 0.5 },
//!   "mask": { "picture": 2 },
//!   "painting": { "entry": "painting/1.png", "iteration": 120, "scales": [...], "setup": {...}, "losses": [...] },
//!   "snapshots": [ { "entry": "snapshots/7.png", "number": 1, "iteration": 25, "setup": {...} } ],
//!   "queue": [ { "setup": {...}, "state": "waiting" } ]
//! }
//! ```
//!
//! Pictures are counted from 0 and referred to by their number. A picture stays in its own file unless it is embedded:
//! the project then knows where that was, absolutely and from the project's own folder with `/` between the names, and
//! knows it again by its SHA-256 wherever it has gone. What has no file, such as a picture from the clipboard, is always
//! embedded. Settings are those of [`TransferSettings`](crate::transfer::TransferSettings), and whatever is left out
//! has its default.
//!
//! # Versions
//! `impasto-project` is [`PROJECT_VERSION`]. A program refuses a later version and leaves out of account what it does not
//! know of its own one. Whatever an older program must not ignore raises the version.
//!
//! The folder that [`crate::project::Recovery`] keeps of a running session has the same entries as files.

mod container;
mod draft;
mod manifest;
mod open;
mod places;
#[cfg(test)]
mod tests;

use std::path::Path;

pub use draft::{Draft, HeldPicture, Origin, Provenance};
pub use manifest::{
    FilePlace, FrameRecord, JobRecord, JobState, Manifest, Occasion, PaintingRecord, PictureRecord, PictureUse, Setup,
    SnapshotRecord, StyleRecord,
};
pub use open::{FoundPicture, Opened};
pub use places::Stamp;

pub(super) use container::MANIFEST;
pub(super) use draft::{Data, Embedding, Sink, folder_of};
pub(super) use places::hex;

/// The version of project files that this program writes, and the newest that it reads.
pub const PROJECT_VERSION: u64 = 1;
/// The ending of project files.
pub const PROJECT_ENDING: &str = "impasto";
/// The media type of project files.
pub const PROJECT_MEDIA_TYPE: &str = "application/x-impasto";

/// Whether a file is a project by its name.
pub fn is_project(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case(PROJECT_ENDING))
}
