//! The part of a picture that is used, and how it is turned: what an artist does before painting.

use std::fmt;
use std::str::FromStr;

use fast_image_resize::ResizeOptions;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Picture, channels_mut};
use crate::error::{Error, Result};
use crate::text::{Parameter, text};

/// How far the sum of two parts may exceed 1 by rounding.
const ROUNDING: f64 = 1e-9;

/// A rectangle of a picture in parts of its sides: (0, 0) is the left top, (1, 1) the right bottom.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Crop {
    /// The left side.
    pub x: f64,
    /// The top.
    pub y: f64,
    /// The width, above 0.
    pub width: f64,
    /// The height, above 0.
    pub height: f64,
}

impl Crop {
    /// All of the picture.
    pub const WHOLE: Self = Self { x: 0.0, y: 0.0, width: 1.0, height: 1.0 };

    /// Checks that it has an extent and lies within the picture.
    ///
    /// # Errors
    /// [`Error::Value`] when it does not.
    pub fn validate(&self) -> Result<()> {
        let Self { x, y, width, height } = *self;
        let lies_within = |start: f64, extent: f64| {
            let is_number = start.is_finite() && extent.is_finite();
            is_number && start >= 0.0 && extent > 0.0 && start + extent <= 1.0 + ROUNDING
        };
        if lies_within(x, width) && lies_within(y, height) {
            Ok(())
        } else {
            let remedy =
                text!("give the left side, the top, a width and a height from 0 to 1 that lie within the picture");
            Err(Error::value(text!("the rectangle"), Parameter::number(self), remedy))
        }
    }

    /// The pixels of a picture of some width and height that it covers: left, top, width and height; at least one.
    pub fn pixels(&self, (width, height): (usize, usize)) -> [usize; 4] {
        let side = |start: f64, extent: f64, pixels: usize| {
            let border = |part: f64| (part * pixels as f64).round() as usize;
            let first = border(start).min(pixels - 1);
            (first, border(start + extent).clamp(first + 1, pixels) - first)
        };
        let ((left, width), (top, height)) = (side(self.x, self.width, width), side(self.y, self.height, height));
        [left, top, width, height]
    }
}

impl Default for Crop {
    fn default() -> Self {
        Self::WHOLE
    }
}

/// Reads `x,y,width,height`.
impl FromStr for Crop {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let numbers: Vec<f64> = text.split(',').map_while(|part| part.trim().parse().ok()).collect();
        let &[x, y, width, height] = numbers.as_slice() else {
            let remedy =
                text!("give four numbers from 0 to 1, x,y,width,height, such as 0.25,0.25,0.5,0.5 for the middle");
            return Err(Error::value(text!("the rectangle"), format!("\"{text}\""), remedy));
        };
        let crop = Self { x, y, width, height };
        crop.validate()?;
        Ok(crop)
    }
}

/// Writes what [`Crop::from_str`] reads.
impl fmt::Display for Crop {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{},{},{},{}", self.x, self.y, self.width, self.height)
    }
}

/// How far a picture is turned, clockwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Turn {
    /// Not at all.
    #[default]
    #[serde(rename = "0")]
    None,
    /// By 90 degrees.
    #[serde(rename = "90")]
    Quarter,
    /// By 180 degrees.
    #[serde(rename = "180")]
    Half,
    /// By 270 degrees.
    #[serde(rename = "270")]
    ThreeQuarters,
}

impl Turn {
    /// All turns, from none on.
    pub const ALL: [Self; 4] = [Self::None, Self::Quarter, Self::Half, Self::ThreeQuarters];

    /// The degrees, clockwise.
    pub const fn degrees(self) -> usize {
        90 * self as usize
    }

    /// This turn and then another.
    pub const fn then(self, other: Self) -> Self {
        Self::ALL[(self as usize + other as usize) % 4]
    }
}

/// What is used of a picture: it is mirrored, then turned, then cut.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Framing {
    /// Whether left and right are exchanged.
    pub mirrored: bool,
    /// How far it is turned.
    pub turn: Turn,
    /// The part of the turned picture that is used.
    pub crop: Crop,
}

