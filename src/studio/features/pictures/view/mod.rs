//! The pictures: thumbnails that are chosen by clicking, dropping or pasting.

pub mod framing;
pub mod styles;

use egui::{
    Align, Align2, Button, Color32, FontId, Layout, Popup, PopupCloseBehavior, Rect, Response, RichText, Sense, Ui,
    Vec2, WidgetInfo,
};

use crate::studio::features::pictures::{Dialog, Msg, Pictures};
use crate::studio::language::{tr, tr_with};
use crate::studio::roles::{Loaded, Role, RolePictures, Source};
use crate::studio::theme;
use crate::studio::widgets::{Icon, PICTURE_ROUNDING as ROUNDING, Question, Text, icon_button, outline, picture, row};

/// The height of the thumbnails in points.
const CARD_HEIGHT: f32 = 98.0;
/// What pasting does.
pub const PASTE_TOOLTIP: &str = "Use the picture on the clipboard for the side that you used last.";
/// The samples in one row of the choice.
const SAMPLES_IN_A_ROW: usize = 3;
/// The size of a sample in the choice in points.
const SAMPLE_SIZE: Vec2 = Vec2::new(96.0, 66.0);

/// Draws content and style side by side.
pub fn show(ui: &mut Ui, pictures: &Pictures, roles: &RolePictures, messages: &mut Vec<Msg>) {
    ui.add_space(theme::GAP / 2.0);
    let width = (ui.available_width() - ui.spacing().item_spacing.x) / 2.0;
    ui.horizontal_top(|ui| {
        for role in [Role::Content, Role::Style] {
            card(ui, role, width, pictures, roles, messages);
        }
    });
}

/// Draws the picture of one role with its name; a click opens the choice.
pub fn card(ui: &mut Ui, role: Role, width: f32, pictures: &Pictures, roles: &RolePictures, messages: &mut Vec<Msg>) {
    ui.vertical(|ui| {
        ui.set_width(width);
        ui.spacing_mut().item_spacing.y = 3.0;
        let response = thumbnail(ui, role, Vec2::new(width, CARD_HEIGHT), roles);
        if roles.drop_targets.get(&role) != Some(&response.rect) {
            messages.push(Msg::NoteDropTarget(role, response.rect));
        }
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 5.0;
            ui.label(RichText::new(tr(role.title())).color(theme::colors(ui).text));
            if let Some(loaded) = roles.loaded(role) {
                let is_missing = loaded.provenance.is_missing;
                let size = if is_missing {
                    RichText::new(tr("missing")).color(theme::colors(ui).warning)
                } else {
                    RichText::new(format!("{}×{}", loaded.picture.width(), loaded.picture.height())).weak()
                };
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    if role != Role::Start && !is_missing {
                        crop_button(ui, role, messages);
                    }
                    // What the title and the button leave, which is little in some languages.
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        ui.add(egui::Label::new(size.small()).truncate());
                    });
                });
            }
        });
        let name = roles.loaded(role).map(|loaded| loaded.source.name()).unwrap_or_default();
        ui.add(egui::Label::new(RichText::new(name).small().weak()).truncate());
        Popup::from_toggle_button_response(&response)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .show(|ui| choice(ui, role, pictures, messages));
        response.on_hover_text(tr_with(
            "{picture}\n\nClick to choose, or drop a picture file here.",
            &[("picture", &tr(role.tooltip()))],
        ));
    });
}

/// A button that opens the dialog in which a picture is cut and turned.
pub fn crop_button(ui: &mut Ui, role: Role, messages: &mut Vec<Msg>) {
    if icon_button(ui, Icon::Crop, &tr_with("Crop and turn {picture}", &[("picture", &tr(role.title()))])).clicked() {
        messages.push(Msg::Ask(Dialog::Framing(role)));
    }
}

