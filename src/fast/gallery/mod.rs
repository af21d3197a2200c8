//! The gallery: the fast styles that a person has collected, with what each of them is.
//!
//! The files in the gallery's folder are the truth; `gallery.json` beside them (see `catalogue.rs`) only remembers what
//! is slow to find out or known to nobody else. When it is broken or gone it is made anew from the files, so that no
//! style is ever lost with it. A style that is taken out goes to the folder `removed` and not off the disk.
//!
//! Every change reads the folder again first: another window or a command may have changed it meanwhile.

mod about;
mod catalogue;
mod files;

use std::fs;
use std::path::{Path, PathBuf};

use candle_core::Device;

use self::catalogue::{Catalogue, Record};
use self::files::{ending, file_name, free_place, stamp, stem, style_files};
use crate::error::{Error, FileProblem, Result};
use crate::fast::checkpoint::STYLE_ENDINGS;
use crate::fast::{BuiltInModel, BundledStyle, NetworkKind, Networks, StyleSource};
use crate::network::sha256;
use crate::picture::{free_name, write_atomically};
use crate::text::{Parameter, text};

pub use about::About;
pub use files::has_style_ending;

/// The folder within the gallery for styles that were taken out.
const REMOVED: &str = "removed";

/// One style of the gallery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GalleryStyle {
    /// What people and commands call it; no other style has this name.
    pub name: String,
    /// What tells it from every other style: the hash of its file in hexadecimal digits, or the name of one that comes
    /// with the program.
    pub id: String,
    /// Where it is loaded from.
    pub source: StyleSource,
    /// The size in bytes of the file that it is loaded from.
    pub bytes: u64,
    /// The kind of network.
    pub network: NetworkKind,
    /// Channels of the network's first layer, where that is known.
    pub width: Option<usize>,
    /// Where it comes from.
    pub about: About,
    /// Whether the person likes it more than others.
    pub is_favourite: bool,
}

impl GalleryStyle {
    /// One of the styles that come with the program.
    fn built_in(source: StyleSource) -> Self {
        let name = source.to_string();
        let BuiltInModel { origin, licence, bytes, .. } = BuiltInModel::MULTISTYLE;
        Self {
            id: name.clone(),
            name,
            source,
            bytes: bytes.len() as u64,
            network: NetworkKind::MultiStyle,
            width: None,
            about: About { origin: origin.into(), licence: Some(licence.into()), ..About::default() },
            is_favourite: false,
        }
    }

    /// One of the styles that ship with the program, each with a file of its own.
    fn bundled(style: &BundledStyle) -> Self {
        Self {
            name: style.name.into(),
            id: style.sha256.clone(),
            source: StyleSource::Bundled(style.name.into()),
            bytes: style.bytes.len() as u64,
            network: NetworkKind::TransformNet,
            width: Some(style.width),
            about: style.about.clone(),
            is_favourite: false,
        }
    }

    /// Any painting as a style; the gallery itself keeps none.
    pub fn of_painting(name: String, path: PathBuf) -> Self {
        let BuiltInModel { origin, licence, bytes, .. } = BuiltInModel::ARBITRARY;
        Self {
            id: format!("painting {}", path.display()),
            name,
            about: About {
                origin: origin.into(),
                licence: Some(licence.into()),
                painting: Some(path.display().to_string()),
                painter: None,
            },
            source: StyleSource::Painting(path),
            bytes: bytes.len() as u64,
            network: NetworkKind::Arbitrary,
            width: None,
            is_favourite: false,
        }
    }

    /// Whether the person added it, and can take it out again.
    pub const fn is_own(&self) -> bool {
        matches!(self.source, StyleSource::File(_))
    }

    /// Whether it ships with the program in a file of its own.
    pub const fn is_bundled(&self) -> bool {
        matches!(self.source, StyleSource::Bundled(_))
    }

    /// Whether the gallery can remember that the person likes it more than others.
    pub const fn can_be_favourite(&self) -> bool {
        !matches!(self.source, StyleSource::Painting(_))
    }

    /// What the catalogue knows it by.
    fn key(&self) -> String {
        match &self.source {
            StyleSource::File(path) => file_name(path),
            StyleSource::Bundled(name) => name.clone(),
            StyleSource::Painting(_) | StyleSource::Numbered(_) => self.id.clone(),
        }
    }

    /// Whether it is what somebody looks for: each word is part of the name or of what is known of the style.
    pub fn matches(&self, search: &str) -> bool {
        let About { origin, licence, painting, painter } = &self.about;
        let texts = [Some(&self.name), Some(origin), licence.as_ref(), painting.as_ref(), painter.as_ref()];
        let texts: Vec<String> = texts.into_iter().flatten().map(|text| text.to_lowercase()).collect();
        search.to_lowercase().split_whitespace().all(|word| texts.iter().any(|text| text.contains(word)))
    }
}

/// What became of files that were to be added.
#[derive(Debug, Default)]
pub struct Added {
    /// The names of the new styles.
    pub added: Vec<String>,
    /// The names of styles that were there already, whatever their files are called.
    pub known: Vec<String>,
    /// The files that are no styles, each with what is the matter.
    pub refused: Vec<Error>,
}

