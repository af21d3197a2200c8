//! The style pictures of a painting: several with a weight each, seen at a scale of their own.
//!
//! # Several styles
//! With the Gram matrices `A_i` of the styles and weights `w_i` that sum to 1, the loss of a layer is the mean of what
//! each style alone would give, `E = sum_i w_i mean((G - A_i)^2) / 4`. For one style that is the reference's. Because
//! `sum_i w_i (G - A_i)^2 = (G - B)^2 + sum_i w_i (A_i - B)^2` with the mean matrix `B = sum_i w_i A_i`, the gradient is
//! that of one style whose Gram matrix is `B`, and the rest is a number that does not depend on the picture. So any
//! number of styles costs an iteration nothing; the number is added to the loss that is reported.
//!
//! # Large styles
//! A style that is seen at four times the painting's size has sixteen times its pixels. It is never held as a whole:
//! tiles no larger than the painting are cut from the style picture at its own size, enlarged and measured one after
//! the other, and their Gram matrices, which are means over positions, are averaged. So memory is that of one picture
//! of the painting's size whatever the scale, and a tile sees as much of its edges as the painting does.

use std::collections::HashMap;
use std::sync::Arc;

use crate::error::{Error, Result, within};
use crate::network::{Layer, Vgg19};
use crate::picture::{Picture, fitted_size};
use crate::text::text;
use crate::transfer::settings::STYLE_WEIGHT_RANGE;

/// A style picture with its share.
#[derive(Debug, Clone)]
pub struct WeightedStyle {
    /// The picture at its own size.
    pub picture: Arc<Picture>,
    /// How much it counts against the other styles, see [`STYLE_WEIGHT_RANGE`]; 0 leaves it out.
    pub weight: f64,
}

impl PartialEq for WeightedStyle {
    /// Whether it is the very same picture with the same weight.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.picture, &other.picture) && self.weight == other.weight
    }
}

/// The style pictures of one painting.
#[derive(Debug, Clone, PartialEq)]
pub struct Styles(Vec<WeightedStyle>);

impl Styles {
    /// These pictures with their weights.
    ///
    /// # Errors
    /// [`Error::Value`] when a weight lies outside its range or no picture is left with one above 0.
    pub fn new(styles: Vec<WeightedStyle>) -> Result<Self> {
        for style in &styles {
            within(text!("the weight of a style"), style.weight, &STYLE_WEIGHT_RANGE)?;
        }
        if styles.iter().all(|style| style.weight == 0.0) {
            let remedy = text!("give at least one style picture a weight above 0");
            return Err(Error::value(text!("the style"), text!("without any weight"), remedy));
        }
        Ok(Self(styles))
    }

    /// The pictures that count, each with its weight scaled so that all sum to 1. The very same picture counts once, with
    /// the sum of its weights, so that it is measured once.
    pub fn normalised(&self) -> impl Iterator<Item = (&Arc<Picture>, f64)> {
        let sum: f64 = self.0.iter().map(|style| style.weight).sum();
        let mut counted: Vec<(&Arc<Picture>, f64)> = Vec::new();
        let mut places = HashMap::new();
        for style in self.0.iter().filter(|style| style.weight > 0.0) {
            let place = *places.entry(Arc::as_ptr(&style.picture)).or_insert(counted.len());
            match counted.get_mut(place) {
                Some((_, weight)) => *weight += style.weight,
                None => counted.push((&style.picture, style.weight)),
            }
        }
        counted.into_iter().map(move |(picture, weight)| (picture, weight / sum))
    }

    /// The picture that counts most, the first of them where several do.
    pub(super) fn heaviest(&self) -> &Arc<Picture> {
        self.normalised().reduce(|a, b| if a.1 >= b.1 { a } else { b }).expect("a picture counts").0
    }

