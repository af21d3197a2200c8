//! What a person fills in to save a painting.

use std::path::{Path, PathBuf};

use crate::fast::Enlargement;
use crate::picture::Format;
use crate::project::{PRESET_ENDING, PROJECT_ENDING, TimeLapseTarget};
use crate::studio::painted::Number;
use crate::text::{Text, text};

/// What is saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The painting as it is.
    Painting,
    /// The picture in a fast style, at the size that was asked for.
    FastPicture,
    /// A snapshot of the film strip.
    Snapshot(Number),
    /// The project with everything in it.
    Project,
    /// The way of the painting as a moving picture.
    TimeLapse,
    /// The contact sheet with its labels.
    Sheet,
    /// The figure of the Learn tab with its labels.
    Figure,
    /// What the filters of a layer answer.
    FeatureMaps,
    /// The Gram matrix of a layer, beside that of the style.
    GramMatrix,
    /// The table of speeds, in Markdown.
    SpeedTable,
    /// One of the person's own presets, by its place.
    Preset(usize),
    /// The numbers of the loss plot, as comma-separated values.
    Losses,
}

impl Subject {
    /// The title of the form and of the desktop's dialog.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Painting => "Save the painting",
            Self::FastPicture => "Save the picture",
            Self::Snapshot(_) => "Save the snapshot",
            Self::Project => "Save the project",
            Self::TimeLapse => "Save the time lapse",
            Self::Sheet => "Save the contact sheet",
            Self::Figure => "Save the figure",
            Self::FeatureMaps => "Save the feature maps",
            Self::GramMatrix => "Save the Gram matrix",
            Self::SpeedTable => "Save the table",
            Self::Preset(_) => "Export the preset",
            Self::Losses => "Export the losses",
        }
    }

    /// What its file is.
    pub const fn kind(self) -> Kind {
        match self {
            Self::Painting
            | Self::FastPicture
            | Self::Snapshot(_)
            | Self::Sheet
            | Self::Figure
            | Self::FeatureMaps
            | Self::GramMatrix => Kind::Picture,
            Self::SpeedTable => Kind::Other("md"),
            Self::TimeLapse => Kind::TimeLapse,
            Self::Project => Kind::Other(PROJECT_ENDING),
            Self::Preset(_) => Kind::Other(PRESET_ENDING),
            Self::Losses => Kind::Other("csv"),
        }
    }
}

impl Subject {
    /// Whether it is a picture that can be enlarged before it is written: figures and sheets have text in them.
    pub const fn can_be_enlarged(self) -> bool {
        matches!(self, Self::Painting | Self::FastPicture | Self::Snapshot(_))
    }
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A picture, whose ending chooses the format.
    Picture,
    /// A time lapse: a file whose ending chooses the format, or a folder.
    TimeLapse,
    /// Something else with this ending.
    Other(&'static str),
}

/// A filled-in form. The file name's ending alone decides the format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaveForm {
    /// What is saved.
    pub subject: Subject,
    /// The folder, as typed.
    pub folder: String,
    /// The file name with its ending, as typed.
    pub name: String,
    /// JPEG quality from 1 to 100.
    pub quality: u8,
    /// How much larger the picture is made before it is written.
    pub enlargement: Option<Enlargement>,
    /// The existing file that the desktop's dialog already asked about.
    pub agreed: Option<PathBuf>,
}

impl SaveForm {
    /// A form that names a file which does not exist yet.
    pub fn new(subject: Subject, folder: &Path, stem: &str, ending: &str, quality: u8) -> Self {
        let name = free_name(folder, stem, ending);
        Self { subject, folder: folder.display().to_string(), name, quality, enlargement: None, agreed: None }
    }

    /// The format that the ending names; `None` when it names none.
    pub fn format(&self) -> Option<Format> {
        Format::of(Path::new(self.name.trim())).ok()
    }

    /// What a time lapse is written to; `None` when the ending names nothing.
    pub fn target(&self) -> Option<TimeLapseTarget> {
        TimeLapseTarget::of(Path::new(self.name.trim())).ok()
    }

    /// Gives the name the ending of a time lapse, in place of another one.
    pub fn set_target(&mut self, target: TimeLapseTarget) {
        let stem = Path::new(self.name.trim()).with_extension("").display().to_string();
        self.name = match target {
            TimeLapseTarget::Animation(format) => format!("{stem}.{}", format.ending()),
            TimeLapseTarget::Pictures => stem,
        };
    }

    /// Gives the name the format's ending, in place of another known one.
    pub fn set_format(&mut self, format: Format) {
        let stem = match self.format() {
            Some(_) => Path::new(self.name.trim()).with_extension("").display().to_string(),
            None => self.name.trim().trim_end_matches('.').to_owned(),
        };
        self.name = format!("{stem}.{}", format.endings()[0]);
    }

