//! The options for how a picture is written, the same for every command that writes pictures.

use clap::Args;

use crate::picture::{JPEG_QUALITY_RANGE, SaveOptions};

use super::values::number;

/// How pictures are written.
#[derive(Debug, Args)]
pub struct SaveArgs {
    /// Quality of JPEG files, from 1 to 100
    #[arg(long, value_name = "N", default_value_t = SaveOptions::default().jpeg_quality,
        value_parser = number(JPEG_QUALITY_RANGE), allow_negative_numbers = true, help_heading = "Pictures")]
    quality: u8,
}

impl SaveArgs {
    /// The same as the picture's own options.
    pub const fn options(&self) -> SaveOptions {
        SaveOptions { jpeg_quality: self.quality }
    }
}
