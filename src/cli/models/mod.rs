//! `impasto models`: the loss network and the networks that enlarge, which are part of the program, and the fast styles of
//! the gallery.

mod args;
mod built_in;

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde::Serialize;

use crate::error::{Error, Result};
use crate::fast::{About, BuiltInModel, Gallery, GalleryStyle, NUMBERED_STYLES, NetworkKind, StyleSource};
use crate::project::gallery_folder;
use crate::text::text;

use self::args::{AddArgs, ModelsCommand};
use self::built_in::{EnlargerEntry, LossNetwork, NAME, UNKNOWN_LICENCE};
use super::output::{say, until_the_reader_goes, write_json, write_line};

pub use args::ModelsArgs;

/// One network in the answers with `--json`.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Entry<'a> {
    /// What the optimiser measures pictures by.
    LossNetwork(LossNetwork),
    /// What makes a picture larger.
    Enlarger(EnlargerEntry),
    /// A network that paints in one pass.
    FastStyle(StyleEntry<'a>),
}

/// A fast style of the gallery.
#[derive(Debug, Serialize)]
struct StyleEntry<'a> {
    name: &'a str,
    network: &'static str,
    width: Option<usize>,
    origin: &'a str,
    licence: Option<&'a str>,
    painting: Option<&'a str>,
    painter: Option<&'a str>,
    bytes: u64,
    sha256: &'a str,
    path: Option<&'a Path>,
    favourite: bool,
}

impl<'a> From<&'a GalleryStyle> for StyleEntry<'a> {
    fn from(style: &'a GalleryStyle) -> Self {
        Self {
            name: &style.name,
            network: style.network.paper(),
            width: style.width,
            origin: &style.about.origin,
            licence: style.about.licence.as_deref(),
            painting: style.about.painting.as_deref(),
            painter: style.about.painter.as_deref(),
            bytes: style.bytes,
            sha256: sha256(style),
            path: style.source.path(),
            favourite: style.is_favourite,
        }
    }
}

/// What `impasto models add --json` answers.
#[derive(Debug, Serialize)]
struct AddedLine {
    added: Vec<String>,
    known: Vec<String>,
    refused: Vec<RefusedFile>,
}

#[derive(Debug, Serialize)]
struct RefusedFile {
    path: Option<PathBuf>,
    message: String,
}

/// What `impasto models remove --json` answers.
#[derive(Debug, Serialize)]
struct RemovedLine<'a> {
    removed: &'a str,
    kept: &'a Path,
}

/// The gallery of this person.
///
/// # Errors
/// [`Error::File`] when it cannot be read; what is wrong with single styles is told and keeps nothing from being used.
pub fn gallery() -> Result<Gallery> {
    let gallery = Gallery::open(&gallery_folder()?)?;
    for problem in gallery.problems() {
        say(&problem.headline());
    }
    Ok(gallery)
}

/// The SHA-256 of the file that a style is loaded from.
fn sha256(style: &GalleryStyle) -> &str {
    match style.network {
        NetworkKind::TransformNet => &style.id,
        NetworkKind::MultiStyle => BuiltInModel::MULTISTYLE.checksum,
        NetworkKind::Arbitrary => BuiltInModel::ARBITRARY.checksum,
    }
}

/// Styles that were named for a command, each with its share: where no file has that name, the gallery is asked.
///
/// # Errors
/// [`Error::File`] when the gallery cannot be read.
pub fn from_gallery(mut styles: Vec<(StyleSource, f32)>) -> Result<Vec<(StyleSource, f32)>> {
    let is_missing = |source: &StyleSource| source.path().is_some_and(|path| !path.exists());
    if styles.iter().any(|(source, _)| is_missing(source)) {
        let gallery = gallery()?;
        for (source, _) in styles.iter_mut().filter(|(source, _)| is_missing(source)) {
            let named = source.path().and_then(Path::to_str).and_then(|name| gallery.find(name));
            if let Some(style) = named {
                *source = style.source.clone();
            }
        }
    }
    Ok(styles)
}

/// Lists, describes, adds or takes out.
pub fn models(arguments: &ModelsArgs) -> Result<ExitCode> {
    let json = arguments.json;
    match arguments.command.as_ref().unwrap_or(&ModelsCommand::List) {
        ModelsCommand::List => list(json),
        ModelsCommand::Info { name } => info(name, json),
        ModelsCommand::Add(arguments) => add(arguments, json),
        ModelsCommand::Remove { name } => remove(name, json),
    }
}

