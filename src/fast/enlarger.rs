//! Enlarging pictures twice or four times by a network that was trained to (Johnson, Alahi and Fei-Fei 2016, section 4.2
//! and supplement).
//!
//! The picture is enlarged bicubically, and the network adds what is missing, tile by tile: every tile is made from as much
//! of the picture around it as its pixels depend on, so that there are no seams, and the memory is that of the two pictures
//! and one tile. Then the histogram of each channel is matched to that of the small picture, as in the paper.
//!
//! Like the paper's network it makes sharp edges that look right; it cannot know what the small picture no longer shows.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

use candle_core::{Device, Tensor};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::checkpoint;
use super::gallery::About;
use crate::cancel::CancelToken;
use crate::error::{Error, FileProblem, Result};
use crate::network::{FeedForward, FeedForwardWeights, StoredTensor, Workspace, sha256};
use crate::picture::{ColorMethod, ColorSettings, ContentColors, MAX_PIXELS, Picture};
use crate::text::text;

/// The blur before a picture is reduced, a standard deviation in pixels (section 4.2).
const BLUR: f64 = 1.0;
/// The sides of what is made of a tile, in enlarged pixels: a network of the published width takes about 300 MB for it.
const TILE_SIDE: usize = 640;

/// How much larger a picture is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Enlargement {
    /// Both sides twice.
    Twice,
    /// Both sides four times.
    FourTimes,
}

impl Enlargement {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Twice, Self::FourTimes];

    /// The factor of both sides.
    pub const fn factor(self) -> usize {
        1 << self.doublings()
    }

    /// How often the sides are doubled.
    pub const fn doublings(self) -> usize {
        match self {
            Self::Twice => 1,
            Self::FourTimes => 2,
        }
    }

    /// The small picture that a network learns to enlarge: blurred and reduced bicubically (section 4.2). Rows and columns
    /// beyond the last multiple of the factor are lost.
    pub fn reduced(self, picture: &Picture) -> Picture {
        let side = |len: usize| (len / self.factor()).max(1);
        let (width, height) = (side(picture.width()), side(picture.height()));
        picture.blurred(BLUR).resized_bicubically(width, height)
    }

    /// The picture enlarged without any network.
    pub fn bicubic(self, small: &Picture) -> Picture {
        small.resized_bicubically(small.width() * self.factor(), small.height() * self.factor())
    }
}

impl fmt::Display for Enlargement {
    /// The factor.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.factor())
    }
}

/// A network that enlarges and is part of the program; `models/README.md` tells how it was trained.
#[derive(Debug)]
pub struct BuiltInEnlarger {
    /// What commands call it.
    pub name: &'static str,
    /// Its contents.
    pub bytes: &'static [u8],
}

impl BuiltInEnlarger {
    /// The one for an enlargement.
    pub const fn of(enlargement: Enlargement) -> Self {
        match enlargement {
            Enlargement::Twice => Self { name: "enlarge2", bytes: include_bytes!("../../models/enlarge2.safetensors") },
            Enlargement::FourTimes => {
                Self { name: "enlarge4", bytes: include_bytes!("../../models/enlarge4.safetensors") }
            }
        }
    }

    /// What it says of itself.
    pub fn about(&self) -> About {
        About::within(self.bytes)
    }

    /// The hash of its file in hexadecimal digits.
    pub fn sha256(&self) -> String {
        sha256(self.bytes)
    }
}

/// A network that enlarges, on its device.
#[derive(Debug)]
pub struct Enlarger {
    enlargement: Enlargement,
    network: FeedForward,
    /// How far around a pixel lie those on which what is made of it depends, in pixels of the small picture.
    reach: usize,
    tile_side: usize,
}

impl Enlarger {
    /// The one that comes with the program.
    ///
    /// # Errors
    /// Only when the device fails.
    pub fn built_in(enlargement: Enlargement, device: Device) -> Result<Self> {
        let network = BuiltInEnlarger::of(enlargement);
        let tensors = checkpoint::read_safetensors(network.bytes).map_err(FileProblem::BadModel);
        let tensors = tensors.map_err(|problem| Error::file(Path::new(network.name), problem))?;
        Self::of_tensors(tensors, network.name, device)
    }

    /// One from a file that `impasto train --enlarger` wrote.
    ///
    /// # Errors
    /// [`Error::File`] naming the file and what is the matter with it.
    pub fn open(path: &Path, device: Device) -> Result<Self> {
        Self::of_tensors(checkpoint::read(path)?, path, device)
    }

