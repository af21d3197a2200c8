//! The graph of files: an arrow from one file to another whose items it names.
//!
//! A name is followed to the file that defines it, through every `use` on the way. A `mod.rs` that only declares its
//! children and passes their names on has no arrow to them; it has one where its own code uses such a name. What is
//! compiled for tests only does not count.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::{Plan, is_punct};

/// A path as it is written, from its first name on.
type Segments = Vec<String>;
/// Modules with paths in them that were looked up already.
type Seen = BTreeSet<(Segments, Segments)>;

/// What a module has in it, under which names.
#[derive(Default)]
struct Module {
    file: usize,
    /// Functions, types, constants and macros of its own.
    items: BTreeSet<String>,
    /// What `use` brings in, by the name that it has here.
    imports: BTreeMap<String, Vec<Segments>>,
    /// What `use ...::*` brings in.
    globs: Vec<Segments>,
    /// Paths that its code names, those that `use` brings in for its own use among them.
    named: BTreeSet<Segments>,
}

/// Files, and which names items of which.
pub struct Graph {
    /// The module of each file.
    files: Vec<Segments>,
    /// Every module by its path from the root, those inside a file too.
    modules: BTreeMap<Segments, Module>,
    arrows: BTreeSet<(usize, usize)>,
}

impl Graph {
    /// Reads files, each given as its module and its source.
    pub fn read(sources: &[(Segments, String)]) -> Self {
        let mut graph = Self { files: Vec::new(), modules: BTreeMap::new(), arrows: BTreeSet::new() };
        let mut only_for_tests = BTreeSet::new();
        for (file, (module, source)) in sources.iter().enumerate() {
            let tokens: TokenStream = source.parse().expect("the source is Rust");
            graph.files.push(module.clone());
            graph.read_module(file, module, tokens, &mut only_for_tests);
        }
        let is_for_tests = |module: &Segments| {
            module.last().is_some_and(|name| name == "tests")
                || (1..=module.len()).any(|len| only_for_tests.contains(&module[..len]))
        };
        graph.modules.retain(|module, _| !is_for_tests(module));
        for (place, module) in &graph.modules {
            for path in &module.named {
                let targets = graph.targets(place, path, &mut BTreeSet::new());
                graph.arrows.extend(targets.into_iter().filter(|&to| to != module.file).map(|to| (module.file, to)));
            }
        }
        graph
    }

    /// How many files there are, those only for tests included.
    pub fn files(&self) -> usize {
        self.files.len()
    }

    /// How many arrows there are.
    pub fn arrows(&self) -> usize {
        self.arrows.len()
    }

    /// The graph without some files and the arrows from and to them.
    pub fn without(mut self, is_left_out: impl Fn(&[String]) -> bool) -> Self {
        let files = &self.files;
        self.arrows.retain(|&(from, to)| !is_left_out(&files[from]) && !is_left_out(&files[to]));
        self
    }

    /// Every largest set of files that all lead to one another, with the arrows between them.
    pub fn circles(&self) -> Vec<String> {
        let reach: Vec<BTreeSet<usize>> = (0..self.files.len()).map(|file| self.reach(file)).collect();
        let reach = &reach;
        let in_circle = |file: usize| reach[file].iter().copied().filter(move |&other| reach[other].contains(&file));
        let circles = (0..self.files.len()).filter(|&file| in_circle(file).next() == Some(file)).map(|file| {
            let members: BTreeSet<usize> = in_circle(file).collect();
            let inside = self.arrows.iter().filter(|(from, to)| members.contains(from) && members.contains(to));
            let arrows = inside.map(|&(from, to)| format!("\n  {} -> {}", self.name(from), self.name(to)));
            format!("a circle of {} files:{}", members.len(), arrows.collect::<String>())
        });
        circles.collect()
    }

    /// The arrows between the rooms below the module `root` that break their plan.
    pub fn breaches(&self, root: &[&str], plan: &Plan) -> Vec<String> {
        let room = |file: usize| {
            let (above, below) = self.files[file].split_at_checked(root.len())?;
            if above == root { below.first() } else { None }
        };
        let breaches = self.arrows.iter().filter_map(|&(from, to)| {
            let (source, target) = (room(from)?, room(to)?);
            let allowed = plan.reach(source).contains(target.as_str());
            let breach = || format!("{} -> {}: `{source}` does not lean on `{target}`", self.name(from), self.name(to));
            (!allowed).then(breach)
        });
        breaches.collect()
    }

