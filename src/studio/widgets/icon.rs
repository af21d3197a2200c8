//! Small line icons, drawn by the painter so that they are crisp at every scale and of one hand.
//!
//! Each is drawn in a unit square, (0, 0) at its left top, and takes the colour of the text beside it.

use egui::{
    Align2, Atom, Button, Color32, FontId, Painter, Pos2, Rect, Response, Shape, Stroke, StrokeKind, Ui, Vec2, pos2,
};

use crate::studio::language::tr;

/// The pictures on buttons and in menus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    /// Start or go on.
    Play,
    /// Wait.
    Pause,
    /// End.
    Stop,
    /// Begin again.
    Restart,
    /// Write a file.
    Save,
    /// Read a file.
    Open,
    /// An empty sheet.
    New,
    /// Take from the clipboard.
    Paste,
    /// Show the whole picture.
    Fit,
    /// One screen pixel for each picture pixel.
    ActualSize,
    /// Magnify.
    ZoomIn,
    /// Make smaller.
    ZoomOut,
    /// Two pictures side by side.
    Compare,
    /// A curve.
    Plot,
    /// Something went wrong.
    Warning,
    /// Something worth knowing.
    Information,
    /// Take away.
    Close,
    /// One more.
    Add,
    /// A part of a picture.
    Crop,
    /// A collection of pictures.
    Samples,
    /// Back to the default.
    Reset,
    /// Take a change back.
    Undo,
    /// Make a change again.
    Redo,
    /// Keep a picture.
    Snapshot,
    /// The strip of kept pictures.
    Film,
    /// What waits for its turn.
    Queue,
    /// Towards the beginning.
    Up,
    /// Towards the end.
    Down,
    /// Two pictures with a gap.
    SideBySide,
    /// Two pictures by turns.
    Blink,
    /// What differs.
    Difference,
    /// Numbers.
    Values,
    /// The canvas without panels.
    Panels,
    /// The whole screen.
    FullScreen,
    /// Rows and columns.
    Table,
    /// Choices.
    Settings,
    /// Take out.
    Delete,
    /// Keys.
    Keyboard,
    /// A picture file.
    Picture,
    /// Something liked more than others.
    Star {
        /// Whether it is.
        filled: bool,
    },
    /// Two that are mixed.
    Blend,
    /// Paint on, finer.
    Refine,
    /// Colours.
    Palette,
    /// Find.
    Search,
    /// Put on the clipboard.
    Copy,
    /// A bright room.
    Light,
    /// A dim room.
    Dark,
    /// Leave the program.
    Quit,
    /// Open and closed folds.
    Fold {
        /// Whether the fold is open.
        open: bool,
    },
}