    fn of_tensors(tensors: BTreeMap<String, StoredTensor>, name: impl AsRef<Path>, device: Device) -> Result<Self> {
        let weights = FeedForwardWeights::enlarger(tensors);
        Self::of_weights(&weights.map_err(|problem| Error::file(name.as_ref(), problem))?, device)
    }

    /// The network with these weights.
    ///
    /// # Errors
    /// Only when the device fails.
    ///
    /// # Panics
    /// If they are those of a network for styles, which is a mistake of the caller.
    pub fn of_weights(weights: &FeedForwardWeights, device: Device) -> Result<Self> {
        let enlargement = Enlargement::ALL.into_iter().find(|one| one.doublings() == weights.doublings());
        let enlargement = enlargement.expect("a network that doubles once or twice");
        let network = FeedForward::new(weights, device)?;
        Ok(Self { enlargement, network, reach: weights.reach(), tile_side: TILE_SIDE })
    }

    /// How much larger it makes pictures.
    pub const fn enlargement(&self) -> Enlargement {
        self.enlargement
    }

    /// Refuses pictures that would become too large.
    ///
    /// # Errors
    /// [`Error::Value`] when the enlarged picture has more than [`MAX_PIXELS`].
    pub fn check_size(enlargement: Enlargement, width: usize, height: usize) -> Result<()> {
        let [width, height] = [width, height].map(|side| (side * enlargement.factor()) as u64);
        if width.saturating_mul(height) > MAX_PIXELS {
            let remedy =
                text!("{count} megapixels are the most; enlarge a smaller picture", count = MAX_PIXELS / 1_000_000);
            return Err(Error::value(
                text!("the enlarged picture"),
                text!("{width}x{height} pixels", width, height),
                remedy,
            ));
        }
        Ok(())
    }

    /// Enlarges a picture; `progress` is told the share that is done, from 0 to 1.
    ///
    /// # Errors
    /// [`Error::Value`] for a picture that would become too large, [`Error::Cancelled`], or a failure of the device.
    pub fn enlarge(
        &self,
        picture: &Arc<Picture>,
        progress: &mut dyn FnMut(f64),
        cancel: &CancelToken,
    ) -> Result<Picture> {
        Self::check_size(self.enlargement, picture.width(), picture.height())?;
        let enlarged = self.enlarged_unmatched(picture, progress, cancel)?;
        let matched = ColorSettings { method: ColorMethod::Histogram, strength: 1.0 };
        Ok(ContentColors::new(Arc::clone(picture)).given_to(Cow::Owned(enlarged), matched).into_owned())
    }

    /// What the network makes, before its histogram is matched.
    fn enlarged_unmatched(
        &self,
        picture: &Picture,
        progress: &mut dyn FnMut(f64),
        cancel: &CancelToken,
    ) -> Result<Picture> {
        let (factor, small) = (self.enlargement.factor(), [picture.width(), picture.height()]);
        let large = small.map(|side| side * factor);
        cancel.check()?;
        let mut planes = self.enlargement.bicubic(picture).into_planes();
        let side = (self.tile_side / factor).max(1);
        let places = |len: usize| (0..len).step_by(side).map(move |start| [start, (start + side).min(len)]);
        let tiles: Vec<_> = places(small[1]).flat_map(|y| places(small[0]).map(move |x| [x, y])).collect();
        let mut workspace = Workspace::default();
        for (index, tile) in tiles.iter().enumerate() {
            cancel.check()?;
            self.add_tile(picture, *tile, large, &mut planes, &mut workspace, cancel)?;
            progress((index + 1) as f64 / tiles.len() as f64);
        }
        planes.par_iter_mut().for_each(|value| *value = value.clamp(0.0, 1.0));
        Ok(Picture::new(large[0], large[1], planes))
    }

