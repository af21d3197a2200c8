//! Resizing by Lanczos (a windowed sinc of 3 lobes), or bicubically where a method is defined so; either is widened when
//! shrinking so that fine patterns do not alias.

use fast_image_resize::images::{TypedImage, TypedImageRef};
use fast_image_resize::pixels::F32;
use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
use rayon::prelude::*;

use super::Picture;

impl Picture {
    /// Resized by Lanczos, without regard to its shape; values are clamped to [0, 1].
    ///
    /// # Panics
    /// If a side is 0, which is a mistake of the caller.
    pub fn resized(&self, width: usize, height: usize) -> Self {
        self.resampled(width, height, &ResizeOptions::new())
    }

    /// Resized bicubically (Keys 1981, with a = -1/2), without regard to its shape; values are clamped to [0, 1].
    ///
    /// # Panics
    /// If a side is 0, which is a mistake of the caller.
    pub fn resized_bicubically(&self, width: usize, height: usize) -> Self {
        self.convolved(width, height, FilterType::CatmullRom, &ResizeOptions::new())
    }

    /// Resized to [`fitted_size`].
    pub fn with_longer_side(&self, longer: usize) -> Self {
        let (width, height) = fitted_size(self.width, self.height, longer);
        self.resized(width, height)
    }

    /// The largest centred part with the shape `width` : `height`, resized to it.
    ///
    /// # Panics
    /// If a side is 0, which is a mistake of the caller.
    pub fn cropped_to(&self, width: usize, height: usize) -> Self {
        self.resampled(width, height, &ResizeOptions::new().fit_into_destination(Some((0.5, 0.5))))
    }

    fn resampled(&self, width: usize, height: usize, options: &ResizeOptions) -> Self {
        if (width, height) == (self.width, self.height) { self.clone() } else { self.filtered(width, height, options) }
    }

    /// Run through the filter whatever the sizes.
    ///
    /// # Panics
    /// If a side is 0, which is a mistake of the caller.
    pub(super) fn filtered(&self, width: usize, height: usize, options: &ResizeOptions) -> Self {
        self.convolved(width, height, FilterType::Lanczos3, options)
    }

    fn convolved(&self, width: usize, height: usize, filter: FilterType, options: &ResizeOptions) -> Self {
        assert!(width > 0 && height > 0, "a picture has at least one pixel");
        let options = options.resize_alg(ResizeAlg::Convolution(filter));
        let mut planes = vec![0.0_f32; 3 * width * height];
        // One after the other, each by all threads: what lies between its two passes takes as much memory as a plane.
        for (channel, target) in planes.chunks_exact_mut(width * height).enumerate() {
            resample_plane(&self.channel(channel), [self.width, self.height], target, [width, height], &options);
        }
        planes.par_iter_mut().for_each(|value| *value = value.clamp(0.0, 1.0));
        Self::new(width, height, planes)
    }
}

/// Width and height of the same shape whose longer side has `longer` pixels; each has at least 1.
///
/// Sides are rounded as Python does, halves to even, so that a size means the same here and in the reference.
pub fn fitted_size(width: usize, height: usize, longer: usize) -> (usize, usize) {
    let scale = longer as f64 / width.max(height) as f64;
    let side = |pixels: usize| ((pixels as f64 * scale).round_ties_even() as usize).max(1);
    (side(width), side(height))
}

