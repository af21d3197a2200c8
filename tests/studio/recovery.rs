//! Work that survives the death of the program.
//!
//! `twenty_kills` starts this very test program as a child, which drives the whole window without a display: the real
//! session, jobs, background threads and files, and only the drawing on a screen is left out. The child is killed with
//! SIGKILL at a moment that nobody chose, so nothing in it can prepare for the end. `.ci/run` does the same to the
//! `impasto` program in a window on a display of its own.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use impasto::project::{RecentProjects, Recovery};
use impasto::studio::app::session::Session;
use impasto::studio::features::painting::Painting;
use impasto::studio::features::project::{Dialog, Fingerprint};
use impasto::studio::painted::{Newest, Phase};
use impasto::studio::{App, State};

use crate::bench::{Bench, miniature, small_state};
use crate::common::patience::PATIENCE;
use crate::projects::asks;

const SIZE: [f32; 2] = [1280.0, 800.0];
/// Names the folder of the child.
const FOLDER: &str = "IMPASTO_TEST_OF_KILLS";
/// The child keeps its work as often as it can, so that there is much writing to be killed in.
const EVERY: Duration = Duration::from_millis(1);
const KILLS: usize = 20;

/// A window that keeps its work at this place, where its pictures are too.
pub fn bench(place: &Path, every: Duration, change: impl FnOnce(&mut State)) -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let mut state = small_state(place);
    change(&mut state);
    let networks = miniature(place);
    let place = place.to_owned();
    let dress = move |app: App| {
        let recent = RecentProjects::at(place.join("recent.json"));
        app.with_recovery(Recovery::at(place.join("recovery")), every).with_recent(recent)
    };
    Bench::dressed(state, folder, (SIZE, 1.0), networks, dress)
}

fn endless(state: &mut State) {
    state.setup.settings.iterations = 100_000;
    state.film.every = 7;
}

fn iteration(session: &Session) -> usize {
    session.painting().and_then(Painting::newest).map_or(0, Newest::iteration)
}

/// The iteration that was kept last.
fn kept(session: &Session) -> usize {
    session.project.autosave.kept.as_ref().map_or(0, Fingerprint::iteration)
}

/// What a child tells.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
enum Line {
    /// It is back at this iteration.
    Back(usize),
    /// It has kept this iteration.
    Kept(usize),
}

impl Line {
    fn parse(line: &str) -> Option<Self> {
        // The test harness may write on the same line.
        let words: Vec<_> = line.split_whitespace().collect();
        let place = words.iter().position(|word| *word == "back" || *word == "kept")?;
        let number = words.get(place + 1)?.parse().ok()?;
        Some(if words[place] == "back" { Self::Back(number) } else { Self::Kept(number) })
    }
}

/// The child of `twenty_kills`: goes on with what the one before it kept, and paints until it is killed.
#[test]
#[ignore = "a part of twenty_kills"]
fn child() {
    let Some(place) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let tell = |line: String| {
        println!("{line}");
        let _ = std::io::stdout().flush();
    };
    let mut bench = bench(&place, EVERY, endless);
    let is_first = !place.join("recovery").exists();
    if is_first {
        bench.wait("the pictures", |session| session.services.pictures.are_read());
        tell("back 0".into());
        bench.click("Start");
    } else {
        bench.wait("the question", |session| asks(session, &Dialog::Recover));
        bench.click("Go on");
        bench.wait("the painting", |session| session.phase() == Phase::Paused && session.project.reading.is_none());
        tell(format!("back {}", iteration(bench.session())));
        bench.click("Resume");
    }
    let (begun, mut told) = (Instant::now(), 0);
    while begun.elapsed() < PATIENCE {
        bench.harness.step();
        let kept = kept(bench.session());
        if kept > told {
            tell(format!("kept {kept}"));
            told = kept;
        }
    }
}

/// Starts a child and hands on what it tells.
fn start(place: &Path) -> (Child, mpsc::Receiver<Line>) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "recovery::child", "--ignored", "--nocapture", "--test-threads=1"])
        .env(FOLDER, place)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        for line in lines.map_while(Result::ok).filter_map(|line| Line::parse(&line)) {
            let _ = sender.send(line);
        }
    });
    (child, receiver)
}

fn next(lines: &mpsc::Receiver<Line>, what: &str) -> Line {
    lines.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("the child never told {what}"))
}

