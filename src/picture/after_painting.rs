//! What becomes of a painting between the last step and the eye: its colours, and a mask.

use std::borrow::Cow;
use std::sync::Arc;

use super::colors::{ColorSettings, ContentColors, Fitting, luminance, mapped, towards};
use crate::picture::Picture;

/// What becomes of a painting before it is shown or saved. What was painted stays as it is, so this can be changed at any
/// time.
#[derive(Debug, Clone, Default)]
pub struct AfterPainting {
    /// What becomes of its colours.
    pub colors: ColorSettings,
    /// Where it is seen, if not everywhere.
    pub mask: Option<Arc<Mask>>,
}

impl PartialEq for AfterPainting {
    /// Two masks are the same when they are one.
    fn eq(&self, other: &Self) -> bool {
        let is_same_mask = match (&self.mask, &other.mask) {
            (Some(mask), Some(other)) => Arc::ptr_eq(mask, other),
            (None, None) => true,
            _ => false,
        };
        is_same_mask && self.colors == other.colors
    }
}

impl AfterPainting {
    /// Whether the painting stays as it is.
    pub fn changes_nothing(&self) -> bool {
        self.mask.is_none() && self.colors.change_nothing()
    }

    /// A painting of a content, of any size, as it is shown and saved. One that is owned is changed in its place. One
    /// whose content is not known stays as it is.
    pub fn applied_to<'a>(&self, painted: Cow<'a, Picture>, content: &ContentColors) -> Cow<'a, Picture> {
        let colored = content.given_to(painted, self.colors);
        match (&self.mask, content.content()) {
            (Some(mask), Some(content)) => Cow::Owned(mask.lay(colored.into_owned(), content)),
            _ => colored,
        }
    }
}

/// A picture whose brightness says how much of the painting is seen: all where it is white, nothing where it is black.
#[derive(Debug)]
pub struct Mask(Fitting);

impl Mask {
    /// The mask that this picture is. Nothing is computed yet.
    pub const fn new(picture: Arc<Picture>) -> Self {
        Self(Fitting::new(picture))
    }

    /// A painting over its content; content and mask are stretched to its size. The values are mixed as they are stored,
    /// as layers are in painting programs.
    pub(super) fn lay(&self, painted: Picture, content: &Fitting) -> Picture {
        let [mask, content] = [&self.0, content].map(|it| it.to(painted.width(), painted.height()));
        mapped(painted, |colors, place| {
            let share = luminance(mask.at_place(place)).clamp(0.0, 1.0);
            let content = content.at_place(place);
            std::array::from_fn(|channel| towards(content[channel], colors[channel], share))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::ColorMethod;

    fn flat(width: usize, height: usize, color: [f32; 3]) -> Picture {
        let planes = color.into_iter().flat_map(|value| vec![value; width * height]).collect();
        Picture::new(width, height, planes)
    }

    /// Black on its left half, white on its right one.
    fn halves(width: usize, height: usize) -> Arc<Mask> {
        let plane: Vec<f32> = (0..width * height).map(|place| f32::from(place % width >= width / 2)).collect();
        Arc::new(Mask::new(Arc::new(Picture::new(width, height, plane.repeat(3)))))
    }

    #[test]
    fn white_shows_the_painting_and_black_the_content_at_any_size() {
        let content = ContentColors::new(Arc::new(flat(20, 12, [0.25, 0.5, 0.75])));
        let painted = flat(40, 24, [1.0, 0.0, 0.5]);
        let after = AfterPainting { mask: Some(halves(80, 48)), ..AfterPainting::default() };
        let shown = after.applied_to(Cow::Borrowed(&painted), &content);
        for (x, color) in [(2, [0.25, 0.5, 0.75]), (37, [1.0, 0.0, 0.5])] {
            let seen = shown.at_place(12 * 40 + x);
            assert!(seen.iter().zip(color).all(|(seen, color)| (seen - color).abs() < 1e-4), "{seen:?} at {x}");
        }
    }

    #[test]
    fn grey_mixes_both_after_the_colours_are_changed() {
        let content = ContentColors::new(Arc::new(flat(8, 8, [0.2, 0.2, 0.2])));
        let mask = Some(Arc::new(Mask::new(Arc::new(flat(8, 8, [0.5, 0.5, 0.5])))));
        let colors = ColorSettings { method: ColorMethod::Luminance, strength: 1.0 };
        // The painting becomes a grey as light as its red, which is 0.299.
        let shown = AfterPainting { colors, mask }.applied_to(Cow::Owned(flat(8, 8, [1.0, 0.0, 0.0])), &content);
        assert!(
            shown.at_place(0).iter().all(|value| (value - 0.5 * (0.299 + 0.2)).abs() < 1e-4),
            "{:?}",
            shown.at_place(0)
        );
    }

    #[test]
    fn without_a_mask_or_a_content_a_painting_stays_as_it_is() {
        let painted = Picture::white_noise(9, 7, 0.2, 3);
        let content = ContentColors::new(Arc::new(flat(9, 7, [0.0; 3])));
        let masked = AfterPainting { mask: Some(halves(9, 7)), ..AfterPainting::default() };
        assert!(AfterPainting::default().changes_nothing() && !masked.changes_nothing());
        for (after, content) in [(AfterPainting::default(), content), (masked, ContentColors::unknown())] {
            assert_eq!(*after.applied_to(Cow::Borrowed(&painted), &content), painted);
        }
    }
}
