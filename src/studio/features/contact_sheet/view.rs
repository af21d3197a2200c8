//! The contact sheet in the place of the canvas: its axes above, its cells below.

use egui::{Align, CentralPanel, ComboBox, DragValue, Frame, Layout, Margin, Panel, RichText, Ui};

use crate::studio::canvas::Tiles;
use crate::studio::features::contact_sheet::{
    AxisSettings, ContactSheets, Msg, SIDE_RANGE, SheetSettings, style_names,
};
use crate::studio::format::about;
use crate::studio::language::{tr, tr_with};
use crate::studio::painted::Phase;
use crate::studio::painted::sheet::view::{Names, empty_table, expected_seconds, running, standing, table};
use crate::studio::painted::sheet::{ITERATIONS_RANGE, SIZES, Sheet};
use crate::studio::roles::{Role, RolePictures, Setup};
use crate::studio::theme;
use crate::studio::widgets::{Icon, Landmark, choice, icon_button, landmark, pill, significant, text_width};
use crate::transfer::{Pace, Varied};

/// The height of the header in points.
const HEIGHT: f32 = 76.0;
/// The width of the choice of a setting in points.
const VARIED_WIDTH: f32 = 122.0;
/// The width of the other choices in points.
const CHOICE_WIDTH: f32 = 64.0;
/// What the buttons are called.
const NAMES: Names = Names { pause: "Pause sheet", resume: "Resume sheet", stop: "Stop sheet" };

/// What the sheet is drawn with.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    /// What the next painting is made of.
    pub setup: &'a Setup,
    /// The pictures of the roles.
    pub pictures: &'a RolePictures,
    /// The pictures on the graphics card.
    pub tiles: &'a Tiles,
    /// How fast the chosen device is, where that is known.
    pub pace: Option<&'a Pace>,
}

/// Draws the sheet into the rest of the space.
pub fn show(
    ui: &mut Ui,
    sheets: &ContactSheets,
    settings: &SheetSettings,
    around: Around<'_>,
    messages: &mut Vec<Msg>,
) {
    let frame = Frame::new().fill(theme::colors(ui).panel).inner_margin(Margin::symmetric(theme::MARGIN, 8));
    Panel::top("contact sheet").exact_size(HEIGHT).resizable(false).frame(frame).show(ui, |ui| {
        landmark(ui, Landmark::Canvas);
        let mut changed = settings.clone();
        ui.horizontal(|ui| axes(ui, &mut changed));
        ui.add_space(2.0);
        ui.horizontal(|ui| {
            cells(ui, &mut changed);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                transport(ui, sheets, around.pictures, messages);
                outlook(ui, sheets, settings, around);
            });
        });
        if changed != *settings {
            messages.push(Msg::Change(Box::new(changed)));
        }
    });
    CentralPanel::no_frame().show(ui, |ui| grid(ui, sheets, settings, around, messages));
}

/// Draws the cells; before there is a sheet, those of the one that would be painted, which are empty.
fn grid(ui: &mut Ui, sheets: &ContactSheets, settings: &SheetSettings, around: Around<'_>, messages: &mut Vec<Msg>) {
    let canvas = ui.available_rect_before_wrap();
    ui.painter_at(canvas).rect_filled(canvas, 0.0, theme::colors(ui).canvas);
    if let Some(sheet) = &sheets.sheet {
        let mut clicked = Vec::new();
        table(ui, canvas, sheet, around.tiles, &mut clicked);
        messages.extend(clicked.into_iter().map(Msg::Sheet));
        return;
    }
    let Some(content) = around.pictures.loaded(Role::Content) else {
        pill(ui, canvas.center(), "Drop a photograph here, or press Ctrl+O");
        return;
    };
    let names = style_names(around.pictures, around.setup);
    let plan = settings.plan(&around.setup.settings, names.len());
    empty_table(ui, canvas, &plan, content, &names);
    if sheets.is_preparing {
        pill(ui, canvas.center(), "Reading the style pictures…");
    } else {
        pill(ui, canvas.center(), "Paint sheet tries out every combination of two settings at a small size");
    }
}

/// What goes from left to right, and what from top to bottom.
fn axes(ui: &mut Ui, settings: &mut SheetSettings) {
    let across = axis(ui, "Across", &mut settings.across);
    ui.add_space(theme::GAP);
    let down = axis(ui, "Down", &mut settings.down);
    if let Some(varied) = across {
        *settings = settings.with_across(varied);
    } else if let Some(varied) = down {
        *settings = settings.with_down(varied);
    }
}

