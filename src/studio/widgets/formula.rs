//! Formulas as they stand in papers: letters in italics, indices below and above, fractions, sums.

use std::fmt;
use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat};
use egui::{Color32, FontId, Galley, Painter, Pos2, Response, Sense, Stroke, Ui, Vec2, WidgetInfo, vec2};

use crate::studio::theme;

/// The size of the letters in points.
const SIZE: f32 = 15.0;
/// The letters of indices, in parts of those of their base.
const INDEX: f32 = 0.68;
/// The letters of fractions, in parts of those around them.
const FRACTION: f32 = 0.86;
/// The sign of a sum, in parts of the letters.
const SIGN: f32 = 1.5;
/// How far letters reach above and below their baseline, in parts of their size.
const REACH: [f32; 2] = [0.74, 0.24];
/// How high the bar of a fraction lies above the baseline, in parts of the letters.
const AXIS: f32 = 0.27;

/// A formula, or a part of one.
#[derive(Debug, Clone, PartialEq)]
pub enum Formula {
    /// Words, digits and operators.
    Upright(&'static str),
    /// The letter of a quantity.
    Italic(&'static str),
    /// One part after the other.
    Row(Vec<Formula>),
    /// A base with an index below and one above; an empty row is none.
    Indexed(Box<[Formula; 3]>),
    /// One part over another.
    Fraction(Box<[Formula; 2]>),
    /// The sign of a sum, with what is summed over below it.
    Sum(Box<Formula>),
}

/// Words, digits and operators; with the space around them that they want.
pub fn upright(text: &'static str) -> Formula {
    Formula::Upright(text)
}

/// The letter of a quantity.
pub fn italic(letter: &'static str) -> Formula {
    Formula::Italic(letter)
}

/// One part after the other.
pub fn row<const N: usize>(parts: [Formula; N]) -> Formula {
    Formula::Row(parts.into())
}

/// A base with an index below it.
pub fn below(base: Formula, index: Formula) -> Formula {
    Formula::Indexed(Box::new([base, index, row([])]))
}

/// A base with an index above it.
pub fn above(base: Formula, index: Formula) -> Formula {
    Formula::Indexed(Box::new([base, row([]), index]))
}

/// A base with an index below and one above.
pub fn indexed(base: Formula, below: Formula, above: Formula) -> Formula {
    Formula::Indexed(Box::new([base, below, above]))
}

/// One part over another.
pub fn fraction(over: Formula, under: Formula) -> Formula {
    Formula::Fraction(Box::new([over, under]))
}

/// The sign of a sum over something.
pub fn sum(over: Formula) -> Formula {
    Formula::Sum(Box::new(over))
}

/// As it would be typed: `L_content = (1)/(2) sum_{ij} (F_{ij} - P_{ij})^2`.
impl fmt::Display for Formula {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Upright(text) | Self::Italic(text) => formatter.write_str(text),
            Self::Row(parts) => parts.iter().try_for_each(|part| part.fmt(formatter)),
            Self::Indexed(parts) => {
                let [base, below, above] = &**parts;
                base.fmt(formatter)?;
                for (sign, index) in [("_", below), ("^", above)].into_iter().filter(|(_, index)| **index != row([])) {
                    write!(formatter, "{sign}{{{index}}}")?;
                }
                Ok(())
            }
            Self::Fraction(parts) => write!(formatter, "({})/({})", parts[0], parts[1]),
            Self::Sum(over) => write!(formatter, "sum_{{{over}}} "),
        }
    }
}

/// Draws a formula in the middle of the line, smaller where there is too little room.
pub fn formula(ui: &mut Ui, formula: &Formula) -> Response {
    let room = ui.available_width();
    let mut laid = Laid::new(formula, SIZE, ui.painter());
    if laid.width > room {
        laid = Laid::new(formula, SIZE * room / laid.width, ui.painter());
    }
    let (rect, response) = ui.allocate_exact_size(vec2(room, laid.above + laid.below), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, formula.to_string()));
    let baseline = rect.left_top() + vec2((room - laid.width) / 2.0, laid.above);
    laid.paint(ui.painter(), baseline, theme::colors(ui).text_strong);
    response
}

/// Where everything of a formula lies, from the left end of its baseline.
#[derive(Default)]
struct Laid {
    width: f32,
    above: f32,
    below: f32,
    marks: Vec<(Vec2, Mark)>,
}

enum Mark {
    /// Letters, and how far their top lies above their baseline.
    Letters(Arc<Galley>, f32),
    /// A bar of this length.
    Bar(f32),
}

