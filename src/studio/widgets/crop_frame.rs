//! A rectangle on a picture, with handles: drag inside to move it, a handle to change it, elsewhere to draw a new one.

use egui::{Color32, CursorIcon, Id, Pos2, Rect, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2};

use crate::picture::Crop;
use crate::studio::language::tr;
use crate::studio::theme;

/// The least width and height, in parts of the sides.
pub const LEAST: f64 = 0.02;
/// How near to a handle the pointer takes it, in points.
const REACH: f32 = 12.0;
/// The size of the handles in points.
const HANDLE: f32 = 7.0;

/// What a drag changes.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Grip {
    /// Sides, on either axis: the lower one (-1), none (0), or the upper one (1).
    Sides(i8, i8),
    /// All of it; the place of the pointer from its corner.
    Body(Vec2),
    /// A new rectangle from this corner, in parts of the picture.
    New(Vec2),
}

/// Draws the rectangle over a picture at `picture` on the screen; what it is after this frame.
pub fn crop_frame(ui: &mut Ui, picture: Rect, crop: Crop) -> Crop {
    let id = ui.scope_id().with("crop frame");
    let response = ui.interact(picture.expand(REACH), id, Sense::DRAG);
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, tr("Rectangle on the picture")));
    let shown = on_screen(picture, crop);
    let held = ui.data(|data| data.get_temp::<Option<Grip>>(id)).flatten();
    let pointer = response.interact_pointer_pos().or(response.hover_pos());
    if let Some(pointer) = pointer {
        let grip = held.unwrap_or_else(|| grip_at(picture, shown, pointer, crop));
        ui.set_cursor_icon(cursor(grip));
    }
    let mut changed = crop;
    if response.drag_started()
        && let Some(pressed) = ui.input(|input| input.pointer.press_origin())
    {
        set_held(ui, id, Some(grip_at(picture, shown, pressed, crop)));
    }
    let held = ui.data(|data| data.get_temp::<Option<Grip>>(id)).flatten();
    if let (Some(grip), Some(pointer)) = (held, response.interact_pointer_pos())
        && response.dragged()
    {
        changed = dragged(crop, grip, place(picture, pointer));
    }
    if response.drag_stopped() {
        set_held(ui, id, None);
    }
    paint(ui, picture, on_screen(picture, changed));
    changed
}

fn set_held(ui: &Ui, id: Id, grip: Option<Grip>) {
    ui.data_mut(|data| data.insert_temp(id, grip));
}

/// A place on the screen in parts of the picture, brought into it.
fn place(picture: Rect, pointer: Pos2) -> Vec2 {
    ((pointer - picture.min) / picture.size()).clamp(Vec2::ZERO, Vec2::splat(1.0))
}

fn on_screen(picture: Rect, crop: Crop) -> Rect {
    let at = |x: f64, y: f64| picture.min + Vec2::new(x as f32, y as f32) * picture.size();
    Rect::from_min_max(at(crop.x, crop.y), at(crop.x + crop.width, crop.y + crop.height))
}

/// What lies under the pointer. Of a rectangle that is all of the picture the inside draws a new one: there is nothing
/// to move.
fn grip_at(picture: Rect, shown: Rect, pointer: Pos2, crop: Crop) -> Grip {
    let side = |at: f32, low: f32, high: f32| match ((at - low).abs(), (at - high).abs()) {
        (near, far) if near <= REACH.min(far) => -1,
        (_, far) if far <= REACH => 1,
        _ => 0,
    };
    if shown.expand(REACH).contains(pointer) {
        let sides = (side(pointer.x, shown.left(), shown.right()), side(pointer.y, shown.top(), shown.bottom()));
        if sides != (0, 0) {
            return Grip::Sides(sides.0, sides.1);
        }
        if crop != Crop::WHOLE {
            return Grip::Body(place(picture, pointer) - Vec2::new(crop.x as f32, crop.y as f32));
        }
    }
    Grip::New(place(picture, pointer))
}

/// The rectangle when the pointer is at a place of the picture.
fn dragged(crop: Crop, grip: Grip, to: Vec2) -> Crop {
    let [to_x, to_y] = [f64::from(to.x), f64::from(to.y)];
    let moved_side = |side: i8, start: f64, extent: f64, to: f64| match side {
        -1 => {
            let low = to.clamp(0.0, start + extent - LEAST.min(extent));
            (low, start + extent - low)
        }
        1 => (start, (to - start).clamp(LEAST.min(extent), 1.0 - start)),
        _ => (start, extent),
    };
    let ((x, width), (y, height)) = match grip {
        Grip::Sides(across, down) => {
            (moved_side(across, crop.x, crop.width, to_x), moved_side(down, crop.y, crop.height, to_y))
        }
        Grip::Body(from) => {
            let moved = |to: f64, from: f32, extent: f64| (to - f64::from(from)).clamp(0.0, (1.0 - extent).max(0.0));
            ((moved(to_x, from.x, crop.width), crop.width), (moved(to_y, from.y, crop.height), crop.height))
        }
        Grip::New(from) => {
            let between = |from: f64, to: f64| {
                let low = from.min(to).min(1.0 - LEAST);
                (low, (from - to).abs().max(LEAST).min(1.0 - low))
            };
            (between(f64::from(from.x), to_x), between(f64::from(from.y), to_y))
        }
    };
    Crop { x, y, width, height }
}