    /// How each picture is seen by a painting whose longer side has `longer` pixels, with the layers down to `deepest`.
    pub(super) fn seen(&self, longer: usize, style_scale: f64, deepest: Layer) -> Vec<SeenStyle> {
        let seen = |(picture, weight)| SeenStyle::scaled(Arc::clone(picture), weight, longer, style_scale, deepest);
        self.normalised().map(seen).collect()
    }
}

impl From<Arc<Picture>> for Styles {
    fn from(picture: Arc<Picture>) -> Self {
        Self(vec![WeightedStyle { picture, weight: 1.0 }])
    }
}

/// A style picture at the size at which it is measured.
#[derive(Debug, Clone)]
pub struct SeenStyle {
    pub(super) picture: Arc<Picture>,
    /// All weights of a painting sum to 1.
    pub(super) weight: f64,
    /// Width and height in pixels.
    pub(super) size: (usize, usize),
    /// Tiles across and down.
    pub(super) tiles: (usize, usize),
}

impl SeenStyle {
    /// A style that counts alone, at its own size.
    pub fn alone(picture: Arc<Picture>) -> Self {
        Self::whole(picture, 1.0)
    }

    /// Every picture at its own size.
    pub fn all_whole(styles: &Styles) -> Vec<Self> {
        styles.normalised().map(|(picture, weight)| Self::whole(Arc::clone(picture), weight)).collect()
    }

    /// A style with a share, resized so that its longer side has so many pixels.
    pub(super) fn fitted(picture: Arc<Picture>, weight: f64, longer: usize) -> Self {
        let size = fitted_size(picture.width(), picture.height(), longer);
        Self { picture, weight, size, tiles: (1, 1) }
    }

    fn whole(picture: Arc<Picture>, weight: f64) -> Self {
        let size = (picture.width(), picture.height());
        Self { picture, weight, size, tiles: (1, 1) }
    }

    /// A style whose longer side is `style_scale` times that of the painting. One that is seen small keeps as many
    /// pixels as the network needs, if it would have them at the painting's size.
    fn scaled(picture: Arc<Picture>, weight: f64, longer: usize, style_scale: f64, deepest: Layer) -> Self {
        let fitted = |longer: usize| fitted_size(picture.width(), picture.height(), longer);
        let wanted = (longer as f64 * style_scale).round() as usize;
        let least = Vgg19::least_side(deepest);
        let is_seen = |longer: usize| fitted(longer).0.min(fitted(longer).1) >= least;
        let wanted = (wanted..longer).find(|&longer| is_seen(longer)).unwrap_or(wanted.max(longer));
        let size = fitted(wanted);
        let tiles = (size.0.div_ceil(longer), size.1.div_ceil(longer));
        Self { picture, weight, size, tiles }
    }

    /// The one that counts most, the first of them where several do.
    pub(super) fn heaviest(styles: &[Self]) -> &Self {
        styles.iter().reduce(|a, b| if a.weight >= b.weight { a } else { b }).expect("a picture counts")
    }