impl Laid {
    fn new(formula: &Formula, size: f32, painter: &Painter) -> Self {
        match formula {
            Formula::Upright(text) => Self::letters(text, size, false, painter),
            Formula::Italic(text) => Self::letters(text, size, true, painter),
            Formula::Row(parts) => {
                let mut laid = Self::default();
                for part in parts {
                    let part = Self::new(part, size, painter);
                    let at = vec2(laid.width, 0.0);
                    laid.width += part.width;
                    laid.add(part, at);
                }
                laid
            }
            Formula::Indexed(parts) => {
                let [base, below, above] = &**parts;
                let mut laid = Self::new(base, size, painter);
                let end = laid.width + 0.04 * size;
                // Italic letters lean over to the right.
                for (index, at) in [(below, vec2(end, 0.2 * size)), (above, vec2(end + 0.06 * size, -0.36 * size))] {
                    let index = Self::new(index, INDEX * size, painter);
                    laid.width = laid.width.max(at.x + index.width);
                    laid.add(index, at);
                }
                laid
            }
            Formula::Fraction(parts) => {
                let [over, under] = parts.each_ref().map(|part| Self::new(part, FRACTION * size, painter));
                let mut laid = Self { width: over.width.max(under.width) + 0.3 * size, ..Self::default() };
                let (axis, gap) = (-AXIS * size, 0.12 * size);
                laid.marks.push((vec2(0.05 * size, axis), Mark::Bar(laid.width - 0.1 * size)));
                let middle = |part: &Self| (laid.width - part.width) / 2.0;
                let at = [vec2(middle(&over), axis - gap - over.below), vec2(middle(&under), axis + gap + under.above)];
                laid.add(over, at[0]);
                laid.add(under, at[1]);
                laid
            }
            Formula::Sum(over) => {
                let mut sign = Self::letters("∑", SIGN * size, false, painter);
                let over = Self::new(over, INDEX * size, painter);
                let mut laid = Self { width: sign.width.max(over.width) + 0.15 * size, ..Self::default() };
                sign.below = 0.0;
                let middle = |part: &Self| (laid.width - 0.15 * size - part.width) / 2.0;
                let at = [vec2(middle(&sign), 0.25 * size), vec2(middle(&over), 0.42 * size + over.above)];
                laid.add(sign, at[0]);
                laid.add(over, at[1]);
                laid
            }
        }
    }

    fn letters(text: &str, size: f32, italics: bool, painter: &Painter) -> Self {
        let font_id = FontId::proportional(size);
        let format = TextFormat { font_id, italics, color: Color32::PLACEHOLDER, ..TextFormat::default() };
        let galley = painter.layout_job(LayoutJob::single_section(text.to_owned(), format));
        let baseline = galley.rows.first().and_then(|row| Some(row.pos.y + row.glyphs.first()?.pos.y));
        let width = galley.size().x;
        let marks = vec![(Vec2::ZERO, Mark::Letters(galley, baseline.unwrap_or(0.0)))];
        Self { width, above: REACH[0] * size, below: REACH[1] * size, marks }
    }

    /// Lays a part with the left end of its baseline there.
    fn add(&mut self, part: Self, at: Vec2) {
        self.above = self.above.max(part.above - at.y);
        self.below = self.below.max(part.below + at.y);
        self.marks.extend(part.marks.into_iter().map(|(place, mark)| (place + at, mark)));
    }

    fn paint(self, painter: &Painter, baseline: Pos2, color: Color32) {
        for (place, mark) in self.marks {
            let place = baseline + place;
            match mark {
                Mark::Letters(galley, ascent) => {
                    painter.galley(place - vec2(0.0, ascent), galley, color);
                }
                Mark::Bar(length) => {
                    painter.hline(place.x..=place.x + length, place.y, Stroke::new(1.0, color));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_can_be_read_out() {
        let squares = above(row([upright("("), below(italic("F"), italic("ij")), upright(")")]), upright("2"));
        let formula =
            row([italic("L"), upright(" = "), fraction(upright("1"), upright("2")), sum(italic("ij")), squares]);
        assert_eq!(formula.to_string(), "L = (1)/(2)sum_{ij} (F_{ij})^{2}");
    }

    #[test]
    fn parts_lie_beside_and_above_each_other() {
        let context = egui::Context::default();
        let mut sizes = Vec::new();
        let _ = context.run_ui(egui::RawInput::default(), |ui| {
            let size = |formula: &Formula| {
                let laid = Laid::new(formula, 20.0, ui.painter());
                [laid.width, laid.above, laid.below]
            };
            let letter = italic("F");
            sizes = vec![
                size(&letter),
                size(&row([letter.clone(), letter.clone()])),
                size(&fraction(letter.clone(), letter.clone())),
                size(&below(letter.clone(), letter.clone())),
            ];
        });
        let [one, two, fraction, indexed] = sizes[..] else { panic!("{sizes:?}") };
        assert!((two[0] - 2.0 * one[0]).abs() < 1e-3 && two[1..] == one[1..]);
        assert!(fraction[1] > one[1] && fraction[2] > one[2]);
        assert!(indexed[0] > one[0] && indexed[0] < two[0] && indexed[2] > one[2]);
    }
}