    fn name(&self, file: usize) -> String {
        self.files[file].join("::")
    }

    /// The files to which arrows lead from a file; itself if it lies in a circle.
    fn reach(&self, file: usize) -> BTreeSet<usize> {
        let mut reach = BTreeSet::new();
        let mut ends = vec![file];
        while let Some(end) = ends.pop() {
            let next = self.arrows.range((end, 0)..=(end, usize::MAX)).map(|&(_, to)| to);
            ends.extend(next.filter(|&to| reach.insert(to)));
        }
        reach
    }

    fn read_module(
        &mut self,
        file: usize,
        place: &[String],
        tokens: TokenStream,
        only_for_tests: &mut BTreeSet<Segments>,
    ) {
        let mut module = Module { file, ..Module::default() };
        let mut inner = Vec::new();
        module.read(&tokens.into_iter().collect::<Vec<_>>(), true, &mut inner);
        for (name, body) in inner {
            let place = [place, &[name]].concat();
            match body {
                Inner::Body(tokens) => self.read_module(file, &place, tokens, only_for_tests),
                Inner::OnlyForTests => {
                    only_for_tests.insert(place);
                }
            }
        }
        self.modules.insert(place.to_owned(), module);
    }

    /// The files that define what a path in the module at `place` means. None for a module: naming it alone, nothing of
    /// it is used.
    fn targets(&self, place: &[String], path: &[String], seen: &mut Seen) -> BTreeSet<usize> {
        let Some((first, rest)) = path.split_first() else { return BTreeSet::new() };
        match first.as_str() {
            "crate" => return self.targets(&[], rest, seen),
            "self" => return self.targets(place, rest, seen),
            "super" => return self.targets(place.split_last().map_or(&[], |(_, above)| above), rest, seen),
            _ => {}
        }
        if !seen.insert((place.to_owned(), path.to_owned())) {
            return BTreeSet::new();
        }
        let Some(module) = self.modules.get(place) else { return BTreeSet::new() };
        let mut targets = self.targets_in_child(place, path, seen);
        if module.items.contains(first) {
            targets.insert(module.file);
            return targets;
        }
        for import in module.imports.get(first).into_iter().flatten() {
            let path = [import, rest].concat();
            // `use name::name` means a child, or a crate.
            let is_child = import.first() == Some(first);
            let targets_of = if is_child { Self::targets_in_child } else { Self::targets };
            targets.extend(targets_of(self, place, &path, seen));
        }
        if targets.is_empty() {
            let globs = module.globs.iter().filter(|glob| glob.first() != Some(first));
            targets.extend(globs.flat_map(|glob| {
                let path = [glob, path].concat();
                let is_relative = glob.first().is_some_and(|name| ["crate", "self", "super"].contains(&name.as_str()));
                let targets = if is_relative { Self::targets } else { Self::targets_in_child };
                targets(self, place, &path, seen)
            }));
        }
        targets
    }

    /// The same for a path that begins with the name of a child.
    fn targets_in_child(&self, place: &[String], path: &[String], seen: &mut Seen) -> BTreeSet<usize> {
        let child = [place, &path[..1]].concat();
        if self.modules.contains_key(&child) { self.targets(&child, &path[1..], seen) } else { BTreeSet::new() }
    }
}

/// A module declared in another.
enum Inner {
    /// Its body stands there.
    Body(TokenStream),
    /// It is compiled for tests only.
    OnlyForTests,
}

/// What begins an item.
const ITEM_WORDS: [&str; 8] = ["fn", "struct", "enum", "union", "trait", "type", "const", "static"];

