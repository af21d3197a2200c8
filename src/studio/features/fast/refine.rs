//! Refining: the optimiser goes on with a picture that was painted in a fast style.

use std::path::PathBuf;
use std::sync::Arc;

use crate::picture::{Framing, Picture};
use crate::project::SAMPLES;
use crate::studio::App;
use crate::studio::app::outcome::Outcome;
use crate::studio::canvas::Method;
use crate::studio::features::fast::{FastOutcome, Refinement};
use crate::studio::roles::{Loaded, Role, Source};
use crate::studio::services::Message;
use crate::transfer::{Scales, Start, TransferSettings};

impl App {
    /// Begins to prepare the picture on the canvas, and the painting that its style was learned from.
    pub(in crate::studio) fn prepare_refinement(&mut self) {
        let Some(shown) = self.session.fast.shown() else { return };
        let picture = Arc::clone(&shown.picture);
        let style = shown.settings.title();
        let first = shown.settings.style.as_deref().and_then(|name| self.session.fast.style(name));
        let painting = first.and_then(|style| style.about.painting.as_deref()).and_then(known_painting);
        let window = self.window.clone();
        self.session.tasks.spawn(move || {
            let start = Loaded::made(Source::Fast(style.clone()), Picture::clone(&picture), &window);
            let painting = painting.and_then(|source| Loaded::read(source, Framing::default(), &window).ok());
            Outcome::Fast(FastOutcome::Refinement(Box::new(Refinement { start, painting, style })))
        });
    }

    /// Paints on from it.
    pub(in crate::studio) fn refine(&mut self, refinement: Refinement) {
        let Refinement { start, painting, style } = refinement;
        let longer = start.picture.width().max(start.picture.height());
        // What is on the canvas would be lost otherwise.
        self.keep_what_is_painted();
        let message = match &painting {
            Some(painting) => format!("Refining {style} with {}.", painting.source.name()),
            None => format!("It is not known from which painting {style} was learned; the style picture is used."),
        };
        self.note_choices();
        let pictures = painting.map(|painting| (Role::Style, painting)).into_iter().chain([(Role::Start, start)]);
        for (role, decoded) in pictures {
            self.lend().use_loaded(role, decoded);
        }
        // It begins at no smaller scale than the picture has, or what the network painted would be lost.
        let size = self.state.setup.settings.size;
        let scales = (0..TransferSettings::MAX_SCALES).take_while(|halvings| size >> halvings >= longer).count();
        self.change_settings(TransferSettings {
            start: Start::Picture,
            scales: Scales::Count(scales.max(1)),
            ..self.state.setup.settings.clone()
        });
        self.session.services.method = Method::Optimise;
        self.paint_anew();
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