fn list(json: bool) -> Result<ExitCode> {
    let (network, gallery) = (LossNetwork::verified()?, gallery()?);
    let text = || {
        let mut text = network.line();
        for enlarger in EnlargerEntry::all() {
            text += "\n";
            text += &enlarger.line();
        }
        for BuiltInModel { name, licence, bytes, .. } in BuiltInModel::ALL {
            let _ = write!(text, "\n{name}: fast styles, part of the program, {} bytes, {licence}", bytes.len());
        }
        let _ = write!(text, "\ndumoulin-0 to dumoulin-{}: fast styles of the program", NUMBERED_STYLES - 1);
        let named = |style: &&GalleryStyle| style.is_own() || style.is_bundled() || style.is_favourite;
        for style in gallery.styles().iter().filter(named) {
            let GalleryStyle { name, bytes, about, is_favourite, .. } = style;
            let licence = about.licence.as_deref().unwrap_or(UNKNOWN_LICENCE);
            let favourite = if *is_favourite { ", favourite" } else { "" };
            let home = if style.is_own() { "of the gallery" } else { "that ships with Impasto" };
            let _ = write!(text, "\n{name}: fast style {home}{favourite}, {bytes} bytes, licence {licence}");
        }
        if !gallery.styles().iter().any(GalleryStyle::is_own) {
            text += "\nThe gallery has no styles of yours yet; add one with `impasto models add FILE`.";
        }
        text
    };
    until_the_reader_goes(if json {
        let styles = gallery.styles().iter().map(|style| Entry::FastStyle(style.into()));
        let enlargers = EnlargerEntry::all().map(Entry::Enlarger);
        write_json(&std::iter::once(Entry::LossNetwork(network)).chain(enlargers).chain(styles).collect::<Vec<_>>())
    } else {
        write_line(&text())
    })?;
    Ok(ExitCode::SUCCESS)
}

/// The network of this name that enlarges, unless a style of the gallery is called so.
fn enlarger(name: &str, gallery: &Gallery) -> Option<EnlargerEntry> {
    if gallery.find(name).is_some() { None } else { EnlargerEntry::find(name) }
}

fn info(name: &str, json: bool) -> Result<ExitCode> {
    if name == NAME {
        let network = LossNetwork::verified()?;
        let text = network.description();
        until_the_reader_goes(if json { write_json(&[Entry::LossNetwork(network)]) } else { write_line(&text) })?;
        return Ok(ExitCode::SUCCESS);
    }
    let gallery = gallery()?;
    if let Some(enlarger) = enlarger(name, &gallery) {
        let text = enlarger.description();
        until_the_reader_goes(if json { write_json(&[Entry::Enlarger(enlarger)]) } else { write_line(&text) })?;
        return Ok(ExitCode::SUCCESS);
    }
    let style = gallery.named(name)?;
    until_the_reader_goes(if json {
        write_json(&[Entry::FastStyle(style.into())])
    } else {
        write_line(&description(style))
    })?;
    Ok(ExitCode::SUCCESS)
}

fn description(style: &GalleryStyle) -> String {
    let About { origin, licence, painting, painter } = &style.about;
    let licence = licence.as_deref().unwrap_or(UNKNOWN_LICENCE);
    let mut text = format!(
        "{}, a fast style of the {}\nnetwork   {}",
        style.name,
        if style.is_own() { "gallery" } else { "program" },
        style.network.paper()
    );
    if let Some(width) = style.width {
        let _ = write!(text, ", width {width}");
    }
    let _ = write!(text, "\norigin    {origin}\nlicence   {licence}");
    for (what, told) in [("painting ", painting), ("painter  ", painter)] {
        if let Some(told) = told {
            let _ = write!(text, "\n{what} {told}");
        }
    }
    let _ = write!(text, "\nsize      {} bytes\nsha256    {}", style.bytes, sha256(style));
    if let Some(path) = style.source.path() {
        let _ = write!(text, "\nfile      {}", path.display());
    }
    text
}

fn add(arguments: &AddArgs, json: bool) -> Result<ExitCode> {
    let AddArgs { path, origin, licence, painting, painter } = arguments;
    let painting =
        painting.as_deref().map(|painting| std::path::absolute(painting).unwrap_or_else(|_| painting.into()));
    let about = About {
        origin: origin.clone().unwrap_or_default(),
        licence: licence.clone(),
        painting: painting.map(|painting| painting.display().to_string()),
        painter: painter.clone(),
    };
    let added = gallery()?.add(path, &about)?;
    let code = if added.refused.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    if json {
        let refused = added.refused.iter().map(|error| RefusedFile {
            path: if let Error::File { path, .. } = error { Some(path.clone()) } else { None },
            message: error.headline(),
        });
        let refused = refused.collect();
        until_the_reader_goes(write_json(&AddedLine { added: added.added, known: added.known, refused }))?;
        return Ok(code);
    }
    for name in &added.added {
        until_the_reader_goes(write_line(&format!("Added {name}.")))?;
    }
    for name in &added.known {
        until_the_reader_goes(write_line(&format!("{name} is in the gallery already.")))?;
    }
    for error in &added.refused {
        say(&error.headline());
    }
    Ok(code)
}

fn remove(name: &str, json: bool) -> Result<ExitCode> {
    let mut gallery = gallery()?;
    if name == NAME || enlarger(name, &gallery).is_some() {
        let remedy = text!("this network is part of the program and stays");
        return Err(Error::value(text!("the style"), format!("\"{name}\""), remedy));
    }
    let kept = gallery.remove(name)?;
    until_the_reader_goes(if json {
        write_json(&RemovedLine { removed: name, kept: &kept })
    } else {
        write_line(&format!("{name} is no longer in the gallery. Its file is kept as {}.", kept.display()))
    })?;
    Ok(ExitCode::SUCCESS)
}