    /// Adds what the network makes of one tile, given by its columns and rows in the small picture.
    fn add_tile(
        &self,
        picture: &Picture,
        tile: [[usize; 2]; 2],
        large: [usize; 2],
        planes: &mut [f32],
        workspace: &mut Workspace,
        cancel: &CancelToken,
    ) -> Result<()> {
        let (factor, small) = (self.enlargement.factor(), [picture.width(), picture.height()]);
        // As much around it as it depends on.
        let seen = [0, 1].map(|axis| {
            let [start, end] = tile[axis];
            start.saturating_sub(self.reach)..(end + self.reach).min(small[axis])
        });
        let [columns, rows] = seen.clone();
        let lines = picture
            .planes()
            .chunks_exact(small[0] * small[1])
            .flat_map(|plane| rows.clone().flat_map(|y| plane[y * small[0]..][columns.clone()].iter().copied()));
        let input = Tensor::from_iter(lines, self.network.device())?.reshape((1, 3, rows.len(), columns.len()))?;
        let made = self.network.forward(&input, &[], workspace, cancel)?;
        let values = made.flatten_all()?.to_vec1::<f32>()?;
        workspace.give(made);
        let (made_width, made_height) = (columns.len() * factor, rows.len() * factor);
        let [[left, right], [top, bottom]] = tile.map(|range| range.map(|place| place * factor));
        for (plane, values) in
            planes.chunks_exact_mut(large[0] * large[1]).zip(values.chunks_exact(made_width * made_height))
        {
            for y in top..bottom {
                let from = (y - rows.start * factor) * made_width + left - columns.start * factor;
                let line = &mut plane[y * large[0]..][left..right];
                line.iter_mut().zip(&values[from..]).for_each(|(sum, value)| *sum += value);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A network with weights of chance that span some range.
    fn enlarger(enlargement: Enlargement, range: f32) -> Enlarger {
        let mut weights = FeedForwardWeights::initial_enlarger(4, enlargement.doublings(), 3);
        let noise = Picture::white_noise(weights.parameters_len(), 1, range, 7);
        let parameters = noise.planes()[..weights.parameters_len()].iter().map(|value| value - 0.5).collect::<Vec<_>>();
        weights.set_parameters(&parameters);
        Enlarger::of_weights(&weights, Device::Cpu).unwrap()
    }

    #[test]
    fn tiles_make_the_picture_that_is_made_at_once() {
        for enlargement in Enlargement::ALL {
            let mut enlarger = enlarger(enlargement, 0.3);
            for (width, height) in [(50, 33), (1, 1), (2, 40), (17, 16)] {
                let picture = Picture::white_noise(width, height, 0.5, 2);
                let mut make = |tile_side| {
                    enlarger.tile_side = tile_side;
                    let mut shares = Vec::new();
                    let made = enlarger
                        .enlarged_unmatched(&picture, &mut |share| shares.push(share), &CancelToken::new())
                        .unwrap();
                    assert!(shares.is_sorted() && shares.last() == Some(&1.0), "{shares:?}");
                    (made, shares.len())
                };
                let (whole, one) = make(100_000);
                let (tiled, several) = make(32);
                assert!(one == 1 && (several > 1 || width * height < 500));
                let (factor, bicubic) = (enlargement.factor(), enlargement.bicubic(&picture));
                assert_eq!((whole.width(), whole.height()), (width * factor, height * factor));
                let worst = |a: &Picture, b: &Picture| {
                    a.planes().iter().zip(b.planes()).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
                };
                assert!(worst(&whole, &tiled) < 1e-4, "{width}x{height}: {}", worst(&whole, &tiled));
                assert!(worst(&whole, &bicubic) > 1e-2, "the network adds something");
            }
        }
    }

    #[test]
    fn the_histogram_is_that_of_the_small_picture() {
        let small = Arc::new(Picture::white_noise(40, 30, 0.6, 4));
        let enlarged = enlarger(Enlargement::Twice, 0.1).enlarge(&small, &mut |_| {}, &CancelToken::new()).unwrap();
        let quartiles = |picture: &Picture| {
            let mut red = picture.planes()[..picture.planes().len() / 3].to_vec();
            red.sort_by(f32::total_cmp);
            [1, 2, 3].map(|quarter| red[red.len() * quarter / 4])
        };
        for (one, other) in quartiles(&small).into_iter().zip(quartiles(&enlarged)) {
            assert!((one - other).abs() < 0.01, "{one} and {other}");
        }
    }

    #[test]
    fn what_is_cancelled_or_too_large_ends_with_an_error() {
        let cancel = CancelToken::new();
        let small = Arc::new(Picture::white_noise(90, 20, 1.0, 1));
        let mut enlarger = enlarger(Enlargement::FourTimes, 0.3);
        enlarger.tile_side = 40;
        assert!(matches!(enlarger.enlarge(&small, &mut |_| cancel.cancel(), &cancel), Err(Error::Cancelled)));
        let error = Enlarger::check_size(Enlargement::FourTimes, 5000, 4000).unwrap_err();
        assert_eq!(
            error.headline(),
            "the enlarged picture cannot be 20000x16000 pixels: 200 megapixels are the most; enlarge a smaller picture"
        );
        assert!(Enlarger::check_size(Enlargement::Twice, 5000, 4000).is_ok());
    }

    #[test]
    fn a_picture_is_reduced_to_what_the_factor_leaves() {
        let picture = Picture::new(11, 9, vec![0.5; 297]);
        let small = Enlargement::FourTimes.reduced(&picture);
        assert_eq!((small.width(), small.height()), (2, 2));
        assert!(small.planes().iter().all(|value| (value - 0.5).abs() < 1e-6));
    }
}
