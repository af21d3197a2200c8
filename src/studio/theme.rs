//! How the program looks: neutral greys that do not colour an artist's eye, one warm accent, one spacing.
//!
//! The greys have no hue at all, so that the pictures are the only colours of weight on the screen.

use egui::{
    Color32, Context, CornerRadius, FontFamily, FontId, Margin, Shadow, Stroke, Style, TextStyle, Theme, Vec2,
    style::{HandleShape, ScrollStyle, WidgetVisuals},
};

/// Behind the picture; the darkest large area.
pub const CANVAS: Color32 = Color32::from_gray(24);
/// Panels and bars.
pub const PANEL: Color32 = Color32::from_gray(37);
/// Popups, cards and dialogs, which lie above panels.
pub const RAISED: Color32 = Color32::from_gray(46);
/// Text fields and the rails of sliders, which lie below panels.
pub const SUNKEN: Color32 = Color32::from_gray(27);
/// The hairline between two areas.
pub const LINE: Color32 = Color32::from_gray(20);
/// Text that matters most.
pub const TEXT_STRONG: Color32 = Color32::from_gray(240);
/// Ordinary text.
pub const TEXT: Color32 = Color32::from_gray(205);
/// Text that explains.
pub const TEXT_WEAK: Color32 = Color32::from_gray(145);
/// The one colour of the program: a burnt orange.
pub const ACCENT: Color32 = Color32::from_rgb(232, 125, 62);
/// Errors.
pub const ERROR: Color32 = Color32::from_rgb(235, 94, 85);
/// Warnings.
pub const WARNING: Color32 = Color32::from_rgb(230, 180, 80);
/// The content's curve in the loss plot.
pub const CONTENT_CURVE: Color32 = Color32::from_rgb(98, 166, 219);
/// The style's curve in the loss plot.
pub const STYLE_CURVE: Color32 = ACCENT;
/// The curve of the total in the loss plot.
pub const TOTAL_CURVE: Color32 = TEXT_STRONG;
/// The curves of the style layers by their block, from the picture inwards.
pub const LAYER_CURVES: [Color32; 5] = [
    Color32::from_rgb(226, 204, 92),
    Color32::from_rgb(140, 196, 98),
    Color32::from_rgb(82, 186, 166),
    Color32::from_rgb(158, 142, 226),
    Color32::from_rgb(216, 116, 178),
];

/// The distance between groups of controls, in points.
pub const GAP: f32 = 12.0;
/// The inner margin of panels, in points.
pub const MARGIN: i8 = 12;
/// The width of the labels in front of controls, in points.
pub const LABEL_WIDTH: f32 = 96.0;
/// The side of an icon, in points.
pub const ICON: f32 = 16.0;

/// Dresses a context in the theme and leaves the keys to the program.
pub fn install(ctx: &Context) {
    ctx.set_theme(Theme::Dark);
    ctx.set_style_of(Theme::Dark, style());
    ctx.options_mut(|options| options.zoom_with_keyboard = false);
}

fn style() -> Style {
    let mut style = Theme::Dark.default_style();
    style.text_styles = [
        (TextStyle::Heading, 16.0, FontFamily::Proportional),
        (TextStyle::Body, 13.0, FontFamily::Proportional),
        (TextStyle::Button, 13.0, FontFamily::Proportional),
        (TextStyle::Small, 11.0, FontFamily::Proportional),
        (TextStyle::Monospace, 12.0, FontFamily::Monospace),
    ]
    .map(|(name, size, family)| (name, FontId::new(size, family)))
    .into();

    let spacing = &mut style.spacing;
    spacing.item_spacing = Vec2::new(8.0, 4.0);
    spacing.button_padding = Vec2::new(8.0, 3.0);
    spacing.interact_size = Vec2::new(36.0, 22.0);
    spacing.window_margin = Margin::same(16);
    spacing.menu_margin = Margin::same(6);
    spacing.slider_rail_height = 4.0;
    spacing.icon_width = 16.0;
    spacing.icon_width_inner = 9.0;
    spacing.tooltip_width = 300.0;
    spacing.combo_height = 420.0;
    spacing.scroll = ScrollStyle { bar_width: 8.0, floating_width: 4.0, ..ScrollStyle::floating() };

    style.interaction.tooltip_delay = 0.4;
    style.interaction.selectable_labels = false;
    style.animation_time = 0.1;

    let visuals = &mut style.visuals;
    visuals.panel_fill = PANEL;
    visuals.window_fill = RAISED;
    visuals.window_stroke = Stroke::new(1.0, Color32::from_gray(64));
    visuals.window_corner_radius = CornerRadius::same(8);
    visuals.menu_corner_radius = CornerRadius::same(6);
    visuals.window_shadow = Shadow { offset: [0, 8], blur: 28, spread: 0, color: Color32::from_black_alpha(140) };
    visuals.popup_shadow = Shadow { offset: [0, 4], blur: 14, spread: 0, color: Color32::from_black_alpha(120) };
    visuals.extreme_bg_color = SUNKEN;
    visuals.faint_bg_color = Color32::from_gray(41);
    visuals.weak_text_color = Some(TEXT_WEAK);
    visuals.warn_fg_color = WARNING;
    visuals.error_fg_color = ERROR;
    visuals.hyperlink_color = ACCENT;
    visuals.selection.bg_fill = ACCENT.gamma_multiply(0.55);
    visuals.selection.stroke = Stroke::new(1.0, TEXT_STRONG);
    visuals.slider_trailing_fill = true;
    visuals.handle_shape = HandleShape::Circle;
    visuals.indent_has_left_vline = false;
    visuals.text_cursor.stroke = Stroke::new(1.5, ACCENT);

    let rest = |fill: u8, stroke: u8, text: Color32| WidgetVisuals {
        bg_fill: Color32::from_gray(fill),
        weak_bg_fill: Color32::from_gray(fill),
        bg_stroke: Stroke::new(1.0, Color32::from_gray(stroke)),
        corner_radius: CornerRadius::same(4),
        fg_stroke: Stroke::new(1.0, text),
        expansion: 0.0,
    };
    visuals.widgets.noninteractive =
        WidgetVisuals { bg_fill: PANEL, weak_bg_fill: PANEL, bg_stroke: Stroke::new(1.0, LINE), ..rest(0, 0, TEXT) };
    visuals.widgets.inactive = rest(58, 66, Color32::from_gray(215));
    visuals.widgets.hovered = rest(70, 84, TEXT_STRONG);
    visuals.widgets.active = rest(52, 96, TEXT_STRONG);
    visuals.widgets.open = rest(52, 84, TEXT_STRONG);
    style
}
