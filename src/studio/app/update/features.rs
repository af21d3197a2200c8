//! Where messages reach their features, and features each other.

use std::sync::Arc;

use egui::{ColorImage, ViewportCommand};

use crate::error::Result;
use crate::fast::Gallery;
use crate::project::JobState;
use crate::studio::app::App;
use crate::studio::app::action::Action;
use crate::studio::canvas::{Method, Tab};
use crate::studio::features::film_strip::{self, Purpose};
use crate::studio::features::painting::{Around, Painting, Paintings, Remembered};
use crate::studio::features::project::Departure;
use crate::studio::features::saving::Subject;
use crate::studio::features::{contact_sheet, fast, learn, painting, pictures, presets, project, queue, train};
use crate::studio::painted::sheet::Taken;
use crate::studio::painted::{Next, Number, Occasion, Snapshot};
use crate::studio::roles::{Role, Source};
use crate::studio::services::Context as Lent;
use crate::text::text;
use crate::transfer::Ending;

impl App {
    /// Carries out what came back from the background.
    pub(in crate::studio::app) fn take_in_messages(&mut self) {
        while let Some(action) = self.next_message() {
            self.perform(action);
        }
    }

    fn next_message(&self) -> Option<Action> {
        let session = &self.session;
        let painting = session.paintings.next().map(Action::Painting);
        painting
            .or_else(|| session.pictures.next().map(Action::Pictures))
            .or_else(|| session.fast.next().map(Action::Fast))
            .or_else(|| session.presets.next().map(Action::Presets))
            .or_else(|| session.film.next().map(Action::Film))
            .or_else(|| session.saving.next().map(Action::Saving))
            .or_else(|| session.project.next().map(Action::Project))
            .or_else(|| session.contact_sheet.next().map(Action::Sheet))
            .or_else(|| session.learn.next().map(Action::Learn))
            .or_else(|| session.train.next().map(Action::Train))
            .or_else(|| session.canvas.next().map(Action::Canvas))
            .or_else(|| session.window.next().map(Action::Window))
    }

    /// Does something that may be undone: what was there before is kept when it notes that it changes something.
    pub(in crate::studio::app) fn noting_changes<T>(&mut self, update: impl FnOnce(&mut Self) -> T) -> T {
        let before = (!self.session.history.is_in_gesture()).then(|| self.choices());
        let result = update(self);
        if self.session.services.undo.take_noted()
            && let Some(before) = before
        {
            self.session.history.note(before);
        }
        self.steer_painting();
        result
    }

    /// Lends a painting what is remembered of it, what it must know of others, and the services.
    fn with_paintings<T>(
        &mut self,
        change: impl FnOnce(&mut Paintings, &mut Remembered<'_>, &Around, &mut Lent<'_>) -> T,
    ) -> T {
        let around = self.around_painting();
        let Self { window, state, session, .. } = self;
        let mut context = Lent { window, setup: &mut state.setup, services: &mut session.services };
        let mut remembered =
            Remembered { shows_plot: &mut state.shows_plot, plot: &mut state.plot, costs: &mut state.costs };
        change(&mut session.paintings, &mut remembered, &around, &mut context)
    }

    pub(in crate::studio::app) fn update_painting(&mut self, msg: painting::Msg) {
        let event = self.noting_changes(|app| {
            app.with_paintings(|paintings, remembered, around, context| {
                paintings.update(remembered, around, msg, context)
            })
        });
        self.follow_painting(event);
    }

    /// Takes in how far the painting is.
    pub(in crate::studio::app) fn keep_painting_up(&mut self) {
        let events =
            self.with_paintings(|paintings, remembered, _, context| paintings.keep_up(remembered.costs, context));
        for event in events {
            self.follow_painting(Some(event));
        }
    }

