//! Work in background threads, watched through events and slots with the newest picture: one painting, the many small
//! ones of a contact sheet, pictures in fast styles as they are wished for, and the training of one.

mod background;
mod fast;
mod message;
mod sheet;
mod slot;
mod training;
mod worker;

pub use fast::{FastEvent, FastJob, FastOrder, StyleWish, ThumbnailOrder};
pub use message::{JobCommand, JobEvent, LayerAnswer, Outcome};
pub use sheet::{SheetCommand, SheetEvent, SheetJob, SheetProgress, SheetRequest};
pub use slot::{Preview, PreviewPicture, Slot};
pub use training::{TrainCommand, TrainEvent, TrainJob, TrainOutcome, TrainRequest};
pub use worker::{Job, JobRequest};
