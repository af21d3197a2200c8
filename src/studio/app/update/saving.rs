//! What the things that can be saved are called, what is known of them, and what writes them. Saving itself knows none.

use std::borrow::Cow;
use std::sync::Arc;

use crate::project::{Film, Shot, plain};
use crate::studio::app::App;
use crate::studio::canvas::Method;
use crate::studio::features::painting::{Painting, to_csv};
use crate::studio::features::project;
use crate::studio::features::saving::{Event, Msg, Subject, Writer};
use crate::studio::features::time_lapse::Shots;
use crate::studio::painted::SavedPainting;
use crate::studio::painted::sheet::Sheet;
use crate::studio::roles::Source;
use crate::studio::services::Context as Lent;

impl App {
    pub(in crate::studio::app) fn update_saving(&mut self, msg: Msg) {
        let Self { window, state, session, .. } = self;
        let mut context = Lent { window, setup: &mut state.setup, services: &mut session.services };
        match session.saving.update(&mut state.saving, msg, &mut context) {
            Some(Event::Write(form)) if form.subject == Subject::Project => {
                self.update_project(project::Msg::SaveTo(form.path()));
            }
            Some(Event::Write(form)) => {
                // What was to be saved may be gone: a snapshot that was deleted behind the form.
                let Some(writer) = self.writer(form.subject) else { return };
                let Self { window, state, session, .. } = self;
                let context = Lent { window, setup: &mut state.setup, services: &mut session.services };
                session.saving.write(&form, writer, &state.saving, &context);
            }
            Some(Event::GivenUp) => self.session.close_dialog(),
            Some(Event::Saved(saved)) => self.session.paintings.note_saved(saved),
            None => {}
        }
    }

    /// Asks where to save what is on the canvas.
    pub(in crate::studio::app) fn ask_save_result(&mut self) {
        self.ask_save(match self.session.services.method {
            Method::Optimise | Method::Learn | Method::Train => Subject::Painting,
            Method::Fast => Subject::FastPicture,
        });
    }

    /// Asks where to save something, if it is there.
    pub(in crate::studio::app) fn ask_save(&mut self, subject: Subject) {
        let Some(stem) = self.stem_of(subject) else { return };
        let folder = match subject {
            Subject::Project => self.session.project.folder(self.state.saving.folder.as_deref()),
            _ => self.state.saving.folder.clone(),
        };
        let Self { window, state, session, .. } = self;
        let mut context = Lent { window, setup: &mut state.setup, services: &mut session.services };
        session.saving.ask(subject, folder, &stem, &state.saving, &mut context);
    }

    /// A name for the file of a thing without its ending; none when it is not there.
    fn stem_of(&self, subject: Subject) -> Option<String> {
        let named = |sources: [&Source; 2]| format!("{}-{}", sources[0].stem(), sources[1].stem());
        let painted = |painting: &Painting| named([&painting.pictures[0].source, &painting.pictures[1].source]);
        let session = &self.session;
        match subject {
            Subject::Painting => session.painting().map(painted),
            Subject::Losses => session.painting().map(|painting| format!("{}-losses", painted(painting))),
            Subject::Preset(index) => self.state.presets.get(index).map(|preset| plain(&preset.name)),
            Subject::Project => Some(session.project.stem(&session.services.pictures)),
            Subject::TimeLapse => {
                let stem = session.painting().map_or_else(|| session.project.stem(&session.services.pictures), painted);
                self.film().map(|_| format!("{stem}-time-lapse"))
            }
            Subject::Sheet | Subject::Figure => {
                let noun = if subject == Subject::Sheet { "sheet" } else { "figure" };
                let sheet = session.sheet_of(subject, &self.state.learn);
                sheet.map(|sheet| format!("{}-{noun}", sheet.content().source.stem()))
            }
            Subject::FeatureMaps => session.learn.answers.shown().map(|it| format!("{}-maps", it.question.layer)),
            Subject::GramMatrix => session.learn.answers.shown().map(|it| format!("{}-gram", it.question.layer)),
            Subject::SpeedTable => Some("table1".into()),
            Subject::FastPicture => session.fast.shown().map(|shown| {
                format!("{}-{}", shown.content.source.stem(), shown.settings.title().to_string().replace(' ', "-"))
            }),
            Subject::Snapshot(number) => session.film.get(number).map(|snapshot| {
                let [content, style] = &snapshot.pictures;
                format!("{}-{}", named([&content.source, &style.source]), snapshot.iteration)
            }),
        }
    }