#[test]
fn twenty_kills() {
    let place = tempfile::tempdir().unwrap();
    let mut kept = 0;
    for kill in 1..=KILLS {
        let (mut child, lines) = start(place.path());
        let Line::Back(back) = next(&lines, "where it is back") else { panic!("it tells that first") };
        assert!(back >= kept, "iteration {kept} was kept before kill {}, and {back} came back", kill - 1);
        // It has gone on.
        while next(&lines, "that it goes on") <= Line::Kept(back) {}
        std::thread::sleep(Duration::from_micros(rand::random::<u64>() % 60_000));
        child.kill().unwrap();
        child.wait().unwrap();
        // What it told before it died.
        kept =
            lines.iter().fold(back + 1, |kept, line| if let Line::Kept(more) = line { kept.max(more) } else { kept });
    }
    assert!(kept > KILLS, "every child painted at least one iteration: {kept}");
    let left = std::fs::read_dir(place.path().join("recovery")).unwrap().count();
    assert_eq!(left, 1, "all of them worked in the same folder");
}

/// What the death of the program does to the window's folder: the lock is gone, the folder stays.
pub fn die(bench: Bench) {
    let lock = bench.session().project.autosave.folder.as_ref().unwrap().path().join("lock");
    drop(bench);
    // What was being written in the background still is, since this program goes on.
    let begun = Instant::now();
    while std::fs::File::open(&lock).unwrap().try_lock().is_err() {
        assert!(begun.elapsed() < PATIENCE, "waited in vain for what is written in the background");
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn the_question_tells_what_was_kept_and_can_be_put_off_or_declined() {
    let place = tempfile::tempdir().unwrap();
    let mut first = bench(place.path(), EVERY, |state| state.setup.settings.iterations = 6);
    first.wait("the pictures", |session| session.services.pictures.are_read());
    first.paint();
    first.wait("keeping", |session| kept(session) == 6);
    die(first);

    let mut second = bench(place.path(), EVERY, |_| {});
    second.wait("the question", |session| asks(session, &Dialog::Recover));
    second.wait_to_find("Go on where you were?");
    second.wait_to_see("iteration 6 of 6");
    // While it is asked about, no other window offers it.
    let mut third = bench(place.path(), EVERY, |_| {});
    third.frames(60);
    assert!(!third.session().services.dialogs.is_open());
    second.click("Ask again next time");
    assert!(second.session().painting().is_none());

    let mut fourth = bench(place.path(), EVERY, |_| {});
    fourth.wait("the question", |session| asks(session, &Dialog::Recover));
    fourth.click("Throw it away");
    assert!(!fourth.session().services.dialogs.is_open());
    let mut fifth = bench(place.path(), EVERY, |_| {});
    fifth.frames(60);
    assert!(!fifth.session().services.dialogs.is_open());
}

#[test]
fn what_is_back_is_not_saved_and_a_window_that_closes_leaves_nothing_behind() {
    let place = tempfile::tempdir().unwrap();
    let folders = || std::fs::read_dir(place.path().join("recovery")).map_or(0, Iterator::count);
    let mut first = bench(place.path(), EVERY, |state| state.setup.settings.iterations = 6);
    first.wait("the pictures", |session| session.services.pictures.are_read());
    assert_eq!(folders(), 0, "nothing is kept before anything was painted");
    first.paint();
    first.wait("keeping", |session| kept(session) == 6);
    assert_eq!(folders(), 1);
    die(first);

    let mut second = bench(place.path(), EVERY, |_| {});
    second.wait("the question", |session| asks(session, &Dialog::Recover));
    second.click("Go on");
    second.wait("the painting", |session| session.painting().is_some());
    assert_eq!(iteration(second.session()), 6);
    second.wait_to_see("is back as it was last kept");
    assert!(!second.close_window(), "it is in no file yet");
    second.click("Cancel");
    eframe::App::on_exit(second.harness.state_mut().as_mut().unwrap());
    assert_eq!(folders(), 0);
}

#[test]
fn a_saved_project_needs_nothing_else_and_its_name_is_known_after_a_break() {
    let place = tempfile::tempdir().unwrap();
    let mut first = bench(place.path(), EVERY, |state| state.setup.settings.iterations = 6);
    first.wait("the pictures", |session| session.services.pictures.are_read());
    first.paint();
    first.wait("keeping", |session| kept(session) == 6);
    first.press(egui::Modifiers::COMMAND, egui::Key::S);
    first.click("Save");
    first.wait("the file", |session| session.project.path.is_some() && session.project.autosave.kept.is_none());
    first.set_slider("Ratio", 0.25);
    first.wait("keeping", |session| session.project.autosave.kept.is_some());
    let path = first.session().project.path.clone().unwrap();
    die(first);

    let mut second = bench(place.path(), EVERY, |_| {});
    second.wait("the question", |session| asks(session, &Dialog::Recover));
    second.wait_to_see(&path.file_name().unwrap().to_string_lossy());
    second.click("Go on");
    second.wait("the painting", |session| session.painting().is_some());
    assert_eq!(second.app().state().setup.settings.weights.ratio, 0.25);
    assert_eq!(second.session().project.path.as_ref(), Some(&path));
    assert!(second.session().project.title.contains("* – Impasto"));
}
