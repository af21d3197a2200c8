//! How the program looks: neutral greys that do not colour an artist's eye, one warm accent, one spacing.

mod colors;

use crate::studio::language::{self, Language};
use egui::style::{HandleShape, ScrollStyle, WidgetVisuals};
use egui::{
    Color32, Context, CornerRadius, FontFamily, FontId, Margin, Shadow, Stroke, Style, TextStyle, Theme, Vec2, Visuals,
};

pub use colors::{Colors, DARK, LIGHT, ON_ACCENT, ON_PICTURE, colors, colors_in, colors_of};

/// The distance between groups of controls, in points.
pub const GAP: f32 = 12.0;
/// The inner margin of panels, in points.
pub const MARGIN: i8 = 12;
/// The width of the labels in front of controls, and in languages that need more letters for them, in points.
const LABEL_WIDTHS: [f32; 2] = [96.0, 116.0];
/// The side of an icon, in points.
pub const ICON: f32 = 16.0;

/// Dresses a context in both themes and leaves the keys to the program.
pub fn install(ctx: &Context) {
    for theme in [Theme::Dark, Theme::Light] {
        ctx.set_style_of(theme, style(theme));
    }
    ctx.options_mut(|options| options.zoom_with_keyboard = false);
    language::install_fonts(ctx, Language::English);
}

/// The width of the labels in front of controls, in points.
pub fn label_width() -> f32 {
    let is_short = matches!(language::spoken(), Language::English | Language::Japanese | Language::Chinese);
    LABEL_WIDTHS[usize::from(!is_short)]
}

fn style(theme: Theme) -> Style {
    let mut style = theme.default_style();
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

    dress(&mut style.visuals, theme);
    style
}

/// The colours, lines and corners of a theme.
fn dress(visuals: &mut Visuals, theme: Theme) {
    let colors = colors_of(theme);
    visuals.panel_fill = colors.panel;
    visuals.window_fill = colors.raised;
    visuals.window_stroke = Stroke::new(1.0, colors.edge);
    visuals.window_corner_radius = CornerRadius::same(8);
    visuals.menu_corner_radius = CornerRadius::same(6);
    let shade = |dark: u8, light: u8| Color32::from_black_alpha(if theme == Theme::Dark { dark } else { light });
    visuals.window_shadow = Shadow { offset: [0, 8], blur: 28, spread: 0, color: shade(140, 60) };
    visuals.popup_shadow = Shadow { offset: [0, 4], blur: 14, spread: 0, color: shade(120, 45) };
    visuals.extreme_bg_color = colors.sunken;
    visuals.faint_bg_color = colors.raised;
    visuals.weak_text_color = Some(colors.text_weak);
    visuals.warn_fg_color = colors.warning;
    visuals.error_fg_color = colors.error;
    visuals.hyperlink_color = colors.accent;
    visuals.selection.bg_fill = colors.accent.gamma_multiply(0.55);
    visuals.selection.stroke = Stroke::new(1.0, colors.text_strong);
    visuals.slider_trailing_fill = true;
    visuals.handle_shape = HandleShape::Circle;
    visuals.indent_has_left_vline = false;
    visuals.text_cursor.stroke = Stroke::new(1.5, colors.accent);

    let gray = Color32::from_gray;
    let rest = |[fill, stroke]: [u8; 2], text: Color32| WidgetVisuals {
        bg_fill: gray(fill),
        weak_bg_fill: gray(fill),
        bg_stroke: Stroke::new(1.0, gray(stroke)),
        corner_radius: CornerRadius::same(4),
        fg_stroke: Stroke::new(1.0, text),
        expansion: 0.0,
    };
    let ([inactive, hovered, active, open], text) = match theme {
        Theme::Dark => ([[58, 66], [70, 84], [52, 96], [52, 84]], gray(215)),
        Theme::Light => ([[222, 206], [212, 180], [200, 160], [226, 180]], gray(40)),
    };
    visuals.widgets.noninteractive = WidgetVisuals {
        bg_fill: colors.panel,
        weak_bg_fill: colors.panel,
        bg_stroke: Stroke::new(1.0, colors.line),
        ..rest([0, 0], colors.text)
    };
    visuals.widgets.inactive = rest(inactive, text);
    visuals.widgets.hovered = rest(hovered, colors.text_strong);
    visuals.widgets.active = rest(active, colors.text_strong);
    visuals.widgets.open = rest(open, colors.text_strong);
}
