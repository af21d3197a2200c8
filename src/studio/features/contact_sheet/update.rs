//! Contact sheets: painting one, and going on from a cell.

use std::sync::Arc;

use egui::Context;

use crate::error::Result;
use crate::job::SheetRequest;
use crate::picture::Framing;
use crate::studio::App;
use crate::studio::app::outcome::Outcome;
use crate::studio::canvas::{Tab, upload};
use crate::studio::features::film_strip::update::Purpose;
use crate::studio::features::painting::Painting;
use crate::studio::painted::Number;
use crate::studio::painted::sheet::{Sheet, SheetAction, SheetPlace, other_samples};
use crate::studio::roles::{Loaded, Role, StyleInUse, StyleUse};
use crate::studio::tasks::discard;
use crate::transfer::{ContactSheet, Plan, Start, Styles, Variation};

impl App {
    pub(in crate::studio) fn perform_sheet(&mut self, action: SheetAction, window: &Context) {
        match action {
            SheetAction::Change(settings) => {
                self.note_choices();
                self.state.sheet = settings.within_ranges();
            }
            SheetAction::Start => self.prepare_sheet(),
            SheetAction::Pause(place) => self.with_sheet(place, Sheet::pause),
            SheetAction::Resume(place) => self.with_sheet(place, Sheet::resume),
            SheetAction::Stop(place) => self.with_sheet(place, Sheet::stop),
            SheetAction::UseCell(place, cell) => self.use_cell(place, cell),
            SheetAction::KeepCell(place, cell) => _ = self.keep_cell(place, cell, window),
            SheetAction::ContinueFromCell(place, cell) => self.continue_from_cell(place, cell, window),
        }
    }

    /// Begins to read the style pictures that the sheet needs besides the chosen one.
    pub(in crate::studio) fn prepare_sheet(&mut self) {
        let samples = other_samples(&self.session, &self.state);
        let plan = self.state.sheet.plan(&self.state.setup.settings, 1 + samples.len());
        if let Err(error) = plan.validate() {
            self.session.services.notices.error(&error);
            return;
        }
        let is_style = |value: &&Variation| matches!(value, Variation::Style(_));
        let styles = plan.across.iter().chain(&plan.down).filter(is_style).count();
        let others: Vec<_> = samples.into_iter().take(styles.saturating_sub(1)).collect();
        self.session.is_preparing_sheet = true;
        let window = self.window.clone();
        self.session.tasks.spawn(move || {
            let read = others.into_iter().map(|source| Loaded::read(source, Framing::default(), &window));
            Outcome::SheetReady { plan: Box::new(plan), others: read.collect() }
        });
    }

    /// Starts the sheet with the chosen style picture and the others that it needs; a painting rests meanwhile.
    pub(in crate::studio) fn start_sheet(&mut self, plan: ContactSheet, others: Result<Vec<Loaded>>, window: &Context) {
        self.session.is_preparing_sheet = false;
        let others = match others {
            Ok(others) => others,
            Err(error) => return self.session.services.notices.error(&error),
        };
        let loaded = |role: Role| self.session.services.pictures.loaded(role).cloned();
        let (Some(content), Some(_)) = (loaded(Role::Content), loaded(Role::Style)) else { return };
        let start = loaded(Role::Start).filter(|_| plan.base.start == Start::Picture).map(|loaded| loaded.picture);
        let alone = |decoded: Loaded| {
            let loaded = decoded;
            vec![StyleInUse { role: Role::Style, loaded, how: StyleUse::default() }]
        };
        let styles: Vec<_> = std::iter::once(self.session.services.pictures.styles_in_use(&self.state.setup))
            .chain(others.into_iter().map(alone))
            .collect();
        let weighted: Result<Vec<Styles>> =
            styles.iter().map(|styles| Styles::new(StyleInUse::weighted(styles))).collect();
        let weighted = match weighted {
            Ok(weighted) => weighted,
            Err(error) => return self.session.services.notices.error(&error),
        };
        let request = SheetRequest {
            sheet: plan,
            content: Arc::clone(&content.picture),
            styles: weighted,
            start,
            device: self.state.setup.device,
            networks: self.session.services.networks.clone(),
        };
        // The sheet is what is waited for now.
        self.make_way();
        self.with_painting(Painting::pause);
        let sheet = Sheet::start(request, content, styles, window);
        let before = self.session.sheet.replace(sheet);
        discard(before);
        self.session.services.notices.clear();
    }

    pub(in crate::studio) fn with_sheet(&mut self, place: SheetPlace, change: impl FnOnce(&mut Sheet)) {
        if let Some(sheet) = self.session.sheet_at_mut(place) {
            change(sheet);
        }
    }

    /// Takes the settings of a cell over for the next painting, with its style picture.
    pub(in crate::studio) fn use_cell(&mut self, place: SheetPlace, cell: usize) {
        let plan = Plan::of(&self.state.setup.settings);
        let Some(sheet) = self.session.sheet_at(place) else { return };
        let (Some(settings), Some(styles)) = (sheet.settings_of(cell, plan), sheet.styles_of(cell)) else { return };
        let styles = styles.to_vec();
        self.note_choices();
        self.lend().use_styles(&styles);
        self.change_settings(settings);
        self.session.services.notices.note("These settings are used now; Undo takes them back.");
    }

    /// Keeps the picture of a cell in the film strip, with its settings at full size.
    pub(in crate::studio) fn keep_cell(&mut self, place: SheetPlace, cell: usize, window: &Context) -> Option<Number> {
        let plan = Plan::of(&self.state.setup.settings);
        let (snapshot, thumbnail) = self.session.sheet_at(place)?.snapshot(cell, plan)?;
        let thumbnail = upload(window, "snapshot", thumbnail);
        Some(self.session.film.add(snapshot, thumbnail, self.state.film.bytes()))
    }

    /// Paints on from a cell at full size.
    pub(in crate::studio) fn continue_from_cell(&mut self, place: SheetPlace, cell: usize, window: &Context) {
        if let Some(number) = self.keep_cell(place, cell, window) {
            self.with_sheet(place, Sheet::stop);
            self.session.services.comparison.tab = Tab::Result;
            self.prepare_start(number, Purpose::Continue);
        }
    }
}
