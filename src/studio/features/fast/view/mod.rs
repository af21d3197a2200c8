//! Fast styles: the gallery of them, and how the chosen one is used.

mod card;
mod details;
mod options;

use egui::{Button, RichText, ScrollArea, TextEdit, Ui, Vec2};

use crate::studio::features::fast::{COLUMNS, Dialog, Fast, FastSettings, Msg};
use crate::studio::language::tr;
use crate::studio::roles::Loaded;
use crate::studio::services::StyleFiles;
use crate::studio::theme;
use crate::studio::widgets::{Icon, Question, follow_focus};

pub use details::details;
pub use options::options;

/// The space between two styles, in points.
const SPACE: f32 = 6.0;

/// Draws the gallery, with the content in each style.
pub fn gallery(ui: &mut Ui, fast: &Fast, settings: &FastSettings, content: Option<&Loaded>, messages: &mut Vec<Msg>) {
    search(ui, fast, messages);
    ui.add_space(4.0);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        styles(ui, fast, settings, content, messages);
        follow_focus(ui);
    });
}

/// Asks for the path of a style.
pub fn path(ui: &mut Ui, text: &str, messages: &mut Vec<Msg>) {
    let question = Question {
        title: "Add a fast style",
        text: "This desktop has no file dialog. Type the path of a fast style, or of a folder of them, or drop it on the \
               window.",
        field: "Path",
        hint: "/home/me/styles/candy.pth",
        answer: "Add",
    };
    let add = |path: String| Msg::Add(vec![path.into()]);
    question.show(ui, text, |text| Msg::Ask(Dialog::Path { text }), add, Msg::CloseDialog, messages);
}

/// What is looked for, and what adds more.
fn search(ui: &mut Ui, fast: &Fast, messages: &mut Vec<Msg>) {
    ui.horizontal(|ui| {
        let add = ui.menu_button((Icon::Add.atom(), tr("Add style")), |ui| {
            for (text, files, tooltip) in [
                ("A file…", StyleFiles::File, "A network as .pth, .model, .safetensors or .onnx; it is copied."),
                ("A folder of them…", StyleFiles::Folder, "Every style among the files of a folder."),
            ] {
                if ui.button(tr(text)).on_hover_text(tr(tooltip)).clicked() {
                    messages.push(Msg::Choose(files));
                    ui.close();
                }
            }
        });
        add.response.on_hover_text(tr("Add styles to the gallery. They can also be dropped on the window."));
        let mut text = fast.search.clone();
        let field = TextEdit::singleline(&mut text).hint_text(tr("Search")).desired_width(f32::INFINITY);
        ui.add(field).accessible_name(tr("Search styles"));
        if text != fast.search {
            messages.push(Msg::Search(text));
        }
    });
}

/// The styles that are found, in rows.
fn styles(ui: &mut Ui, fast: &Fast, settings: &FastSettings, content: Option<&Loaded>, messages: &mut Vec<Msg>) {
    let styles: Vec<_> = fast.found().collect();
    if styles.is_empty() {
        empty(ui, fast, messages);
        return;
    }
    let width = (ui.available_width() - SPACE * (COLUMNS - 1) as f32) / COLUMNS as f32;
    ui.spacing_mut().item_spacing = Vec2::splat(SPACE);
    for row in styles.chunks(COLUMNS) {
        ui.horizontal_top(|ui| {
            for style in row {
                card::show(ui, style, width.floor(), settings, fast, content, messages);
            }
        });
    }
}

/// Why there is nothing to choose from.
fn empty(ui: &mut Ui, fast: &Fast, messages: &mut Vec<Msg>) {
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
                messages.push(Msg::Search(String::new()));
            }
        }
    });
}