    fn follow_painting(&mut self, event: Option<painting::Event>) {
        match event {
            Some(painting::Event::Start) => self.start(),
            Some(painting::Event::ExportLosses) => self.ask_save(Subject::Losses),
            Some(painting::Event::Warning(text)) => self.session.services.notices.warn(text),
            Some(painting::Event::ScaleEnded(snapshot)) => self.session.film.keep_soon(*snapshot),
            Some(painting::Event::Keep(snapshot, thumbnail)) => _ = self.keep(*snapshot, thumbnail),
            Some(painting::Event::Ended { result, next }) => {
                self.note_ended(&result);
                match next {
                    Next::Rest => {}
                    Next::Restart => self.start(),
                    Next::Close => self.window.send_viewport_cmd(ViewportCommand::Close),
                }
            }
            None => {}
        }
    }

    pub(in crate::studio::app) fn update_pictures(&mut self, msg: pictures::Msg) {
        let events = self.noting_changes(|Self { window, state, session, .. }| {
            let mut context = Lent { window, setup: &mut state.setup, services: &mut session.services };
            session.pictures.update(&mut state.open_folder, msg, &mut context)
        });
        self.take_picture_events(events);
    }

    /// Uses files that were dropped, once it is known where.
    pub(in crate::studio::app) fn settle_drop(&mut self) {
        let events = self.noting_changes(|Self { window, state, session, .. }| {
            let mut context = Lent { window, setup: &mut state.setup, services: &mut session.services };
            session.pictures.settle_drop(&mut state.open_folder, &mut context)
        });
        self.take_picture_events(events);
    }

    fn take_picture_events(&mut self, events: Vec<pictures::Event>) {
        for event in events {
            match event {
                pictures::Event::Project(path) => self.update_project(project::Msg::Leave(Departure::Open(path))),
                pictures::Event::Preset(path) => self.update_presets(presets::Msg::ReadFile(path)),
                pictures::Event::FastStyles(paths) => {
                    self.session.services.method = Method::Fast;
                    self.update_fast(fast::Msg::Add(paths));
                }
                pictures::Event::Painting(source, painting) => self.session.fast.look_at(source, painting),
            }
        }
    }

    /// Begins to read a picture for a role.
    pub(in crate::studio::app) fn read(&mut self, role: Role, source: Source) {
        self.noting_changes(|Self { window, state, session, .. }| {
            let mut context = Lent { window, setup: &mut state.setup, services: &mut session.services };
            session.pictures.read(role, source, &mut state.open_folder, &mut context);
        });
    }

    /// Begins to read the remembered picture of a role, framed as it was.
    pub(in crate::studio::app) fn read_again(&mut self, role: Role) {
        let Self { window, state, session, .. } = self;
        let mut context = Lent { window, setup: &mut state.setup, services: &mut session.services };
        session.pictures.read_again(role, &mut context);
    }

    pub(in crate::studio::app) fn update_fast(&mut self, msg: fast::Msg) {
        let event = self.noting_changes(|Self { window, state, session, .. }| {
            let mut context = Lent { window, setup: &mut state.setup, services: &mut session.services };
            session.fast.update(&mut state.fast, &mut state.style_folder, msg, &mut context)
        });
        match event {
            // Whoever chose a style needs no hints, and they would lie on its picture.
            Some(fast::Event::StyleChosen) => self.session.window.shows_first_steps = false,
            Some(fast::Event::Start(text)) => {
                // What is on the canvas would be lost otherwise.
                self.keep_what_is_painted();
                self.paint_anew();
                if self.session.phase().is_running() {
                    self.session.services.notices.note(text);
                }
            }
            None => {}
        }
    }

    /// Sees to it that the picture in a fast style is the one that is wished for.
    pub(in crate::studio::app) fn keep_fast_up(&mut self) {
        let Self { window, state, session, .. } = self;
        let mut context = Lent { window, setup: &mut state.setup, services: &mut session.services };
        session.fast.keep_up(&state.fast, &mut context);
    }

    pub(in crate::studio::app) fn update_presets(&mut self, msg: presets::Msg) {
        let event = self.noting_changes(|Self { window, state, session, .. }| {
            let mut context = Lent { window, setup: &mut state.setup, services: &mut session.services };
            session.presets.update(&mut state.presets, &mut state.saving.folder, msg, &mut context)
        });
        match event {
            Some(presets::Event::Export(index)) => self.ask_save(Subject::Preset(index)),
            None => {}
        }
    }
    /// Puts everything aside that would be in the way of something else than a painting, which rests meanwhile.
    fn make_way_for_others(&mut self) {
        self.make_way();
        self.session.paintings.pause();
    }

