//! Saving: the form, the desktop's dialog, and the writing in the background.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cancel::CancelToken;
use crate::error::{Error, FileProblem, Result};
use crate::fast::{Enlargement, Enlarger};
use crate::network::DeviceChoice;
use crate::picture::{AnimationFormat, Format, Picture, SaveOptions};
use crate::project::plain;
use crate::studio::App;
use crate::studio::app::outcome::Outcome;
use crate::studio::app::session::{Dialog, Saving};
use crate::studio::canvas::Method;
use crate::studio::features::painting::{Painting, SavedPainting, to_csv};
use crate::studio::features::saving::{Kind, SaveForm, Subject};
use crate::studio::language::tr;
use crate::studio::painted::sheet::Sheet;
use crate::studio::roles::Source;
use crate::studio::services::Choice;
use crate::studio::tasks::Share;

/// The part of the time that painting takes of painting and writing a large picture.
const PAINTING_SHARE: f64 = 0.9;
/// The part of the time after which an enlarged picture is written.
const ENLARGED_SHARE: f64 = 0.9;

impl App {
    /// Asks where to save what is on the canvas.
    pub(in crate::studio) fn ask_save_result(&mut self) {
        self.ask_save(match self.session.services.method {
            Method::Optimise | Method::Learn | Method::Train => Subject::Painting,
            Method::Fast => Subject::FastPicture,
        });
    }