impl Icon {
    /// The icon as a part of a button's text, in the colour of that text.
    pub fn atom(self) -> Atom<'static> {
        Atom::paint(Vec2::splat(super::super::theme::ICON), move |ui, args| {
            self.paint(ui.painter(), args.rect, args.fallback_text_color);
        })
    }

    /// Draws the icon into a square.
    #[expect(clippy::too_many_lines, reason = "one arm for each icon")]
    pub fn paint(self, painter: &Painter, rect: Rect, color: Color32) {
        let rect = Rect::from_center_size(rect.center(), Vec2::splat(rect.size().min_elem()));
        let pen = Pen { painter, rect, stroke: Stroke::new((rect.width() / 11.0).max(1.0), color) };
        match self {
            Self::Play => pen.fill(&[(0.22, 0.12), (0.88, 0.5), (0.22, 0.88)]),
            Self::Pause => {
                pen.bar((0.22, 0.14), (0.42, 0.86), 1.0);
                pen.bar((0.58, 0.14), (0.78, 0.86), 1.0);
            }
            Self::Stop => pen.bar((0.18, 0.18), (0.82, 0.82), 2.0),
            Self::Restart => pen.turn(0.0, 300.0),
            Self::Reset => pen.turn(180.0, 480.0),
            Self::Save => {
                pen.line(&[(0.5, 0.08), (0.5, 0.62)]);
                pen.line(&[(0.28, 0.42), (0.5, 0.64), (0.72, 0.42)]);
                pen.line(&[(0.1, 0.66), (0.1, 0.9), (0.9, 0.9), (0.9, 0.66)]);
            }
            Self::Open => pen.line(&[
                (0.06, 0.84),
                (0.06, 0.2),
                (0.38, 0.2),
                (0.48, 0.32),
                (0.94, 0.32),
                (0.94, 0.84),
                (0.06, 0.84),
            ]),
            Self::New => {
                pen.line(&[(0.58, 0.06), (0.18, 0.06), (0.18, 0.94), (0.82, 0.94), (0.82, 0.3), (0.58, 0.06)]);
                pen.line(&[(0.58, 0.06), (0.58, 0.3), (0.82, 0.3)]);
            }
            Self::Paste => {
                pen.frame((0.16, 0.18), (0.84, 0.94));
                pen.bar((0.34, 0.06), (0.66, 0.28), 1.0);
            }
            Self::Fit => {
                for (x, y) in [(0.08, 0.08), (0.92, 0.08), (0.08, 0.92), (0.92, 0.92)] {
                    let inwards = |v: f32| if v < 0.5 { v + 0.26 } else { v - 0.26 };
                    pen.line(&[(inwards(x), y), (x, y), (x, inwards(y))]);
                }
                pen.frame((0.3, 0.34), (0.7, 0.66));
            }
            Self::ActualSize => pen.text("1:1"),
            Self::ZoomIn => {
                pen.lens();
                pen.line(&[(0.26, 0.42), (0.58, 0.42)]);
                pen.line(&[(0.42, 0.26), (0.42, 0.58)]);
            }
            Self::ZoomOut => {
                pen.lens();
                pen.line(&[(0.26, 0.42), (0.58, 0.42)]);
            }
            Self::Compare => {
                pen.frame((0.08, 0.16), (0.92, 0.84));
                pen.bar((0.08, 0.16), (0.5, 0.84), 1.0);
                pen.line(&[(0.5, 0.04), (0.5, 0.96)]);
            }
            Self::Plot => {
                pen.line(&[(0.08, 0.08), (0.08, 0.92), (0.94, 0.92)]);
                pen.line(&[(0.22, 0.2), (0.38, 0.58), (0.6, 0.7), (0.9, 0.76)]);
            }
            Self::Warning => {
                pen.line(&[(0.5, 0.08), (0.96, 0.9), (0.04, 0.9), (0.5, 0.08)]);
                pen.line(&[(0.5, 0.36), (0.5, 0.62)]);
                pen.dot((0.5, 0.76));
            }
            Self::Information => {
                pen.circle((0.5, 0.5), 0.44);
                pen.dot((0.5, 0.28));
                pen.line(&[(0.5, 0.44), (0.5, 0.76)]);
            }
            Self::Close => {
                pen.line(&[(0.2, 0.2), (0.8, 0.8)]);
                pen.line(&[(0.8, 0.2), (0.2, 0.8)]);
            }
            Self::Samples => {
                for (x, y) in [(0.1, 0.1), (0.56, 0.1), (0.1, 0.56), (0.56, 0.56)] {
                    pen.frame((x, y), (x + 0.34, y + 0.34));
                }
            }
            Self::Keyboard => {
                pen.frame((0.04, 0.2), (0.96, 0.8));
                for x in [0.22, 0.41, 0.6, 0.78] {
                    pen.dot((x, 0.4));
                }
                pen.line(&[(0.28, 0.62), (0.72, 0.62)]);
            }
            Self::Picture => {
                pen.frame((0.06, 0.14), (0.94, 0.86));
                pen.line(&[(0.08, 0.76), (0.36, 0.46), (0.56, 0.66), (0.7, 0.54), (0.92, 0.76)]);
                pen.dot((0.7, 0.34));
            }
            Self::Quit => {
                pen.line(&[(0.6, 0.24), (0.6, 0.1), (0.1, 0.1), (0.1, 0.9), (0.6, 0.9), (0.6, 0.76)]);
                pen.line(&[(0.36, 0.5), (0.94, 0.5)]);
                pen.line(&[(0.76, 0.32), (0.94, 0.5), (0.76, 0.68)]);
            }
            Self::Undo => pen.bow(1.0),
            Self::Redo => pen.bow(-1.0),
            Self::Snapshot => {
                pen.frame((0.06, 0.26), (0.94, 0.86));
                pen.line(&[(0.34, 0.26), (0.4, 0.12), (0.6, 0.12), (0.66, 0.26)]);
                pen.circle((0.5, 0.56), 0.18);
            }
            Self::Film => {
                pen.frame((0.04, 0.18), (0.96, 0.82));
                for y in [0.32, 0.68] {
                    pen.line(&[(0.06, y), (0.94, y)]);
                }
                for x in [0.35, 0.65] {
                    pen.line(&[(x, 0.32), (x, 0.68)]);
                }
            }
            Self::Queue => {
                for y in [0.2, 0.5, 0.8] {
                    pen.dot((0.14, y));
                    pen.line(&[(0.32, y), (0.92, y)]);
                }
            }
            Self::Up => {
                pen.line(&[(0.5, 0.86), (0.5, 0.14)]);
                pen.line(&[(0.24, 0.4), (0.5, 0.14), (0.76, 0.4)]);
            }
            Self::Down => {
                pen.line(&[(0.5, 0.14), (0.5, 0.86)]);
                pen.line(&[(0.24, 0.6), (0.5, 0.86), (0.76, 0.6)]);
            }
            Self::SideBySide => {
                pen.frame((0.06, 0.2), (0.44, 0.8));
                pen.frame((0.56, 0.2), (0.94, 0.8));
            }
            Self::Add => {
                pen.line(&[(0.5, 0.14), (0.5, 0.86)]);
                pen.line(&[(0.14, 0.5), (0.86, 0.5)]);
            }
            Self::Crop => {
                pen.line(&[(0.24, 0.02), (0.24, 0.76), (0.98, 0.76)]);
                pen.line(&[(0.02, 0.24), (0.76, 0.24), (0.76, 0.98)]);
            }
            Self::Blink => {
                pen.frame((0.3, 0.3), (0.94, 0.86));
                pen.line(&[(0.16, 0.68), (0.08, 0.68), (0.08, 0.12), (0.74, 0.12), (0.74, 0.18)]);
            }
            Self::Difference => {
                pen.circle((0.37, 0.5), 0.29);
                pen.circle((0.63, 0.5), 0.29);
            }
            Self::Values => {
                pen.line(&[(0.9, 0.1), (0.42, 0.58), (0.32, 0.86), (0.6, 0.76)]);
                pen.line(&[(0.56, 0.3), (0.7, 0.44)]);
                pen.dot((0.16, 0.9));
            }
            Self::Panels => {
                pen.frame((0.06, 0.14), (0.94, 0.86));
                pen.bar((0.64, 0.14), (0.94, 0.86), 1.0);
            }
            Self::FullScreen => {
                for (x, y) in [(0.12, 0.12), (0.88, 0.12), (0.12, 0.88), (0.88, 0.88)] {
                    let inwards = |side: f32| side + if side < 0.5 { 0.26 } else { -0.26 };
                    pen.line(&[(inwards(x), y), (x, y), (x, inwards(y))]);
                }
            }
            Self::Table => {
                pen.frame((0.08, 0.12), (0.92, 0.88));
                for y in [0.36, 0.62] {
                    pen.line(&[(0.08, y), (0.92, y)]);
                }
                pen.line(&[(0.42, 0.12), (0.42, 0.88)]);
            }
            Self::Settings => {
                for (y, x) in [(0.24, 0.66), (0.5, 0.3), (0.76, 0.58)] {
                    pen.line(&[(0.06, y), (0.94, y)]);
                    pen.dot((x, y));
                    pen.circle((x, y), 0.09);
                }
            }
            Self::Delete => {
                pen.line(&[(0.1, 0.24), (0.9, 0.24)]);
                pen.line(&[(0.38, 0.24), (0.4, 0.1), (0.6, 0.1), (0.62, 0.24)]);
                pen.line(&[(0.2, 0.24), (0.26, 0.92), (0.74, 0.92), (0.8, 0.24)]);
            }
            Self::Star { filled } => pen.star(filled),
            Self::Blend => {
                pen.frame((0.08, 0.08), (0.62, 0.62));
                pen.bar((0.38, 0.38), (0.92, 0.92), 1.5);
            }
            Self::Refine => {
                pen.line(&[(0.92, 0.08), (0.46, 0.54)]);
                pen.line(&[(0.4, 0.48), (0.56, 0.64), (0.44, 0.84), (0.1, 0.92), (0.24, 0.6), (0.4, 0.48)]);
            }
            Self::Palette => {
                pen.circle((0.5, 0.5), 0.42);
                for at in [(0.34, 0.34), (0.62, 0.3), (0.72, 0.54), (0.3, 0.6)] {
                    pen.dot(at);
                }
            }
            Self::Search => pen.lens(),
            Self::Copy => {
                pen.frame((0.3, 0.28), (0.9, 0.94));
                pen.line(&[(0.7, 0.16), (0.7, 0.06), (0.1, 0.06), (0.1, 0.72), (0.18, 0.72)]);
            }
            Self::Light => {
                pen.circle((0.5, 0.5), 0.2);
                for step in 0..8_u8 {
                    let (sine, cosine) = (f32::from(step) * std::f32::consts::FRAC_PI_4).sin_cos();
                    let at = |radius: f32| (0.5 + radius * cosine, 0.5 + radius * sine);
                    pen.line(&[at(0.32), at(0.46)]);
                }
            }
            Self::Dark => pen.moon(),
            Self::Fold { open: true } => pen.line(&[(0.22, 0.38), (0.5, 0.66), (0.78, 0.38)]),
            Self::Fold { open: false } => pen.line(&[(0.38, 0.22), (0.66, 0.5), (0.38, 0.78)]),
        }
    }
}