    pub(in crate::studio::app) fn update_sheet(&mut self, msg: contact_sheet::Msg) {
        let event = self.noting_changes(|Self { window, state, session, .. }| {
            let mut context = Lent { window, setup: &mut state.setup, services: &mut session.services };
            session.contact_sheet.update(&mut state.sheet, msg, &mut context)
        });
        match event {
            Some(contact_sheet::Event::Begin(prepared)) => {
                self.make_way_for_others();
                let Self { window, state, session, .. } = self;
                let mut context = Lent { window, setup: &mut state.setup, services: &mut session.services };
                session.contact_sheet.begin(*prepared, &mut context);
            }
            Some(contact_sheet::Event::Use(taken)) => self.use_taken(taken),
            Some(contact_sheet::Event::Save) => self.ask_save(Subject::Sheet),
            None => {}
        }
    }

    /// Goes on from a cell of the contact sheet or of a figure.
    fn use_taken(&mut self, taken: Taken) {
        match taken {
            Taken::Settings(settings, styles) => {
                self.noting_changes(|app| {
                    let mut context = app.lend();
                    context.use_styles(&styles);
                    context.change_settings(*settings);
                });
                self.session.services.notices.note(text!("These settings are used now; Undo takes them back."));
            }
            Taken::Kept(snapshot, thumbnail) => _ = self.keep(*snapshot, thumbnail),
            Taken::Continued(snapshot, thumbnail) => {
                let number = self.keep(*snapshot, thumbnail);
                self.session.services.comparison.tab = Tab::Result;
                let Self { window, state, session, .. } = self;
                let context = Lent { window, setup: &mut state.setup, services: &mut session.services };
                session.film.prepare_start(number, Purpose::Continue, &context);
            }
        }
    }

    pub(in crate::studio::app) fn update_film(&mut self, msg: film_strip::Msg) {
        let event = self.noting_changes(|Self { window, state, session, .. }| {
            let mut context = Lent { window, setup: &mut state.setup, services: &mut session.services };
            session.film.update(&mut state.film, &mut state.shows_film, msg, &mut context)
        });
        match event {
            Some(film_strip::Event::Take) => self.take_snapshot(),
            Some(film_strip::Event::Kept(painting, number)) => self.note_result(painting, number),
            Some(film_strip::Event::Save(number)) => self.ask_save(Subject::Snapshot(number)),
            Some(film_strip::Event::Continue(branch)) => {
                self.keep_what_is_painted();
                self.noting_changes(|app| branch.set_up(&mut app.lend()));
                self.paint_anew();
            }
            None => {}
        }
    }

    pub(in crate::studio::app) fn update_queue(&mut self, msg: queue::Msg) {
        let event = self.noting_changes(|Self { window, state, session, .. }| {
            let mut context = Lent { window, setup: &mut state.setup, services: &mut session.services };
            session.queue.update(&mut state.shows_queue, msg, &mut context)
        });
        self.follow_queue(event);
    }

    /// Begins the next job when the queue runs and nothing is being painted any more.
    pub(in crate::studio::app) fn keep_queue_up(&mut self) {
        if self.session.painting().is_none_or(Painting::is_done_with) {
            let Self { window, state, session, .. } = self;
            let mut context = Lent { window, setup: &mut state.setup, services: &mut session.services };
            let event = session.queue.keep_up(&mut context);
            self.follow_queue(event);
        }
    }

