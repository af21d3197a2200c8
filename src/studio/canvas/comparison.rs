//! Which pictures are on the canvas, and how two of them are compared.

/// How pictures are painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Method {
    /// By the optimiser, in many steps.
    #[default]
    Optimise,
    /// In a fast style, in one.
    Fast,
    /// By the optimiser, with the paper beside it.
    Learn,
    /// By the optimiser, while a network learns a style.
    Train,
}

impl Method {
    /// All methods, in the order of their tabs.
    pub const ALL: [Self; 4] = [Self::Optimise, Self::Fast, Self::Learn, Self::Train];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Optimise => "Optimise",
            Self::Fast => "Fast styles",
            Self::Learn => "Learn",
            Self::Train => "Train",
        }
    }

    /// What it is good for, in an artist's words.
    pub const fn tooltip(self) -> &'static str {
        match self {
            Self::Optimise => "Paint in the style of any painting, step by step, with every knob to turn.",
            Self::Fast => "Paint at once, in styles that were learned before. Try many, then refine the one that fits.",
            Self::Learn => {
                "See how it works: the figures of the paper on your own pictures, and what the network sees."
            }
            Self::Train => "Train a fast style of your own from one painting and a folder of photographs.",
        }
    }
}

/// The picture that is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tab {
    /// The painting; before there is one, the content.
    #[default]
    Result,
    /// The photograph.
    Content,
    /// The painting whose style is used.
    Style,
    /// The contact sheet.
    Sheet,
    /// The figure of the Learn tab, or how far the training is.
    Figure,
}

impl Tab {
    /// All tabs, in their order.
    pub const ALL: [Self; 5] = [Self::Result, Self::Content, Self::Style, Self::Sheet, Self::Figure];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Result => "Result",
            Self::Content => "Content",
            Self::Style => "Style",
            Self::Sheet => "Sheet",
            Self::Figure => "Figure",
        }
    }
}

/// How the painting is compared with the content, or with a snapshot when one is selected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Not at all.
    #[default]
    Off,
    /// With a line that is moved over both.
    Wipe,
    /// Beside each other, zoomed and moved together.
    SideBySide,
    /// One after the other in the same place.
    Blink,
    /// Only what differs is bright.
    Difference,
}

impl Mode {
    /// All that compare.
    pub const COMPARING: [Self; 4] = [Self::Wipe, Self::SideBySide, Self::Blink, Self::Difference];
}

/// What is on the canvas.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// The picture that is looked at.
    pub tab: Tab,
    /// How the result is compared.
    pub mode: Mode,
    /// The part of the picture, from its left side, where the other one is shown in a wipe: 0 to 1.
    pub wipe: f32,
}

impl Default for Comparison {
    fn default() -> Self {
        Self { tab: Tab::Result, mode: Mode::Off, wipe: Self::MIDDLE }
    }
}

impl Comparison {
    /// Where the line of a wipe is at first.
    pub const MIDDLE: f32 = 0.5;

    /// How the result is compared, when it is looked at.
    pub fn active_mode(&self) -> Mode {
        if self.tab == Tab::Result { self.mode } else { Mode::Off }
    }

    /// Compares in this way, or not any more when that is how it is compared now.
    pub fn toggle(&mut self, mode: Mode) {
        self.mode = if self.active_mode() == mode { Mode::Off } else { mode };
        self.tab = Tab::Result;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comparing_leads_back_to_the_result() {
        let mut comparison = Comparison { tab: Tab::Style, mode: Mode::Wipe, wipe: 0.3 };
        assert_eq!(comparison.active_mode(), Mode::Off);
        comparison.toggle(Mode::Wipe);
        assert_eq!((comparison.tab, comparison.active_mode()), (Tab::Result, Mode::Wipe));
        comparison.toggle(Mode::Blink);
        assert_eq!(comparison.active_mode(), Mode::Blink);
        comparison.toggle(Mode::Blink);
        assert_eq!(comparison.active_mode(), Mode::Off);
    }
}
