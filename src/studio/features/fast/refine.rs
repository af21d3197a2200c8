//! Refining: the optimiser goes on with a picture that was painted in a fast style.

use std::path::PathBuf;
use std::sync::Arc;

use crate::picture::{Framing, Picture};
use crate::project::SAMPLES;
use crate::studio::canvas::Method;
use crate::studio::features::fast::{Event, Fast, Msg, Refinement};
use crate::studio::roles::{Loaded, Role, Source};
use crate::studio::services::Context;
use crate::text::text;
use crate::transfer::{Scales, Start, TransferSettings};

impl Fast {
    /// Begins to prepare the picture on the canvas, and the painting that its style was learned from.
    pub(super) fn prepare_refinement(&self, context: &Context<'_>) {
        let Some(shown) = self.shown() else { return };
        let picture = Arc::clone(&shown.picture);
        let style = shown.settings.title().to_string();
        let first = shown.settings.style.as_deref().and_then(|name| self.style(name));
        let painting = first.and_then(|style| style.about.painting.as_deref()).and_then(known_painting);
        let window = context.window.clone();
        self.tasks.run(
            move || {
                let start = Loaded::made(Source::Fast(style.clone()), Picture::clone(&picture), &window);
                let painting = painting.and_then(|source| Loaded::read(source, Framing::default(), &window).ok());
                Ok(Box::new(Refinement { start, painting, style }))
            },
            Msg::Refinement,
        );
    }
}

/// Chooses pictures and settings with which the optimiser paints on from it.
pub(super) fn refine(refinement: Refinement, context: &mut Context<'_>) -> Event {
    let Refinement { start, painting, style } = refinement;
    let longer = start.picture.width().max(start.picture.height());
    let text = match &painting {
        Some(painting) => text!("Refining {style} with {painting}.", style, painting = painting.source.name()),
        None => text!("It is not known from which painting {style} was learned; the style picture is used.", style),
    };
    context.services.undo.note();
    let pictures = painting.map(|painting| (Role::Style, painting)).into_iter().chain([(Role::Start, start)]);
    for (role, loaded) in pictures {
        context.use_loaded(role, loaded);
    }
    // It begins at no smaller scale than the picture has, or what the network painted would be lost.
    let size = context.setup.settings.size;
    let scales = (0..TransferSettings::MAX_SCALES).take_while(|halvings| size >> halvings >= longer).count();
    context.change_settings(TransferSettings {
        start: Start::Picture,
        scales: Scales::Count(scales.max(1)),
        ..context.setup.settings.clone()
    });
    context.services.method = Method::Optimise;
    Event::Start(text)
}

/// Where a recorded painting is: a bundled sample, or a file that is there.
fn known_painting(recorded: &str) -> Option<Source> {
    let sample = SAMPLES.iter().find(|sample| sample.file == recorded).map(Source::sample);
    sample.or_else(|| Some(PathBuf::from(recorded)).filter(|path| path.is_file()).map(Source::File))
}