impl Framing {
    /// The same turned further by 90 degrees, clockwise; what is used stays.
    pub fn turned(self) -> Self {
        let Crop { x, y, width, height } = self.crop;
        let crop = Crop { x: (1.0 - y - height).max(0.0), y: x, width: height, height: width };
        Self { turn: self.turn.then(Turn::Quarter), crop, ..self }
    }

    /// The same with left and right exchanged as it is seen now; what is used stays.
    pub fn flipped(self) -> Self {
        let crop = Crop { x: (1.0 - self.crop.x - self.crop.width).max(0.0), ..self.crop };
        // Mirroring comes first, and turns the other way round behind the mirror.
        let turn = Turn::ALL[(4 - self.turn as usize) % 4];
        Self { mirrored: !self.mirrored, turn, crop }
    }

    /// Whether it neither turns nor mirrors.
    pub fn is_upright(&self) -> bool {
        !self.mirrored && self.turn == Turn::None
    }
}

impl Picture {
    /// The picture mirrored and turned as a framing says, not yet cut.
    pub fn upright(&self, framing: &Framing) -> Self {
        let (width, height) = (self.width(), self.height());
        let is_across = matches!(framing.turn, Turn::Quarter | Turn::ThreeQuarters);
        let (new_width, new_height) = if is_across { (height, width) } else { (width, height) };
        let source = |x: usize, y: usize| {
            let (x, y) = match framing.turn {
                Turn::None => (x, y),
                Turn::Quarter => (y, height - 1 - x),
                Turn::Half => (width - 1 - x, height - 1 - y),
                Turn::ThreeQuarters => (width - 1 - y, x),
            };
            y * width + if framing.mirrored { width - 1 - x } else { x }
        };
        let mut planes = vec![0.0; 3 * width * height];
        for (channel, target) in channels_mut(&mut planes).into_iter().enumerate() {
            let plane = self.channel(channel);
            target.par_chunks_mut(new_width).enumerate().for_each(|(y, row)| {
                for (x, value) in row.iter_mut().enumerate() {
                    *value = plane[source(x, y)];
                }
            });
        }
        Self::new(new_width, new_height, planes)
    }

    /// The pixels within a rectangle, at their own size.
    pub fn cropped(&self, crop: &Crop) -> Self {
        let [left, top, width, height] = crop.pixels((self.width(), self.height()));
        let channels = self.channels();
        let rows = channels
            .iter()
            .flat_map(|plane| (top..top + height).flat_map(move |y| &plane[y * self.width() + left..][..width]));
        Self::new(width, height, rows.copied().collect())
    }

    /// The picture as a framing uses it.
    pub fn framed(&self, framing: &Framing) -> Self {
        if framing.is_upright() { self.cropped(&framing.crop) } else { self.upright(framing).cropped(&framing.crop) }
    }

