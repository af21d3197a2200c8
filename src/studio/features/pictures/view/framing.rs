//! The dialog in which a picture is cut and turned: the whole picture with a rectangle to drag.

use egui::{DragValue, Rect, RichText, Sense, Ui, Vec2};

use crate::picture::{Crop, Framing};
use crate::studio::canvas::Tiles;
use crate::studio::features::pictures::Msg;
use crate::studio::language::{tr, tr_with};
use crate::studio::roles::{Loaded, Role};
use crate::studio::widgets::crop_frame;
use crate::studio::widgets::{buttons, title};

/// The width of the dialog in points.
pub const WIDTH: f32 = 560.0;
/// The height of the picture in points at most.
const HEIGHT: f32 = 380.0;

/// Draws the whole picture of a role with its rectangle and what else can be done with it.
pub fn show(
    ui: &mut Ui,
    role: Role,
    framing: Framing,
    loaded: Option<&Loaded>,
    tiles: &Tiles,
    messages: &mut Vec<Msg>,
) {
    title(ui, &tr_with("Crop and turn: {picture}", &[("picture", &tr(role.title()))]));
    let Some(loaded) = loaded else {
        buttons(ui, [("Done", true, Msg::CloseDialog)], messages);
        return;
    };
    let [width, height] = loaded.whole_display.size();
    let size = Vec2::new(width as f32, height as f32);
    let size = size * (ui.available_width() / size.x).min(HEIGHT / size.y);
    let (place, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), size.y), Sense::hover());
    let rect = Rect::from_center_size(place.center(), size);
    tiles.prepare(ui.painter(), &loaded.whole_display, rect);
    tiles.paint(ui.painter(), &loaded.whole_display, rect);
    let mut crop = crop_frame(ui, rect, framing.crop);
    ui.add_space(8.0);
    numbers(ui, &mut crop);
    let [_, _, part_width, part_height] = crop.pixels((loaded.whole.width(), loaded.whole.height()));
    let text = tr_with(
        "{width} × {height} pixels are used. Drag on the picture to choose a part of it.",
        &[("width", &part_width), ("height", &part_height)],
    );
    ui.label(RichText::new(text).small().weak());

    let mut changed = Framing { crop, ..framing };
    ui.horizontal(|ui| {
        if ui.button(tr("Turn right")).on_hover_text(tr("Turn by 90 degrees, clockwise.")).clicked() {
            changed = changed.turned();
        }
        if ui.button(tr("Turn left")).on_hover_text(tr("Turn by 90 degrees, anticlockwise.")).clicked() {
            changed = changed.turned().turned().turned();
        }
        if ui.button(tr("Flip")).on_hover_text(tr("Exchange left and right.")).clicked() {
            changed = changed.flipped();
        }
        let is_whole = changed.crop == Crop::WHOLE;
        if ui
            .add_enabled(!is_whole, egui::Button::new(tr("Whole picture")))
            .on_hover_text(tr("Use all of it again."))
            .clicked()
        {
            changed.crop = Crop::WHOLE;
        }
    });
    if changed != framing {
        messages.push(Msg::Frame(role, changed));
    }
    buttons(ui, [("Done", true, Msg::CloseDialog)], messages);
}

/// The rectangle as numbers, in percent of the sides.
fn numbers(ui: &mut Ui, crop: &mut Crop) {
    let Crop { x, y, width, height } = *crop;
    ui.horizontal(|ui| {
        for (name, value, range) in [
            ("Left", &mut crop.x, 0.0..=1.0 - width),
            ("Top", &mut crop.y, 0.0..=1.0 - height),
            ("Width", &mut crop.width, crop_frame::LEAST..=1.0 - x),
            ("Height", &mut crop.height, crop_frame::LEAST..=1.0 - y),
        ] {
            let label = ui.label(RichText::new(tr(name)).weak());
            let (low, high) = (range.start() * 100.0, range.end().max(*range.start()) * 100.0);
            let mut percent = *value * 100.0;
            let number = DragValue::new(&mut percent).range(low..=high).speed(0.2).max_decimals(1).suffix(" %");
            if ui.add(number).labelled_by(label.id).changed() {
                *value = percent / 100.0;
            }
        }
    });
}