fn thumbnail(ui: &mut Ui, role: Role, size: Vec2, roles: &RolePictures) -> Response {
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| {
        WidgetInfo::labeled(egui::Role::Button, true, tr_with("Choose {picture}", &[("picture", &tr(role.title()))]))
    });
    let painter = ui.painter();
    if let Some(loaded) = roles.loaded(role) {
        picture(ui, &loaded.thumbnail, rect);
    } else {
        painter.rect_filled(rect, ROUNDING, theme::colors(ui).sunken);
        let icon = Rect::from_center_size(rect.center() - Vec2::new(0.0, 10.0), Vec2::splat(22.0));
        Icon::Picture.paint(painter, icon, theme::colors(ui).text_weak);
        let below = rect.center() + Vec2::new(0.0, 16.0);
        painter.text(
            below,
            Align2::CENTER_CENTER,
            tr("Choose…"),
            FontId::proportional(12.0),
            theme::colors(ui).text_weak,
        );
    }
    if roles.is_loading(role) {
        painter.rect_filled(rect, ROUNDING, Color32::from_black_alpha(120));
        ui.place(Rect::from_center_size(rect.center(), Vec2::splat(22.0)), egui::Spinner::new());
    }
    outline(ui, rect, &response);
    response
}

/// What can be done for a role: a file, the clipboard, the samples.
pub fn choice(ui: &mut Ui, role: Role, pictures: &Pictures, messages: &mut Vec<Msg>) {
    ui.set_width(SAMPLE_SIZE.x * SAMPLES_IN_A_ROW as f32 + 2.0 * ui.spacing().item_spacing.x);
    ui.horizontal(|ui| {
        if ui.button((Icon::Open.atom(), tr("Open file…"))).clicked() {
            messages.push(Msg::Choose(role));
            ui.close();
        }
        if ui.button((Icon::Paste.atom(), tr("Paste"))).on_hover_text(tr(PASTE_TOOLTIP)).clicked() {
            messages.push(Msg::Paste(Some(role)));
            ui.close();
        }
    });
    ui.add_space(4.0);
    ui.label(RichText::new(tr("Samples")).small().weak());
    let samples: Vec<_> = role.samples().collect();
    for samples in samples.chunks(SAMPLES_IN_A_ROW) {
        ui.horizontal(|ui| {
            for sample in samples {
                let (rect, response) = ui.allocate_exact_size(SAMPLE_SIZE, Sense::click());
                response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, tr(sample.title)));
                match pictures.thumbnails.get(sample.file) {
                    Some(texture) => picture(ui, texture, rect),
                    None => {
                        ui.painter().rect_filled(rect, ROUNDING, theme::colors(ui).sunken);
                    }
                }
                outline(ui, rect, &response);
                if response.on_hover_text(tr(sample.title)).clicked() {
                    messages.push(Msg::Use(role, Source::sample(sample)));
                    ui.close();
                }
            }
        });
    }
}

/// Draws the line of the mask among the settings.
pub fn mask(ui: &mut Ui, mask: Option<&Loaded>, messages: &mut Vec<Msg>) {
    let text = Text {
        label: "Mask",
        tooltip: "A picture that says where the painting is seen: all of it where the mask is white, the photograph \
                  where it is black, both mixed where it is grey. It is laid over the whole photograph and cut with it. \
                  It acts at once, also on a finished painting and on saved files; what was painted is not lost.",
        default: "none".into(),
    };
    let is_reset = row(ui, &text, mask.is_none(), |ui| {
        let button = match mask {
            None => Button::new((Icon::Open.atom(), tr("Choose a mask…"))),
            Some(mask) => {
                if icon_button(ui, Icon::Delete, "Remove the mask").clicked() {
                    messages.push(Msg::RemoveMask);
                }
                Button::new((Icon::Open.atom(), mask.source.name())).truncate()
            }
        };
        let response = ui.add(button);
        if response.clicked() {
            messages.push(Msg::Choose(Role::Mask));
        }
        response
    });
    if is_reset && mask.is_some() {
        messages.push(Msg::RemoveMask);
    }
}

/// Asks for the path of a picture.
pub fn path(ui: &mut Ui, role: Role, text: &str, messages: &mut Vec<Msg>) {
    let question = Question {
        title: &tr_with("Open: {picture}", &[("picture", &tr(role.title()))]),
        text: "This desktop has no file dialog. Type the path of a picture, or drop its file on the window.",
        field: "Path",
        hint: "/home/me/Pictures/photo.jpg",
        answer: "Open",
    };
    let open = |path: String| Msg::Use(role, Source::File(path.into()));
    let typed = |text| Msg::Ask(Dialog::Path { role, text });
    question.show(ui, text, typed, open, Msg::CloseDialog, messages);
}
