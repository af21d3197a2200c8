//! The pictures kept on the way, below the canvas: look at one, paint on from it, save it.

use egui::{
    Align, CornerRadius, DragValue, Label, Layout, PopupCloseBehavior, Rect, RichText, ScrollArea, Sense, Shape,
    Stroke, StrokeKind, Ui, Vec2, WidgetInfo,
};

use crate::studio::features::film_strip::{EVERY_RANGE, Film, FilmSettings, Frame, MEGABYTES_RANGE, Msg, Purpose};
use crate::studio::format::memory;
use crate::studio::language::{tr, tr_count, tr_with};
use crate::studio::painted::Occasion;
use crate::studio::theme;
use crate::studio::widgets::{
    Icon, Landmark, Text, button_width, follow_focus, icon_button, landmark, row, text_width,
};

/// The height of the strip in points.
pub const HEIGHT: f32 = 132.0;
/// The height of the pictures in points.
const PICTURE_HEIGHT: f32 = 66.0;
/// The widest and the narrowest picture, in parts of its height.
const SHAPES: std::ops::RangeInclusive<f32> = 0.5..=2.2;

/// The room of a button that is an icon, in points.
const ICON_ROOM: f32 = 36.0;

/// Draws the strip; `commands` and `more_settings` are drawn in their places beside what is its own.
pub fn show(
    ui: &mut Ui,
    film: &Film,
    settings: &FilmSettings,
    messages: &mut Vec<Msg>,
    commands: impl FnOnce(&mut Ui),
    more_settings: impl FnOnce(&mut Ui),
) {
    landmark(ui, Landmark::FilmStrip);
    ui.add_space(6.0);
    header(ui, film, settings, messages, commands, more_settings);
    ui.add_space(4.0);
    if film.frames().is_empty() {
        ui.label(RichText::new(empty_text(settings)).weak());
        return;
    }
    ScrollArea::horizontal().auto_shrink(false).stick_to_right(true).show(ui, |ui| {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            for frame in film.frames() {
                picture(ui, frame, film, messages);
            }
            follow_focus(ui);
        });
    });
}

fn empty_text(settings: &FilmSettings) -> String {
    tr_with(
        "While it paints, a picture is kept here after every {count} iterations and at the end of each scale. \
         Press S to keep one yourself.",
        &[("count", &settings.every)],
    )
}

/// The name, the memory, and what can be done with the chosen picture; drawn from right to left.
fn header(
    ui: &mut Ui,
    film: &Film,
    settings: &FilmSettings,
    messages: &mut Vec<Msg>,
    commands: impl FnOnce(&mut Ui),
    more_settings: impl FnOnce(&mut Ui),
) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(tr("Film strip")).strong());
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            if icon_button(ui, Icon::Close, "Hide the film strip").clicked() {
                messages.push(Msg::Toggle);
            }
            settings_menu(ui, settings, messages, more_settings);
            commands(ui);
            ui.add_space(4.0);
            chosen(ui, film, messages);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| used(ui, film, settings));
        });
    });
}

/// How many pictures there are and their memory, where there is room to tell it.
fn used(ui: &mut Ui, film: &Film, settings: &FilmSettings) {
    let count = tr_count("{count} picture", "{count} pictures", film.frames().len());
    let limit = memory(settings.bytes() as u64);
    let used = tr_with(
        "{pictures}, {used} of {limit}",
        &[("pictures", &count), ("used", &memory(film.bytes() as u64)), ("limit", &limit)],
    );
    if ui.available_width() < text_width(ui, &used) {
        return;
    }
    ui.label(RichText::new(used).weak()).on_hover_text(tr(
        "The memory of the kept pictures. When it is used up, the oldest automatic ones go first and those that \
             you kept by hand last.",
    ));
}

/// What can be done with the chosen picture; drawn from right to left.
fn chosen(ui: &mut Ui, film: &Film, messages: &mut Vec<Msg>) {
    if film.selected().is_none() {
        return;
    }
    let entries = [
        ("Delete snapshot", None, "Take it out of the strip.", Msg::Delete),
        ("Save snapshot…", Some("Save…"), "Write it to a file.", Msg::Save),
        ("Use as start", Some("Use as start"), "Start the next painting from it.", Msg::Start(Purpose::NextStart)),
        (
            "Continue from here",
            Some("Continue from here"),
            "Paint on from this picture with the pictures and the settings that it had.",
            Msg::Start(Purpose::Continue),
        ),
    ];
    let needed: f32 = entries.iter().filter_map(|(_, text, ..)| Some(button_width(ui, tr((*text)?)))).sum();
    if ui.available_width() < needed + ICON_ROOM {
        let name = tr("Snapshot");
        let shown = if ui.available_width() < button_width(ui, name) { "…" } else { name };
        let menu = ui.menu_button(shown, |ui| {
            for (name, _, tooltip, message) in entries.into_iter().rev() {
                if ui.button(tr(name)).on_hover_text(tr(tooltip)).clicked() {
                    messages.push(message);
                    ui.close();
                }
            }
        });
        menu.response.accessible_name(name);
        return;
    }
    for (name, text, tooltip, message) in entries {
        let response = match text {
            Some(text) => ui.button(tr(text)).accessible_name(tr(name)),
            None => icon_button(ui, Icon::Delete, name),
        };
        if response.on_hover_text(tr(tooltip)).clicked() {
            messages.push(message);
        }
    }
}

