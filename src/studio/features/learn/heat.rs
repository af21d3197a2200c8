//! Numbers as colours: feature maps and matrices for the eye.

use egui::{Color32, ColorImage};

use crate::transfer::Activations;

/// The colours of a scale from nothing to the most, evenly spaced: inferno, by Nathaniel Smith and Stéfan van der Walt, in
/// the public domain (CC0).
const INFERNO: [[u8; 3]; 9] = [
    [0, 0, 4],
    [31, 12, 72],
    [85, 15, 109],
    [136, 34, 106],
    [186, 54, 85],
    [227, 89, 51],
    [249, 140, 10],
    [249, 201, 50],
    [252, 255, 164],
];
/// What is less than it should be.
const LESS: [u8; 3] = [120, 190, 255];
/// What is more than it should be.
const MORE: [u8; 3] = [255, 150, 80];
/// The powers of ten that the scale of a matrix spans.
pub const DECADES: f32 = 3.0;

/// The colour of a share from 0 to 1; what is no number is black.
pub fn color(share: f32) -> Color32 {
    let place = share.clamp(0.0, 1.0) * (INFERNO.len() - 1) as f32;
    let place = if place.is_finite() { place } else { 0.0 };
    let index = (place as usize).min(INFERNO.len() - 2);
    between(INFERNO[index], INFERNO[index + 1], place - index as f32)
}

/// The colour of a difference, whose share goes from -1 to 1: black is none.
pub fn color_of_difference(share: f32) -> Color32 {
    let end = if share < 0.0 { LESS } else { MORE };
    let strength = if share.is_finite() { share.abs().min(1.0) } else { 0.0 };
    between([0; 3], end, strength)
}

fn between(first: [u8; 3], second: [u8; 3], share: f32) -> Color32 {
    let [red, green, blue] =
        [0, 1, 2].map(|index| egui::lerp(f32::from(first[index])..=f32::from(second[index]), share).round() as u8);
    Color32::from_rgb(red, green, blue)
}

/// Where a value lies on a logarithmic scale that ends with `most`, from 0 to 1.
pub fn logarithmic(value: f32, most: f32) -> f32 {
    if value <= 0.0 || most <= 0.0 { 0.0 } else { (1.0 + (value / most).log10() / DECADES).clamp(0.0, 1.0) }
}

/// A matrix `[C, C]` on a logarithmic scale that ends with `most`.
pub fn matrix(values: &[f32], most: f32) -> ColorImage {
    square(values.iter().map(|&value| color(logarithmic(value, most))).collect())
}

/// The difference of two matrices `[C, C]` on the same scale in both directions.
pub fn difference(values: &[f32], target: &[f32], most: f32) -> ColorImage {
    let share = |difference: f32| logarithmic(difference.abs(), most).copysign(difference);
    let colors = values.iter().zip(target).map(|(value, target)| color_of_difference(share(value - target)));
    square(colors.collect())
}

fn square(colors: Vec<Color32>) -> ColorImage {
    let side = colors.len().isqrt();
    ColorImage::new([side, side], colors)
}

/// The feature maps of a layer in rows, each on a scale of its own from 0 to its largest value.
#[derive(Debug)]
pub struct Atlas {
    /// All maps.
    pub image: ColorImage,
    /// The maps in one row.
    pub columns: usize,
}

impl Atlas {
    /// Draws the maps of an answer without gaps.
    pub fn of(answer: &Activations) -> Self {
        let [width, height] = answer.shown_size;
        let columns = (answer.channels() as f64 * height as f64 / width as f64).sqrt().ceil().max(1.0) as usize;
        let rows = answer.channels().div_ceil(columns);
        let mut image = ColorImage::filled([columns * width, rows * height], Color32::BLACK);
        for channel in 0..answer.channels() {
            let map = answer.map(channel);
            let most = map.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
            let (left, top) = (channel % columns * width, channel / columns * height);
            for (y, values) in map.chunks(width).enumerate() {
                let start = (top + y) * columns * width + left;
                for (pixel, value) in image.pixels[start..][..width].iter_mut().zip(values) {
                    *pixel = color(value / most);
                }
            }
        }
        Self { image, columns }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::Layer;

    #[test]
    fn colours_grow_brighter_along_the_scale() {
        let brightness = |color: Color32| u32::from(color.r()) + u32::from(color.g()) + u32::from(color.b());
        let scale: Vec<u32> = (0..=16).map(|step| brightness(color(step as f32 / 16.0))).collect();
        assert!(scale.windows(2).all(|pair| pair[0] < pair[1]), "{scale:?}");
        assert_eq!((color(f32::NAN), color(-1.0)), (color(0.0), color(0.0)));
        assert_eq!(color_of_difference(0.0), Color32::BLACK);
        assert!(color_of_difference(1.0).r() > 200 && color_of_difference(-1.0).b() > 200);
    }

    #[test]
    fn a_decade_is_a_third_of_the_scale() {
        for (value, share) in [(100.0, 1.0), (10.0, 2.0 / 3.0), (0.1, 0.0), (0.0, 0.0), (-5.0, 0.0), (900.0, 1.0)] {
            assert!((logarithmic(value, 100.0) - share).abs() < 1e-6, "{value}");
        }
        assert_eq!(logarithmic(1.0, 0.0), 0.0);
    }

    #[test]
    fn every_map_has_its_place_and_its_own_scale() {
        let answer = Activations {
            layer: Layer::Conv1_1,
            map_size: [2, 1],
            shown_size: [2, 1],
            maps: vec![0.0, 4.0, 9.0, 0.0, 0.0, 0.0],
            means: vec![2.0, 4.5, 0.0],
            largest: vec![4.0, 9.0, 0.0],
            gram: vec![0.0; 9],
            target: None,
        };
        let atlas = Atlas::of(&answer);
        assert_eq!((atlas.columns, atlas.image.size), (2, [4, 2]));
        let (dark, bright) = (color(0.0), color(1.0));
        assert_eq!(atlas.image.pixels[..4], [dark, bright, bright, dark]);
        assert_eq!(atlas.image.pixels[4..6], [dark, dark], "a filter that finds nothing is dark");
        assert_eq!(matrix(&answer.gram, 1.0).size, [3, 3]);
    }
}