/// Draws in the unit square of one icon.
struct Pen<'a> {
    painter: &'a Painter,
    rect: Rect,
    stroke: Stroke,
}

impl Pen<'_> {
    fn at(&self, (x, y): (f32, f32)) -> Pos2 {
        self.rect.min + Vec2::new(x, y) * self.rect.size()
    }

    fn line(&self, points: &[(f32, f32)]) {
        self.painter.add(Shape::line(points.iter().map(|&point| self.at(point)).collect(), self.stroke));
    }

    fn fill(&self, corners: &[(f32, f32)]) {
        let corners = corners.iter().map(|&corner| self.at(corner)).collect();
        self.painter.add(Shape::convex_polygon(corners, self.stroke.color, Stroke::NONE));
    }

    fn bar(&self, from: (f32, f32), to: (f32, f32), radius: f32) {
        self.painter.rect_filled(Rect::from_min_max(self.at(from), self.at(to)), radius, self.stroke.color);
    }

    fn frame(&self, from: (f32, f32), to: (f32, f32)) {
        let rect = Rect::from_min_max(self.at(from), self.at(to));
        self.painter.rect_stroke(rect, 1.5, self.stroke, StrokeKind::Middle);
    }

    fn circle(&self, centre: (f32, f32), radius: f32) {
        self.painter.circle_stroke(self.at(centre), radius * self.rect.width(), self.stroke);
    }

    fn dot(&self, centre: (f32, f32)) {
        self.painter.circle_filled(self.at(centre), self.stroke.width * 0.8, self.stroke.color);
    }

    fn lens(&self) {
        self.circle((0.42, 0.42), 0.34);
        self.line(&[(0.67, 0.67), (0.94, 0.94)]);
    }

    fn text(&self, text: &str) {
        let font = FontId::proportional(self.rect.height() * 0.72);
        self.painter.text(self.rect.center(), Align2::CENTER_CENTER, text, font, self.stroke.color);
    }

    /// A star of five points.
    fn star(&self, filled: bool) {
        let corner = |step: usize| {
            let (sine, cosine) = (step as f32 * std::f32::consts::PI / 5.0).sin_cos();
            let radius = if step.is_multiple_of(2) { 0.48 } else { 0.2 };
            self.at((0.5 + radius * sine, 0.54 - radius * cosine))
        };
        let corners: Vec<_> = (0..10).map(corner).collect();
        if filled {
            // It is not convex: one kite for each point, which meet in the middle.
            let middle = self.at((0.5, 0.54));
            for point in (0..10).step_by(2) {
                let kite = vec![middle, corners[(point + 9) % 10], corners[point], corners[(point + 1) % 10]];
                self.painter.add(Shape::convex_polygon(kite, self.stroke.color, Stroke::NONE));
            }
        }
        self.painter.add(Shape::closed_line(corners, self.stroke));
    }

    /// A crescent, open to the right.
    fn moon(&self) {
        let arc = |centre: f32, radius: f32, from: f32, to: f32| {
            (0..=20).map(move |step| {
                let (sine, cosine) = egui::lerp(from..=to, step as f32 / 20.0).to_radians().sin_cos();
                (centre + radius * cosine, 0.5 + radius * sine)
            })
        };
        // Two circles that meet at the tips.
        let outline: Vec<_> = arc(0.48, 0.42, 52.0, 308.0).chain(arc(0.68, 0.34, 258.0, 102.0)).collect();
        self.painter.add(Shape::closed_line(outline.iter().map(|&point| self.at(point)).collect(), self.stroke));
    }

    /// An arrow that bows back over the top, to the left for 1 and to the right for -1.
    fn bow(&self, side: f32) {
        let mirrored = |(x, y): (f32, f32)| (0.5 + side * (x - 0.5), y);
        let arc: Vec<_> = (0..=20)
            .map(|step| {
                let (sine, cosine) = egui::lerp(-90.0..=100.0, step as f32 / 20.0_f32).to_radians().sin_cos();
                mirrored((0.6 + 0.3 * cosine, 0.58 + 0.28 * sine))
            })
            .collect();
        self.line(&[&[mirrored((0.14, 0.3))][..], &arc].concat());
        self.line(&[mirrored((0.34, 0.1)), mirrored((0.14, 0.3)), mirrored((0.34, 0.5))]);
    }

    /// An arc with an arrow's head at its end; angles in degrees, clockwise from the right.
    fn turn(&self, from: f32, to: f32) {
        const RADIUS: f32 = 0.38;
        let on_arc = |degrees: f32, radius: f32| {
            let (sine, cosine) = degrees.to_radians().sin_cos();
            pos2(0.5 + radius * cosine, 0.5 + radius * sine)
        };
        let pair = |point: Pos2| (point.x, point.y);
        let arc: Vec<_> =
            (0..=24).map(|step| pair(on_arc(egui::lerp(from..=to, step as f32 / 24.0), RADIUS))).collect();
        self.line(&arc);
        let head = [on_arc(to - 4.0, RADIUS + 0.2), on_arc(to - 4.0, RADIUS - 0.2), on_arc(to + 44.0, RADIUS)];
        self.fill(&head.map(pair));
    }
}

/// A small button that is an icon only; the name is for its tooltip and for screen readers.
pub fn icon_button(ui: &mut Ui, icon: Icon, name: &str) -> Response {
    let name = tr(name);
    ui.add(Button::new(icon.atom()).frame_when_inactive(false)).accessible_name(name).on_hover_text(name)
}
