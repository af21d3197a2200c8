//! The whole picture in a corner while a part of it is looked at; a drag there moves the part.

use std::sync::Arc;

use egui::{Color32, CursorIcon, Rect, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo};

use crate::studio::app::action::{Action, Actions};
use crate::studio::app::canvas::Msg;
use crate::studio::app::session::Session;
use crate::studio::canvas::{Pyramid, Stage, View};
use crate::studio::language::tr;
use crate::studio::theme;

/// The longer side in points.
const SIDE: f32 = 150.0;
/// The distance from the corner of the canvas in points.
const DISTANCE: f32 = 12.0;

/// Draws it when the picture is larger than the canvas; says whether the pointer is at work there.
pub(in crate::studio) fn show(
    ui: &mut Ui,
    stage: &Stage,
    view: View,
    pyramid: &Arc<Pyramid>,
    session: &Session,
    actions: &mut Actions,
) -> bool {
    let picture = view.rect(stage);
    let visible = picture.intersect(stage.canvas);
    let hides_something = stage.canvas.width() < picture.width() || stage.canvas.height() < picture.height();
    let size = stage.picture * (SIDE / stage.picture.max_elem());
    let has_room = stage.canvas.width() > 2.0 * SIDE && stage.canvas.height() > 2.0 * SIDE;
    if !hides_something || !visible.is_positive() || !has_room {
        return false;
    }
    let rect = Rect::from_min_size(stage.canvas.max - size - Vec2::splat(DISTANCE), size);
    let response = ui.interact(rect, ui.scope_id().with("navigator"), Sense::CLICK | Sense::DRAG);
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, tr("Navigator")));

    let painter = ui.painter_at(stage.canvas);
    painter.rect_filled(rect.expand(1.0), 0.0, theme::colors(ui).canvas);
    session.canvas.tiles.paint(&painter, pyramid, rect);
    let part = |place: egui::Pos2| rect.min + (place - picture.min) / picture.size() * rect.size();
    let shown = Rect::from_min_max(part(visible.min), part(visible.max));
    let shade = Color32::from_black_alpha(110);
    for hidden in [
        rect.with_max_y(shown.top()),
        rect.with_min_y(shown.bottom()),
        Rect::from_min_max(rect.left_top(), shown.left_bottom()).with_min_y(shown.top()),
        Rect::from_min_max(shown.right_top(), rect.right_bottom()).with_max_y(shown.bottom()),
    ] {
        painter.rect_filled(hidden, 0.0, shade);
    }
    painter.rect_stroke(shown, 0.0, Stroke::new(1.5, theme::colors(ui).accent), StrokeKind::Inside);
    painter.rect_stroke(rect, 0.0, Stroke::new(1.0, theme::colors(ui).edge), StrokeKind::Outside);

    let response = response.on_hover_and_drag_cursor(CursorIcon::Crosshair);
    if let Some(pointer) = response.interact_pointer_pos() {
        actions.push(Action::Canvas(Msg::SetView(view.looking_at(stage, (pointer - rect.min) / rect.size()))));
    }
    response.hovered() || response.is_pointer_button_down_on()
}