/// The fast styles that a person has.
#[derive(Debug)]
pub struct Gallery {
    folder: PathBuf,
    catalogue: Catalogue,
    /// The styles that ship with the program in files of their own.
    bundled: &'static [BundledStyle],
    styles: Vec<GalleryStyle>,
    problems: Vec<Error>,
}

impl Gallery {
    /// The gallery in a folder, which need not exist yet. This reads every style that the catalogue does not know.
    ///
    /// # Errors
    /// [`Error::File`] for a folder that cannot be read.
    pub fn open(folder: &Path) -> Result<Self> {
        Self::with_bundled(folder, BundledStyle::all())
    }

    /// The same, whatever ships with the program.
    fn with_bundled(folder: &Path, bundled: &'static [BundledStyle]) -> Result<Self> {
        let (catalogue, problem) = Catalogue::read(folder);
        let before = problem.is_none().then(|| catalogue.clone());
        let problems = problem.into_iter().collect();
        let mut gallery = Self { folder: folder.to_owned(), catalogue, bundled, styles: Vec::new(), problems };
        gallery.scan()?;
        if before.as_ref() != Some(&gallery.catalogue) {
            // Where it cannot be written, the next opening takes the same time again.
            let _ = gallery.catalogue.write(folder);
        }
        Ok(gallery)
    }

    /// The styles: favourites first, then those that ship with the program in files of their own, the person's own, and
    /// those of the network of many styles.
    pub fn styles(&self) -> &[GalleryStyle] {
        &self.styles
    }