impl Module {
    /// Notes what tokens define and name. Only those that stand in no brackets define items of the module.
    fn read(&mut self, tokens: &[TokenTree], is_outermost: bool, inner: &mut Vec<(String, Inner)>) {
        let mut i = 0;
        while i < tokens.len() {
            let rest = &tokens[i..];
            if let Some(len) = only_for_tests(rest) {
                if let Some(name) = name_after(&rest[..len], "mod") {
                    inner.push((name, Inner::OnlyForTests));
                }
                i += len;
                continue;
            }
            match rest {
                [TokenTree::Ident(word), TokenTree::Ident(name), TokenTree::Group(body), ..] if word == "mod" => {
                    inner.push((name.to_string(), Inner::Body(body.stream())));
                    i += 3;
                }
                [TokenTree::Ident(word), TokenTree::Ident(_), ..] if word == "mod" => i += 2,
                [TokenTree::Ident(word), tree @ ..] if word == "use" => {
                    let len = tree.iter().position(|token| is_punct(token, ';')).unwrap_or(tree.len());
                    self.read_use(&mut Vec::new(), &tree[..len], passes_on(&tokens[..i]));
                    i += 1 + len;
                }
                [TokenTree::Ident(word), bang, TokenTree::Ident(name), ..]
                    if word == "macro_rules" && is_punct(bang, '!') =>
                {
                    self.items.insert(name.to_string());
                    i += 3;
                }
                [TokenTree::Ident(word), TokenTree::Ident(name), ..]
                    if is_outermost && ITEM_WORDS.iter().any(|item| word == item) =>
                {
                    self.items.insert(name.to_string());
                    // In `const fn name` the name follows.
                    i += if ITEM_WORDS.iter().any(|item| name == item) { 1 } else { 2 };
                }
                [TokenTree::Group(group), ..] => {
                    self.read(&group.stream().into_iter().collect::<Vec<_>>(), false, inner);
                    i += 1;
                }
                [TokenTree::Ident(_), ..] => {
                    let path = path_at(rest);
                    i += 3 * path.len() - 2;
                    if !is_no_path(&tokens[..i + 2 - 3 * path.len()], &path, &tokens[i..]) {
                        self.named.insert(path);
                    }
                }
                _ => i += 1,
            }
        }
    }

    /// Notes the names of a tree of imports that begins with `above`.
    fn read_use(&mut self, above: &mut Segments, tree: &[TokenTree], passes_on: bool) {
        match tree {
            [TokenTree::Ident(name), rest @ ..] => {
                above.push(name.to_string());
                match rest {
                    [first, second, rest @ ..] if is_punct(first, ':') && is_punct(second, ':') => {
                        self.read_use(above, rest, passes_on);
                    }
                    [TokenTree::Ident(word), TokenTree::Ident(new), ..] if word == "as" => {
                        self.import(above.clone(), Some(new.to_string()), passes_on);
                    }
                    _ => self.import(above.clone(), None, passes_on),
                }
                above.pop();
            }
            [TokenTree::Group(group), ..] => {
                let entries: Vec<TokenTree> = group.stream().into_iter().collect();
                for entry in entries.split(|token| is_punct(token, ',')) {
                    self.read_use(above, entry, passes_on);
                }
            }
            [token, ..] if is_punct(token, '*') => self.globs.push(above.clone()),
            _ => {}
        }
    }

    fn import(&mut self, mut path: Segments, new: Option<String>, passes_on: bool) {
        path.pop_if(|last| last == "self");
        let Some(name) = new.or_else(|| path.last().cloned()) else { return };
        if !passes_on {
            self.named.insert(path.clone());
        }
        self.imports.entry(name).or_default().push(path);
    }
}

/// Whether what stands before `use` makes its names public.
fn passes_on(before: &[TokenTree]) -> bool {
    match before {
        [.., TokenTree::Ident(word)] => word == "pub",
        [.., TokenTree::Ident(word), TokenTree::Group(group)] => {
            word == "pub" && group.delimiter() == Delimiter::Parenthesis
        }
        _ => false,
    }
}

