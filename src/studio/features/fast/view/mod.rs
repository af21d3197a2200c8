//! Fast styles: the gallery of them, and how the chosen one is used.

mod card;
mod details;
mod options;

use egui::{Button, Frame, Margin, Panel, RichText, ScrollArea, TextEdit, Ui, Vec2};

use crate::studio::app::action::{Action, Actions};
use crate::studio::app::panels::{method_tabs, show_pictures};
use crate::studio::app::session::Session;
use crate::studio::app::state::State;
use crate::studio::features::fast::{COLUMNS, FastAction, StyleFiles};
use crate::studio::language::tr;
use crate::studio::theme;
use crate::studio::widgets::{Icon, follow_focus};

pub(in crate::studio) use details::details;

/// The space between two styles, in points.
const SPACE: f32 = 6.0;

/// Draws the tab.
pub(in crate::studio) fn show(ui: &mut Ui, state: &State, session: &Session, actions: &mut Actions) {
    let margin = Margin::symmetric(theme::MARGIN, 6);
    let frame = Frame::new().fill(theme::colors(ui).panel).inner_margin(margin);
    Panel::bottom("fast options").resizable(false).frame(frame).show(ui, |ui| {
        options::show(ui, state, session, actions);
    });
    Frame::new().inner_margin(margin).show(ui, |ui| {
        method_tabs(ui, session, actions);
        show_pictures(ui, session, actions);
        ui.add_space(theme::GAP / 2.0);
        search(ui, session, actions);
        ui.add_space(4.0);
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            gallery(ui, state, session, actions);
            follow_focus(ui);
        });
    });
}

/// What is looked for, and what adds more.
fn search(ui: &mut Ui, session: &Session, actions: &mut Actions) {
    ui.horizontal(|ui| {
        let add = ui.menu_button((Icon::Add.atom(), tr("Add style")), |ui| {
            for (text, files, tooltip) in [
                ("A file…", StyleFiles::File, "A network as .pth, .model, .safetensors or .onnx; it is copied."),
                ("A folder of them…", StyleFiles::Folder, "Every style among the files of a folder."),
            ] {
                if ui.button(tr(text)).on_hover_text(tr(tooltip)).clicked() {
                    actions.push(Action::Fast(FastAction::Ask(files)));
                    ui.close();
                }
            }
        });
        add.response.on_hover_text(tr("Add styles to the gallery. They can also be dropped on the window."));
        let mut text = session.fast.search.clone();
        let field = TextEdit::singleline(&mut text).hint_text(tr("Search")).desired_width(f32::INFINITY);
        ui.add(field).accessible_name(tr("Search styles"));
        if text != session.fast.search {
            actions.push(Action::Fast(FastAction::Search(text)));
        }
    });
}

/// The styles that are found, in rows.
fn gallery(ui: &mut Ui, state: &State, session: &Session, actions: &mut Actions) {
    let fast = &session.fast;
    let styles: Vec<_> = fast.found().collect();
    if styles.is_empty() {
        empty(ui, session, actions);
        return;
    }
    let width = (ui.available_width() - SPACE * (COLUMNS - 1) as f32) / COLUMNS as f32;
    ui.spacing_mut().item_spacing = Vec2::splat(SPACE);
    for row in styles.chunks(COLUMNS) {
        ui.horizontal_top(|ui| {
            for style in row {
                card::show(ui, style, width.floor(), &state.fast, session, actions);
            }
        });
    }
}

/// Why there is nothing to choose from.
fn empty(ui: &mut Ui, session: &Session, actions: &mut Actions) {
    let fast = &session.fast;
    ui.add_space(theme::GAP);
    ui.vertical_centered(|ui| {
        if fast.gallery.is_none() {
            if fast.changes > 0 {
                ui.add(egui::Spinner::new());
            }
        } else if fast.search.trim().is_empty() {
            ui.label(tr("The gallery has no styles yet. Add one with Add style above."));
            let text =
                tr("A style is a network that learned one painting and paints any photograph like it in a moment.");
            ui.label(RichText::new(text).weak());
        } else {
            ui.label(tr("No style is called so."));
            ui.add_space(4.0);
            if ui.add(Button::new(tr("Show all"))).clicked() {
                actions.push(Action::Fast(FastAction::Search(String::new())));
            }
        }
    });
}