    /// The time lapse that would be written now; none where there are no frames.
    fn film(&self) -> Option<Film> {
        let (session, settings) = (&self.session, &self.state.time_lapse);
        let painting = session.painting();
        let frames = session.film.frames();
        let (shots, content): (Vec<Shot>, _) = match self.state.time_lapse_shots.or_others(session.shots_at_hand()) {
            Shots::Recording => {
                let recorder = painting.and_then(Painting::recorder);
                let frames = recorder.map(|recorder| recorder.recording.frames()).unwrap_or_default();
                let shots = frames.into_iter().map(|(_, path)| Shot::File(path)).collect();
                (shots, painting.map(|painting| &painting.pictures[0]))
            }
            Shots::FilmStrip => {
                let shots = frames.iter().map(|frame| Shot::Pixels(Arc::clone(&frame.snapshot.pixels))).collect();
                (shots, frames.last().map(|frame| &frame.snapshot.pictures[0]))
            }
        };
        let after_painting = || session.services.pictures.after_painting(&self.state.setup);
        let after = content.map(|content| (Arc::clone(&content.colors), after_painting()));
        let (longest_side, seconds) = (settings.longest_side, settings.seconds);
        (!shots.is_empty()).then_some(Film { shots, longest_side, seconds, after })
    }

    /// What writes a thing as it is now; none when it is not there, and for a project, which writes itself.
    fn writer(&self, subject: Subject) -> Option<Writer> {
        let (session, after) = (&self.session, self.session.services.pictures.after_painting(&self.state.setup));
        Some(match subject {
            Subject::Project => return None,
            Subject::Painting => {
                let painting = session.painting()?;
                let newest = painting.newest()?.clone();
                let shows =
                    SavedPainting { painting: painting.number(), iteration: newest.iteration(), after: after.clone() };
                let content = Arc::clone(&painting.pictures[0].colors);
                let write = Writer::new(move |writing| {
                    let painted = newest.to_picture();
                    writing.picture(after.applied_to(Cow::Borrowed(&painted), &content), 0.0)
                });
                write.showing(shows)
            }
            Subject::FastPicture => {
                let shown = session.fast.shown()?;
                // When it is not painted at its size yet, that is done here: the canvas may go on to another style.
                let painted = shown.is_last.then(|| Arc::clone(&shown.picture));
                let (order, content) = (shown.order.clone(), Arc::clone(&shown.content.colors));
                Writer::new(move |writing| {
                    // Writing takes much less time than painting.
                    let part = if painted.is_some() { 0.0 } else { writing.painting_share() };
                    let mut tell = |done: f64| writing.tell(done * part);
                    let picture = painted.map_or_else(|| order.paint(&mut tell, writing.cancel()), Ok)?;
                    match Arc::try_unwrap(picture) {
                        Ok(own) => writing.picture(after.applied_to(Cow::Owned(own), &content), part),
                        Err(shared) => writing.picture(after.applied_to(Cow::Borrowed(&shared), &content), part),
                    }
                })
            }
            Subject::Snapshot(number) => {
                let snapshot = session.film.get(number)?;
                let (pixels, content) = (Arc::clone(&snapshot.pixels), Arc::clone(&snapshot.pictures[0].colors));
                Writer::new(move |writing| {
                    writing.picture(after.applied_to(Cow::Owned(pixels.to_picture()), &content), 0.0)
                })
            }
            Subject::TimeLapse => {
                let film = self.film()?;
                Writer::new(move |writing| film.save(writing.path(), writing.cancel(), &|part| writing.tell(part)))
            }
            Subject::Preset(index) => {
                let preset = self.state.presets.get(index)?.clone();
                Writer::new(move |writing| preset.save(writing.path()))
            }
            Subject::Sheet | Subject::Figure => {
                let print = session.sheet_of(subject, &self.state.learn).map(Sheet::print)?;
                Writer::new(move |writing| writing.picture(Cow::Owned(print.draw()), 0.0))
            }
            Subject::FeatureMaps => {
                let print = session.learn.answers.shown()?.print();
                Writer::new(move |writing| writing.picture(Cow::Owned(print.maps()), 0.0))
            }
            Subject::GramMatrix => {
                let print = session.learn.answers.shown()?.print();
                Writer::new(move |writing| writing.picture(Cow::Owned(print.matrices()), 0.0))
            }
            Subject::SpeedTable => {
                let table = session.learn.speed.to_markdown();
                Writer::new(move |writing| writing.text(&table))
            }
            Subject::Losses => {
                let painting = session.painting()?;
                let (losses, scales, markers) =
                    (painting.losses().to_vec(), painting.scales().to_vec(), painting.markers().to_vec());
                Writer::new(move |writing| writing.text(&to_csv(&losses, &scales, &markers)))
            }
        })
    }
}