/// Resamples one plane; sizes are width and height.
fn resample_plane(
    source: &[f32],
    source_size: [usize; 2],
    target: &mut [f32],
    target_size: [usize; 2],
    options: &ResizeOptions,
) {
    const AGREE: &str = "sizes, lengths and alignment of f32 planes agree";
    let [source_width, source_height] = source_size.map(|side| side as u32);
    let [target_width, target_height] = target_size.map(|side| side as u32);
    let source = bytemuck::cast_slice(source);
    let source = TypedImageRef::<F32>::from_buffer(source_width, source_height, source).expect(AGREE);
    let target = bytemuck::cast_slice_mut(target);
    let mut target = TypedImage::<F32>::from_buffer(target_width, target_height, target).expect(AGREE);
    // The untyped call would compile every pixel format and instruction set into this crate: minutes.
    Resizer::new().resize_typed(&source, &mut target, options).expect(AGREE);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sized(width: usize, height: usize) -> Picture {
        Picture::white_noise(width, height, 1.0, 3)
    }

    fn size(picture: &Picture) -> (usize, usize) {
        (picture.width(), picture.height())
    }

    #[test]
    fn the_longer_side_is_as_asked_and_the_shape_is_kept() {
        assert_eq!(size(&sized(200, 100).with_longer_side(50)), (50, 25));
        assert_eq!(size(&sized(100, 200).with_longer_side(400)), (200, 400));
        // 3 * 50 / 100 = 1.5 and 5 * 50 / 100 = 2.5: both halves go to the even 2.
        assert_eq!(size(&sized(100, 3).with_longer_side(50)), (50, 2));
        assert_eq!(size(&sized(100, 5).with_longer_side(50)), (50, 2));
    }

    #[test]
    fn no_side_vanishes() {
        assert_eq!(size(&sized(300, 1).with_longer_side(10)), (10, 1));
        assert_eq!(size(&sized(1, 1).with_longer_side(7)), (7, 7));
        assert_eq!(size(&sized(9, 4).with_longer_side(0)), (1, 1));
    }

    #[test]
    fn a_picture_of_the_size_stays_as_it_is() {
        let picture = Picture::new(2, 1, vec![-1.0, 0.3, 0.1, 2.0, 0.5, 0.6]);
        assert_eq!(picture.with_longer_side(2), picture);
        assert_eq!(picture.cropped_to(2, 1), picture);
    }

    #[test]
    fn resizing_keeps_flat_colour_and_the_range() {
        let flat = Picture::new(5, 4, [vec![0.25; 20], vec![0.5; 20], vec![1.0; 20]].concat());
        for (channel, expected) in flat.resized(17, 3).channels().iter().zip([0.25, 0.5, 1.0]) {
            assert!(channel.iter().all(|value| (value - expected).abs() < 1e-6));
        }
        let enlarged = sized(6, 6).resized(61, 61);
        assert!(enlarged.planes().iter().all(|value| (0.0..=1.0).contains(value)));
    }

    /// The cubic's weights half way between two pixels are -1/16, 9/16, 9/16, -1/16.
    #[test]
    fn bicubic_values_are_those_of_the_cubic() {
        let row = [0.1_f32, 0.5, 0.3, 0.7, 0.2];
        let picture = Picture::new(5, 1, row.repeat(3));
        let enlarged = picture.resized_bicubically(15, 1);
        assert!((enlarged.planes()[7] - 0.3).abs() < 1e-5, "the middle of three new pixels is the old one");
        let enlarged = picture.resized_bicubically(10, 1);
        // A quarter to the right of the pixel 2, by the same cubic.
        let weight = |x: f32| match x.abs() {
            x if x <= 1.0 => 1.5 * x.powi(3) - 2.5 * x * x + 1.0,
            x => -0.5 * x.powi(3) + 2.5 * x * x - 4.0 * x + 2.0,
        };
        let expected: f32 = (1..5).map(|index| weight(index as f32 - 2.25) * row[index]).sum();
        assert!((enlarged.planes()[5] - expected).abs() < 1e-5, "{} instead of {expected}", enlarged.planes()[5]);
    }

    #[test]
    fn shrinking_a_fine_pattern_gives_its_mean() {
        let stripes = (0..3 * 64 * 64).map(|index| (index % 2) as f32).collect();
        let small = Picture::new(64, 64, stripes).resized(8, 8);
        let red = small.channel(0);
        let inner = red[8 * 3 + 2..8 * 3 + 6].iter();
        assert!(inner.clone().all(|value| (value - 0.5).abs() < 0.02), "{inner:?}");
    }

    #[test]
    fn cropping_takes_the_middle() {
        let bands: Vec<f32> =
            (0..3 * 3 * 9).map(|index| if (3..6).contains(&(index % 9)) { 1.0 } else { 0.0 }).collect();
        let middle = Picture::new(9, 3, bands).cropped_to(3, 3);
        assert_eq!(size(&middle), (3, 3));
        assert!(middle.planes().iter().all(|value| *value == 1.0));
    }
}
