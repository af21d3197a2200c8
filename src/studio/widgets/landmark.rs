//! The parts of the window, so that a key, or a screen reader, goes from one to the next.

use egui::{Id, Rect, Response, Role, Sense, Ui, WidgetInfo};

use crate::studio::language::tr;
use crate::studio::theme;

/// How thick the line is that marks the part with the focus, in points.
const LINE: f32 = 2.0;

/// What is seen around a control that was scrolled to, in points.
const BORDER: f32 = 10.0;

/// A part of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Landmark {
    /// Menus, transport, and saving.
    TopBar,
    /// The pictures and all settings.
    Settings,
    /// The picture, or the contact sheet in its place.
    Canvas,
    /// The pictures kept on the way.
    FilmStrip,
    /// What happened.
    Log,
    /// Zoom, tabs and comparing.
    CanvasBar,
}

impl Landmark {
    /// All parts, in the order in which a key goes through them.
    pub const ALL: [Self; 6] =
        [Self::TopBar, Self::Settings, Self::Canvas, Self::FilmStrip, Self::Log, Self::CanvasBar];

    /// Its name.
    pub const fn title(self) -> &'static str {
        match self {
            Self::TopBar => "Menus and painting",
            Self::Settings => "Pictures and settings",
            Self::Canvas => "Canvas",
            Self::FilmStrip => "Film strip pictures",
            Self::Log => "Log lines",
            Self::CanvasBar => "View",
        }
    }

    /// What has the focus when one goes to it.
    pub fn id(self) -> Id {
        Id::unique(("landmark", self.title()))
    }
}

/// Begins a part of the window: the focus can be given to it, and the next control is then its first.
pub fn landmark(ui: &Ui, landmark: Landmark) {
    let edge = Rect::from_min_size(ui.max_rect().min, egui::vec2(ui.max_rect().width(), LINE));
    let response = ui.interact(edge, landmark.id(), Sense::focusable_noninteractive());
    response.widget_info(|| WidgetInfo::labeled(Role::Group, true, tr(landmark.title())));
    if response.has_focus() {
        ui.painter().rect_filled(edge, 0.0, theme::colors(ui).accent);
    }
}

/// Scrolls to the control that a key gave the focus to, when it is out of sight. Belongs at the end of what is scrolled.
pub fn follow_focus(ui: &Ui) {
    let focused = ui.memory(egui::Memory::focused);
    let seen = ui.scope_id().with("followed focus");
    let is_news = ui.data_mut(|data| {
        let before = data.get_temp::<Option<Id>>(seen).flatten();
        data.insert_temp(seen, focused);
        before != focused
    });
    let Some(response) = focused.filter(|_| is_news).and_then(|id| ui.ctx().read_response(id)) else { return };
    let is_here = response.layer_id == ui.layer_id() && ui.min_rect().contains_rect(response.rect);
    if is_here && !ui.clip_rect().contains_rect(response.rect) {
        ui.scroll_to_rect(response.rect.expand(BORDER), None);
    }
}

/// The same for the canvas, which is a control itself: it is marked all around.
pub fn mark_focus(ui: &Ui, response: &Response) {
    if response.has_focus() {
        let stroke = egui::Stroke::new(LINE, theme::colors(ui).accent);
        ui.painter_at(response.rect).rect_stroke(response.rect, 0.0, stroke, egui::StrokeKind::Inside);
    }
}
