//! The line on the canvas that wipes between the other picture, on its left, and the painting.

use egui::{Color32, CursorIcon, Rect, Role, Sense, Stroke, Ui, Vec2, WidgetInfo, pos2};

use crate::studio::app::action::{Action, Actions};
use crate::studio::app::canvas::Msg;
use crate::studio::app::session::Session;
use crate::studio::language::tr;
use crate::studio::widgets::pill;

/// The distance of captions from the top of the picture, in points.
pub(super) const CAPTION_DEPTH: f32 = 22.0;
/// The width of the strip around the line that can be dragged, in points.
const GRIP_WIDTH: f32 = 18.0;
/// The radius of the knob on the line, in points.
const KNOB_RADIUS: f32 = 9.0;

/// The part of the picture that the other one covers.
pub(in crate::studio) fn covered(picture: Rect, wipe: f32) -> Rect {
    picture.with_max_x(picture.left() + wipe * picture.width())
}

/// Draws the line and names both sides; says whether the line is held.
pub(in crate::studio) fn show(
    ui: &mut Ui,
    names: [&str; 2],
    picture: Rect,
    canvas: Rect,
    session: &Session,
    actions: &mut Actions,
) -> bool {
    let x = covered(picture, session.services.comparison.wipe).right();
    let visible = picture.intersect(canvas);
    let line = [pos2(x, visible.top()), pos2(x, visible.bottom())];
    let grip = Rect::from_center_size(pos2(x, visible.center().y), Vec2::new(GRIP_WIDTH, visible.height()));
    let response = ui.interact(grip.intersect(canvas), ui.scope_id().with("wipe"), Sense::DRAG);
    response.widget_info(|| WidgetInfo::labeled(Role::Slider, true, tr("Wipe line")));
    let response = response.on_hover_and_drag_cursor(CursorIcon::ResizeHorizontal);
    let held = response.hovered() || response.dragged();

    let painter = ui.painter_at(canvas);
    painter.line_segment(line, Stroke::new(3.0, Color32::from_black_alpha(90)));
    painter.line_segment(line, Stroke::new(1.0, Color32::WHITE));
    let knob = pos2(x, visible.center().y);
    let radius = if held { KNOB_RADIUS + 1.0 } else { KNOB_RADIUS };
    painter.circle(knob, radius, Color32::from_gray(245), Stroke::new(1.0, Color32::from_black_alpha(140)));
    for side in [-1.0, 1.0] {
        let tip = knob + Vec2::new(side * 5.0, 0.0);
        let wing = |dy: f32| tip + Vec2::new(-side * 3.0, dy);
        painter.line(vec![wing(-3.0), tip, wing(3.0)], Stroke::new(1.2, Color32::from_gray(60)));
    }
    captions(ui, names, visible, x);

    if let Some(pointer) = response.interact_pointer_pos().filter(|_| response.dragged()) {
        actions.push(Action::Canvas(Msg::SetWipe((pointer.x - picture.left()) / picture.width())));
    }
    held
}

/// Names both sides where there is room.
fn captions(ui: &mut Ui, [left, right]: [&str; 2], visible: Rect, x: f32) {
    const ROOM: f32 = 90.0;
    let y = visible.top() + CAPTION_DEPTH;
    if x - visible.left() > ROOM {
        pill(ui, pos2(visible.left() + ROOM / 2.0, y), left);
    }
    if visible.right() - x > ROOM {
        pill(ui, pos2(visible.right() - ROOM / 2.0, y), right);
    }
}