    /// Whether another one looks the same but for its weight.
    pub(super) fn looks_like(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.picture, &other.picture) && (self.size, self.tiles) == (other.size, other.tiles)
    }

    /// Width and height of the smallest tile in pixels.
    pub(super) fn least_tile(&self) -> (usize, usize) {
        (self.size.0 / self.tiles.0, self.size.1 / self.tiles.1)
    }

    /// Every tile, made when it is asked for.
    pub(super) fn tiles(&self) -> impl Iterator<Item = Picture> {
        let (columns, rows) = self.tiles;
        (0..rows).flat_map(move |row| (0..columns).map(move |column| self.tile(column, row)))
    }

    /// The tile in the middle.
    pub(super) fn middle_tile(&self) -> Picture {
        self.tile(self.tiles.0 / 2, self.tiles.1 / 2)
    }

    fn tile(&self, column: usize, row: usize) -> Picture {
        if self.tiles == (1, 1) {
            return self.picture.resized(self.size.0, self.size.1);
        }
        let border = |index: usize, count: usize, side: usize| index * side / count;
        let (width, height) = self.size;
        let (left, right) = (border(column, self.tiles.0, width), border(column + 1, self.tiles.0, width));
        let (top, bottom) = (border(row, self.tiles.1, height), border(row + 1, self.tiles.1, height));
        let [x, y] = [left as f64 / width as f64, top as f64 / height as f64];
        let part = [x, y, right as f64 / width as f64 - x, bottom as f64 / height as f64 - y];
        self.picture.part_resized(part, right - left, bottom - top)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: usize, height: usize) -> Arc<Picture> {
        Arc::new(Picture::white_noise(width, height, 1.0, 3))
    }

    fn seen(width: usize, height: usize, longer: usize, scale: f64) -> SeenStyle {
        SeenStyle::scaled(picture(width, height), 1.0, longer, scale, Layer::Conv5_1)
    }

    #[test]
    fn weights_are_scaled_and_styles_without_one_left_out() {
        let style = |weight| WeightedStyle { picture: picture(4, 4), weight };
        let styles = Styles::new(vec![style(1.0), style(0.0), style(3.0)]).unwrap();
        assert_eq!(styles.normalised().map(|(_, weight)| weight).collect::<Vec<_>>(), [0.25, 0.75]);
        // The very same picture counts once, however often it is there.
        let often = Styles::new([styles.0.clone(), styles.0.clone()].concat()).unwrap();
        assert_eq!(often.normalised().map(|(_, weight)| weight).collect::<Vec<_>>(), [0.25, 0.75]);
        assert!(Arc::ptr_eq(styles.heaviest(), &styles.0[2].picture));
        for wrong in [vec![], vec![style(0.0)], vec![style(-1.0)], vec![style(f64::NAN)], vec![style(1.0), style(1e9)]]
        {
            assert!(Styles::new(wrong).unwrap_err().is_wrong_use());
        }
    }

    #[test]
    fn at_its_natural_scale_a_style_is_one_picture_as_long_as_the_painting() {
        let seen = seen(300, 200, 128, 1.0);
        assert_eq!((seen.size, seen.tiles), ((128, 85), (1, 1)));
        assert_eq!(seen.middle_tile(), seen.picture.with_longer_side(128));
    }

    #[test]
    fn a_larger_style_comes_in_tiles_no_larger_than_the_painting() {
        for (scale, tiles) in [(1.5, (2, 1)), (2.0, (2, 2)), (4.0, (4, 3)), (1.01, (2, 1))] {
            let seen = seen(300, 200, 128, scale);
            assert_eq!(seen.tiles, tiles, "{scale}");
            let parts: Vec<_> = seen.tiles().map(|tile| (tile.width(), tile.height())).collect();
            assert!(parts.iter().all(|part| part.0 <= 128 && part.1 <= 128));
            let pixels: usize = parts.iter().map(|part| part.0 * part.1).sum();
            assert_eq!(pixels, seen.size.0 * seen.size.1);
        }
    }

    #[test]
    fn tiles_together_are_the_enlarged_picture() {
        let seen = seen(40, 30, 64, 2.0);
        let whole = seen.picture.resized(seen.size.0, seen.size.1);
        let tile = seen.tile(1, 0);
        for (x, y) in [(3, 5), (20, 30), (63, 47)] {
            let (a, b) = (tile.at(x, y), whole.at(64 + x, y));
            assert!(a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-4), "{a:?} {b:?}");
        }
    }

    #[test]
    fn a_small_style_keeps_what_the_network_needs() {
        assert_eq!(seen(300, 200, 512, 0.25).size, (128, 85));
        assert_eq!(seen(300, 200, 64, 0.25).size, (24, 16), "not 16 x 11");
        assert_eq!(seen(400, 20, 64, 0.25).size, (64, 3), "which is told as too small");
    }
}
