//! `impasto apply`: paints one picture, or every picture of a folder, in a fast style.

mod args;

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use crate::cancel::CancelToken;
use crate::error::{Error, Result};
use crate::fast::{Networks, Style, StyleSource};
use crate::network::Workspace;
use crate::picture::{AfterPainting, ContentColors, Format, Framing, Picture, check_writable};
use crate::text::text;
use crate::transfer::SIZE_RANGE;

use super::interrupt::{self, cancelled_by_signals};
use super::json::ApplyLine;
use super::models::from_gallery;
use super::output::{say, until_the_reader_goes, write_json, write_line};
use super::progress::Progress;
use super::render::spare_the_inputs;
use super::saving::make_folder;

pub use args::ApplyArgs;

/// Paints what `--content` names, a picture or a folder of pictures.
pub fn apply(arguments: &ApplyArgs) -> Result<ExitCode> {
    arguments.compute.prepare()?;
    let sources = from_gallery(arguments.styles()?)?;
    if arguments.content.is_dir() { apply_to_folder(arguments, &sources) } else { apply_to_file(arguments, &sources) }
}

/// One picture to paint.
struct Task {
    content: PathBuf,
    output: PathBuf,
}

/// One picture that was painted.
struct Painted {
    width: usize,
    height: usize,
    seconds: f64,
}

/// Paints pictures one after the other.
struct Painter<'a> {
    arguments: &'a ApplyArgs,
    style: Style,
    /// What becomes of every picture after it is painted.
    after: AfterPainting,
    workspace: Workspace,
    cancel: CancelToken,
}

impl<'a> Painter<'a> {
    fn new(arguments: &'a ApplyArgs, sources: &[(StyleSource, f32)]) -> Result<Self> {
        let cancel = cancelled_by_signals()?;
        let networks = Networks::new(arguments.compute.device.open()?);
        let styles = sources.iter().map(|(source, share)| Ok((networks.style(source, &cancel)?, *share)));
        let styles = styles.collect::<Result<Vec<_>>>()?;
        let style = Style::blend(&styles.iter().map(|(style, share)| (style, *share)).collect::<Vec<_>>())?;
        let after = &arguments.after;
        let after = after.after_painting(after.settings(), &Framing::default(), || Ok(None))?;
        Ok(Self { arguments, style, after, workspace: Workspace::default(), cancel })
    }

    /// The picture of a task at the size that was asked for.
    fn content(&self, task: &Task) -> Result<Picture> {
        let content = Picture::open(&task.content)?;
        Ok(match self.arguments.size {
            Some(size) => content.with_longer_side(size),
            None => content,
        })
    }

    /// Paints one picture; `progress` is told the share that is done.
    fn paint(&mut self, task: &Task, progress: &mut dyn FnMut(f64)) -> Result<Painted> {
        let start = Instant::now();
        let content = self.content(task)?;
        let (width, height) = (content.width(), content.height());
        if width.max(height) > *SIZE_RANGE.end() {
            let remedy =
                text!("give the longer side that it shall have with --size, up to {most}", most = SIZE_RANGE.end());
            return Err(Error::value(text!("the size"), text!("{width}x{height} pixels", width, height), remedy));
        }
        let options = self.arguments.options();
        let painted = self.style.apply(content, &options, &mut self.workspace, progress, &self.cancel)?;
        let painted = if self.after.changes_nothing() {
            painted.picture
        } else {
            self.after.applied_to(Cow::Owned(painted.picture), &ContentColors::new(painted.content)).into_owned()
        };
        painted.save(&task.output, &self.arguments.saving.options())?;
        Ok(Painted { width, height, seconds: start.elapsed().as_secs_f64() })
    }
}

/// What shows the progress.
fn progress(arguments: &ApplyArgs) -> Progress {
    if arguments.quiet { Progress::Silent } else { Progress::on_stderr(arguments.json) }
}

