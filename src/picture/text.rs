//! Lines of text as coverage, for the labels of figures.

use ab_glyph::{Font, FontRef, PxScale, ScaleFont, point};

/// The fonts for Japanese and Chinese, by name.
pub const JAPANESE: (&str, &[u8]) = ("Noto Sans JP", include_bytes!("../../assets/fonts/NotoSansJP-Regular.ttf"));
/// See [`JAPANESE`].
pub const CHINESE: (&str, &[u8]) = ("Noto Sans SC", include_bytes!("../../assets/fonts/NotoSansSC-Regular.ttf"));

/// What stands for the rest of a text that has no room.
const ELLIPSIS: char = '…';

/// How much of each pixel a line of text covers, from 0 to 1, row by row.
pub(super) struct Line {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) coverage: Vec<f32>,
}

impl Line {
    /// A line in letters of this height in pixels, shortened where it would be wider than `widest`.
    pub(super) fn new(text: &str, letters: f32, widest: usize) -> Self {
        let font = font_for(text);
        let scale = PxScale::from(letters);
        let mut text = text.to_owned();
        while advance(&font, scale, &text) > widest as f32 && text.chars().count() > 1 {
            if text.ends_with(ELLIPSIS) {
                text.pop();
            }
            text.pop();
            text.truncate(text.trim_end().len());
            text.push(ELLIPSIS);
        }
        let scaled = font.as_scaled(scale);
        let width = advance(&font, scale, &text).ceil().max(1.0) as usize;
        let height = scaled.height().ceil().max(1.0) as usize;
        let mut line = Self { width, height, coverage: vec![0.0; width * height] };
        let mut x = 0.0;
        let mut last = None;
        for letter in text.chars() {
            let id = scaled.glyph_id(letter);
            x += last.map_or(0.0, |last| scaled.kern(last, id));
            if let Some(outline) = font.outline_glyph(id.with_scale_and_position(scale, point(x, scaled.ascent()))) {
                let corner = outline.px_bounds().min;
                outline.draw(|column, row, coverage| {
                    line.cover(i64::from(column) + corner.x as i64, i64::from(row) + corner.y as i64, coverage);
                });
            }
            x += scaled.h_advance(id);
            last = Some(id);
        }
        line
    }

    fn cover(&mut self, x: i64, y: i64, coverage: f32) {
        let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) else { return };
        if x < self.width && y < self.height {
            let pixel = &mut self.coverage[y * self.width + x];
            *pixel = (*pixel + coverage).min(1.0);
        }
    }

    /// The line turned so that it reads upwards.
    pub(super) fn upwards(&self) -> Self {
        let (width, height) = (self.height, self.width);
        let pixel = |index: usize| {
            let (x, y) = (index % width, index / width);
            self.coverage[x * self.width + (self.width - 1 - y)]
        };
        Self { width, height, coverage: (0..width * height).map(pixel).collect() }
    }
}

/// The first of the window's fonts, which are part of the program already, that has all letters of a text.
fn font_for(text: &str) -> FontRef<'static> {
    let mut fonts = [epaint_default_fonts::UBUNTU_LIGHT, JAPANESE.1, CHINESE.1]
        .map(|bytes| FontRef::try_from_slice(bytes).expect("the fonts of the program can be read"))
        .into_iter();
    let latin = fonts.next().expect("there are three");
    let has_all = |font: &FontRef<'_>| text.chars().all(|letter| font.glyph_id(letter).0 != 0);
    if has_all(&latin) { latin } else { fonts.find(has_all).unwrap_or(latin) }
}

/// The width of a text in pixels.
fn advance(font: &FontRef<'_>, scale: PxScale, text: &str) -> f32 {
    let scaled = font.as_scaled(scale);
    let mut width = 0.0;
    let mut last = None;
    for letter in text.chars() {
        let id = scaled.glyph_id(letter);
        width += last.map_or(0.0, |last| scaled.kern(last, id)) + scaled.h_advance(id);
        last = Some(id);
    }
    width
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_cover_what_they_should() {
        let line = Line::new("l", 40.0, 1000);
        let columns = (0..line.width).map(|x| (0..line.height).map(|y| line.coverage[y * line.width + x]).sum::<f32>());
        let tallest = columns.fold(0.0, f32::max);
        assert!((20.0..40.0).contains(&tallest), "an upright stroke is about as tall as the letters: {tallest}");
        assert!(Line::new(" ", 20.0, 1000).coverage.iter().all(|&value| value == 0.0));
    }

    #[test]
    fn every_language_of_the_window_has_a_font() {
        let missing = |text: &str| text.chars().filter(|&letter| font_for(text).glyph_id(letter).0 == 0).count();
        for text in ["Größe 512", "Échelle du style", "Semilla ½", "スタイルの強さ 0.5", "风格权重 0.5", "№ 3"]
        {
            assert_eq!(missing(text), 0, "{text}");
        }
        assert_eq!(missing("🂡 of spades"), 1, "what no font has stays a box");
    }

    #[test]
    fn a_text_without_room_is_shortened() {
        let whole = Line::new("The Great Wave off Kanagawa", 20.0, 1000);
        let short = Line::new("The Great Wave off Kanagawa", 20.0, 100);
        assert!(whole.width > 200 && short.width <= 100 && short.width > 50, "{} {}", whole.width, short.width);
        assert!(Line::new("", 20.0, 10).width >= 1);
    }

    #[test]
    fn upwards_is_a_quarter_turn() {
        let line = Line { width: 3, height: 2, coverage: vec![0.1, 0.2, 0.3, 0.4, 0.5, 0.6] };
        let turned = line.upwards();
        assert_eq!((turned.width, turned.height), (2, 3));
        assert_eq!(turned.coverage, [0.3, 0.6, 0.2, 0.5, 0.1, 0.4]);
    }
}
