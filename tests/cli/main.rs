//! The real program from outside: what it writes, how it ends and what it leaves on the disk.

mod applying;
mod bad_files;
mod colors;
mod enlarging;
#[cfg(target_os = "linux")]
mod figures;
mod full;
mod grids;
mod importing;
#[cfg(unix)]
mod interrupted;
mod machine;
mod measuring;
mod models;
mod painting;
#[path = "../common/patience.rs"]
mod patience;
mod presets;
mod projects;
mod scene;
mod styles;
mod time_lapse;
#[cfg(unix)]
mod training;
mod wrong_use;