    /// A part given by its left side, top, width and height in parts of the sides, resized; the filter reads beyond
    /// the part's edges, so that parts beside each other fit.
    pub(crate) fn part_resized(&self, [x, y, part_width, part_height]: [f64; 4], width: usize, height: usize) -> Self {
        let [own_width, own_height] = [self.width(), self.height()].map(|side| side as f64);
        let (left, top) = (x * own_width, y * own_height);
        // Rounding must not lead beyond the picture, which the resizer refuses.
        let part_width = (part_width * own_width).min(own_width - left);
        let part_height = (part_height * own_height).min(own_height - top);
        self.filtered(width, height, &ResizeOptions::new().crop(left, top, part_width, part_height))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture whose red is the column and green the row, in hundredths.
    fn grid(width: usize, height: usize) -> Picture {
        let plane = |value: fn(usize, usize) -> usize| {
            (0..width * height).map(move |i| value(i % width, i / width) as f32 / 100.0)
        };
        let zeros = vec![0.0; width * height];
        Picture::new(width, height, plane(|x, _| x).chain(plane(|_, y| y)).chain(zeros).collect())
    }

    /// Column and row of the source of a pixel.
    fn source(picture: &Picture, x: usize, y: usize) -> (usize, usize) {
        let [red, green, _] = picture.at(x, y).map(|value| (value * 100.0).round() as usize);
        (red, green)
    }

    fn framed(framing: Framing) -> Picture {
        grid(5, 3).framed(&framing)
    }

    #[test]
    fn turns_are_clockwise() {
        let turned = |turn| framed(Framing { turn, ..Framing::default() });
        assert_eq!(turned(Turn::None), grid(5, 3));
        let quarter = turned(Turn::Quarter);
        assert_eq!((quarter.width(), quarter.height()), (3, 5));
        assert_eq!((source(&quarter, 0, 0), source(&quarter, 2, 0), source(&quarter, 0, 4)), ((0, 2), (0, 0), (4, 2)));
        assert_eq!(source(&turned(Turn::Half), 0, 0), (4, 2));
        assert_eq!(source(&turned(Turn::ThreeQuarters), 0, 0), (4, 0));
        assert_eq!(turned(Turn::Half), quarter.framed(&Framing { turn: Turn::Quarter, ..Framing::default() }));
        assert_eq!(Turn::ThreeQuarters.then(Turn::Half), Turn::Quarter);
        assert_eq!(Turn::ThreeQuarters.degrees(), 270);
    }

    #[test]
    fn turning_and_flipping_on_keep_what_is_used() {
        let crop = Crop { x: 0.2, y: 1.0 / 3.0, width: 0.4, height: 2.0 / 3.0 };
        let mut framing = Framing { crop, ..Framing::default() };
        let start = framed(framing);
        assert_eq!((source(&start, 0, 0), start.width(), start.height()), ((1, 1), 2, 2));
        for _ in 0..4 {
            let before = framed(framing);
            framing = framing.turned();
            assert_eq!(framed(framing), before.framed(&Framing { turn: Turn::Quarter, ..Framing::default() }));
            let before = framed(framing);
            framing = framing.flipped();
            assert_eq!(framed(framing), before.framed(&Framing { mirrored: true, ..Framing::default() }));
        }
        for _ in 0..4 {
            framing = framing.turned();
        }
        assert_eq!(framed(framing), start);
    }

    #[test]
    fn a_rectangle_names_whole_pixels_and_at_least_one() {
        assert_eq!(Crop::WHOLE.pixels((7, 5)), [0, 0, 7, 5]);
        let crop = |x, y, width, height| Crop { x, y, width, height };
        assert_eq!(crop(0.25, 0.5, 0.5, 0.5).pixels((100, 10)), [25, 5, 50, 5]);
        assert_eq!(crop(0.999, 0.999, 0.001, 0.001).pixels((10, 10)), [9, 9, 1, 1]);
        assert_eq!(crop(0.4, 0.0, 1e-9, 1.0).pixels((1, 3)), [0, 0, 1, 3]);
        let part = grid(10, 8).cropped(&crop(0.2, 0.25, 0.3, 0.5));
        assert_eq!((part.width(), part.height(), source(&part, 0, 0), source(&part, 2, 3)), (3, 4, (2, 2), (4, 5)));
    }

    #[test]
    fn rectangles_are_read_written_and_refused() {
        let crop: Crop = " 0.25, 0,0.5,1".parse().unwrap();
        assert_eq!(crop, Crop { x: 0.25, y: 0.0, width: 0.5, height: 1.0 });
        assert_eq!(crop.to_string().parse::<Crop>().unwrap(), crop);
        assert!("0.3,0.3,0.7,0.7".parse::<Crop>().is_ok(), "though 0.3 + 0.7 may be rounded up");
        for wrong in [
            "",
            "0,0,1",
            "0,0,1,1,1",
            "a,0,1,1",
            "0,0,0,1",
            "0,0,1,0",
            "-0.1,0,1,1",
            "0.6,0,0.5,1",
            "0,0,1,2",
            "nan,0,1,1",
            "0,0,inf,1",
            "0,0,-1,1",
            "2,2,1,1",
        ] {
            let error = wrong.parse::<Crop>().unwrap_err();
            assert!(error.is_wrong_use() && error.headline().starts_with("the rectangle cannot be"), "{wrong}");
        }
    }

    #[test]
    fn parts_that_are_enlarged_fit_each_other() {
        let picture = Picture::white_noise(20, 10, 1.0, 1);
        let whole = picture.resized(60, 30);
        let right = picture.part_resized([0.5, 0.0, 0.5, 1.0], 30, 30);
        for (x, y) in [(0, 0), (1, 7), (29, 29)] {
            let (a, b) = (right.at(x, y), whole.at(30 + x, y));
            assert!(a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-4), "{a:?} {b:?}");
        }
    }
}
