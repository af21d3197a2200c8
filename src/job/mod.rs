//! One painting in a background thread, watched through events and a slot with the newest picture.

mod message;
mod preview;
mod worker;

pub use message::{JobCommand, JobEvent, Outcome};
pub use preview::{Preview, PreviewPicture};
pub use worker::{Job, JobRequest};
