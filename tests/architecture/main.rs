//! Holds the source to the plan of the house: a room imports only the rooms that the table at the head of `src/lib.rs`
//! lets it lean on, directly or through another; the window's libraries stay in `studio`, the terminal's in `cli`, and
//! unsafe code in `kernels`.
//!
//! The source is read as tokens, so comments and texts do not count, but tests and macros do. `main.rs`, where window
//! and command line meet, and `lib.rs`, which only lists the rooms, are exempt.
//!
//! No files form a circle either, in which each names items of the next (`graph.rs`).

mod graph;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};

use self::graph::Graph;

/// Crates that only one room may name; an entry also stands for the crates whose names go on with `_` after it.
const RESERVED_CRATES: &[(&str, &str)] = &[
    ("egui", "studio"),
    ("eframe", "studio"),
    ("rfd", "studio"),
    ("arboard", "studio"),
    ("clap", "cli"),
    ("indicatif", "cli"),
    ("ctrlc", "cli"),
];

/// The room of all unsafe code.
const UNSAFE_ROOM: &str = "kernels";

/// The rooms in their order, each with those it says it leans on.
struct Plan(Vec<(String, Vec<String>)>);

impl Plan {
    /// Reads the rows ``//! | [`room`] | what lives there | leans on |``.
    fn parse(lib: &str) -> Self {
        let rows = lib.lines().filter_map(|line| {
            let row = line.strip_prefix("//! | [`")?;
            let (room, _) = row.split_once("`]")?;
            let leans_on = row.trim_end().strip_suffix('|')?.rsplit('|').next()?;
            let leans_on = leans_on.split(',').map(|name| name.trim().to_owned());
            Some((room.to_owned(), leans_on.filter(|name| name != "-").collect()))
        });
        Self(rows.collect())
    }

    fn rooms(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(room, _)| room.as_str())
    }

    /// The room itself and all that it leans on, directly or through another.
    fn reach<'a>(&'a self, room: &'a str) -> BTreeSet<&'a str> {
        let leans_on = self.0.iter().filter(|(name, _)| name == room).flat_map(|(_, leans_on)| leans_on);
        let mut reach: BTreeSet<&str> = leans_on.flat_map(|name| self.reach(name)).collect();
        reach.insert(room);
        reach
    }
}

/// What a piece of source names.
#[derive(Default)]
struct Names {
    /// Every identifier.
    identifiers: Vec<String>,
    /// What stands right below the root of the crate: `picture` in `crate::picture::Picture`.
    below_root: Vec<String>,
}

impl Names {
    /// Reads a source file whose module lies `depth` modules below the root.
    fn read(source: &str, depth: usize) -> Self {
        let tokens: TokenStream = source.parse().expect("the source is Rust");
        let mut names = Self::default();
        names.walk(tokens, depth);
        names
    }

    fn walk(&mut self, stream: TokenStream, depth: usize) {
        let tokens: Vec<TokenTree> = stream.into_iter().collect();
        for (i, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Group(group) => {
                    let is_module =
                        matches!(&tokens[..i], [.., TokenTree::Ident(word), TokenTree::Ident(_)] if word == "mod");
                    self.walk(group.stream(), depth + usize::from(is_module));
                }
                TokenTree::Ident(word) => {
                    self.identifiers.push(word.to_string());
                    if word == "crate" || word == "self" || word == "super" {
                        self.follow(&tokens[i..], depth);
                    }
                }
                _ => {}
            }
        }
    }

    /// Follows a path that starts in a module `depth` modules below the root, and notes where it enters the root.
    fn follow(&mut self, path: &[TokenTree], depth: usize) {
        match path {
            [TokenTree::Ident(word), rest @ ..] if word == "crate" => self.follow_on(rest, 0),
            [TokenTree::Ident(word), rest @ ..] if word == "self" => self.follow_on(rest, depth),
            [TokenTree::Ident(word), rest @ ..] if word == "super" => self.follow_on(rest, depth.saturating_sub(1)),
            [TokenTree::Group(group), ..] => {
                let entries: Vec<TokenTree> = group.stream().into_iter().collect();
                for entry in entries.split(|token| is_punct(token, ',')) {
                    self.follow(entry, depth);
                }
            }
            [name, ..] if depth == 0 => self.below_root.push(name.to_string()),
            _ => {}
        }
    }

    /// The same for what follows `crate`, `self` or `super`: the rest of the path, or another name for the root.
    fn follow_on(&mut self, rest: &[TokenTree], depth: usize) {
        match rest {
            [first, second, path @ ..] if is_punct(first, ':') && is_punct(second, ':') => self.follow(path, depth),
            [TokenTree::Ident(word), ..] if word == "as" && depth == 0 => {
                self.below_root.push("*".to_owned());
            }
            _ => {}
        }
    }
}

fn is_punct(token: &TokenTree, char: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == char)
}

