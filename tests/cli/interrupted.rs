//! Paintings that are stopped on the way, and the painting without a display.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command};

use impasto::transfer::TransferSettings;

use crate::projects;
use crate::scene::{PRECIOUS, Run, Scene, render_arguments};

/// A painting that does not end by itself within the time of a test.
const LONG: [&str; 4] = ["--json", "--iterations", "100000", "--seed"];

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([name, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

#[test]
fn ctrl_c_and_terminate_save_what_there_is_and_say_so() {
    for name in ["-INT", "-TERM"] {
        let scene = Scene::new();
        scene.write("out.png", b"old");
        let mut child = scene.start(&render_arguments(&[&LONG[..], &["1"]].concat()));
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut lines = String::new();
        stdout.read_line(&mut lines).unwrap();
        signal(&child, name);
        stdout.read_to_string(&mut lines).unwrap();
        let run = Run::of(child.wait_with_output().unwrap());
        assert_eq!(run.code, Some(130), "{}", run.stderr);
        assert!(run.stderr.contains("stopped; what there is was kept. It is in out.png (32x24 pixels, "));
        let last: serde_json::Value = serde_json::from_str(lines.lines().last().unwrap()).unwrap();
        assert_eq!((&last["event"], &last["outcome"]), (&"finished".into(), &"stopped".into()));
        assert_eq!(last["iterations"], lines.lines().count() - 1);
        assert_eq!(scene.size("out.png"), (32, 24));
    }
}

#[test]
fn a_painting_that_is_stopped_still_gets_its_time_lapse() {
    let scene = Scene::new();
    let mut child = scene.start(&render_arguments(&[&LONG[..], &["1", "--time-lapse", "a.gif"]].concat()));
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut lines = String::new();
    stdout.read_line(&mut lines).unwrap();
    signal(&child, "-INT");
    stdout.read_to_string(&mut lines).unwrap();
    let run = Run::of(child.wait_with_output().unwrap());
    assert_eq!(run.code, Some(130), "{}", run.stderr);
    assert!(run.stderr.contains("The time lapse is in a.gif ("), "{}", run.stderr);
    assert_eq!(scene.size("a.gif"), (32, 24));
}

#[test]
fn a_queue_that_is_stopped_keeps_what_there_is_and_begins_no_other() {
    let scene = Scene::new();
    let endless = TransferSettings { iterations: 100_000, ..projects::small() };
    for name in ["a.impasto", "b.impasto"] {
        projects::save(&scene, name, projects::draft(&scene, endless.clone()));
    }
    let mut child = scene.start(&["queue", "a.impasto", "b.impasto", "--output", "painted", "--json"]);
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut lines = String::new();
    while !lines.contains("\"step\"") {
        assert!(stdout.read_line(&mut lines).unwrap() > 0, "{lines}");
    }
    signal(&child, "-INT");
    stdout.read_to_string(&mut lines).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let lines: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let [.., painted, last] = &lines[..] else { panic!("two lines follow the steps") };
    assert_eq!((&painted["event"], &painted["outcome"]), (&"painted".into(), &"stopped".into()));
    assert_eq!((&last["painted"], &last["failed"], &last["left"]), (&0.into(), &0.into(), &1.into()));
    assert_eq!(scene.size("painted/a.png"), (24, 32));
    assert!(!scene.path("painted/b.png").exists());
}

#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    let scene = Scene::new();
    let mut child = scene.start(&render_arguments(&[&LONG[..], &["1"]].concat()));
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    let run = Run::of(child.wait_with_output().unwrap());
    assert_eq!(run.code, Some(130), "{}", run.stderr);
    assert_eq!(run.stderr.lines().count(), 1, "{}", run.stderr);
    assert_eq!(scene.size("out.png"), (32, 24));
}

#[test]
fn without_a_display_the_samples_are_painted_under_a_free_name() {
    let scene = Scene::new();
    scene.write("impasto.png", PRECIOUS);
    let mut child = scene.start(&[]);
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    let mut told = String::new();
    while !told.contains("impasto: iteration ") {
        assert!(stderr.read_line(&mut told).unwrap() > 0, "{told}");
    }
    assert!(told.contains("Painting a sample photograph in the style of a sample painting"), "{told}");
    signal(&child, "-INT");
    stderr.read_to_string(&mut told).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(told.contains("impasto-2.png (128x"), "{told}");
    assert_eq!(scene.read("impasto.png"), PRECIOUS);
    assert_eq!(scene.size("impasto-2.png").0, 128);
}
