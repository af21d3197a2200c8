//! The colours of the dark and of the light theme.

use egui::{Color32, Context, Theme, Ui};

/// The colours of one theme.
///
/// The greys have no hue at all, so that the pictures are the only colours of weight on the screen.
#[derive(Debug)]
pub struct Colors {
    /// Behind the picture: the largest area, and the one furthest from the text.
    pub canvas: Color32,
    /// Panels and bars.
    pub panel: Color32,
    /// Popups, cards and dialogs, which lie above panels.
    pub raised: Color32,
    /// Text fields and the rails of sliders, which lie below panels.
    pub sunken: Color32,
    /// The hairline between two areas.
    pub line: Color32,
    /// Around popups and dialogs.
    pub edge: Color32,
    /// Behind what is chosen of several.
    pub chosen: Color32,
    /// Lines that help to read a plot.
    pub grid: Color32,
    /// Text that matters most.
    pub text_strong: Color32,
    /// Ordinary text.
    pub text: Color32,
    /// Text that explains.
    pub text_weak: Color32,
    /// The one colour of the program: a burnt orange.
    pub accent: Color32,
    /// Errors.
    pub error: Color32,
    /// Warnings.
    pub warning: Color32,
    /// The content's curve in the loss plot.
    pub content_curve: Color32,
    /// The curves of the style layers by their block, from the picture inwards.
    pub layer_curves: [Color32; 5],
}

/// For dim rooms, and for pictures that are dark.
pub static DARK: Colors = Colors {
    canvas: Color32::from_gray(24),
    panel: Color32::from_gray(37),
    raised: Color32::from_gray(46),
    sunken: Color32::from_gray(27),
    line: Color32::from_gray(20),
    edge: Color32::from_gray(64),
    chosen: Color32::from_gray(74),
    grid: Color32::from_gray(62),
    text_strong: Color32::from_gray(240),
    text: Color32::from_gray(205),
    text_weak: Color32::from_gray(145),
    accent: Color32::from_rgb(232, 125, 62),
    error: Color32::from_rgb(244, 118, 108),
    warning: Color32::from_rgb(230, 180, 80),
    content_curve: Color32::from_rgb(98, 166, 219),
    layer_curves: [
        Color32::from_rgb(226, 204, 92),
        Color32::from_rgb(140, 196, 98),
        Color32::from_rgb(82, 186, 166),
        Color32::from_rgb(158, 142, 226),
        Color32::from_rgb(216, 116, 178),
    ],
};

/// For bright rooms.
pub static LIGHT: Colors = Colors {
    canvas: Color32::from_gray(206),
    panel: Color32::from_gray(238),
    raised: Color32::from_gray(250),
    sunken: Color32::from_gray(252),
    line: Color32::from_gray(200),
    edge: Color32::from_gray(190),
    chosen: Color32::from_gray(204),
    grid: Color32::from_gray(212),
    text_strong: Color32::from_gray(16),
    text: Color32::from_gray(50),
    text_weak: Color32::from_gray(100),
    accent: Color32::from_rgb(226, 112, 44),
    error: Color32::from_rgb(190, 36, 30),
    warning: Color32::from_rgb(150, 92, 0),
    content_curve: Color32::from_rgb(36, 112, 176),
    layer_curves: [
        Color32::from_rgb(156, 132, 0),
        Color32::from_rgb(78, 140, 30),
        Color32::from_rgb(0, 132, 112),
        Color32::from_rgb(104, 84, 190),
        Color32::from_rgb(178, 62, 136),
    ],
};

/// Text on the accent, in both themes.
pub const ON_ACCENT: Color32 = Color32::from_gray(20);
/// Text and icons on the dark grounds that lie over pictures, in both themes.
pub const ON_PICTURE: Color32 = Color32::from_gray(240);

/// The colours of a theme.
pub const fn colors_of(theme: Theme) -> &'static Colors {
    match theme {
        Theme::Dark => &DARK,
        Theme::Light => &LIGHT,
    }
}

/// The present colours.
pub fn colors(ui: &Ui) -> &'static Colors {
    colors_in(ui.ctx())
}

/// The present colours of a window.
pub fn colors_in(window: &Context) -> &'static Colors {
    colors_of(window.theme())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The relative luminance of WCAG 2.
    fn luminance(color: Color32) -> f32 {
        let linear = |byte: u8| {
            let value = f32::from(byte) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(color.r()) + 0.7152 * linear(color.g()) + 0.0722 * linear(color.b())
    }

    fn contrast(first: Color32, second: Color32) -> f32 {
        let [first, second] = [luminance(first), luminance(second)];
        (first.max(second) + 0.05) / (first.min(second) + 0.05)
    }

    #[test]
    fn text_can_be_read_in_both_themes() {
        for colors in [&DARK, &LIGHT] {
            for ground in [colors.panel, colors.raised, colors.sunken] {
                for text in [colors.text_strong, colors.text, colors.error, colors.warning] {
                    assert!(contrast(text, ground) >= 4.5, "{text:?} on {ground:?}: {}", contrast(text, ground));
                }
                // What only explains is read by whoever looks for it.
                assert!(contrast(colors.text_weak, ground) >= 4.0, "{}", contrast(colors.text_weak, ground));
            }
            assert!(contrast(ON_ACCENT, colors.accent) >= 4.5);
            // The parts of a plot and the rings around what has the focus.
            for line in colors.layer_curves.iter().chain([&colors.accent, &colors.content_curve]) {
                assert!(contrast(*line, colors.panel) >= 2.5, "{line:?}: {}", contrast(*line, colors.panel));
            }
        }
    }
}
