//! The picture on the screen: zoom, pan, and the wipe between content and painting.

mod view;
mod wipe;

use egui::{CursorIcon, Rect, Response, Sense, TextureHandle, Ui, Vec2, WidgetInfo, pos2};

use crate::studio::action::{Action, Actions};
use crate::studio::painting::{Painting, Phase};
use crate::studio::session::Session;
use crate::studio::source::Role;
use crate::studio::state::State;
use crate::studio::theme;
use crate::studio::widgets::pill;
use crate::transfer::plan_scales;

pub use view::{FACTOR_RANGE, Stage, View, ZOOM_STEP, Zoom};

/// How many points of scrolling magnify by e.
const SCROLL_PER_E: f32 = 300.0;

/// What is on the canvas.
struct Shown<'a> {
    /// The painting, or the content before there is one.
    picture: &'a TextureHandle,
    /// The content to compare the painting with.
    content: Option<&'a TextureHandle>,
    /// The size at which it is painted in the end, so that it stays in place from scale to scale.
    size: Vec2,
}

impl<'a> Shown<'a> {
    fn of(state: &State, session: &'a Session) -> Option<Self> {
        if let Some(painting) = &session.painting {
            let last = painting.scales().last()?;
            let content = &painting.content_texture;
            let size = Vec2::new(last.width as f32, last.height as f32);
            return Some(match painting.texture() {
                Some(picture) => Self { picture, content: Some(content), size },
                None => Self { picture: content, content: None, size },
            });
        }
        let loaded = session.loaded(Role::Content)?;
        let scales = plan_scales(&state.settings, loaded.picture.width(), loaded.picture.height());
        let last = scales.last()?;
        let size = Vec2::new(last.width as f32, last.height as f32);
        Some(Self { picture: &loaded.display, content: None, size })
    }
}

/// Draws the canvas into the rest of the space.
pub fn show(ui: &mut Ui, state: &State, session: &Session, actions: &mut Actions) {
    let canvas = ui.available_rect_before_wrap();
    let response = ui.allocate_rect(canvas, Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, "Canvas"));
    let painter = ui.painter_at(canvas);
    painter.rect_filled(canvas, 0.0, theme::CANVAS);

    let Some(shown) = Shown::of(state, session) else {
        pill(ui, canvas.center(), "Drop a photograph here");
        return;
    };
    let stage = Stage { canvas, picture: shown.size, pixels_per_point: ui.pixels_per_point() };
    if session.stage != Some(stage) {
        actions.push(Action::NoteStage(stage));
    }
    let rect = state.view.rect(&stage);
    let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    painter.image(shown.picture.id(), rect, whole, egui::Color32::WHITE);
    let wiping = match shown.content {
        Some(content) => wipe::show(ui, &painter, content, rect, canvas, session.wipe, actions),
        None => false,
    };
    if !wiping {
        move_view(ui, &response, state.view, &stage, actions);
    }
    hint(ui, session, canvas);
}

/// Zooms with the wheel and pans with the pointer.
fn move_view(ui: &Ui, response: &Response, view: View, stage: &Stage, actions: &mut Actions) {
    if response.dragged() {
        ui.set_cursor_icon(CursorIcon::Grabbing);
        actions.push(Action::SetView(view.panned(stage, response.drag_delta())));
    }
    if response.double_clicked() {
        actions.push(Action::SetView(View::fit()));
    }
    let Some(pointer) = response.hover_pos() else { return };
    let (scroll, pinch) = ui.input(|input| (input.smooth_scroll_delta().y, input.zoom_delta()));
    let ratio = (scroll / SCROLL_PER_E).exp() * pinch;
    if ratio != 1.0 {
        actions.push(Action::SetView(view.zoomed_by(stage, ratio, pointer)));
    }
}

/// A line at the bottom of the canvas that says what to do or what happens.
fn hint(ui: &Ui, session: &Session, canvas: Rect) {
    let text = match session.painting.as_ref().map(Painting::phase) {
        None if session.loaded(Role::Style).is_some() => "Press Start, or the space bar, to paint this in the style",
        Some(Phase::Preparing) => "Loading the network…",
        Some(Phase::Paused) => "Paused",
        Some(Phase::Stopping(_)) => "Stopping…",
        _ => return,
    };
    pill(ui, canvas.center_bottom() - Vec2::new(0.0, 32.0), text);
}
