//! Lists the styles that ship with the program: all files of `models/styles`, so that adding a file there is enough.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Where they lie.
const FOLDER: &str = "models/styles";

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed={FOLDER}");
    println!("cargo:rerun-if-changed=build.rs");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut files: Vec<PathBuf> =
        fs::read_dir(root.join(FOLDER))?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<_>>()?;
    files.retain(|path| path.extension().is_some_and(|ending| ending == "safetensors"));
    files.sort();
    let entries = files.iter().fold(String::new(), |mut text, path| {
        let _ = writeln!(text, "    ({:?}, include_bytes!({:?})),", stem(path), path.display().to_string());
        text
    });
    let folder = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(folder.join("bundled_styles.rs"), format!("&[\n{entries}]"))
}

/// The name of a style.
fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}
