//! Putting a project that was read in the place of the present one.

use egui::Context;

use crate::error::Result;
use crate::project::{JobRecord, JobState, PictureUse, Setup, StyleRecord};
use crate::studio::App;
use crate::studio::canvas::{Method, Tab, upload};
use crate::studio::features::painting::Painting;
use crate::studio::features::project::{Mark, OpenedFrom, Restored, RestoredPainting, RestoredSnapshot, name_of};
use crate::studio::painted::{PaintingSetup, Snapshot, next_number};
use crate::studio::roles::{Arrangement, Loaded, MOST_STYLES, Role, StyleInUse, StyleUse};

impl App {
    pub(in crate::studio) fn take_restored(&mut self, result: Result<Box<Restored>>, window: &Context) {
        self.session.project.reading = None;
        match result {
            Ok(restored) => self.use_restored(*restored, window),
            Err(error) => self.session.services.notices.error(&error),
        }
    }

    pub(in crate::studio) fn use_restored(&mut self, restored: Restored, window: &Context) {
        self.give_up_work();
        let Restored { manifest, origin, session, pictures, painting, snapshots, left_out } = restored;
        let pictures = Pictures(pictures);
        (self.state.setup.settings, self.state.setup.colors) = (manifest.setup.settings.clone(), manifest.colors);
        self.state.fast = manifest.fast;
        self.use_setup(&manifest.setup, manifest.mask, &pictures);
        self.restore_film(snapshots, &pictures, window);
        if let Some(painting) = painting {
            self.session.painting = restored_painting(painting, &pictures);
        }
        self.restore_queue(manifest.queue, &pictures);
        self.forget_history();
        self.session.services.method = if manifest.shows_fast { Method::Fast } else { Method::Optimise };
        self.session.services.comparison.tab = Tab::Result;
        self.session.project.embeds = manifest.embeds;
        self.session.services.notices.clear();
        self.session.autosave.begin_anew(session);
        self.settle_origin(origin);
        if let Some(first) = left_out.first() {
            let text = format!("{first}; {} could not be read and had to be left out", count(left_out.len()));
            self.session.services.notices.warn(text);
        }
        window.request_repaint();
    }

    /// Notes which file the project has.
    pub(in crate::studio) fn settle_origin(&mut self, origin: OpenedFrom) {
        match origin {
            OpenedFrom::File(path) => {
                self.session.project.path = Some(path.clone());
                self.session.project.saved = Some(Mark::of(&self.state, &self.session));
                self.remember(path);
            }
            OpenedFrom::Session(project) => {
                let name = project.as_deref().map(name_of);
                self.session.project.path = project;
                self.session.project.saved = None;
                let what = name.unwrap_or_else(|| "Your work".into());
                self.session.services.notices.note(format!("{what} is back as it was last kept."));
            }
        }
    }

    /// Gives every role its picture, and none where the project has none.
    pub(in crate::studio) fn use_setup(&mut self, setup: &Setup, mask: Option<PictureUse>, pictures: &Pictures) {
        for role in self.state.setup.style_roles().filter(|&role| role != Role::Style).collect::<Vec<_>>() {
            self.lend().take_out(role);
        }
        self.state.setup.arrangement = Arrangement::default();
        let single = [(Role::Content, setup.content), (Role::Start, setup.start), (Role::Mask, mask)];
        for (role, used) in single {
            match used.and_then(|used| pictures.get(used)) {
                Some(loaded) => self.lend().use_loaded(role, loaded),
                None => self.empty(role),
            }
        }
        let styles = pictures.styles(&setup.styles);
        if styles.is_empty() {
            self.empty(Role::Style);
        }
        self.lend().use_styles(&styles);
    }

    pub(in crate::studio) fn restore_queue(&mut self, jobs: Vec<JobRecord>, pictures: &Pictures) {
        let painting = self.session.painting.as_ref().filter(|painting| painting.phase().is_running());
        let painting = painting.map(Painting::number);
        for JobRecord { setup, state, result } in jobs {
            let Some((content, styles)) = pictures.painted(&setup) else { continue };
            let start = setup.start.and_then(|start| pictures.get(start));
            let job = PaintingSetup { settings: setup.settings, content, styles, start };
            let (state, painting) = match (state, painting) {
                (JobState::Painting, Some(painting)) => (JobState::Painting, Some(painting)),
                // It had been begun, but no picture of it was kept.
                (JobState::Painting, None) => (JobState::Waiting, None),
                (state, _) => (state, None),
            };
            self.session.queue.restore(job, state, painting, result);
        }
    }

    pub(in crate::studio) fn empty(&mut self, role: Role) {
        self.state.setup.set_source(role, None);
        let slot = self.session.services.pictures.slot(role);
        (slot.loaded, slot.awaited) = (None, None);
    }

    pub(in crate::studio) fn restore_film(
        &mut self,
        snapshots: Vec<RestoredSnapshot>,
        pictures: &Pictures,
        window: &Context,
    ) {
        // Those of one painting keep belonging together, under a number that no other painting of this session has.
        let mut numbers: Vec<(u64, u64)> = Vec::new();
        for RestoredSnapshot { record, pixels, thumbnail } in snapshots {
            let known = numbers.iter().find(|(before, _)| *before == record.painting).map(|(_, now)| *now);
            let painting = known.unwrap_or_else(|| {
                let number = next_number();
                numbers.push((record.painting, number));
                number
            });
            let Some((content, styles)) = pictures.painted(&record.setup) else { continue };
            let snapshot = Snapshot {
                painting,
                occasion: record.occasion,
                pixels,
                iteration: record.iteration,
                fast_style: record.fast_style,
                settings: record.setup.settings,
                pictures: [content, styles[0].loaded.clone()],
                styles,
            };
            self.session.film.restore(record.number, snapshot, upload(window, "snapshot", thumbnail));
        }
    }
}

fn restored_painting(painting: RestoredPainting, pictures: &Pictures) -> Option<Painting> {
    let (content, styles) = pictures.painted(&painting.record.setup)?;
    Painting::restored(painting, content, styles)
}

fn count(number: usize) -> String {
    if number == 1 { "1 picture".into() } else { format!("{number} pictures") }
}

/// The pictures of a project by their uses.
pub(in crate::studio) struct Pictures(Vec<(PictureUse, Loaded)>);

impl Pictures {
    fn get(&self, used: PictureUse) -> Option<Loaded> {
        self.0.iter().find(|(known, _)| *known == used).map(|(_, loaded)| loaded.clone())
    }

    fn styles(&self, records: &[StyleRecord]) -> Vec<StyleInUse> {
        let numbered = records.iter().zip(0..MOST_STYLES);
        let styles = numbered.filter_map(|(record, number)| {
            let role = if number == 0 { Role::Style } else { Role::Further(number) };
            let how = StyleUse { weight: record.weight, framing: record.used.framing };
            Some(StyleInUse { role, loaded: self.get(record.used)?, how })
        });
        styles.collect()
    }

    /// The content and the styles of something that was painted; there is at least one.
    fn painted(&self, setup: &Setup) -> Option<(Loaded, Vec<StyleInUse>)> {
        let styles = self.styles(&setup.styles);
        Some((self.get(setup.content?)?, styles)).filter(|(_, styles)| !styles.is_empty())
    }
}