    fn follow_queue(&mut self, event: Option<queue::Event>) {
        match event {
            Some(queue::Event::Resume) if self.queue_paints() => self.update_painting(painting::Msg::Resume),
            Some(queue::Event::Pause) if self.queue_paints() => self.session.paintings.pause(),
            Some(queue::Event::Show(result)) => self.update_film(film_strip::Msg::Select(Some(result))),
            Some(queue::Event::Begin(id, setup)) => {
                self.begin_painting();
                match self.paint(&setup) {
                    Ok(painting) => self.session.queue.begin(id, painting),
                    Err(error) => {
                        // The next one may still be painted.
                        self.session.queue.fail(id, error.text());
                        self.window.request_repaint();
                    }
                }
            }
            Some(queue::Event::Done(text)) => self.call_for_queue(&text),
            Some(queue::Event::Resume | queue::Event::Pause) | None => {}
        }
    }

    /// Whether the present painting is one of the queue, so that the settings of the window do not steer it.
    pub(in crate::studio::app) fn queue_paints(&self) -> bool {
        let job = self.session.painting().and_then(|painting| self.session.queue.job_of(painting.number()));
        job.is_some_and(|job| job.state == JobState::Painting)
    }

    /// Tells the queue that the painting has ended, and the person where it is not one of the queue.
    fn note_ended(&mut self, result: &Result<Ending>) {
        let Some(painting) = self.session.painting().map(Painting::number) else { return };
        let is_queued = self.session.queue.note_ended(painting, result);
        if !is_queued && !matches!(result, Ok(Ending::Stopped)) {
            self.call_for_painting(result);
        }
    }

    /// Tells the queue which picture of the film strip is the result of a painting, if that is one of its own.
    fn note_result(&mut self, painting: u64, number: Number) {
        if self.session.queue.note_result(painting, number) {
            self.session.film.raise(number, Occasion::Result);
        }
    }

    /// Keeps a picture in the film strip.
    pub(in crate::studio::app) fn keep(&mut self, snapshot: Snapshot, thumbnail: ColorImage) -> Number {
        let painting = snapshot.painting;
        let number = self.session.film.keep(snapshot, thumbnail, &self.state.film, &self.window);
        self.note_result(painting, number);
        number
    }

    /// Keeps what is on the canvas.
    fn take_snapshot(&mut self) {
        let kept = match self.session.services.method {
            Method::Optimise | Method::Learn | Method::Train => self.session.painting().and_then(Painting::snapshot),
            Method::Fast => self.fast_snapshot(),
        };
        let Some((snapshot, thumbnail)) = kept else { return };
        if !self.state.shows_film {
            self.session.services.notices.note(text!("Kept in the film strip; F shows it."));
        }
        self.keep(snapshot, thumbnail);
    }

    /// The picture in a fast style as a snapshot.
    fn fast_snapshot(&self) -> Option<(Snapshot, ColorImage)> {
        let shown = self.session.fast.shown()?;
        let pyramid = &shown.display.pyramid;
        let snapshot = Snapshot {
            painting: shown.number,
            occasion: Occasion::Hand,
            pixels: Arc::clone(pyramid.pixels()),
            iteration: 0,
            fast_style: Some(shown.settings.title().to_string()),
            settings: self.state.setup.settings.clone(),
            // Painting on from it needs a style picture.
            pictures: [shown.content.clone(), self.session.services.pictures.loaded(Role::Style)?.clone()],
            styles: self.session.services.pictures.styles_in_use(&self.state.setup),
        };
        Some((snapshot, pyramid.thumbnail()))
    }

    /// Keeps what is being painted, which would be lost by another painting.
    pub(in crate::studio::app) fn keep_what_is_painted(&mut self) {
        let kept = self.session.painting().and_then(Painting::snapshot_on_the_way);
        if let Some((snapshot, thumbnail)) = kept {
            self.keep(snapshot, thumbnail);
        }
    }

    /// Starts to paint, once a painting that is on its way has ended.
    pub(in crate::studio::app) fn paint_anew(&mut self) {
        if self.session.phase().is_running() {
            self.session.paintings.stop(Next::Restart);
        } else {
            self.start();
        }
    }

