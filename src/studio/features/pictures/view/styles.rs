//! Several styles: a row for each with its weight, and the button for one more. With one style only the button is seen.

use egui::{Align, Button, Label, Layout, Popup, PopupCloseBehavior, RichText, Sense, Ui, Vec2, WidgetInfo};

use crate::studio::features::pictures::view::{choice, crop_button};
use crate::studio::features::pictures::{Msg, Pictures};
use crate::studio::language::{tr, tr_with};
use crate::studio::roles::{Role, RolePictures, Setup, StyleUse};
use crate::studio::theme;
use crate::studio::widgets::{Curve, Icon, Slider, icon_button, is_reset, outline, picture, significant};
use crate::transfer::STYLE_WEIGHT_RANGE;

/// The size of a style's picture in its row, in points.
const PICTURE_SIZE: Vec2 = Vec2::new(36.0, 26.0);
/// The width of a style's name, in points.
const NAME_WIDTH: f32 = 44.0;
/// The room for the two buttons at the end of a row, in points.
const BUTTONS_WIDTH: f32 = 56.0;
/// The smallest weight of a style that its slider shows apart from 0.
const SMALLEST_WEIGHT: f64 = 0.01;

/// Draws the rows and the button.
pub fn show(ui: &mut Ui, pictures: &Pictures, setup: &Setup, roles: &RolePictures, messages: &mut Vec<Msg>) {
    let styles: Vec<Role> = setup.style_roles().collect();
    if styles.len() > 1 {
        ui.add_space(4.0);
        for &role in &styles {
            style_row(ui, role, pictures, setup, roles, messages);
        }
    }
    if let Some(next) = setup.next_style() {
        let text = (Icon::Add.atom(), RichText::new(tr("Add a style")).small());
        let button = ui
            .horizontal(|ui| {
                if styles.len() == 1 {
                    // Below the style's card, not below the content's.
                    ui.add_space(f32::midpoint(ui.available_width(), ui.spacing().item_spacing.x));
                }
                ui.add(Button::new(text).frame_when_inactive(false))
            })
            .inner;
        if roles.drop_targets.get(&next) != Some(&button.rect) {
            messages.push(Msg::NoteDropTarget(next, button.rect));
        }
        Popup::from_toggle_button_response(&button)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .show(|ui| choice(ui, next, pictures, messages));
        button.on_hover_text(tr(
            "Mix the styles of several paintings, each with a weight. Pictures can be dropped here.",
        ));
    }
}

/// A style's picture, its weight, and what can be done with it.
fn style_row(
    ui: &mut Ui,
    role: Role,
    pictures: &Pictures,
    setup: &Setup,
    roles: &RolePictures,
    messages: &mut Vec<Msg>,
) {
    let name = tr(if role == Role::Style { "Style 1" } else { role.title() });
    let (default, mut weight) = (StyleUse::default().weight, setup.arrangement.style_use(role).weight);
    let explanation = tr_with(
        "{explanation}\n\nDefault: {default}. Double-click to reset.",
        &[
            ("explanation", &tr("How much this style counts against the others. It also acts while it paints.")),
            ("default", &significant(default)),
        ],
    );
    ui.horizontal(|ui| {
        thumbnail(ui, role, name, pictures, roles, messages);
        let color = if weight == default { theme::colors(ui).text_weak } else { theme::colors(ui).text_strong };
        let size = Vec2::new(NAME_WIDTH, ui.spacing().interact_size.y);
        let label = ui
            .allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
                ui.set_min_width(size.x);
                ui.add(Label::new(RichText::new(name).color(color)).sense(Sense::CLICK))
            })
            .inner;
        let slider = Slider {
            value: &mut weight,
            range: STYLE_WEIGHT_RANGE,
            default,
            curve: Curve::Logarithmic { smallest: SMALLEST_WEIGHT },
            unit: "",
        };
        let width = ui.available_width() - BUTTONS_WIDTH;
        let response = ui
            .allocate_ui_with_layout(Vec2::new(width, size.y), Layout::left_to_right(Align::Center), |ui| {
                ui.set_max_width(width);
                ui.label_inputs_by(label.id, |ui| slider.show(ui))
            })
            .inner;
        if label.double_clicked() || is_reset(ui, &response) {
            weight = default;
        }
        label.on_hover_text(&explanation);
        response.on_hover_text(&explanation);
        ui.spacing_mut().item_spacing.x = 2.0;
        if role != Role::Style {
            crop_button(ui, role, messages);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if icon_button(ui, Icon::Close, &tr_with("Remove {name}", &[("name", &name)])).clicked() {
                messages.push(Msg::RemoveStyle(role));
            }
        });
    });
    if weight != setup.arrangement.style_use(role).weight {
        messages.push(Msg::WeighStyle(role, weight));
    }
}

/// The small picture; a click on one of the further styles opens the choice, as one on the first one's card does.
fn thumbnail(ui: &mut Ui, role: Role, name: &str, pictures: &Pictures, roles: &RolePictures, messages: &mut Vec<Msg>) {
    let sense = if role == Role::Style { Sense::hover() } else { Sense::click() };
    let (rect, response) = ui.allocate_exact_size(PICTURE_SIZE, sense);
    match roles.loaded(role) {
        Some(loaded) => picture(ui, &loaded.thumbnail, rect),
        None => {
            ui.painter().rect_filled(rect, 4.0, theme::colors(ui).sunken);
        }
    }
    if roles.is_loading(role) {
        ui.place(egui::Rect::from_center_size(rect.center(), Vec2::splat(16.0)), egui::Spinner::new());
    }
    let title = roles.loaded(role).map(|loaded| loaded.source.name()).unwrap_or_default();
    if role == Role::Style {
        response.on_hover_text(title);
        return;
    }
    outline(ui, rect, &response);
    response.widget_info(|| {
        WidgetInfo::labeled(egui::Role::Button, true, tr_with("Choose {picture}", &[("picture", &name)]))
    });
    if roles.drop_targets.get(&role) != Some(&rect) {
        messages.push(Msg::NoteDropTarget(role, rect));
    }
    Popup::from_toggle_button_response(&response)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| choice(ui, role, pictures, messages));
    response
        .on_hover_text(tr_with("{picture}\n\nClick to choose, or drop a picture file here.", &[("picture", &title)]));
}
