//! Impasto paints one picture in the style of another and lets an artist watch it happen.
//!
//! The way of a picture through the rooms of this library:
//!
//! ```text
//! file -> picture::Picture -> transfer::Objective (VGG-19: forward, loss, backward) -> optimize (L-BFGS, Adam)
//!      -> transfer::Transfer::step -> job (background thread) -> preview -> studio canvas -> picture export
//! ```
//!
//! A fast style takes the short way: `picture::Picture -> fast::Style -> picture::Picture`.
//!
//! Each room imports only rooms above it in this table; `tests/architecture` holds them to it.
//!
//! | room | what lives there | leans on |
//! | --- | --- | --- |
//! | [`text`] | [`text::Text`], what is told to people: an id with parameters | - |
//! | [`error`] | [`error::Error`], its headline for people and its details for the log | text |
//! | [`cancel`] | [`cancel::CancelToken`], by which long work learns that nobody wants it any more | error |
//! | [`machine`] | threads, processor and memory of this machine | error |
//! | [`kernels`] | CPU kernels on slices, each with a naive twin; all `unsafe` code | cancel |
//! | [`picture`] | [`picture::Picture`], decoding, encoding, resizing | error |
//! | [`optimize`] | L-BFGS and Adam on vectors | cancel |
//! | [`network`] | VGG-19 and the feed-forward networks on candle tensors, on every device | kernels |
//! | [`transfer`] | the objective of Gatys et al. 2016, the scales, one step at a time | network, optimize, picture |
//! | [`fast`] | feed-forward styles: from files of many formats, of any painting, blended, trained; the gallery; enlarging | network, picture, transfer |
//! | [`job`] | one painting, pictures in fast styles, or a training, in a background thread | transfer, fast |
//! | [`project`] | settings kept between sessions, the sample pictures, places for files | picture, transfer, job |
//! | [`studio`] | the window | project, machine |
//! | [`cli`] | the same work without a window | project, fast, machine |
#![cfg_attr(not(test), deny(clippy::unwrap_used))]

pub mod cancel;
pub mod cli;
pub mod error;
pub mod fast;
pub mod job;
pub mod kernels;
pub mod machine;
pub mod network;
pub mod optimize;
pub mod picture;
pub mod project;
pub mod studio;
pub mod text;
pub mod transfer;
