//! Where the program keeps what belongs to the person: the folder that the operating system has for such things.

use std::path::PathBuf;

use crate::error::{Error, Result};
use crate::text::text;

/// The environment variable that names another folder.
pub const DATA_VARIABLE: &str = "IMPASTO_DATA";

/// The folder for what the person collects, which need not exist yet: that of the environment variable
/// [`DATA_VARIABLE`], else `impasto` among the data of the person's programs. `None` where the operating system names
/// no home.
///
/// | system | folder |
/// | --- | --- |
/// | Linux and others | `$XDG_DATA_HOME/impasto`, or `~/.local/share/impasto` |
/// | macOS | `~/Library/Application Support/impasto` |
/// | Windows | `%APPDATA%\impasto` |
pub fn data_folder() -> Option<PathBuf> {
    named(DATA_VARIABLE).or_else(|| data_of_programs().map(|folder| folder.join("impasto")))
}

/// The folder of the gallery of fast styles, which need not exist yet.
///
/// # Errors
/// [`Error::Value`] where the operating system names no home.
pub fn gallery_folder() -> Result<PathBuf> {
    let remedy = text!("name a folder for your data in the environment variable {name}", name = DATA_VARIABLE);
    let unknown = || Error::value(text!("the place of the gallery"), text!("unknown"), remedy);
    data_folder().map(|folder| folder.join("styles")).ok_or_else(unknown)
}

fn data_of_programs() -> Option<PathBuf> {
    let home = || std::env::home_dir().filter(|home| home.is_absolute());
    if cfg!(windows) {
        named("APPDATA").or_else(|| home().map(|home| home.join("AppData").join("Roaming")))
    } else if cfg!(target_os = "macos") {
        home().map(|home| home.join("Library").join("Application Support"))
    } else {
        named("XDG_DATA_HOME").or_else(|| home().map(|home| home.join(".local").join("share")))
    }
}

/// The folder that an environment variable names; a relative one means nothing, since programs start anywhere.
fn named(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).map(PathBuf::from).filter(|folder| folder.is_absolute())
}
