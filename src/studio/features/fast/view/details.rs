//! What is known of a style.

use egui::{Grid, Label, RichText, Ui};

use crate::fast::{About, GalleryStyle, StyleSource};
use crate::project::SAMPLES;
use crate::studio::features::fast::{Fast, Msg};
use crate::studio::format::memory;
use crate::studio::language::{tr, tr_count};
use crate::studio::widgets::{buttons, title};
use crate::text::escaped;

/// Draws the table.
pub fn details(ui: &mut Ui, name: &str, fast: &Fast, messages: &mut Vec<Msg>) {
    title(ui, name);
    let Some(style) = fast.style(name) else {
        ui.label(tr("This style is no longer in the gallery."));
        buttons(ui, [("Close", true, Msg::CloseDialog)], messages);
        return;
    };
    Grid::new("style details").num_columns(2).spacing([16.0, 6.0]).show(ui, |ui| {
        for (what, text) in table(style) {
            ui.label(RichText::new(tr(what)).weak());
            ui.add(Label::new(text).wrap().selectable(true));
            ui.end_row();
        }
    });
    let remove = Msg::Remove(name.to_owned());
    let remove = style.is_own().then_some(("Remove from gallery", true, remove));
    buttons(ui, [("Close", true, Msg::CloseDialog)].into_iter().chain(remove), messages);
}

fn table(style: &GalleryStyle) -> Vec<(&'static str, String)> {
    let About { origin, licence, painting, painter } = &style.about;
    let painting = painting.as_deref().map(|recorded| {
        SAMPLES.iter().find(|sample| sample.file == recorded).map_or(recorded, |sample| tr(sample.title)).to_owned()
    });
    let mut table = vec![
        ("Network", style.network.paper().to_owned()),
        ("Origin", origin.clone()),
        ("Licence", licence.clone().unwrap_or_else(|| tr("not known").to_owned())),
        ("Size", memory(style.bytes)),
    ];
    table.extend(painting.map(|painting| ("Painting", painting)));
    table.extend(painter.clone().map(|painter| ("Painter", painter)));
    if style.is_bundled() {
        table.push(("Comes from", tr("Ships with Impasto").to_owned()));
    }
    table.extend(style.width.map(|width| ("Width", tr_count("{count} channel", "{count} channels", width))));
    if let StyleSource::File(path) = &style.source {
        table.extend([("File", path.display().to_string()), ("SHA-256", style.id.clone())]);
    }
    // Files of styles say anything about themselves.
    table.into_iter().map(|(label, value)| (label, escaped(&value).into_owned())).collect()
}
