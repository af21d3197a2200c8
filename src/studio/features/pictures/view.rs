//! The pictures: thumbnails that are chosen by clicking, dropping or pasting.

use egui::{
    Align, Align2, Color32, FontId, Layout, Popup, PopupCloseBehavior, Rect, Response, RichText, Sense, Ui, Vec2,
    WidgetInfo,
};

use crate::studio::app::action::{Action, Actions};
use crate::studio::app::command::Command;
use crate::studio::app::session::{Dialog, Session};
use crate::studio::language::{tr, tr_with};
use crate::studio::roles::{Role, Source};
use crate::studio::theme;
use crate::studio::widgets::{Icon, PICTURE_ROUNDING as ROUNDING, icon_button, outline, picture};

/// The height of the thumbnails in points.
const CARD_HEIGHT: f32 = 98.0;
/// The samples in one row of the choice.
const SAMPLES_IN_A_ROW: usize = 3;
/// The size of a sample in the choice in points.
const SAMPLE_SIZE: Vec2 = Vec2::new(96.0, 66.0);

/// Draws content and style side by side.
pub(in crate::studio) fn show(ui: &mut Ui, session: &Session, actions: &mut Actions) {
    ui.add_space(theme::GAP / 2.0);
    let width = (ui.available_width() - ui.spacing().item_spacing.x) / 2.0;
    ui.horizontal_top(|ui| {
        for role in [Role::Content, Role::Style] {
            card(ui, role, width, session, actions);
        }
    });
}

/// Draws the picture of one role with its name; a click opens the choice.
pub(in crate::studio) fn card(ui: &mut Ui, role: Role, width: f32, session: &Session, actions: &mut Actions) {
    ui.vertical(|ui| {
        ui.set_width(width);
        ui.spacing_mut().item_spacing.y = 3.0;
        let response = thumbnail(ui, role, Vec2::new(width, CARD_HEIGHT), session);
        if session.services.pictures.drop_targets.get(&role) != Some(&response.rect) {
            actions.push(Action::NoteDropTarget(role, response.rect));
        }
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 5.0;
            ui.label(RichText::new(tr(role.title())).color(theme::colors(ui).text));
            if let Some(loaded) = session.services.pictures.loaded(role) {
                let is_missing = loaded.provenance.is_missing;
                let size = if is_missing {
                    RichText::new(tr("missing")).color(theme::colors(ui).warning)
                } else {
                    RichText::new(format!("{}×{}", loaded.picture.width(), loaded.picture.height())).weak()
                };
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    if role != Role::Start && !is_missing {
                        crop_button(ui, role, actions);
                    }
                    // What the title and the button leave, which is little in some languages.
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        ui.add(egui::Label::new(size.small()).truncate());
                    });
                });
            }
        });
        let name = session.services.pictures.loaded(role).map(|loaded| loaded.source.name()).unwrap_or_default();
        ui.add(egui::Label::new(RichText::new(name).small().weak()).truncate());
        Popup::from_toggle_button_response(&response)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .show(|ui| choice(ui, role, session, actions));
        response.on_hover_text(tr_with(
            "{picture}\n\nClick to choose, or drop a picture file here.",
            &[("picture", &tr(role.tooltip()))],
        ));
    });
}

/// A button that opens the dialog in which a picture is cut and turned.
pub(in crate::studio) fn crop_button(ui: &mut Ui, role: Role, actions: &mut Actions) {
    if icon_button(ui, Icon::Crop, &tr_with("Crop and turn {picture}", &[("picture", &tr(role.title()))])).clicked() {
        actions.push(Action::ShowDialog(Dialog::Framing(role)));
    }
}

fn thumbnail(ui: &mut Ui, role: Role, size: Vec2, session: &Session) -> Response {
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| {
        WidgetInfo::labeled(egui::Role::Button, true, tr_with("Choose {picture}", &[("picture", &tr(role.title()))]))
    });
    let painter = ui.painter();
    if let Some(loaded) = session.services.pictures.loaded(role) {
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
    if session.services.pictures.is_loading(role) {
        painter.rect_filled(rect, ROUNDING, Color32::from_black_alpha(120));
        ui.place(Rect::from_center_size(rect.center(), Vec2::splat(22.0)), egui::Spinner::new());
    }
    outline(ui, rect, &response);
    response
}

/// What can be done for a role: a file, the clipboard, the samples.
pub(in crate::studio) fn choice(ui: &mut Ui, role: Role, session: &Session, actions: &mut Actions) {
    ui.set_width(SAMPLE_SIZE.x * SAMPLES_IN_A_ROW as f32 + 2.0 * ui.spacing().item_spacing.x);
    ui.horizontal(|ui| {
        if ui.button((Icon::Open.atom(), tr("Open file…"))).clicked() {
            actions.push(Action::ChoosePicture(role));
            ui.close();
        }
        if ui.button((Icon::Paste.atom(), tr("Paste"))).on_hover_text(Command::Paste.tooltip()).clicked() {
            actions.push(Action::PasteFor(role));
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
                match session.sample_thumbnails.get(sample.file) {
                    Some(texture) => picture(ui, texture, rect),
                    None => {
                        ui.painter().rect_filled(rect, ROUNDING, theme::colors(ui).sunken);
                    }
                }
                outline(ui, rect, &response);
                if response.on_hover_text(tr(sample.title)).clicked() {
                    actions.push(Action::UsePicture(role, Source::sample(sample)));
                    ui.close();
                }
            }
        });
    }
}