fn apply_to_file(arguments: &ApplyArgs, sources: &[(StyleSource, f32)]) -> Result<ExitCode> {
    let task = Task { content: arguments.content.clone(), output: arguments.output.clone() };
    let inputs = sources.iter().filter_map(|(source, _)| source.path()).chain([&*task.content]);
    let inputs = inputs.chain(arguments.after.mask.as_deref());
    spare_the_inputs(&task.output, inputs)?;
    check_writable(&task.output)?;
    let mut painter = Painter::new(arguments, sources)?;
    let mut progress = progress(arguments);
    // A picture that is painted at once is done before anybody could look at a bar.
    let mut show = |done: f64| {
        if done < 1.0 {
            progress.show(done, &format!("painting in bands, {:.0} % are done", 100.0 * done));
        }
    };
    let painted = painter.paint(&task, &mut show);
    progress.clear();
    let painted = match painted {
        Err(Error::Cancelled) => return Ok(interrupt::exit_code()),
        painted => painted?,
    };
    if arguments.json {
        until_the_reader_goes(write_json(&applied(&task, &Ok(painted))))?;
    } else if !arguments.quiet {
        let Painted { width, height, seconds } = painted;
        let path = task.output.display();
        until_the_reader_goes(write_line(&format!(
            "The picture is painted. It is in {path} ({width}x{height} pixels, {seconds:.1} s)."
        )))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Paints what can be painted and tells at the end what could not.
fn apply_to_folder(arguments: &ApplyArgs, sources: &[(StyleSource, f32)]) -> Result<ExitCode> {
    let tasks = tasks(&arguments.content, &arguments.output)?;
    let mut painter = Painter::new(arguments, sources)?;
    let mut progress = progress(arguments);
    let mut failures = Vec::new();
    let start = Instant::now();
    for (index, task) in tasks.iter().enumerate() {
        let message = format!("picture {} of {}: {}", index + 1, tasks.len(), task.content.display());
        let mut show = |done: f64| progress.show((index as f64 + done) / tasks.len() as f64, &message);
        let painted = painter.paint(task, &mut show);
        if matches!(painted, Err(Error::Cancelled)) {
            progress.clear();
            say(&format!("Interrupted; {} of {} pictures are painted.", index - failures.len(), tasks.len()));
            return Ok(interrupt::exit_code());
        }
        if arguments.json {
            write_json(&applied(task, &painted))?;
        }
        progress.show((index + 1) as f64 / tasks.len() as f64, &message);
        failures.extend(painted.err());
    }
    progress.clear();
    let painted = tasks.len() - failures.len();
    if arguments.json {
        let (failed, seconds) = (failures.len(), start.elapsed().as_secs_f64());
        until_the_reader_goes(write_json(&ApplyLine::Finished { painted, failed, seconds }))?;
    } else if !arguments.quiet {
        let folder = arguments.output.display();
        until_the_reader_goes(write_line(&format!("{painted} of {} pictures are painted, in {folder}.", tasks.len())))?;
    }
    for failure in &failures {
        say(&failure.headline());
    }
    Ok(if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn applied<'a>(task: &'a Task, painted: &Result<Painted>) -> ApplyLine<'a> {
    let (content, output) = (task.content.to_string_lossy(), task.output.to_string_lossy());
    match *painted {
        Ok(Painted { width, height, seconds }) => ApplyLine::Painted { content, output, width, height, seconds },
        Err(ref error) => ApplyLine::Failed { content, message: error.headline() },
    }
}

/// All files of a folder but hidden ones, by name, and where each goes in the other folder, which is made if its parent
/// is there. A picture keeps its name if its format can be written; else `.png` is added.
fn tasks(content: &Path, output: &Path) -> Result<Vec<Task>> {
    let unreadable = |error| Error::reading(content, error);
    let mut tasks = Vec::new();
    for entry in fs::read_dir(content).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let (path, name) = (entry.path(), entry.file_name());
        if path.is_dir() || name.as_encoded_bytes().starts_with(b".") {
            continue;
        }
        let mut place = output.join(name);
        if Format::of(&place).is_err() {
            place.as_mut_os_string().push(".png");
        }
        tasks.push(Task { content: path, output: place });
    }
    if tasks.is_empty() {
        return Err(Error::value("--content", content.display(), text!("there are no pictures in this folder")));
    }
    tasks.sort_by(|a, b| a.content.cmp(&b.content));
    if output.is_file() {
        return Err(Error::value(
            "--output",
            output.display(),
            text!("it is a file; a folder of pictures goes to a folder"),
        ));
    }
    make_folder(output)?;
    spare_the_inputs(output, std::iter::once(content))?;
    check_writable(&tasks[0].output)?;
    Ok(tasks)
}
