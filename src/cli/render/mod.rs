//! `impasto render`: paints one picture, from files or from what a project describes.

mod args;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::picture::{AfterPainting, Framing, Picture, check_writable};
use crate::text::text;
use crate::transfer::{Start, Styles, TransferSettings};

use super::interrupt::cancelled_by_signals;
use super::paint::{Order, Reports, Told, deliver, paint};
use super::pictures::open_framed;
use super::progress::Progress;
use super::project::Described;
use super::saving::Previews;

pub use args::RenderArgs;

/// Paints, saves and tells; everything that can be known to fail is tried before the work begins.
pub fn render(arguments: &RenderArgs) -> Result<ExitCode> {
    let networks = arguments.machine.prepare()?;
    let project = arguments.project.as_deref().map(|path| Described::start_of(path, &arguments.pictures));
    let project = project.transpose()?;
    let output = arguments.output.as_path();
    let inputs = arguments.inputs(project.as_ref());
    let inputs = || inputs.iter().map(PathBuf::as_path);
    spare_the_inputs(output, inputs())?;
    check_writable(output)?;
    let time_lapse = arguments.time_lapse.begin(output)?;
    time_lapse.as_ref().map_or(Ok(()), |it| spare_from("--time-lapse", &it.path, inputs()))?;
    arguments.styles.validate()?;
    let settings = arguments.settings(project.as_ref())?;
    let order = Order {
        content: arguments.content(project.as_ref())?,
        styles: arguments.styles(project.as_ref())?,
        start: arguments.start(project.as_ref(), settings.start)?,
        settings,
        after: arguments.after_painting(project.as_ref())?,
        networks,
        device: arguments.machine.compute.device,
    };
    let previews = arguments.preview_dir.as_deref().zip(arguments.preview_every);
    let previews = previews.map(|(folder, every)| Previews::new(folder, every, "iteration")).transpose()?;
    let told = match (arguments.json, arguments.quiet) {
        (true, _) => Told::Json,
        (false, false) => Told::Sentence,
        (false, true) => Told::Nothing,
    };
    let progress = if arguments.quiet { Progress::Silent } else { Progress::on_stderr(arguments.json) };
    let mut reports = Reports { previews, time_lapse, ..Reports::new(progress, told) };
    let cancel = cancelled_by_signals()?;
    let (content, after) = (Arc::clone(&order.content), order.after.clone());
    let outcome = paint(order, &mut reports, &cancel)?;
    let film = || reports.time_lapse.map(|time_lapse| time_lapse.save(content, after)).transpose();
    deliver(&outcome, output, arguments.saving.options(), told, film)
}

impl RenderArgs {
    /// The settings of the painting.
    ///
    /// # Errors
    /// For a preset that cannot be used.
    pub fn settings(&self, project: Option<&Described>) -> Result<TransferSettings> {
        self.settings.settings(self.init.start(), project.map(|project| &project.setup.settings))
    }

    fn after_painting(&self, project: Option<&Described>) -> Result<AfterPainting> {
        let given = &self.settings.given;
        let colors = project.map_or(self.after.settings(), |project| self.after.changing(project.colors(), given));
        let framing = match (&self.content, project) {
            (None, Some(project)) => self.framing.changing(project.framing(), given),
            _ => self.framing.framing(),
        };
        self.after.after_painting(colors, &framing, || project.map_or(Ok(None), |project| project.mask(&framing)))
    }

    fn content(&self, project: Option<&Described>) -> Result<Arc<Picture>> {
        match (&self.content, project) {
            (Some(path), _) => open_framed(path, &self.framing.framing()),
            (None, Some(project)) => project.content(|framing| self.framing.changing(framing, &self.settings.given)),
            (None, None) => {
                Err(Error::value("--content", text!("left out"), text!("give a photograph, or a --project")))
            }
        }
    }

    fn styles(&self, project: Option<&Described>) -> Result<Styles> {
        let Some(project) = project.filter(|_| self.styles.style.is_empty()) else {
            return self.styles.open(|style| style);
        };
        let there = project.setup.styles.len();
        self.styles.check_counts(there, &format!("the project has {there} of them"))?;
        project.styles(|place, weight, framing| {
            let crop = self.styles.style_crop.get(place).copied().unwrap_or(framing.crop);
            (self.styles.style_weight.get(place).copied().unwrap_or(weight), Framing { crop, ..framing })
        })
    }

    /// The picture to start from, when the settings ask for one.
    fn start(&self, project: Option<&Described>, start: Start) -> Result<Option<Arc<Picture>>> {
        match (self.init.file(), project) {
            (Some(path), _) => Picture::open(path).map(|picture| Some(Arc::new(picture))),
            (None, Some(project)) => project.start(start),
            (None, None) => Ok(None),
        }
    }

    /// The files that it is painted from.
    fn inputs(&self, project: Option<&Described>) -> Vec<PathBuf> {
        let typed =
            self.content.iter().chain(self.init.file()).chain(&self.styles.style).chain(&self.after.mask).cloned();
        typed.chain(project.map(Described::inputs).unwrap_or_default()).collect()
    }
}

/// Refuses to put the result in the place of something that it is made from.
pub fn spare_the_inputs<'a>(output: &Path, inputs: impl Iterator<Item = &'a Path>) -> Result<()> {
    spare_from("--output", output, inputs)
}

/// The same for what another option names.
fn spare_from<'a>(option: &str, output: &Path, mut inputs: impl Iterator<Item = &'a Path>) -> Result<()> {
    let Ok(there) = output.canonicalize() else { return Ok(()) };
    if inputs.any(|input| input.canonicalize().is_ok_and(|input| input == there)) {
        return Err(Error::value(option, output.display(), text!("it is what is painted from; choose another name")));
    }
    Ok(())
}