/// Where a file of `room`, whose module lies `depth` modules below the root, breaks the plan.
fn breaches(plan: &Plan, room: &str, depth: usize, source: &str) -> Vec<String> {
    let names = Names::read(source, depth);
    let reach = plan.reach(room);
    let imports = names.below_root.into_iter().filter(|name| !reach.contains(name.as_str()));
    let mut breaches: Vec<String> = imports.map(|name| format!("`{room}` does not lean on `{name}`")).collect();
    for name in names.identifiers {
        let owner = RESERVED_CRATES.iter().find(|(reserved, _)| {
            name.strip_prefix(reserved).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
        });
        if let Some((_, owner)) = owner.filter(|(_, owner)| *owner != room) {
            breaches.push(format!("only `{owner}` names `{name}`"));
        }
        if (name == "unsafe" || name == "unsafe_code") && room != UNSAFE_ROOM {
            breaches.push(format!("`{name}` outside `{UNSAFE_ROOM}`"));
        }
    }
    breaches
}

fn source_root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn plan_of_the_house() -> Plan {
    Plan::parse(&fs::read_to_string(source_root().join("lib.rs")).expect("src/lib.rs can be read"))
}

/// Every Rust file below `folder`, as its path from there.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).expect("the folder can be read") {
            let path = entry.expect("the folder can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path.strip_prefix(folder).expect("it lies below").to_owned());
            }
        }
    }
    files.sort();
    files
}

/// The modules of a file from the root: `["picture", "decode"]` for `picture/decode.rs`.
fn modules_of(file: &Path) -> Vec<String> {
    let mut modules: Vec<String> =
        file.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
    modules.pop_if(|last| last == "mod");
    modules
}

/// The graph of all files of the library.
fn graph_of_the_house() -> Graph {
    let files = rust_files(&source_root()).into_iter().filter(|file| file.as_os_str() != "main.rs");
    let sources = files.map(|file| {
        let mut modules = modules_of(&file);
        modules.pop_if(|last| last == "lib");
        (modules, fs::read_to_string(source_root().join(&file)).expect("the file can be read"))
    });
    Graph::read(&sources.collect::<Vec<_>>())
}

/// The rooms inside the studio, from the table at its head.
fn plan_of_the_studio() -> Plan {
    Plan::parse(&fs::read_to_string(source_root().join("studio/mod.rs")).expect("src/studio/mod.rs can be read"))
}

#[test]
fn no_circle_of_files() {
    let graph = graph_of_the_house();
    let circles = graph.circles();
    println!("{} files, {} arrows, {} circles", graph.files(), graph.arrows(), circles.len());
    assert!(circles.is_empty(), "{}", circles.join("\n"));
}

#[test]
fn no_arrow_inside_the_studio_points_upward() {
    let plan = plan_of_the_studio();
    let listed: BTreeSet<&str> = plan.rooms().collect();
    let files = rust_files(&source_root().join("studio"));
    let on_disk: BTreeSet<String> = files.iter().filter_map(|file| modules_of(file).first().cloned()).collect();
    assert_eq!(on_disk, listed.into_iter().map(str::to_owned).collect(), "the rooms of the table are those of studio");
    let breaches = graph_of_the_house().breaches(&["studio"], &plan);
    assert!(breaches.is_empty(), "{} arrows:\n{}", breaches.len(), breaches.join("\n"));
}

#[test]
fn features_never_import_each_other() {
    let files = rust_files(&source_root().join("studio/features"));
    let features: BTreeSet<String> = files.iter().filter_map(|file| modules_of(file).first().cloned()).collect();
    println!("{} features", features.len());
    assert!(features.len() > 10);
    let plan = Plan(features.into_iter().map(|feature| (feature, Vec::new())).collect());
    let breaches = graph_of_the_house().breaches(&["studio", "features"], &plan);
    assert!(breaches.is_empty(), "{} arrows:\n{}", breaches.len(), breaches.join("\n"));
}

