//! One style of the gallery: the photograph painted in it.

use egui::{
    Align2, Button, Color32, FontId, Label, Rect, Response, RichText, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo,
};

use crate::fast::{About, GalleryStyle};
use crate::studio::features::fast::{Dialog, Fast, FastSettings, Msg, Thumbnail};
use crate::studio::language::{tr, tr_with, translate};
use crate::studio::roles::Loaded;
use crate::studio::theme;
use crate::studio::widgets::Icon;
use crate::studio::widgets::{PICTURE_ROUNDING as ROUNDING, picture};
use crate::text::escaped;

/// The height of a picture, in parts of its width.
const SHAPE: f32 = 0.68;

/// Draws the style; a click paints in it, one with Ctrl blends it.
pub fn show(
    ui: &mut Ui,
    style: &GalleryStyle,
    width: f32,
    settings: &FastSettings,
    fast: &Fast,
    content: Option<&Loaded>,
    messages: &mut Vec<Msg>,
) {
    let is_first = settings.style.as_ref() == Some(&style.name);
    let is_second = settings.second.as_ref() == Some(&style.name);
    ui.vertical(|ui| {
        ui.set_width(width);
        ui.spacing_mut().item_spacing.y = 1.0;
        let (rect, response) = ui.allocate_exact_size(Vec2::new(width, (width * SHAPE).round()), Sense::click());
        response.widget_info(|| WidgetInfo::selected(egui::Role::Button, true, is_first, &style.name));
        if ui.is_rect_visible(rect) {
            thumbnail(ui, rect, style, fast, content);
            outline(ui, rect, &response, is_first || is_second);
            if is_second {
                mark(ui, rect.left_top() + Vec2::new(5.0, 5.0), Icon::Blend, theme::ON_PICTURE);
            }
            if style.is_favourite {
                mark(ui, rect.right_top() + Vec2::new(-18.0, 5.0), Icon::Star { filled: true }, theme::DARK.accent);
            }
        }
        let color = if is_first || is_second { theme::colors(ui).text_strong } else { theme::colors(ui).text_weak };
        ui.add(Label::new(RichText::new(escaped(&style.name)).small().color(color)).truncate());
        if is_first && fast.in_sight.replace(Some(style.name.clone())).as_ref() != Some(&style.name) {
            // The arrow keys may lead out of sight.
            response.scroll_to_me(None);
        }
        if response.clicked() {
            let blends = ui.input(|input| input.modifiers.command);
            let settings = if blends { settings.blended_with(&style.name) } else { settings.in_style(&style.name) };
            messages.push(Msg::Change(settings));
        }
        response.context_menu(|ui| menu(ui, style, settings, messages));
        response.on_hover_text(hint(style, fast));
    });
}

fn hint(style: &GalleryStyle, fast: &Fast) -> String {
    let name = &style.name;
    match fast.thumbnails.of(&style.id) {
        Some(Thumbnail::Failed(sentence)) => translate(sentence),
        _ => tr_with(
            "{name}\n\nClick to paint in it, Ctrl-click to blend it with the chosen one.",
            &[("name", &(name.clone() + &origin(style)))],
        ),
    }
}

/// What a style that ships with the program says of itself, a line each.
fn origin(style: &GalleryStyle) -> String {
    if !style.is_bundled() {
        return String::new();
    }
    let About { licence, painting, painter, .. } = &style.about;
    let licence = licence.as_ref().map(|licence| tr_with("Ships with Impasto, {licence}", &[("licence", licence)]));
    let lines = [painting.clone(), painter.clone(), licence];
    lines.into_iter().flatten().fold(String::new(), |text, line| text + "\n" + &line)
}

fn thumbnail(ui: &Ui, rect: Rect, style: &GalleryStyle, fast: &Fast, content: Option<&Loaded>) {
    match fast.thumbnails.of(&style.id) {
        Some(Thumbnail::Picture(texture)) => picture(ui, texture, rect),
        Some(Thumbnail::Failed(_)) => {
            ui.painter().rect_filled(rect, ROUNDING, theme::colors(ui).sunken);
            let icon = Rect::from_center_size(rect.center(), Vec2::splat(18.0));
            Icon::Warning.paint(ui.painter(), icon, theme::colors(ui).warning);
        }
        None => {
            match content {
                Some(content) => picture(ui, &content.thumbnail, rect),
                None => drop(ui.painter().rect_filled(rect, ROUNDING, theme::colors(ui).sunken)),
            }
            ui.painter().rect_filled(rect, ROUNDING, Color32::from_black_alpha(150));
            let text = FontId::proportional(16.0);
            ui.painter().text(rect.center(), Align2::CENTER_CENTER, "…", text, theme::DARK.text_weak);
        }
    }
}

fn outline(ui: &Ui, rect: Rect, response: &Response, is_chosen: bool) {
    let stroke = match (is_chosen, response.hovered() || response.has_focus()) {
        (true, _) => Stroke::new(2.0, theme::colors(ui).accent),
        (false, true) => Stroke::new(1.5, theme::colors(ui).text_weak),
        (false, false) => Stroke::new(1.0, Color32::from_black_alpha(110)),
    };
    ui.painter().rect_stroke(rect, ROUNDING, stroke, StrokeKind::Inside);
}

/// A small icon on a dark ground.
fn mark(ui: &Ui, corner: egui::Pos2, icon: Icon, color: Color32) {
    let rect = Rect::from_min_size(corner, Vec2::splat(13.0));
    ui.painter().rect_filled(rect.expand(3.0), 4.0, Color32::from_black_alpha(150));
    icon.paint(ui.painter(), rect, color);
}

/// What can be done with a style.
fn menu(ui: &mut Ui, style: &GalleryStyle, settings: &FastSettings, messages: &mut Vec<Msg>) {
    let name = &style.name;
    let favourite = if style.is_favourite { "No favourite any more" } else { "Favourite" };
    let blend = if settings.second.as_ref() == Some(name) { "Do not blend" } else { "Blend with this" };
    let entries = [
        (style.can_be_favourite(), favourite, Msg::SetFavourite(name.clone(), !style.is_favourite)),
        (true, blend, Msg::Change(settings.blended_with(name))),
        (true, "Details…", Msg::Ask(Dialog::Details(name.clone()))),
        (style.is_own(), "Remove", Msg::Remove(name.clone())),
    ];
    for (is_possible, text, message) in entries {
        if ui.add_enabled(is_possible, Button::new(tr(text))).clicked() {
            messages.push(message);
            ui.close();
        }
    }
}
