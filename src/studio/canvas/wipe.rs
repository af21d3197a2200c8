//! The line on the canvas that wipes between the content, on its left, and the painting.

use egui::{Color32, CursorIcon, Painter, Rect, Role, Sense, Stroke, TextureHandle, Ui, Vec2, WidgetInfo, pos2};

use crate::studio::action::{Action, Actions};
use crate::studio::widgets::pill;

/// The width of the strip around the line that can be dragged, in points.
const GRIP_WIDTH: f32 = 18.0;
/// The radius of the knob on the line, in points.
const KNOB_RADIUS: f32 = 9.0;

/// Draws the content over the left part of the picture and the line; says whether the line is being dragged.
pub(super) fn show(
    ui: &Ui,
    painter: &Painter,
    content: &TextureHandle,
    picture: Rect,
    canvas: Rect,
    wipe: f32,
    actions: &mut Actions,
) -> bool {
    if wipe <= 0.0 {
        return false;
    }
    let x = picture.left() + wipe * picture.width();
    let covered = Rect::from_min_max(picture.min, pos2(x, picture.bottom()));
    let part = Rect::from_min_max(pos2(0.0, 0.0), pos2(wipe, 1.0));
    painter.image(content.id(), covered, part, Color32::WHITE);

    let visible = picture.intersect(canvas);
    let line = [pos2(x, visible.top()), pos2(x, visible.bottom())];
    let grip = Rect::from_center_size(pos2(x, visible.center().y), Vec2::new(GRIP_WIDTH, visible.height()));
    let response = ui.interact(grip.intersect(canvas), ui.scope_id().with("wipe"), Sense::drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Slider, true, "Wipe line"));
    let response = response.on_hover_and_drag_cursor(CursorIcon::ResizeHorizontal);
    let held = response.hovered() || response.dragged();

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
    captions(ui, visible, x);

    if let Some(pointer) = response.interact_pointer_pos().filter(|_| response.dragged()) {
        actions.push(Action::SetWipe((pointer.x - picture.left()) / picture.width()));
    }
    held
}

/// Names both sides where there is room.
fn captions(ui: &Ui, visible: Rect, x: f32) {
    const ROOM: f32 = 90.0;
    let y = visible.top() + 22.0;
    if x - visible.left() > ROOM {
        pill(ui, pos2(visible.left() + ROOM / 2.0, y), "Content");
    }
    if visible.right() - x > ROOM {
        pill(ui, pos2(visible.right() - ROOM / 2.0, y), "Painting");
    }
}