/// Whether names between these tokens are no path of their own: a field, a method, a lifetime, the rest of a path, or
/// the name of something new.
fn is_no_path(before: &[TokenTree], path: &[String], after: &[TokenTree]) -> bool {
    let goes_on = match before {
        [.., first, second] if is_punct(second, '.') => !is_punct(first, '.'),
        [.., first, second] if is_punct(second, ':') => is_punct(first, ':'),
        [.., last] => is_punct(last, '.') || is_punct(last, '\''),
        [] => false,
    };
    let is_lower_case = path.len() == 1 && path[0].starts_with(char::is_lowercase);
    let is_new = matches!(before, [.., TokenTree::Ident(word)] if word == "let" || word == "mut" || word == "fn");
    let has_type = matches!(after, [first, second, ..] if is_punct(first, ':') && !is_punct(second, ':'));
    goes_on || is_lower_case && (is_new || has_type)
}

/// The names of the path with which these tokens begin.
fn path_at(tokens: &[TokenTree]) -> Segments {
    let mut path = Vec::new();
    let mut rest = tokens;
    while let [TokenTree::Ident(name), after @ ..] = rest {
        path.push(name.to_string());
        match after {
            [first, second, next @ ..] if is_punct(first, ':') && is_punct(second, ':') => rest = next,
            _ => break,
        }
    }
    path
}

/// The length of the item or field with which these tokens begin, if it is compiled for tests only.
fn only_for_tests(tokens: &[TokenTree]) -> Option<usize> {
    let mut len = 0;
    let mut is_for_tests = false;
    while let [sign, TokenTree::Group(attribute), ..] = &tokens[len..]
        && is_punct(sign, '#')
    {
        is_for_tests |= is_cfg_test(&attribute.stream());
        len += 2;
    }
    if !is_for_tests {
        return None;
    }
    let is_field = matches!(&tokens[len..], [TokenTree::Ident(_), colon, ..] if is_punct(colon, ':'));
    for token in &tokens[len..] {
        len += 1;
        let ends = match token {
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            token => is_punct(token, if is_field { ',' } else { ';' }),
        };
        if ends {
            break;
        }
    }
    Some(len)
}

/// Whether an attribute is `cfg(test)` or `cfg(all(test, ...))`.
fn is_cfg_test(attribute: &TokenStream) -> bool {
    let text = attribute.to_string().replace(' ', "");
    text == "cfg(test)" || text.starts_with("cfg(all(test,")
}

