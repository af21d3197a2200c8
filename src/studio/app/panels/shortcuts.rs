//! The table of keys and gestures.

use egui::{Grid, Label, RichText, ScrollArea, Ui};

use crate::studio::app::action::{Action, Actions};
use crate::studio::app::command::{Command, MENUS, key_text};
use crate::studio::language::tr;
use crate::studio::widgets::text_width;
use crate::studio::widgets::{buttons, title};

/// The width of the table in points.
pub(in crate::studio) const WIDTH: f32 = 880.0;
/// The columns of the table.
const COLUMNS: usize = 3;
/// The space between what a key does and the key, in points.
const SPACING: f32 = 12.0;
/// What is done without a key, or with keys that every program has.
const GESTURES: [(&str, &str); 6] = [
    ("Zoom at the pointer", "Mouse wheel"),
    ("Move the picture", "Drag"),
    ("Reset a setting", "Double-click, Backspace"),
    ("Press what has the focus", "Space, Enter"),
    ("Go to the next control", "Tab"),
    ("Let go of the focus", "Escape"),
];

/// A part of the table: what, and how.
struct Part {
    title: &'static str,
    lines: Vec<(&'static str, String)>,
}

/// Draws the table.
pub(in crate::studio) fn show(ui: &mut Ui, actions: &mut Actions) {
    title(ui, "Keyboard shortcuts");
    let height = (ui.ctx().content_rect().height() - 150.0).max(120.0);
    ScrollArea::vertical().max_height(height).show(ui, |ui| {
        let columns = columns(parts(ui));
        ui.columns(COLUMNS, |uis| {
            for (ui, parts) in uis.iter_mut().zip(&columns) {
                for part in parts {
                    ui.label(RichText::new(tr(part.title)).strong());
                    let keys = part.lines.iter().map(|(_, how)| text_width(ui, tr(how))).fold(0.0, f32::max);
                    let room = ui.available_width() - keys - 2.0 * SPACING;
                    Grid::new(part.title).num_columns(2).spacing([SPACING, 3.0]).show(ui, |ui| {
                        for (what, how) in &part.lines {
                            ui.scope(|ui| {
                                ui.set_max_width(room);
                                ui.add(Label::new(tr(what)).wrap());
                            });
                            ui.label(RichText::new(tr(how)).strong());
                            ui.end_row();
                        }
                    });
                    ui.add_space(8.0);
                }
            }
        });
    });
    buttons(ui, [("Close", true, Action::CloseDialog)], actions);
}

/// The keys by the menus of their commands, those that are in no menu, and the gestures.
fn parts(ui: &Ui) -> Vec<Part> {
    let line = |command: Command| Some((command.text(), key_text(ui.ctx(), &command.shortcut()?)));
    let of_menus = MENUS.iter().map(|menu| Part {
        title: menu.title,
        lines: menu.groups.iter().flat_map(|group| group.iter()).filter_map(|&command| line(command)).collect(),
    });
    let is_elsewhere = |command: &Command| !MENUS.iter().any(|menu| menu.groups.iter().any(|it| it.contains(command)));
    let elsewhere = Command::ALL.iter().copied().filter(is_elsewhere).filter_map(line).collect();
    let gestures = GESTURES.map(|(what, how)| (what, how.to_owned())).to_vec();
    let others = [Part { title: "Going around", lines: elsewhere }, Part { title: "Mouse and focus", lines: gestures }];
    of_menus.chain(others).filter(|part| !part.lines.is_empty()).collect()
}

/// The parts in columns of about one height: the longest first, each into the column that is shortest then. Within a
/// column, and from column to column, they keep their order.
fn columns(parts: Vec<Part>) -> Vec<Vec<Part>> {
    let height = |part: &Part| part.lines.len() + 2;
    let mut parts: Vec<(usize, Part)> = parts.into_iter().enumerate().collect();
    parts.sort_by_key(|(_, part)| std::cmp::Reverse(height(part)));
    let mut columns: Vec<Vec<(usize, Part)>> = (0..COLUMNS).map(|_| Vec::new()).collect();
    for part in parts {
        let filled = |column: &Vec<(usize, Part)>| column.iter().map(|(_, part)| height(part)).sum::<usize>();
        if let Some(shortest) = columns.iter_mut().min_by_key(|column| filled(column)) {
            shortest.push(part);
        }
    }
    for column in &mut columns {
        column.sort_by_key(|(index, _)| *index);
    }
    columns.sort_by_key(|column| column.first().map_or(usize::MAX, |(index, _)| *index));
    columns.into_iter().map(|column| column.into_iter().map(|(_, part)| part).collect()).collect()
}
