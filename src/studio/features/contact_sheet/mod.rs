//! Contact sheets: many small paintings that differ in two settings.

mod update;
pub mod view;
