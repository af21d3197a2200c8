//! The command palette: a line to type a few letters into, and what they find.

use egui::text::{LayoutJob, TextFormat};
use egui::{Button, FontId, Id, Key, Modal, Modifiers, RichText, ScrollArea, TextEdit, TextStyle, Ui, Vec2};

use crate::studio::app::action::{Action, Actions};
use crate::studio::app::command::{Command, Hit, key_text};
use crate::studio::app::palette::{Entry, entries, found};
use crate::studio::app::session::Session;
use crate::studio::app::state::State;
use crate::studio::app::window;
use crate::studio::app::window::{Dialog, Search};
use crate::studio::language::tr;
use crate::studio::theme;

/// The width in points.
pub(in crate::studio) const WIDTH: f32 = 520.0;
/// The height of the list in points.
const LIST_HEIGHT: f32 = 330.0;
/// The height of one entry in points.
const ENTRY_HEIGHT: f32 = 28.0;
/// The distance from the top of the window in points.
const DISTANCE: f32 = 64.0;

/// The place of the palette: below the top bar, where its length does not move it.
pub(in crate::studio) fn place(id: Id) -> Modal {
    let area = Modal::default_area(id).anchor(egui::Align2::CENTER_TOP, Vec2::new(0.0, DISTANCE));
    Modal::new(id).area(area)
}

/// Draws the palette.
pub(in crate::studio) fn show(ui: &mut Ui, search: &Search, state: &State, session: &Session, actions: &mut Actions) {
    let step = taken_step(ui);
    let mut text = search.text.clone();
    let field = TextEdit::singleline(&mut text).hint_text(tr("What do you want to do?")).desired_width(f32::INFINITY);
    let field =
        ui.add(field.font(TextStyle::Heading).margin(Vec2::new(8.0, 6.0))).accessible_name(tr("Find a command"));
    let entered = ui.input(|input| input.key_pressed(Key::Enter));
    if !field.has_focus() && !field.lost_focus() && ui.memory(|memory| memory.focused().is_none()) {
        field.request_focus();
    }
    let found = found(&text, entries(state, session));
    let is_entered = entered && field.lost_focus();
    let mut given = None;
    let last = found.len().saturating_sub(1);
    let chosen = if text == search.text { search.chosen.saturating_add_signed(step).min(last) } else { 0 };
    ui.add_space(6.0);
    if found.is_empty() {
        ui.label(RichText::new(tr("Nothing is called so. Try fewer letters.")).weak());
    }
    // As high as there is room for, however short the list was when the palette was open before.
    let height = LIST_HEIGHT.min(ui.ctx().content_rect().height() - 2.0 * DISTANCE);
    let list = ScrollArea::vertical().max_height(height).min_scrolled_height(height).auto_shrink([false, true]);
    list.show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        for (index, (entry, hit)) in found.into_iter().enumerate() {
            let response = row(ui, &entry, &hit, index == chosen);
            if index == chosen && step != 0 {
                response.scroll_to_me(None);
            }
            if response.clicked() || (is_entered && index == chosen) {
                given = Some(entry);
            }
        }
    });
    if text != search.text || chosen != search.chosen {
        actions.push(Action::Window(window::Msg::ShowDialog(Dialog::Palette(Search { text, chosen }))));
    }
    if let Some(entry) = given {
        entry.give(actions);
    }
}

/// How far the arrow keys move the choice; the text field would use them otherwise.
fn taken_step(ui: &Ui) -> isize {
    ui.input_mut(|input| {
        let mut taken = |key: Key| input.count_and_consume_key(Modifiers::NONE, key) as isize;
        taken(Key::ArrowDown) - taken(Key::ArrowUp) + 8 * (taken(Key::PageDown) - taken(Key::PageUp))
    })
}

/// An entry: its icon and its name with the letters that were typed, where it belongs, and its key.
fn row(ui: &mut Ui, entry: &Entry, hit: &Hit, is_chosen: bool) -> egui::Response {
    let colors = theme::colors(ui);
    let (plain, found) = match (entry.is_available, is_chosen) {
        (false, _) => (colors.text_weak, colors.text_weak),
        (true, true) => (colors.text_strong, colors.text_strong),
        (true, false) => (colors.text, colors.text_strong),
    };
    let font = TextStyle::Body.resolve(ui.style());
    let mut name = LayoutJob::default();
    for (index, letter) in entry.text.chars().enumerate() {
        let is_found = hit.letters.contains(&index);
        let underline = if is_found { egui::Stroke::new(1.0, colors.accent) } else { egui::Stroke::NONE };
        let color = if is_found { found } else { plain };
        let format = TextFormat { font_id: font.clone(), color, underline, ..TextFormat::default() };
        name.append(letter.encode_utf8(&mut [0; 4]), 0.0, format);
    }
    let key = entry.command.and_then(Command::shortcut).map(|key| key_text(ui.ctx(), &key));
    let right = RichText::new(key.as_deref().unwrap_or_default()).font(FontId::proportional(12.0)).weak();
    let button = Button::selectable(
        is_chosen,
        (entry.icon.atom(), name, egui::Atom::grow(), RichText::new(tr(entry.group)).small().weak(), right),
    );
    let response = ui.add(button.min_size(Vec2::new(ui.available_width(), ENTRY_HEIGHT)));
    response.accessible_name(format!("{}: {}", tr(entry.group), entry.text)).on_hover_text(&entry.tooltip)
}