    pub(in crate::studio) fn ask_save(&mut self, subject: Subject) {
        let named = |sources: [&Source; 2]| format!("{}-{}", sources[0].stem(), sources[1].stem());
        let painted = |painting: &Painting| named([&painting.pictures[0].source, &painting.pictures[1].source]);
        let session = &self.session;
        let stem = match subject {
            Subject::Painting => session.painting.as_ref().map(painted),
            Subject::Losses => session.painting.as_ref().map(|painting| format!("{}-losses", painted(painting))),
            Subject::Preset(index) => self.state.presets.get(index).map(|preset| plain(&preset.name)),
            Subject::Project => Some(self.project_stem()),
            Subject::TimeLapse => {
                let stem = session.painting.as_ref().map_or_else(|| self.project_stem(), painted);
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
            Subject::FastPicture => session
                .fast
                .shown()
                .map(|shown| format!("{}-{}", shown.content.source.stem(), shown.settings.title().replace(' ', "-"))),
            Subject::Snapshot(number) => session.film.get(number).map(|snapshot| {
                let [content, style] = &snapshot.pictures;
                format!("{}-{}", named([&content.source, &style.source]), snapshot.iteration)
            }),
        };
        let Some(stem) = stem else { return };
        let folder = match subject {
            Subject::Project => self.project_folder(),
            _ => self.state.save_folder.clone(),
        };
        let folder = folder.unwrap_or_else(pictures_folder);
        let ending = match subject.kind() {
            Kind::Picture => &self.state.save_ending,
            Kind::TimeLapse => AnimationFormat::WebP.ending(),
            Kind::Other(ending) => ending,
        };
        let form = SaveForm::new(subject, &folder, &stem, ending, self.state.save_options.jpeg_quality);
        self.session.dialog.open(Dialog::Save(form), &mut self.session.services.dialogs);
    }

    pub(in crate::studio) fn browse_target(&mut self, form: SaveForm) {
        let desktop = Arc::clone(&self.session.services.desktop);
        let (folder, name) = (PathBuf::from(&form.folder), form.name.clone());
        let title = tr(form.subject.title());
        self.session.dialog.open(Dialog::Save(form), &mut self.session.services.dialogs);
        self.session.tasks.spawn(move || Outcome::TargetChosen(desktop.choose_target(title, &folder, &name)));
    }

    /// Uses the answer of the dialog for a file to save.
    pub(in crate::studio) fn use_target(&mut self, choice: Choice) {
        let Some(Dialog::Save(form)) = self.session.dialog.get_mut(&self.session.services.dialogs) else { return };
        match choice {
            Choice::File(path) => {
                form.set_path(&path);
                form.agreed = Some(path);
            }
            Choice::Cancelled => {}
            Choice::Unavailable => {
                let text = "This desktop has no file dialog; type the folder and the name instead.";
                self.session.services.notices.warn(text);
            }
        }
    }

    pub(in crate::studio) fn save_or_ask(&mut self, form: SaveForm) {
        let path = form.path();
        if path.exists() && form.agreed.as_ref() != Some(&path) {
            self.session.dialog.open(Dialog::Overwrite(form), &mut self.session.services.dialogs);
        } else {
            self.save(&form);
        }
    }

    pub(in crate::studio) fn save(&mut self, form: &SaveForm) {
        self.session.services.dialogs.close();
        if form.subject == Subject::Project {
            return self.save_project_as(form);
        }
        let path = form.path();
        self.state.save_folder = path.parent().map(Path::to_owned);
        if form.subject.kind() == Kind::Picture {
            self.state.save_options = SaveOptions { jpeg_quality: form.quality };
            if let Some(format) = form.format().map(Format::endings) {
                self.state.save_ending = format[0].into();
            }
        }
        let share = Share::default();
        if form.subject == Subject::TimeLapse {
            return self.write_time_lapse(path, share);
        }
        let cancel = form.enlargement.map(|_| CancelToken::new());
        let enlargement = form.enlargement.map(|enlargement| (enlargement, self.state.setup.device));
        let options = self.state.save_options;
        let writing =
            Writing { path: path.clone(), options, share: share.clone(), enlargement, cancel: cancel.clone() };
        // What was to be saved may be gone: a snapshot that was deleted behind the form.
        if self.write(form.subject, writing) {
            self.session.saving.push(Saving { path, share, cancel });
        }
    }

    /// Begins to write a time lapse.
    pub(in crate::studio) fn write_time_lapse(&mut self, path: PathBuf, share: Share) {
        let Some(film) = self.film() else { return };
        let cancel = CancelToken::new();
        let saving = Saving { path: path.clone(), share: share.clone(), cancel: Some(cancel.clone()) };
        self.session.saving.push(saving);
        self.session.tasks.spawn(move || {
            let result = film.save(&path, &cancel, &|part| share.set(part));
            Outcome::Saved { path, shows: None, result }
        });
    }

    /// Begins to write a file; says whether there is something to write.
    pub(in crate::studio) fn write(&self, subject: Subject, writing: Writing) -> bool {
        let (session, after) = (&self.session, self.session.services.pictures.after_painting(&self.state.setup));
        let path = writing.path.clone();
        let painting = session.painting.as_ref();
        match subject {
            Subject::Painting => {
                let Some((painting, newest)) = painting.and_then(|it| Some((it, it.newest()?.clone()))) else {
                    return false;
                };
                let (painting, content) = (painting.number(), Arc::clone(&painting.pictures[0].colors));
                session.tasks.spawn(move || {
                    let painted = newest.to_picture();
                    let result = writing.write(after.applied_to(Cow::Borrowed(&painted), &content), 0.0);
                    let shows = Some(SavedPainting { painting, iteration: newest.iteration(), after });
                    Outcome::Saved { path, shows, result }
                });
            }
            Subject::FastPicture => {
                let Some(shown) = session.fast.shown() else { return false };
                // When it is not painted at its size yet, that is done here: the canvas may go on to another style.
                let painted = shown.is_last.then(|| Arc::clone(&shown.picture));
                let (order, content) = (shown.order.clone(), Arc::clone(&shown.content.colors));
                session.tasks.spawn(move || {
                    // Writing takes much less time than painting.
                    let part = if painted.is_some() { 0.0 } else { writing.painting_share() };
                    let mut tell = |done: f64| writing.share.set(done * part);
                    let cancel = writing.cancel.clone().unwrap_or_default();
                    let picture = painted.map_or_else(|| order.paint(&mut tell, &cancel), Ok);
                    let result = picture.and_then(|picture| match Arc::try_unwrap(picture) {
                        Ok(own) => writing.write(after.applied_to(Cow::Owned(own), &content), part),
                        Err(shared) => writing.write(after.applied_to(Cow::Borrowed(&shared), &content), part),
                    });
                    Outcome::Saved { path, shows: None, result }
                });
            }
            Subject::Snapshot(number) => {
                let Some(snapshot) = session.film.get(number) else { return false };
                let (pixels, content) = (Arc::clone(&snapshot.pixels), Arc::clone(&snapshot.pictures[0].colors));
                session.tasks.spawn(move || {
                    let result = writing.write(after.applied_to(Cow::Owned(pixels.to_picture()), &content), 0.0);
                    Outcome::Saved { path, shows: None, result }
                });
            }
            Subject::Preset(index) => {
                let Some(preset) = self.state.presets.get(index).cloned() else { return false };
                session.tasks.spawn(move || {
                    let result = preset.save(&path);
                    Outcome::Saved { path, shows: None, result }
                });
            }
            // These have ways of their own.
            Subject::Project | Subject::TimeLapse => return false,
            Subject::Sheet | Subject::Figure => {
                let Some(print) = session.sheet_of(subject, &self.state.learn).map(Sheet::print) else { return false };
                session.tasks.spawn(move || {
                    let result = writing.write(Cow::Owned(print.draw()), 0.0);
                    Outcome::Saved { path, shows: None, result }
                });
            }
            Subject::FeatureMaps | Subject::GramMatrix => {
                let Some(answer) = session.learn.answers.shown() else { return false };
                let (print, is_matrix) = (answer.print(), subject == Subject::GramMatrix);
                session.tasks.spawn(move || {
                    let picture = if is_matrix { print.matrices() } else { print.maps() };
                    let result = writing.write(Cow::Owned(picture), 0.0);
                    Outcome::Saved { path, shows: None, result }
                });
            }
            Subject::SpeedTable => {
                let table = session.learn.speed.to_markdown();
                session.tasks.spawn(move || {
                    let result = write_text(&path, &table);
                    Outcome::Saved { path, shows: None, result }
                });
            }
            Subject::Losses => {
                let Some(painting) = painting else { return false };
                let (losses, scales, markers) =
                    (painting.losses().to_vec(), painting.scales().to_vec(), painting.markers().to_vec());
                session.tasks.spawn(move || {
                    let table = to_csv(&losses, &scales, &markers);
                    let result = write_text(&path, &table);
                    Outcome::Saved { path, shows: None, result }
                });
            }
        }
        true
    }
}

/// How a file is written.
struct Writing {
    path: PathBuf,
    options: SaveOptions,
    share: Share,
    /// How much larger a picture is made before, and where that is computed.
    enlargement: Option<(Enlargement, DeviceChoice)>,
    /// Ends it before the writing begins, where that can be.
    cancel: Option<CancelToken>,
}

impl Writing {
    /// The part of the time that painting takes of all.
    fn painting_share(&self) -> f64 {
        if self.enlargement.is_some() { PAINTING_SHARE / 2.0 } else { PAINTING_SHARE }
    }

