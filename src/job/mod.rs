//! Work in background threads, watched through events and slots with the newest picture: one painting, or the many
//! small ones of a contact sheet.

mod background;
mod message;
mod preview;
mod sheet;
mod worker;

pub use message::{JobCommand, JobEvent, Outcome};
pub use preview::{Preview, PreviewPicture};
pub use sheet::{SheetCommand, SheetEvent, SheetJob, SheetProgress, SheetRequest};
pub use worker::{Job, JobRequest};