/// The name that follows a word.
fn name_after(tokens: &[TokenTree], wanted: &str) -> Option<String> {
    tokens.windows(2).find_map(|pair| match pair {
        [TokenTree::Ident(word), TokenTree::Ident(name)] if word == wanted => Some(name.to_string()),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(files: &[(&str, &str)]) -> Graph {
        let sources = files.iter().map(|(file, source)| {
            let module = file.split("::").filter(|name| !name.is_empty()).map(str::to_owned).collect();
            (module, (*source).to_owned())
        });
        Graph::read(&sources.collect::<Vec<_>>())
    }

    fn arrows(files: &[(&str, &str)]) -> Vec<String> {
        let graph = graph(files);
        graph.arrows.iter().map(|&(from, to)| format!("{} -> {}", graph.name(from), graph.name(to))).collect()
    }

    /// A room with two files, of which the first is as given.
    fn house<'a>(room: &'a str, first: &'a str) -> [(&'a str, &'a str); 4] {
        [
            ("", "mod room; mod other;"),
            ("room", room),
            ("room::first", first),
            ("room::second", "pub struct Second; impl Second { pub const BEST: u8 = 1; } pub fn second() {}"),
        ]
    }

    const ROOM: &str =
        "mod first; mod second; pub use first::First; pub(crate) use second::{Second, second}; struct Own;";

    #[test]
    fn a_name_is_followed_to_the_file_that_defines_it() {
        for import in [
            "use super::second::Second;",
            "use super::Second;",
            "use super::*; fn f(a: Second) {}",
            "use crate::room::Second as Other;",
            "use crate::room; fn f() { room::second(); }",
            "use super::{self as room}; fn f() { let a = room::Second; }",
            "fn f() { crate::room::Second::BEST; }",
            "fn f() { println!(\"{}\", super::Second::BEST); }",
            "impl Clone for super::Second {}",
            "mod inner { use super::super::Second; }",
            "pub use super::Second; struct Holder(Second);",
        ] {
            assert_eq!(arrows(&house(ROOM, import)), ["room::first -> room::second"], "{import}");
        }
    }

    #[test]
    fn what_is_defined_above_leads_above() {
        assert_eq!(arrows(&house(ROOM, "use super::Own;")), ["room::first -> room"]);
        assert_eq!(arrows(&house(ROOM, "fn f(own: crate::room::Own) {}")), ["room::first -> room"]);
    }

    #[test]
    fn declaring_and_passing_on_is_not_using() {
        assert!(arrows(&house(ROOM, "pub struct First;")).is_empty());
        let room = format!("{ROOM} fn f() {{ let b = Second::BEST; }}");
        assert_eq!(arrows(&house(&room, "pub struct First;")), ["room -> room::second"]);
        let room = format!("{ROOM} fn f() {{ [1].map(second); }}");
        assert_eq!(arrows(&house(&room, "pub struct First;")), ["room -> room::second"]);
        assert_eq!(arrows(&house("mod first; use self::first::First;", "pub struct First;")), ["room -> room::first"]);
    }

    #[test]
    fn other_things_of_that_name_are_none() {
        for source in [
            "use super::*; fn f(a: A) { a.second(); }",
            "use super::*; struct A { second: u8 }",
            "use super::*; fn second() {} fn f() { second(); }",
            "use super::*; fn f() { let second = 1; }",
            "use std::second::Second; use rayon::prelude::*;",
            "pub(in crate::room) fn f() {}",
            "/// [`super::Second`]\nfn f() { \"super::Second\"; }",
        ] {
            assert!(arrows(&house(ROOM, source)).is_empty(), "{source}");
        }
    }

    #[test]
    fn what_is_for_tests_only_does_not_count() {
        for source in [
            "#[cfg(test)] mod tests { use super::super::Second; }",
            "#[cfg(test)] use super::Second; struct Other;",
            "struct A { #[cfg(test)] second: super::Second, other: u8 }",
            "#[cfg(test)] #[allow(dead_code)] fn f() -> super::Second { super::Second }",
        ] {
            assert!(arrows(&house(ROOM, source)).is_empty(), "{source}");
        }
        let files = [("", "mod a; #[cfg(test)] mod testing;"), ("a", "struct A;"), ("testing", "use crate::a::A;")];
        assert!(arrows(&files).is_empty());
        assert!(arrows(&[("", ""), ("a", "struct A;"), ("a::tests", "use super::A;")]).is_empty());
    }

    #[test]
    fn circles_are_found_and_named() {
        let files = [
            ("", ""),
            ("a", "use crate::b::B; pub struct A;"),
            ("b", "use crate::c::C; pub struct B;"),
            ("c", "use crate::a::A; pub struct C;"),
            ("d", "use crate::a::A; pub struct D;"),
        ];
        assert_eq!(graph(&files).circles(), ["a circle of 3 files:\n  a -> b\n  b -> c\n  c -> a"]);
        assert!(graph(&files).without(|file| file == ["c"]).circles().is_empty());
        assert!(graph(&files[..3]).circles().is_empty());
    }

    #[test]
    fn a_room_has_a_plan_of_its_own() {
        let files = [
            ("studio", "mod app; mod widgets; mod features; use self::app::App;"),
            ("studio::app", "pub struct App; use crate::studio::features::queue::Queue;"),
            ("studio::widgets", "use super::app::App; pub struct Slider;"),
            ("studio::features", "pub mod queue; pub mod train;"),
            ("studio::features::queue", "use crate::studio::widgets::Slider; pub struct Queue;"),
            ("studio::features::train", "use super::queue::Queue;"),
        ];
        let plan = Plan::parse(
            "//! | [`widgets`] | sliders | - |\n//! | [`features`] | what can be done | widgets |\n\
             //! | [`app`] | all of it | features |",
        );
        assert_eq!(
            graph(&files).breaches(&["studio"], &plan),
            ["studio::widgets -> studio::app: `widgets` does not lean on `app`"]
        );
        let strangers = Plan::parse("//! | [`queue`] | one | - |\n//! | [`train`] | another | - |");
        assert_eq!(
            graph(&files).breaches(&["studio", "features"], &strangers),
            ["studio::features::train -> studio::features::queue: `train` does not lean on `queue`"]
        );
    }
}