    /// Enlarges a picture if that was asked for, and writes it, when the first `done` of the work is done.
    fn write(&self, picture: Cow<'_, Picture>, done: f64) -> Result<()> {
        let Some((enlargement, device)) = self.enlargement else {
            return picture.save_telling(&self.path, &self.options, &|part| self.share.set(part.max(done)));
        };
        let enlarger = Enlarger::built_in(enlargement, device.open()?)?;
        let mut tell = |part: f64| self.share.set(done + (ENLARGED_SHARE - done) * part);
        let cancel = self.cancel.clone().unwrap_or_default();
        let enlarged = enlarger.enlarge(&Arc::new(picture.into_owned()), &mut tell, &cancel)?;
        let tell = |part: f64| self.share.set(ENLARGED_SHARE + (1.0 - ENLARGED_SHARE) * part);
        enlarged.save_telling(&self.path, &self.options, &tell)
    }
}

/// Writes a table.
fn write_text(path: &Path, text: &str) -> Result<()> {
    std::fs::write(path, text).map_err(|error| {
        let problem = match error.kind() {
            std::io::ErrorKind::NotFound => FileProblem::NoFolder,
            _ => FileProblem::Unwritable,
        };
        Error::file_from(path, problem, error)
    })
}

/// Where paintings are saved at first.
fn pictures_folder() -> PathBuf {
    let home = std::env::home_dir().unwrap_or_default();
    let pictures = home.join("Pictures");
    if pictures.is_dir() { pictures } else { home }
}
