//! A folder with two small pictures in which the program is run.

use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use impasto::picture::{Picture, SaveOptions};
use tempfile::TempDir;

use crate::patience::Guard;

/// What stands in an output file before a run that must not touch it.
pub const PRECIOUS: &[u8] = b"an older picture that must not be lost";

/// A folder of its own for every test, with `content.png` and `style.png`; gone when dropped.
pub struct Scene {
    folder: TempDir,
    /// Those of the programs that were started.
    guards: RefCell<Vec<Guard>>,
}

/// What a run wrote and how it ended.
pub struct Run {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Scene {
    pub fn new() -> Self {
        let scene = Self { folder: tempfile::tempdir().unwrap(), guards: RefCell::default() };
        let wave = |x: usize, y: usize, step: f32| 0.5 + 0.5 * (x as f32 * step).sin() * (y as f32 * step).cos();
        let picture = |width: usize, height: usize, steps: [f32; 3]| {
            let plane = |step| (0..width * height).map(move |index| wave(index % width, index / width, step));
            Picture::new(width, height, steps.into_iter().flat_map(plane).collect())
        };
        let save = |name, picture: Picture| picture.save(&scene.path(name), &SaveOptions::default()).unwrap();
        save("content.png", picture(48, 36, [0.1, 0.15, 0.2]));
        save("style.png", picture(40, 40, [0.9, 1.3, 2.1]));
        scene
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.path(name), bytes).unwrap();
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    /// Width and height of a picture in the folder.
    pub fn size(&self, name: &str) -> (usize, usize) {
        let picture = Picture::open(&self.path(name)).unwrap();
        (picture.width(), picture.height())
    }

    /// The program in this folder, with its data there, without a display.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_impasto"));
        command.args(arguments).current_dir(self.folder.path()).stdin(Stdio::null());
        command.env("IMPASTO_DATA", self.path("data"));
        for display in ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"] {
            command.env_remove(display);
        }
        command
    }

    /// Runs the program to its end.
    pub fn run(&self, arguments: &[&str]) -> Run {
        let _guard = Guard::of(&format!("the program {arguments:?}"));
        Run::of(self.command(arguments).output().unwrap())
    }

    /// Starts the program with both outputs piped.
    pub fn start(&self, arguments: &[&str]) -> Child {
        self.guards.borrow_mut().push(Guard::of(&format!("the program {arguments:?}")));
        self.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// Paints content.png in the style of style.png into out.png, small and short.
    pub fn render(&self, arguments: &[&str]) -> Run {
        self.run(&render_arguments(arguments))
    }

    /// A painting that must fail with this exit code and one sentence with these words, out.png staying as it was.
    pub fn render_fails(&self, arguments: &[&str], code: i32, words: &[&str]) {
        self.write("out.png", PRECIOUS);
        let run = self.render(arguments);
        run.failed(code, words);
        assert_eq!(self.read("out.png"), PRECIOUS, "{arguments:?} touched the output");
        let left: Vec<_> = fs::read_dir(self.folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(!left.iter().any(|name| name.to_string_lossy().ends_with(".part")), "{arguments:?} left {left:?}");
    }
}

/// The arguments of a small and short painting, with `given` in place of or beside its own.
pub fn render_arguments<'a>(given: &[&'a str]) -> Vec<&'a str> {
    let own = [
        ("--content", "content.png"),
        ("--style", "style.png"),
        ("--output", "out.png"),
        ("--size", "32"),
        ("--iterations", "2"),
    ];
    let own = own.into_iter().filter(|(option, _)| !given.contains(option));
    let mut arguments = vec!["render"];
    arguments.extend(own.flat_map(|(option, value)| [option, value]));
    arguments.extend(given);
    arguments
}

impl Run {
    pub fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let run = Self { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) };
        assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
        run
    }

    pub fn succeeded(self) -> Self {
        assert_eq!(self.code, Some(0), "{}", self.stderr);
        self
    }

    /// It ended with this code, wrote no data and told one thing with all of these words.
    pub fn failed(&self, code: i32, words: &[&str]) {
        assert_eq!(self.code, Some(code), "{}", self.stderr);
        assert_eq!(self.stdout, "");
        for word in words {
            assert!(self.stderr.contains(word), "\"{word}\" is missing in: {}", self.stderr);
        }
        if self.stderr.starts_with("impasto:") {
            assert_eq!(self.stderr.lines().count(), 1, "{}", self.stderr);
        } else {
            assert!(self.stderr.starts_with("error:") && code == 2, "{}", self.stderr);
        }
    }

    /// The standard output as one JSON value a line.
    pub fn json_lines(&self) -> Vec<serde_json::Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// A picture of `tests/fixtures`.
pub fn fixture(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name).to_str().unwrap().to_owned()
}