    /// Takes folder and name from a path.
    pub fn set_path(&mut self, path: &Path) {
        self.folder = path.parent().unwrap_or(Path::new("")).display().to_string();
        self.name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match self.subject.kind() {
            Kind::Other(ending) if !self.ends_in(ending) => self.name = format!("{}.{ending}", self.name),
            Kind::Picture if self.format().is_none() => self.set_format(Format::Png),
            _ => {}
        }
    }

    fn ends_in(&self, ending: &str) -> bool {
        Path::new(self.name.trim()).extension().is_some_and(|own| own.eq_ignore_ascii_case(ending))
    }

    /// The file to write.
    pub fn path(&self) -> PathBuf {
        Path::new(self.folder.trim()).join(self.name.trim())
    }

    /// Why the form cannot be used yet, for people.
    pub fn fault(&self) -> Option<Text> {
        if self.folder.trim().is_empty() {
            Some(text!("Name a folder."))
        } else if Path::new(self.name.trim()).file_stem().is_none() || self.name.trim().starts_with('.') {
            Some(text!("Name the file."))
        } else {
            match self.subject.kind() {
                Kind::Other(ending) => (!self.ends_in(ending)).then(|| text!("End the name in .{ending}.", ending)),
                Kind::Picture => self.format().is_none().then(|| text!("End the name in .png, .jpg, .webp or .tiff.")),
                Kind::TimeLapse => self
                    .target()
                    .is_none()
                    .then(|| text!("End the name in .webp or .gif, or give it no ending for a folder of pictures.")),
            }
        }
    }
}

/// `stem.ending`, with a number when that file exists already.
fn free_name(folder: &Path, stem: &str, ending: &str) -> String {
    let mut name = format!("{stem}.{ending}");
    let mut number = 2;
    while folder.join(&name).exists() {
        name = format!("{stem}-{number}.{ending}");
        number += 1;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(name: &str) -> SaveForm {
        SaveForm {
            subject: Subject::Painting,
            folder: "/pictures".into(),
            name: name.into(),
            quality: 90,
            enlargement: None,
            agreed: None,
        }
    }

    #[test]
    fn the_ending_decides_the_format() {
        assert_eq!(form("a.JPEG").format(), Some(Format::Jpeg));
        assert_eq!(form("a.b.tif").format(), Some(Format::Tiff));
        assert_eq!(form("a").format(), None);
        assert_eq!(form("a.png").path(), Path::new("/pictures/a.png"));
    }

    #[test]
    fn choosing_a_format_changes_the_ending_only() {
        for (before, after) in [("a.png", "a.webp"), ("a.b.jpg", "a.b.webp"), ("a.b", "a.b.webp"), ("a.", "a.webp")] {
            let mut form = form(before);
            form.set_format(Format::WebP);
            assert_eq!(form.name, after);
        }
    }

    #[test]
    fn a_form_says_what_is_missing() {
        assert_eq!(form("a.png").fault(), None);
        assert!(form("a.gif").fault().is_some_and(|fault| fault.to_string().contains(".png")));
        assert!(form("").fault().is_some());
        assert!(form(".png").fault().is_some());
        assert!(SaveForm { folder: " ".into(), ..form("a.png") }.fault().is_some());
    }

    #[test]
    fn a_new_form_names_a_free_file() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(SaveForm::new(Subject::Painting, folder.path(), "a", "png", 90).name, "a.png");
        std::fs::write(folder.path().join("a.png"), "").unwrap();
        assert_eq!(SaveForm::new(Subject::Painting, folder.path(), "a", "png", 90).name, "a-2.png");
    }

    #[test]
    fn a_path_without_ending_gets_one() {
        let mut form = form("");
        form.set_path(Path::new("/elsewhere/picture"));
        assert_eq!(form.path(), Path::new("/elsewhere/picture.png"));
        let mut table = SaveForm { subject: Subject::Losses, ..form };
        table.set_path(Path::new("/elsewhere/losses"));
        assert_eq!(table.path(), Path::new("/elsewhere/losses.csv"));
    }

    #[test]
    fn a_table_is_no_picture() {
        let table = |name: &str| SaveForm { subject: Subject::Losses, ..form(name) };
        assert_eq!(table("losses.csv").fault(), None);
        assert!(table("losses.png").fault().is_some_and(|fault| fault.to_string().contains(".csv")));
        assert!(form("losses.csv").fault().is_some());
    }

    #[test]
    fn a_time_lapse_is_a_file_or_a_folder() {
        let mut film = SaveForm { subject: Subject::TimeLapse, ..form("a.webp") };
        for target in TimeLapseTarget::ALL {
            film.set_target(target);
            assert_eq!((film.target(), film.fault()), (Some(target), None), "{}", film.name);
        }
        assert_eq!(film.name, "a");
        film.name = "a.mp4".into();
        assert!(film.fault().is_some_and(|fault| fault.to_string().contains(".gif")));
        film.set_path(Path::new("/elsewhere/steps"));
        assert_eq!(film.path(), Path::new("/elsewhere/steps"), "a folder gets no ending");
    }
}
