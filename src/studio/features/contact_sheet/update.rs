//! What becomes of the messages: painting a sheet, and going on from a cell.

use std::sync::Arc;

use crate::error::Result;
use crate::job::SheetRequest;
use crate::picture::Framing;
use crate::studio::features::contact_sheet::{ContactSheets, Event, Msg, SheetSettings, other_samples};
use crate::studio::painted::sheet::{Prepared, Sheet};
use crate::studio::roles::{Loaded, Role, StyleInUse, StyleUse};
use crate::studio::services::Context;
use crate::studio::tasks::discard;
use crate::transfer::{ContactSheet, Plan, Start, Styles, Variation};

impl ContactSheets {
    /// Carries out a message; `settings` are remembered.
    pub fn update(&mut self, settings: &mut SheetSettings, msg: Msg, context: &mut Context<'_>) -> Option<Event> {
        match msg {
            Msg::Change(changed) => {
                context.services.undo.note();
                *settings = changed.within_ranges();
                None
            }
            Msg::Start => {
                self.prepare(settings, context);
                None
            }
            Msg::Ready(plan, others) => {
                self.is_preparing = false;
                let prepared = others.and_then(|others| prepared(*plan, others, context));
                prepared.map_err(|error| context.report(&error)).ok()?.map(Box::new).map(Event::Begin)
            }
            Msg::Sheet(msg) => {
                let next = Plan::of(&context.setup.settings);
                self.sheet.as_mut()?.update(msg, next).map(Event::Use)
            }
            Msg::Save => Some(Event::Save),
        }
    }

    /// Takes in how far the sheet is.
    pub fn keep_up(&mut self, context: &mut Context<'_>) {
        if let Some(error) = self.sheet.as_mut().and_then(Sheet::poll) {
            context.report(&error);
        }
    }

    /// Starts a sheet, for which others have made way.
    pub fn begin(&mut self, prepared: Prepared, context: &mut Context<'_>) {
        let before = self.sheet.replace(Sheet::start(prepared, context.window));
        discard(before);
        context.services.notices.clear();
    }

    /// Begins to read the style pictures that the sheet needs besides the chosen one.
    fn prepare(&mut self, settings: &SheetSettings, context: &mut Context<'_>) {
        let samples = other_samples(&context.services.pictures, context.setup);
        let plan = settings.plan(&context.setup.settings, 1 + samples.len());
        if let Err(error) = plan.validate() {
            return context.report(&error);
        }
        let is_style = |value: &&Variation| matches!(value, Variation::Style(_));
        let styles = plan.across.iter().chain(&plan.down).filter(is_style).count();
        let others: Vec<_> = samples.into_iter().take(styles.saturating_sub(1)).collect();
        self.is_preparing = true;
        let window = context.window.clone();
        let read = move || {
            let read = others.into_iter().map(|source| Loaded::read(source, Framing::default(), &window));
            read.collect()
        };
        self.tasks.run(read, move |others| Msg::Ready(Box::new(plan), others));
    }
}

/// The sheet with the chosen style picture and the others that it needs; none when the pictures are gone.
fn prepared(plan: ContactSheet, others: Vec<Loaded>, context: &Context<'_>) -> Result<Option<Prepared>> {
    let loaded = |role: Role| context.loaded(role).cloned();
    let (Some(content), Some(_)) = (loaded(Role::Content), loaded(Role::Style)) else { return Ok(None) };
    let start = loaded(Role::Start).filter(|_| plan.base.start == Start::Picture).map(|loaded| loaded.picture);
    let alone = |loaded: Loaded| vec![StyleInUse { role: Role::Style, loaded, how: StyleUse::default() }];
    let styles: Vec<_> = std::iter::once(context.styles_in_use()).chain(others.into_iter().map(alone)).collect();
    let weighted = styles.iter().map(|styles| Styles::new(StyleInUse::weighted(styles))).collect::<Result<_>>()?;
    let request = SheetRequest {
        sheet: plan,
        content: Arc::clone(&content.picture),
        styles: weighted,
        start,
        device: context.setup.device,
        networks: context.services.networks.clone(),
    };
    Ok(Some(Prepared { request, content, styles }))
}
