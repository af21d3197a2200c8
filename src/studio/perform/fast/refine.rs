//! Refining: the optimiser goes on with a picture that was painted in a fast style.

use std::path::PathBuf;
use std::sync::Arc;

use egui::Context;

use crate::picture::{Framing, Picture};
use crate::project::SAMPLES;
use crate::studio::App;
use crate::studio::fast::{FastOutcome, Method, Refinement};
use crate::studio::painting::{Next, Painting};
use crate::studio::session::{Loaded, Message};
use crate::studio::source::{Role, Source};
use crate::studio::tasks::{Decoded, Outcome};
use crate::transfer::{Scales, Start, TransferSettings};

impl App {
    /// Begins to prepare the picture on the canvas, and the painting that its style was learned from.
    pub(super) fn prepare_refinement(&mut self) {
        let Some(shown) = self.session.fast.shown() else { return };
        let picture = Arc::clone(&shown.picture);
        let style = shown.settings.title();
        let first = shown.settings.style.as_deref().and_then(|name| self.session.fast.style(name));
        let painting = first.and_then(|style| style.about.painting.as_deref()).and_then(known_painting);
        self.session.tasks.spawn(move || {
            let start = Decoded::new(Source::Fast(style.clone()), Picture::clone(&picture));
            let painting = painting.and_then(|source| Decoded::read(source, Framing::default()).ok());
            Outcome::Fast(FastOutcome::Refinement(Box::new(Refinement { start, painting, style })))
        });
    }

    /// Paints on from it.
    pub(super) fn refine(&mut self, refinement: Refinement, window: &Context) {
        let Refinement { start, painting, style } = refinement;
        let longer = start.picture.width().max(start.picture.height());
        // What is on the canvas would be lost otherwise.
        let kept = self.session.painting.as_ref().and_then(Painting::snapshot_on_the_way);
        self.keep(kept, window);
        let message = match &painting {
            Some(painting) => format!("Refining {style} with {}.", painting.source.name()),
            None => format!("It is not known from which painting {style} was learned; the style picture is used."),
        };
        self.note_choices();
        let pictures = painting.map(|painting| (Role::Style, painting)).into_iter().chain([(Role::Start, start)]);
        for (role, decoded) in pictures {
            self.use_loaded(role, Loaded::new(decoded, window));
        }
        // It begins at no smaller scale than the picture has, or what the network painted would be lost.
        let size = self.state.settings.size;
        let scales = (0..TransferSettings::MAX_SCALES).take_while(|halvings| size >> halvings >= longer).count();
        self.change_settings(TransferSettings {
            start: Start::Picture,
            scales: Scales::Count(scales.max(1)),
            ..self.state.settings.clone()
        });
        self.session.method = Method::Optimise;
        if self.session.phase().is_running() {
            self.with_painting(|painting| painting.stop(Next::Restart));
        } else {
            self.start(window);
        }
        if self.session.phase().is_running() {
            self.tell(Message::note(message));
        }
    }
}

/// Where a recorded painting is: a bundled sample, or a file that is there.
fn known_painting(recorded: &str) -> Option<Source> {
    let sample = SAMPLES.iter().find(|sample| sample.file == recorded).map(Source::sample);
    sample.or_else(|| Some(PathBuf::from(recorded)).filter(|path| path.is_file()).map(Source::File))
}