    /// What was found in the folder that cannot be used.
    pub fn problems(&self) -> &[Error] {
        &self.problems
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The style of a name, or else the one whose name differs in capital letters only.
    pub fn find(&self, name: &str) -> Option<&GalleryStyle> {
        let exact = self.styles.iter().find(|style| style.name == name);
        exact.or_else(|| self.styles.iter().find(|style| style.name.to_lowercase() == name.to_lowercase()))
    }

    /// [`Self::find`] for a name that somebody typed.
    ///
    /// # Errors
    /// [`Error::Value`] with the names that there are.
    pub fn named(&self, name: &str) -> Result<&GalleryStyle> {
        self.find(name).ok_or_else(|| {
            let names: Vec<&str> = self.styles.iter().map(|style| &*style.name).collect();
            let remedy = match &names[..] {
                [] => text!("the gallery has no styles yet; add one with `impasto models add FILE`"),
                names => text!("choose one of the gallery: {names}", names = Parameter::list(names, ", ")),
            };
            Error::value(text!("the style"), format!("\"{name}\""), remedy)
        })
    }

    /// Adds a copy of a style's file, or of every style among the files of a folder. `about` says what the file itself
    /// does not.
    ///
    /// # Errors
    /// [`Error::File`] for a file that is no style, or when it cannot be copied; the gallery is as it was then. What is
    /// wrong with single files of a folder is told in [`Added::refused`].
    pub fn add(&mut self, path: &Path, about: &About) -> Result<Added> {
        *self = Self::with_bundled(&self.folder, self.bundled)?;
        let mut added = Added::default();
        if path.is_dir() {
            let files = style_files(path)?;
            if files.is_empty() {
                let problem = text!("there are no files of styles in this folder (.pth, .model, .safetensors, .onnx)");
                return Err(Error::value(text!("a folder of styles"), path.display(), problem));
            }
            for file in files {
                if let Err(error) = self.add_file(&file, about, &mut added) {
                    added.refused.push(error);
                }
            }
        } else {
            self.add_file(path, about, &mut added)?;
        }
        Ok(added)
    }

    fn add_file(&mut self, path: &Path, about: &About, added: &mut Added) -> Result<()> {
        // Everything that can be wrong with it is found before anything is written.
        let width = width(path)?;
        let bytes = fs::read(path).map_err(|error| Error::reading(path, error))?;
        let sha256 = sha256(&bytes);
        if let Some(known) = self.styles.iter().find(|style| style.id == sha256) {
            added.known.push(known.name.clone());
            return Ok(());
        }
        let file = self.free_file_name(path);
        let place = self.folder.join(&file);
        fs::create_dir_all(&self.folder)
            .map_err(|error| Error::file_from(&self.folder, FileProblem::Unwritable, error))?;
        write_atomically(&place, &bytes)?;
        let about = about.clone().or(About::within(&bytes)).or(About::of_file(path));
        let (length, modified) = stamp(&place)?;
        let record = Record { bytes: length, modified, sha256, width, about };
        self.catalogue.styles.insert(file.clone(), record);
        self.catalogue.write(&self.folder)?;
        self.list();
        added.added.extend(self.styles.iter().find(|style| style.key() == file).map(|style| style.name.clone()));
        Ok(())
    }

    /// Takes a style out, and returns where its file is kept now.
    ///
    /// # Errors
    /// [`Error::Value`] for a name that no style has; [`Error::File`] when its file cannot be moved.
    pub fn remove(&mut self, name: &str) -> Result<PathBuf> {
        *self = Self::with_bundled(&self.folder, self.bundled)?;
        let StyleSource::File(path) = self.named(name)?.source.clone() else {
            return Err(Error::value(
                text!("the style"),
                format!("\"{name}\""),
                text!("it is part of the program and stays"),
            ));
        };
        let removed = self.folder.join(REMOVED);
        let kept = free_place(&removed, &path);
        let moved = fs::create_dir_all(&removed).and_then(|()| fs::rename(&path, &kept));
        moved.map_err(|error| Error::file_from(&path, FileProblem::Unwritable, error))?;
        let file = file_name(&path);
        self.catalogue.styles.remove(&file);
        self.catalogue.favourites.remove(&file);
        self.list();
        self.catalogue.write(&self.folder)?;
        Ok(kept)
    }

    /// Likes a style more than others, or not any more.
    ///
    /// # Errors
    /// [`Error::Value`] for a name that no style has; [`Error::File`] when it cannot be remembered.
    pub fn set_favourite(&mut self, name: &str, is_favourite: bool) -> Result<()> {
        *self = Self::with_bundled(&self.folder, self.bundled)?;
        let file = self.named(name)?.key();
        if is_favourite {
            self.catalogue.favourites.insert(file);
        } else {
            self.catalogue.favourites.remove(&file);
        }
        self.list();
        self.catalogue.write(&self.folder)
    }

    /// Brings the catalogue into agreement with the files.
    fn scan(&mut self) -> Result<()> {
        let files = if self.folder.exists() { style_files(&self.folder)? } else { Vec::new() };
        let mut before = std::mem::take(&mut self.catalogue.styles);
        for path in files {
            let file = file_name(&path);
            match record(&path, before.remove(&file)) {
                Ok(record) => {
                    self.catalogue.styles.insert(file, record);
                }
                Err(error) => self.problems.push(error),
            }
        }
        let Catalogue { styles, favourites, .. } = &mut self.catalogue;
        let bundled = self.bundled;
        favourites.retain(|key| styles.contains_key(key) || is_built_in(key, bundled));
        self.list();
        Ok(())
    }

    /// Lists the styles that the catalogue knows.
    fn list(&mut self) {
        self.styles.clear();
        for (file, record) in &self.catalogue.styles {
            let stem = stem(Path::new(file));
            let is_taken = is_built_in(&stem, self.bundled)
                || self.styles.iter().any(|style| style.name.to_lowercase() == stem.to_lowercase());
            self.styles.push(GalleryStyle {
                name: if is_taken { file.clone() } else { stem },
                id: record.sha256.clone(),
                source: StyleSource::File(self.folder.join(file)),
                bytes: record.bytes,
                network: NetworkKind::TransformNet,
                width: Some(record.width),
                about: record.about.clone(),
                is_favourite: false,
            });
        }
        // By name, but those of the program by number.
        self.styles.sort_by_key(|style| style.name.to_lowercase());
        let bundled = self.bundled.iter().map(GalleryStyle::bundled);
        self.styles.splice(0..0, bundled);
        self.styles.extend(StyleSource::numbered().map(GalleryStyle::built_in));
        for style in &mut self.styles {
            style.is_favourite = self.catalogue.favourites.contains(&style.key());
        }
        self.styles.sort_by_key(|style| !style.is_favourite);
    }

    /// A name within the folder for a copy of this file, under which no style is there yet.
    fn free_file_name(&self, path: &Path) -> String {
        let stem = stem(path);
        let stem = stem.trim_start_matches('.');
        let stem = if stem.is_empty() { "style" } else { stem };
        let ending = if has_style_ending(path) { ending(path) } else { "model".into() };
        let is_taken = |name: &str| {
            self.find(name).is_some()
                || STYLE_ENDINGS.iter().any(|end| self.folder.join(format!("{name}.{end}")).exists())
        };
        format!("{}.{ending}", free_name(stem, is_taken))
    }
}

/// What is known of a file, read from it unless the catalogue knew the same file.
fn record(path: &Path, before: Option<Record>) -> Result<Record> {
    let (bytes, modified) = stamp(path)?;
    if let Some(before) = before.filter(|before| (before.bytes, before.modified) == (bytes, modified)) {
        return Ok(before);
    }
    let width = width(path)?;
    let contents = fs::read(path).map_err(|error| Error::reading(path, error))?;
    let about = About::within(&contents).or(About::of_file(path));
    Ok(Record { bytes, modified, sha256: sha256(&contents), width, about })
}

/// Whether a style that comes with the program has this name.
fn is_built_in(name: &str, bundled: &[BundledStyle]) -> bool {
    bundled.iter().any(|style| style.name == name) || StyleSource::numbered().any(|source| source.to_string() == name)
}

/// The channels of the first layer of a file's network, which is loaded for that.
fn width(path: &Path) -> Result<usize> {
    let style = Networks::new(Device::Cpu).of_file(path)?;
    Ok(style.networks().map(|(_, width)| width).max().unwrap_or_default())
}

#[cfg(test)]
mod tests;