    pub(in crate::studio::app) fn update_learn(&mut self, msg: learn::Msg) {
        let Self { window, state, session, .. } = self;
        let mut context = Lent { window, setup: &mut state.setup, services: &mut session.services };
        match session.learn.update(&mut state.learn, msg, &mut context) {
            Some(learn::Event::Paint(figure, prepared)) => {
                self.make_way_for_others();
                let Self { window, state, session, .. } = self;
                let mut context = Lent { window, setup: &mut state.setup, services: &mut session.services };
                session.learn.paint(figure, *prepared, &mut context);
            }
            Some(learn::Event::MeasureSpeed) => {
                self.make_way_for_others();
                let Self { window, state, session, .. } = self;
                let context = Lent { window, setup: &mut state.setup, services: &mut session.services };
                session.learn.measure_speed(&context);
            }
            Some(learn::Event::Use(taken)) => self.use_taken(taken),
            Some(learn::Event::Save(shown)) => self.ask_save(match shown {
                learn::Shown::Figure => Subject::Figure,
                learn::Shown::FeatureMaps => Subject::FeatureMaps,
                learn::Shown::GramMatrix => Subject::GramMatrix,
                learn::Shown::SpeedTable => Subject::SpeedTable,
            }),
            None => {}
        }
    }

    /// Takes in how far the contact sheet and the figures are.
    pub(in crate::studio::app) fn keep_sheets_up(&mut self) {
        let Self { window, state, session, .. } = self;
        let mut context = Lent { window, setup: &mut state.setup, services: &mut session.services };
        session.contact_sheet.keep_up(&mut context);
        session.learn.poll_figures(&mut context);
    }

    /// Sees to it that the layer that is looked at is asked, by the painting where that is on its way.
    pub(in crate::studio::app) fn keep_answers_up(&mut self) {
        let Self { window, state, session, .. } = self;
        let context = Lent { window, setup: &mut state.setup, services: &mut session.services };
        let painting = session.paintings.present.as_ref();
        if let Some((painting, answer)) = painting.and_then(|painting| Some((painting, painting.take_answer()?))) {
            session.learn.draw_answer(painting.number(), answer);
        }
        let painted = painting.map(|painting| learn::Painted {
            number: painting.number(),
            is_running: painting.phase().is_running(),
            settings: painting.settings(),
            newest: painting.newest().zip(painting.display().map(|display| display.pyramid.id())),
        });
        if let Some(layer) = session.learn.keep_answers_up(&state.learn, painted.as_ref(), &context)
            && let Some(painting) = painting
        {
            painting.ask(layer);
        }
    }

    /// What a training has to know of others.
    fn around_train(&self) -> train::Around {
        train::Around { gallery: self.session.fast.folder(), is_painting: self.session.phase().is_running() }
    }

    pub(in crate::studio::app) fn update_train(&mut self, msg: train::Msg) {
        let around = self.around_train();
        let Self { window, state, session, .. } = self;
        let mut context = Lent { window, setup: &mut state.setup, services: &mut session.services };
        match session.train.update(&mut state.train, around, msg, &mut context) {
            Some(train::Event::Run(kept)) => {
                self.make_way_for_others();
                let Self { window, state, session, .. } = self;
                let mut context = Lent { window, setup: &mut state.setup, services: &mut session.services };
                session.train.run(*kept, &state.train, &mut context);
            }
            Some(train::Event::Trained(gallery, name)) => self.show_trained(*gallery, name),
            None => {}
        }
    }

    /// Takes in how far the training is.
    pub(in crate::studio::app) fn keep_training_up(&mut self) {
        let around = self.around_train();
        let Self { window, state, session, .. } = self;
        let mut context = Lent { window, setup: &mut state.setup, services: &mut session.services };
        session.train.keep_up(&mut state.train, around, &mut context);
    }

    /// Shows the gallery with a style that was trained here.
    fn show_trained(&mut self, gallery: Gallery, name: Option<String>) {
        self.session.fast.take_trained(gallery);
        let Some(name) = name else { return };
        if self.session.services.method == Method::Train {
            self.state.fast = self.state.fast.in_style(&name);
            self.session.services.method = Method::Fast;
            self.session.services.comparison.tab = Tab::Result;
        }
        self.session.services.notices.note(text!("{name} is trained, and in the gallery of fast styles.", name));
    }
}