const fn cursor(grip: Grip) -> CursorIcon {
    match grip {
        Grip::Sides(-1, -1) | Grip::Sides(1, 1) => CursorIcon::ResizeNwSe,
        Grip::Sides(1, -1) | Grip::Sides(-1, 1) => CursorIcon::ResizeNeSw,
        Grip::Sides(0, _) => CursorIcon::ResizeVertical,
        Grip::Sides(_, _) => CursorIcon::ResizeHorizontal,
        Grip::Body(_) => CursorIcon::Move,
        Grip::New(_) => CursorIcon::Crosshair,
    }
}

fn paint(ui: &Ui, picture: Rect, shown: Rect) {
    let painter = ui.painter();
    let shade = Color32::from_black_alpha(150);
    for hidden in [
        picture.with_max_y(shown.top()),
        picture.with_min_y(shown.bottom()),
        Rect::from_min_max(pos2(picture.left(), shown.top()), shown.left_bottom()),
        Rect::from_min_max(shown.right_top(), pos2(picture.right(), shown.bottom())),
    ] {
        painter.rect_filled(hidden, 0.0, shade);
    }
    painter.rect_stroke(shown, 0.0, Stroke::new(3.0, Color32::from_black_alpha(90)), StrokeKind::Middle);
    painter.rect_stroke(shown, 0.0, Stroke::new(1.0, Color32::WHITE), StrokeKind::Middle);
    for across in [0.0, 0.5, 1.0] {
        for down in [0.0, 0.5, 1.0] {
            if (across, down) != (0.5, 0.5) {
                let centre = shown.min + Vec2::new(across, down) * shown.size();
                let handle = Rect::from_center_size(centre, Vec2::splat(HANDLE));
                painter.rect(handle, 1.0, Color32::WHITE, Stroke::new(1.0, theme::DARK.line), StrokeKind::Outside);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CROP: Crop = Crop { x: 0.2, y: 0.2, width: 0.4, height: 0.4 };
    const PICTURE: Rect = Rect::from_min_max(pos2(100.0, 100.0), pos2(300.0, 300.0));

    fn grip(x: f32, y: f32) -> Grip {
        grip_at(PICTURE, on_screen(PICTURE, CROP), pos2(x, y), CROP)
    }

    #[test]
    fn the_pointer_takes_what_is_near() {
        // On the screen the rectangle reaches from 140 to 220 on both axes.
        assert_eq!(grip(142.0, 139.0), Grip::Sides(-1, -1));
        assert_eq!(grip(180.0, 223.0), Grip::Sides(0, 1));
        assert!(matches!(grip(180.0, 180.0), Grip::Body(_)));
        assert!(matches!(grip(290.0, 290.0), Grip::New(_)));
        let whole = grip_at(PICTURE, PICTURE, pos2(200.0, 200.0), Crop::WHOLE);
        assert_eq!(whole, Grip::New(Vec2::splat(0.5)));
    }

    #[test]
    fn drags_stay_within_the_picture_and_leave_an_extent() {
        let near = |a: Crop, b: [f64; 4]| {
            let a = [a.x, a.y, a.width, a.height];
            assert!(a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-6), "{a:?} {b:?}");
        };
        near(dragged(CROP, Grip::Sides(-1, 1), Vec2::new(0.1, 0.9)), [0.1, 0.2, 0.5, 0.7]);
        near(dragged(CROP, Grip::Sides(-1, 0), Vec2::new(1.0, 0.0)), [0.58, 0.2, LEAST, 0.4]);
        near(dragged(CROP, Grip::Sides(1, 0), Vec2::new(0.0, 0.0)), [0.2, 0.2, LEAST, 0.4]);
        near(dragged(CROP, Grip::Body(Vec2::splat(0.1)), Vec2::splat(1.0)), [0.6, 0.6, 0.4, 0.4]);
        near(dragged(CROP, Grip::Body(Vec2::splat(0.1)), Vec2::splat(0.0)), [0.0, 0.0, 0.4, 0.4]);
        near(dragged(CROP, Grip::New(Vec2::new(0.9, 0.1)), Vec2::new(0.5, 0.4)), [0.5, 0.1, 0.4, 0.3]);
        near(dragged(CROP, Grip::New(Vec2::splat(1.0)), Vec2::splat(1.0)), [1.0 - LEAST, 1.0 - LEAST, LEAST, LEAST]);
        for grip in [Grip::Sides(1, 1), Grip::Sides(-1, -1), Grip::Body(Vec2::ZERO), Grip::New(Vec2::splat(0.3))] {
            for to in [Vec2::ZERO, Vec2::splat(0.5), Vec2::splat(1.0)] {
                dragged(CROP, grip, to).validate().unwrap();
            }
        }
    }
}
