//! Putting a project that was read, or a new one, in the place of the present one.

use crate::project::{JobRecord, JobState, PictureUse, Setup, StyleRecord};
use crate::studio::app::App;
use crate::studio::app::project_draft::fingerprint;
use crate::studio::app::state::State;
use crate::studio::canvas::{Comparison, Method, Tab, View, upload};
use crate::studio::features::film_strip::Film;
use crate::studio::features::painting::Painting;
use crate::studio::features::project::{Restored, RestoredSnapshot};
use crate::studio::features::queue::Queue;
use crate::studio::painted::{PaintingSetup, RestoredPainting, Snapshot, next_number};
use crate::studio::roles::{Arrangement, Loaded, MOST_STYLES, Role, Source, StyleInUse, StyleUse};
use crate::studio::services::{Context as Lent, History};
use crate::studio::tasks::discard;
use crate::text::{Text, text};

impl App {
    /// Puts a project that was read in the place of the present one.
    pub(in crate::studio::app) fn restore_project(&mut self, restored: Restored) {
        self.give_up_work();
        let Restored { manifest, origin, session: folder, pictures, painting, snapshots, left_out } = restored;
        let pictures = Pictures(pictures);
        (self.state.setup.settings, self.state.setup.colors) = (manifest.setup.settings.clone(), manifest.colors);
        self.state.fast = manifest.fast;
        self.use_setup(&manifest.setup, manifest.mask, &pictures);
        self.restore_film(snapshots, &pictures);
        if let Some(painting) = painting {
            self.session.paintings.present = restored_painting(painting, &pictures);
        }
        self.restore_queue(manifest.queue, &pictures);
        self.forget_history();
        self.session.services.method = if manifest.shows_fast { Method::Fast } else { Method::Optimise };
        self.session.services.comparison.tab = Tab::Result;
        self.session.project.embeds = manifest.embeds;
        self.session.services.notices.clear();
        let present = fingerprint(&self.state, &self.session);
        let Self { window, state, session, .. } = self;
        let mut context = Lent { window, setup: &mut state.setup, services: &mut session.services };
        session.project.settle(origin, folder, present, &mut context);
        if let Some(first) = left_out.first() {
            let text = text!(
                "{reason}; {what} could not be read and had to be left out",
                reason = first,
                what = count(left_out.len())
            );
            session.services.notices.warn(text);
        }
        window.request_repaint();
    }

    /// Begins a new project with the settings and the pictures of the first start.
    pub(in crate::studio::app) fn begin_new(&mut self) {
        self.give_up_work();
        let first = State::default();
        self.lend().take_out_further_styles();
        (self.state.setup.settings, self.state.setup.colors) = (first.setup.settings, first.setup.colors);
        (self.state.fast, self.state.setup.arrangement) = (first.fast, Arrangement::default());
        (self.state.setup.start, self.state.setup.mask) = (None, None);
        // Without its pictures there is nothing of the old project that Undo could bring back.
        self.session.services.pictures.clear();
        for role in [Role::Content, Role::Style] {
            if let Some(sample) = Source::first_sample(role) {
                self.state.setup.set_source(role, Some(sample.clone()));
                self.read(role, sample);
            }
        }
        self.forget_history();
        self.session.project.begin_new();
        self.session.services.notices.clear();
    }

    /// Lets go of what was painted; what is to stay was saved or given up before.
    fn give_up_work(&mut self) {
        let session = &mut self.session;
        let sheet = session.contact_sheet.sheet.take();
        // Textures are freed on the window's thread.
        session.film = Film::new(&self.window);
        session.queue = Queue::default();
        discard(sheet);
        session.services.comparison = Comparison::default();
        session.services.parked_weights.clear();
        self.state.view = View::fit();
        self.session.paintings.give_up();
    }

    /// What was chosen for another project cannot be brought back.
    fn forget_history(&mut self) {
        self.session.history = History::default();
        self.session.services.pictures.forget_replaced();
    }

    /// Gives every role its picture, and none where the project has none.
    fn use_setup(&mut self, setup: &Setup, mask: Option<PictureUse>, pictures: &Pictures) {
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

    fn restore_queue(&mut self, jobs: Vec<JobRecord>, pictures: &Pictures) {
        let painting = self.session.painting().filter(|painting| painting.phase().is_running());
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

    fn empty(&mut self, role: Role) {
        self.state.setup.set_source(role, None);
        let slot = self.session.services.pictures.slot(role);
        (slot.loaded, slot.awaited) = (None, None);
    }

    fn restore_film(&mut self, snapshots: Vec<RestoredSnapshot>, pictures: &Pictures) {
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
            self.session.film.restore(record.number, snapshot, upload(&self.window, "snapshot", thumbnail));
        }
    }
}

fn restored_painting(painting: RestoredPainting, pictures: &Pictures) -> Option<Painting> {
    let (content, styles) = pictures.painted(&painting.record.setup)?;
    Painting::restored(painting, content, styles)
}

fn count(number: usize) -> Text {
    if number == 1 { text!("1 picture") } else { text!("{number} pictures", number) }
}

/// The pictures of a project by their uses.
struct Pictures(Vec<(PictureUse, Loaded)>);

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