fn settings_menu(ui: &mut Ui, settings: &FilmSettings, messages: &mut Vec<Msg>, more_settings: impl FnOnce(&mut Ui)) {
    let button = icon_button(ui, Icon::Settings, "Film strip settings");
    egui::Popup::from_toggle_button_response(&button).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(
        |ui| {
            ui.set_width(260.0);
            how_much(ui, settings, messages);
            ui.separator();
            more_settings(ui);
        },
    );
}

/// Draws how much the strip keeps.
pub fn how_much(ui: &mut Ui, present: &FilmSettings, messages: &mut Vec<Msg>) {
    let (mut changed, default) = (present.clone(), FilmSettings::default());
    let text = Text {
        label: "Keep every",
        tooltip: "After how many iterations a picture is kept by itself.",
        default: tr_count("{count} iteration", "{count} iterations", default.every),
    };
    let number = DragValue::new(&mut changed.every).range(EVERY_RANGE).suffix(tr(" iterations"));
    if row(ui, &text, present.every == default.every, |ui| ui.add(number)) {
        changed.every = default.every;
    }
    let text = Text {
        label: "Memory",
        tooltip: "How much memory the pictures may use.",
        default: tr_with("{amount} MB", &[("amount", &default.megabytes)]),
    };
    let number = DragValue::new(&mut changed.megabytes).range(MEGABYTES_RANGE).suffix(tr(" MB"));
    if row(ui, &text, present.megabytes == default.megabytes, |ui| ui.add(number)) {
        changed.megabytes = default.megabytes;
    }
    if changed != *present {
        messages.push(Msg::Change(changed));
    }
}

/// One picture with its iteration; a click shows it on the canvas.
fn picture(ui: &mut Ui, frame: &Frame, film: &Film, messages: &mut Vec<Msg>) {
    let size = frame.thumbnail.size_vec2();
    let width = PICTURE_HEIGHT * (size.x / size.y).clamp(*SHAPES.start(), *SHAPES.end());
    let is_selected = film.selected() == Some(frame.number);
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        let (rect, response) = ui.allocate_exact_size(Vec2::new(width, PICTURE_HEIGHT), Sense::click());
        let name = tr_with("Snapshot {number}", &[("number", &frame.number)]);
        response.widget_info(|| WidgetInfo::selected(egui::Role::Button, true, is_selected, &name));
        let rounding = CornerRadius::same(3);
        let uv = Rect::from_min_max(egui::pos2(0.0, 0.0), egui::pos2(1.0, 1.0));
        let shape = egui::epaint::RectShape::filled(rect, rounding, egui::Color32::WHITE);
        ui.painter().add(Shape::Rect(shape.with_texture(frame.thumbnail.id(), uv)));
        let stroke = match (is_selected, response.hovered() || response.has_focus()) {
            (true, _) => Stroke::new(2.0, theme::colors(ui).accent),
            (false, true) => Stroke::new(1.5, theme::colors(ui).text_weak),
            (false, false) => Stroke::new(1.0, egui::Color32::from_black_alpha(110)),
        };
        ui.painter().rect_stroke(rect, rounding, stroke, StrokeKind::Inside);
        if frame.snapshot.occasion == Occasion::Hand {
            let mark = Rect::from_min_size(rect.right_top() + Vec2::new(-20.0, 5.0), Vec2::splat(14.0));
            ui.painter().rect_filled(mark.expand(3.0), 4.0, egui::Color32::from_black_alpha(150));
            Icon::Snapshot.paint(ui.painter(), mark, theme::ON_PICTURE);
        }
        let text = frame.snapshot.fast_style.clone().unwrap_or_else(|| frame.snapshot.iteration.to_string());
        let color = if is_selected { theme::colors(ui).text_strong } else { theme::colors(ui).text_weak };
        ui.set_max_width(width);
        ui.add(Label::new(RichText::new(text).small().color(color)).truncate());
        if response.on_hover_text(about(frame)).clicked() {
            messages.push(Msg::Select((!is_selected).then_some(frame.number)));
        }
    });
}

fn about(frame: &Frame) -> String {
    let snapshot = &frame.snapshot;
    let [width, height] = snapshot.pixels.size();
    let occasion = tr(match snapshot.occasion {
        Occasion::Interval => "kept by itself",
        Occasion::ScaleEnd => "the end of a scale",
        Occasion::Result => "painted by the queue",
        Occasion::Hand => "kept by you",
    });
    let source = |index: usize| snapshot.pictures[index].source.name();
    if let Some(style) = &snapshot.fast_style {
        return tr_with(
            "Snapshot {number}, {occasion}\n{width} × {height}\n{content} in the fast style {style}",
            &[
                ("number", &frame.number),
                ("occasion", &occasion),
                ("width", &width),
                ("height", &height),
                ("content", &source(0)),
                ("style", style),
            ],
        );
    }
    tr_with(
        "Snapshot {number}, {occasion}\nIteration {iteration}, {width} × {height}, ratio {ratio}\n{content} in {style}",
        &[
            ("number", &frame.number),
            ("occasion", &occasion),
            ("iteration", &snapshot.iteration),
            ("width", &width),
            ("height", &height),
            ("ratio", &snapshot.settings.weights.ratio),
            ("content", &source(0)),
            ("style", &source(1)),
        ],
    )
}