/// One axis; another setting when one was chosen.
fn axis(ui: &mut Ui, name: &str, axis: &mut AxisSettings) -> Option<Varied> {
    let label = ui.label(RichText::new(tr(name)).weak());
    let mut varied = axis.varied;
    let choices = Varied::ALL.map(|varied| (varied, varied.name().to_owned()));
    ui.scope(|ui| {
        ui.set_max_width(VARIED_WIDTH);
        choice(ui, name, &mut varied, &choices).labelled_by(label.id).on_hover_text(tr(axis.varied.explanation()));
    });
    if let (Some(span), Some((default, range))) = (&mut axis.span, axis.varied.span()) {
        let before = *span;
        for (end, value) in [("first", &mut span.first), ("last", &mut span.last)] {
            if end == "last" {
                ui.label(RichText::new(tr("to")).weak());
            }
            let speed = *value * 0.02;
            let number = DragValue::new(value).range(range.clone()).speed(speed).max_decimals(6);
            let number = number.custom_formatter(|value, _| significant(value));
            let default = if end == "first" { default.first } else { default.last };
            let text = if end == "first" {
                "The first value on this axis; those between are spread evenly.\n\nDefault: {default}."
            } else {
                "The last value on this axis; those between are spread evenly.\n\nDefault: {default}."
            };
            let explanation = tr_with(text, &[("default", &significant(default))]);
            ui.add(number).on_hover_text(explanation).widget_info(|| {
                egui::WidgetInfo::labeled(egui::Role::SpinButton, true, format!("{}: {}", tr(name), tr(end)))
            });
        }
        if *span != before {
            *span = span.within(&range, default);
        }
    }
    (varied != axis.varied).then_some(varied)
}

/// How many cells, how large, how long.
fn cells(ui: &mut Ui, settings: &mut SheetSettings) {
    let label = ui.label(RichText::new(tr("Cells")).weak());
    let side = |side: usize| format!("{side} × {side}");
    let cells = ComboBox::from_id_salt("cells").width(CHOICE_WIDTH).selected_text(side(settings.side));
    let cells = cells.show_ui(ui, |ui| {
        for count in SIDE_RANGE {
            ui.selectable_value(&mut settings.side, count, side(count));
        }
    });
    cells.response.labelled_by(label.id).on_hover_text(tr("How many cells are in a row and in a column."));
    let size = |size: usize| format!("{size} px");
    let sizes = ComboBox::from_id_salt("size of a cell").width(CHOICE_WIDTH).selected_text(size(settings.size));
    let sizes = sizes.show_ui(ui, |ui| {
        for pixels in SIZES {
            ui.selectable_value(&mut settings.size, pixels, size(pixels));
        }
    });
    sizes.response.accessible_name(tr("Size of a cell")).on_hover_text(tr("The longer side of a cell."));
    let iterations = DragValue::new(&mut settings.iterations).range(ITERATIONS_RANGE).suffix(tr(" iterations"));
    ui.add(iterations)
        .on_hover_text(tr("How often each cell is gone over. They are painted in turns, so all get better together."));
}

/// Start, or Pause and Stop; drawn from right to left.
fn transport(ui: &mut Ui, sheets: &ContactSheets, pictures: &RolePictures, messages: &mut Vec<Msg>) {
    let has_pictures = pictures.loaded(Role::Content).is_some() && pictures.loaded(Role::Style).is_some();
    match sheets.sheet.as_ref().map_or(Phase::Ended, Sheet::phase) {
        Phase::Ended => {
            let text = RichText::new(tr("Paint sheet")).color(theme::ON_ACCENT).strong();
            let button = egui::Button::new(text).fill(theme::colors(ui).accent).min_size(egui::vec2(92.0, 26.0));
            let is_ready = has_pictures && !sheets.is_preparing;
            let response = ui.add_enabled(is_ready, button).accessible_name(tr("Paint sheet"));
            if response
                .on_hover_text(tr("Paint all cells in turns. A painting that is under way rests meanwhile."))
                .clicked()
            {
                messages.push(Msg::Start);
            }
            let has_sheet = sheets.sheet.is_some();
            let save = ui.add_enabled(has_sheet, egui::Button::new(tr("Save sheet…")));
            if save.on_hover_text(tr("Save all cells with their labels as one picture.")).clicked() {
                messages.push(Msg::Save);
            }
        }
        phase => {
            let mut clicked = Vec::new();
            running(ui, &NAMES, phase, &mut clicked);
            messages.extend(clicked.into_iter().map(Msg::Sheet));
        }
    }
    if icon_button(ui, Icon::Reset, "Reset the contact sheet").clicked() {
        messages.push(Msg::Change(Box::default()));
    }
}

/// How long the contact sheet will take, or how far it is.
fn outlook(ui: &mut Ui, sheets: &ContactSheets, settings: &SheetSettings, around: Around<'_>) {
    let text = sheets.sheet.as_ref().and_then(standing).or_else(|| {
        let plan = settings.plan(&around.setup.settings, style_names(around.pictures, around.setup).len());
        let seconds = expected_seconds(&plan, around.pictures.loaded(Role::Content)?, around.pace)?;
        Some(tr_with("about {time}", &[("time", &about(seconds))]))
    });
    if let Some(text) = text.filter(|text| ui.available_width() > text_width(ui, text)) {
        ui.label(RichText::new(text).weak());
    }
}