#[test]
fn every_arrow_between_files_follows_the_plan() {
    let breaches = graph_of_the_house().breaches(&[], &plan_of_the_house());
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

#[test]
fn every_room_imports_only_rooms_that_it_leans_on() {
    let plan = plan_of_the_house();
    let mut found = Vec::new();
    for file in rust_files(&source_root()) {
        let modules = modules_of(&file);
        if modules == ["lib"] || modules == ["main"] {
            continue;
        }
        let source = fs::read_to_string(source_root().join(&file)).expect("the file can be read");
        let breaches = breaches(&plan, &modules[0], modules.len(), &source);
        found.extend(breaches.into_iter().map(|breach| format!("src/{}, {breach}", file.display())));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_plan_lists_every_room_below_those_it_leans_on() {
    let plan = plan_of_the_house();
    for (i, (room, leans_on)) in plan.0.iter().enumerate() {
        let above: Vec<&str> = plan.rooms().take(i).collect();
        for name in leans_on {
            assert!(above.contains(&name.as_str()), "`{room}` leans on `{name}`, which does not stand above it");
        }
    }
    let files = rust_files(&source_root());
    let on_disk: BTreeSet<String> = files.iter().map(|file| modules_of(file)[0].clone()).collect();
    let listed: BTreeSet<String> = plan.rooms().chain(["lib", "main"]).map(str::to_owned).collect();
    assert_eq!(on_disk, listed, "the rooms of the table are those of src");
}

#[test]
fn the_plan_keeps_the_worlds_apart() {
    let plan = plan_of_the_house();
    for (room, stranger) in
        [("studio", "cli"), ("cli", "studio"), ("optimize", "picture"), ("network", "picture"), ("network", "optimize")]
    {
        assert!(!plan.reach(room).contains(stranger), "`{room}` must never see `{stranger}`");
    }
}

mod checker {
    use super::*;

    const LIB: &str = "\
//! | room | what lives there | leans on |
//! | --- | --- | --- |
//! | [`error`] | [`error::Error`] | - |
//! | [`kernels`] | slices | error |
//! | [`picture`] | pixels | error |
//! | [`job`] | a thread | kernels, picture |
//! | [`studio`] | the window | job |
//! | [`cli`] | the terminal | job |
";

    fn check(room: &str, depth: usize, source: &str) -> Vec<String> {
        breaches(&Plan::parse(LIB), room, depth, source)
    }

    #[test]
    fn reads_the_table() {
        let plan = Plan::parse(LIB);
        assert_eq!(plan.rooms().collect::<Vec<_>>(), ["error", "kernels", "picture", "job", "studio", "cli"]);
        assert_eq!(plan.reach("studio"), BTreeSet::from(["error", "kernels", "picture", "job", "studio"]));
        assert_eq!(plan.reach("picture"), BTreeSet::from(["error", "picture"]));
    }

    #[test]
    fn lets_a_room_lean_on_those_above_it() {
        let source = "use crate::error::Result;
            use crate::{job::Job, picture::{self, Picture}};
            use super::*;
            pub(crate) fn f(kernel: crate::kernels::Shape) {}
            mod tests { use super::super::Sibling; }";
        assert_eq!(check("studio", 2, source), [""; 0]);
    }

    #[test]
    fn finds_an_import_that_points_downwards() {
        assert_eq!(
            check("picture", 1, "use crate::error::Result;\nuse crate::job::Job;"),
            ["`picture` does not lean on `job`"]
        );
        assert_eq!(check("studio", 1, "use crate::{error::Error, cli};"), ["`studio` does not lean on `cli`"]);
    }

    #[test]
    fn finds_a_path_inside_a_function_a_macro_or_a_test() {
        for source in [
            "fn f() { crate::job::start(); }",
            "fn f() { println!(\"{}\", crate::job::NAME); }",
            "#[cfg(test)] mod tests { use crate::job::Job; }",
            "fn f(job: Box<crate::job::Job>) {}",
        ] {
            assert_eq!(check("kernels", 1, source), ["`kernels` does not lean on `job`"], "{source}");
        }
    }

    #[test]
    fn finds_a_way_out_through_super() {
        assert_eq!(check("picture", 1, "use super::job::Job;"), ["`picture` does not lean on `job`"]);
        assert_eq!(check("picture", 2, "use super::super::job::Job;"), ["`picture` does not lean on `job`"]);
        assert_eq!(check("picture", 2, "use super::{super::job, resize};"), ["`picture` does not lean on `job`"]);
        assert_eq!(check("picture", 1, "mod tests { use super::super::job; }"), ["`picture` does not lean on `job`"]);
        assert_eq!(check("picture", 2, "use super::job::Job;"), [""; 0], "a module of its own may have that name");
    }

    #[test]
    fn finds_another_name_for_the_root() {
        assert_eq!(check("picture", 1, "use crate as root;"), ["`picture` does not lean on `*`"]);
        assert_eq!(check("picture", 1, "use crate::*;"), ["`picture` does not lean on `*`"]);
    }

    #[test]
    fn leaves_comments_and_texts_alone() {
        let source =
            "//! unsafe, [`crate::job`]\n/// egui\n// crate::job::Job\nconst TEXT: &str = \"crate::job clap\";";
        assert_eq!(check("picture", 1, source), [""; 0]);
    }

    #[test]
    fn keeps_each_library_in_its_room() {
        assert_eq!(check("job", 1, "fn f(ui: &egui::Ui) {}"), ["only `studio` names `egui`"]);
        assert_eq!(check("cli", 1, "use egui_plot::Plot;"), ["only `studio` names `egui_plot`"]);
        assert_eq!(check("studio", 1, "#[derive(clap::Parser)] struct S;"), ["only `cli` names `clap`"]);
        assert_eq!(check("studio", 1, "use egui::Ui; use egui_plot::Plot; use rfd::FileDialog;"), [""; 0]);
        assert_eq!(check("cli", 1, "use clap::Parser; use indicatif::ProgressBar;"), [""; 0]);
    }

    #[test]
    fn keeps_unsafe_code_in_the_kernels() {
        let source = "fn f() { unsafe { g() } }";
        assert_eq!(check("picture", 1, source), ["`unsafe` outside `kernels`"]);
        assert_eq!(check("picture", 1, "#[allow(unsafe_code)] fn f() {}"), ["`unsafe_code` outside `kernels`"]);
        assert_eq!(check("kernels", 1, source), [""; 0]);
    }
}
