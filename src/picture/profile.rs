//! Colour profiles (ICC): from whatever a file says its numbers mean to sRGB.

use std::sync::Arc;

use moxcms::{ColorProfile, DataColorSpace, Layout, RenderingIntent, TransformF32Executor, TransformOptions};

/// Converts rows of pixels from an embedded profile to sRGB.
pub(super) struct ToSrgb {
    transform: Arc<TransformF32Executor>,
    channels: usize,
}

impl ToSrgb {
    /// The conversion that an embedded profile asks for, if it asks for one.
    ///
    /// `channels` is 1 for grey and 3 for colour. A profile that is broken, that is for other inks than these, or
    /// that is sRGB itself gives none: the numbers are then best taken as they are, as browsers do.
    pub(super) fn from_profile(profile: &[u8], channels: usize) -> Option<Self> {
        let source = ColorProfile::new_from_slice(profile).ok()?;
        let (layout, channels) = match (source.color_space, channels) {
            (DataColorSpace::Rgb, _) => (Layout::Rgb, 3),
            (DataColorSpace::Gray, 1) => (Layout::Gray, 1),
            _ => return None,
        };
        let options =
            TransformOptions { rendering_intent: RenderingIntent::RelativeColorimetric, ..TransformOptions::default() };
        let transform = source.create_transform_f32(layout, &ColorProfile::new_srgb(), Layout::Rgb, options).ok()?;
        let conversion = Self { transform, channels };
        (!conversion.changes_nothing()?).then_some(conversion)
    }

    /// How many values of a pixel [`Self::convert`] reads: 1 for grey, 3 for colour.
    pub(super) const fn channels(&self) -> usize {
        self.channels
    }

    /// Converts pixels to sRGB, 3 values a pixel, not clamped.
    pub(super) fn convert(&self, pixels: &[f32], rgb: &mut [f32]) -> Option<()> {
        self.transform.transform(pixels, rgb).ok()
    }

    /// Whether all of a grid of colours stay within a quarter of a byte's step: then the profile is sRGB in effect.
    fn changes_nothing(&self) -> Option<bool> {
        const STEPS: u8 = 8;
        const TOLERANCE: f32 = 0.25 / 255.0;
        let level = |step: u8| f32::from(step) / f32::from(STEPS - 1);
        let mut pixels = Vec::new();
        let mut unchanged = Vec::new();
        if self.channels == 1 {
            pixels.extend((0..STEPS).map(level));
            unchanged.extend((0..STEPS).flat_map(|step| [level(step); 3]));
        } else {
            let colours = (0..STEPS).flat_map(|r| (0..STEPS).flat_map(move |g| (0..STEPS).map(move |b| [r, g, b])));
            pixels.extend(colours.flat_map(|colour| colour.map(level)));
            unchanged.clone_from(&pixels);
        }
        let mut converted = vec![0.0; unchanged.len()];
        self.convert(&pixels, &mut converted)?;
        Some(converted.iter().zip(&unchanged).all(|(after, before)| (after - before).abs() < TOLERANCE))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn srgb_needs_no_conversion() {
        let srgb = ColorProfile::new_srgb().encode().unwrap();
        assert!(ToSrgb::from_profile(&srgb, 3).is_none());
    }

    #[test]
    fn a_broken_profile_is_ignored() {
        let mut profile = ColorProfile::new_display_p3().encode().unwrap();
        assert!(ToSrgb::from_profile(&profile, 3).is_some());
        profile.truncate(200);
        assert!(ToSrgb::from_profile(&profile, 3).is_none());
        assert!(ToSrgb::from_profile(b"no profile", 3).is_none());
    }

    #[test]
    fn a_profile_of_other_inks_is_ignored() {
        let grey = ColorProfile::new_gray_with_gamma(1.0).encode().unwrap();
        assert!(ToSrgb::from_profile(&grey, 3).is_none());
    }

    #[test]
    fn linear_grey_becomes_brighter_in_srgb() {
        let linear = ColorProfile::new_gray_with_gamma(1.0).encode().unwrap();
        let conversion = ToSrgb::from_profile(&linear, 1).unwrap();
        let mut rgb = [0.0; 9];
        conversion.convert(&[0.0, 0.214_04, 1.0], &mut rgb).unwrap();
        for (value, expected) in rgb.chunks(3).zip([0.0, 0.5, 1.0]) {
            assert!(value.iter().all(|channel| (channel - expected).abs() < 2e-3), "{value:?} {expected}");
        }
    }
}
