//! `impasto train`: small and short trainings by the real program, interrupted and gone on with.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command};

use impasto::fast::{About, Networks, TrainingRecord};
use impasto::picture::{Picture, SaveOptions};
use safetensors::SafeTensors;
use serde_json::Value;

use crate::scene::{PRECIOUS, Run, Scene, fixture};

/// A scene with a few photographs in a folder.
fn scene() -> Scene {
    let scene = Scene::new();
    fs::create_dir_all(scene.path("photos/more")).unwrap();
    let photograph = Picture::open(&scene.path("content.png")).unwrap();
    for (index, name) in ["a.png", "b.jpg", "more/c.png", "more/d.png"].into_iter().enumerate() {
        let (width, height) = (70 + 10 * index, 64);
        photograph.resized(width, height).save(&scene.path("photos").join(name), &SaveOptions::default()).unwrap();
    }
    scene
}

/// The arguments of a small training, with `given` in place of or beside its own.
fn arguments<'a>(given: &[&'a str]) -> Vec<&'a str> {
    let own = [
        ("--style", "style.png"),
        ("--photos", "photos"),
        ("--output", "out.safetensors"),
        ("--width", "2"),
        ("--steps", "9"),
        ("--crop", "32"),
        ("--style-size", "40"),
        ("--checkpoint-every", "2"),
    ];
    let own = own.into_iter().filter(|(option, _)| !given.contains(option));
    let mut arguments = vec!["train", "--json"];
    arguments.extend(own.flat_map(|(option, value)| [option, value]));
    arguments.extend(given);
    arguments
}

fn train(scene: &Scene, given: &[&str]) -> Run {
    scene.run(&arguments(given))
}

/// Number and losses of every step that a run told.
fn steps(lines: &[Value]) -> Vec<(u64, [f64; 2])> {
    let steps = lines.iter().filter(|line| line["event"] == "step");
    steps
        .map(|line| (line["step"].as_u64().unwrap(), ["content", "style"].map(|name| line[name].as_f64().unwrap())))
        .collect()
}

/// Starts a training and reads its lines until the step with this number; the lines.
fn start_until(scene: &Scene, given: &[&str], step: u64) -> (Child, Vec<Value>) {
    let mut child = scene.start(&arguments(given));
    let mut lines = Vec::new();
    for line in BufReader::new(child.stdout.as_mut().unwrap()).lines() {
        lines.push(serde_json::from_str::<Value>(&line.unwrap()).unwrap());
        if lines.last().unwrap()["step"] == step && lines.last().unwrap()["event"] == "step" {
            return (child, lines);
        }
    }
    child.wait().unwrap();
    panic!("the training ended before step {step}: {lines:?}");
}

/// All tensors of a style.
fn tensors(scene: &Scene, name: &str) -> Vec<f32> {
    Networks::weights_of_file(&scene.path(name)).unwrap().parameters()
}

/// The training that everybody asks about first: does it get better?
#[test]
fn three_hundred_steps_lower_the_loss_and_make_a_style_to_paint_with() {
    let scene = scene();
    let size = ["--from", "chance", "--width", "16", "--steps", "300", "--crop", "48", "--style-scales", "1"];
    let given = [&size[..], &["--title", "Waves", "--checkpoint-every", "100"]].concat();
    let lines = train(&scene, &given).succeeded().json_lines();
    let (first, last) = (&lines[0], lines.last().unwrap());
    assert_eq!((&first["event"], &first["photographs"]), (&"prepared".into(), &4.into()));
    assert_eq!(
        (&last["event"], &last["outcome"], &last["steps"]),
        (&"finished".into(), &"completed".into(), &300.into())
    );
    let steps = steps(&lines);
    assert_eq!(steps.len(), 300);
    let mean = |steps: &[(u64, [f64; 2])]| {
        steps.iter().map(|(_, [content, style])| content + style).sum::<f64>() / steps.len() as f64
    };
    let (before, after) = (mean(&steps[..20]), mean(&steps[280..]));
    assert!(after < 0.5 * before, "{after} after {before}");

    let bytes = scene.read("out.safetensors");
    let (_, header) = SafeTensors::read_metadata(&bytes).unwrap();
    let metadata = header.metadata().clone().unwrap();
    let record: TrainingRecord = serde_json::from_str(&metadata["training"]).unwrap();
    assert_eq!((record.steps, record.settings.width, record.photographs), (300, 16, 4));
    assert_eq!(metadata["painting"], "Waves");
    let run = scene.run(&["apply", "--model", "out.safetensors", "--content", "content.png", "--output", "out.png"]);
    run.succeeded();
    let painted = Picture::open(&scene.path("out.png")).unwrap();
    let content = Picture::open(&scene.path("content.png")).unwrap();
    let differences = painted.planes().iter().zip(content.planes()).map(|(a, b)| (a - b).abs());
    let mean = differences.sum::<f32>() / painted.planes().len() as f32;
    assert!(mean > 0.01, "it paints something else than the photograph: {mean}");
    let about: About = serde_json::from_value(serde_json::to_value(&metadata).unwrap()).unwrap();
    assert!(about.origin.starts_with("trained with Impasto"));
}

#[test]
fn a_training_begins_with_a_style_that_ships_unless_chance_is_asked_for() {
    let first_content_loss = |given: &[&str]| {
        let scene = scene();
        let short = ["--width", "16", "--steps", "1", "--crop", "48", "--style-scales", "1"];
        let lines = train(&scene, &[&short[..], given].concat()).succeeded().json_lines();
        let [(_, [content, _])] = steps(&lines)[..] else { panic!("one step was made") };
        content
    };
    assert!(first_content_loss(&[]) < 0.5 * first_content_loss(&["--from", "chance"]), "it keeps a photograph better");
    let scene = scene();
    train(&scene, &["--from", "chance", "--resume"]).failed(2, &["--from", "--resume"]);
}

#[test]
fn a_training_that_was_killed_goes_on_exactly_as_it_would_have() {
    let (whole, cut) = (scene(), scene());
    // So many that it does not come to its end before it is killed.
    let long = ["--steps", "500"];
    let expected = steps(&train(&whole, &long).succeeded().json_lines());
    let (mut child, before) = start_until(&cut, &long, 5);
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!cut.path("out.safetensors").exists());
    let after = train(&cut, &["--steps", "500", "--resume"]).succeeded().json_lines();
    // The state of step 4 was written; whether later ones were before the end is chance.
    let resumed = after[0]["step"].as_u64().unwrap() as usize;
    assert!(resumed >= 4 && resumed.is_multiple_of(2) && after[0]["event"] == "prepared", "{}", after[0]);
    assert_eq!(steps(&before), expected[..5]);
    assert_eq!(steps(&after), expected[resumed..]);
    assert_eq!(tensors(&cut, "out.safetensors"), tensors(&whole, "out.safetensors"));
    let mut left = fs::read_dir(cut.path(".")).unwrap().map(|entry| entry.unwrap().path());
    assert!(left.all(|path| path.extension().is_none_or(|ending| ending != "part")));
}

#[test]
fn ctrl_c_keeps_the_state_and_more_steps_can_be_asked_for() {
    let scene = scene();
    scene.write("out.safetensors", PRECIOUS);
    let long = ["--steps", "100000", "--checkpoint-every", "100000"];
    let (mut child, _) = start_until(&scene, &long, 3);
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    // What is left to be read, lest the program waits for a reader.
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let last: Value = serde_json::from_str(&lines.last().unwrap()).unwrap();
    let run = Run::of(child.wait_with_output().unwrap());
    assert_eq!(run.code, Some(130), "{}", run.stderr);
    assert_eq!(
        (&last["event"], &last["outcome"], &last["output"]),
        (&"finished".into(), &"stopped".into(), &Value::Null)
    );
    let made = last["steps"].as_u64().unwrap();
    assert!(
        run.stderr.contains(&format!("Interrupted after {made} of 100000 steps; --resume goes on")),
        "{}",
        run.stderr
    );
    assert_eq!(scene.read("out.safetensors"), PRECIOUS);

    let refused = train(&scene, &[]);
    refused.failed(2, &["holds a training of", "add --resume or remove that file"]);
    train(&scene, &["--resume", "--steps", "1"]).failed(2, &["were made already; give at least as many"]);
    train(&scene, &["--resume", "--steps", "200", "--batch", "2"]).failed(2, &["only --steps can change"]);
    let steps = (made + 2).to_string();
    let lines = train(&scene, &["--resume", "--steps", &steps]).succeeded().json_lines();
    assert_eq!(lines.iter().filter(|line| line["event"] == "step").count(), 2);
    Networks::weights_of_file(&scene.path("out.safetensors")).unwrap();
}

#[test]
fn broken_photographs_are_told_and_passed_over() {
    let scene = scene();
    scene.write("photos/broken.webp", b"This was never a picture.");
    fs::copy(fixture("animated.gif"), scene.path("photos/e.gif")).unwrap();
    let run = train(&scene, &["--steps", "6", "--batch", "2"]).succeeded();
    let notices: Vec<Value> = run.json_lines().into_iter().filter(|line| line["event"] == "notice").collect();
    assert_eq!(notices.len(), 1, "{}", run.stdout);
    assert!(notices[0]["message"].as_str().unwrap().starts_with("photos/broken.webp is not a picture"));
    assert!(run.stderr.contains("photos/broken.webp is not a picture"), "{}", run.stderr);
}

#[test]
fn another_style_is_begun_with_and_onnx_is_written() {
    let scene = scene();
    let net = format!("{}/tests/styles/net.safetensors", env!("CARGO_MANIFEST_DIR"));
    let mut arguments = arguments(&["--from", &net, "--steps", "1", "--output", "out.onnx"]);
    // The width is that of the other style.
    let width = arguments.iter().position(|word| *word == "--width").unwrap();
    arguments.drain(width..width + 2);
    scene.run(&arguments).succeeded();
    let (before, after) = (Networks::weights_of_file(net.as_ref()).unwrap().parameters(), tensors(&scene, "out.onnx"));
    let furthest = before.iter().zip(&after).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(furthest > 0.0 && furthest < 0.1, "{furthest}");
    train(&scene, &["--from", &net, "--width", "3"]).failed(2, &["the style that it begins with has another width"]);
}

#[test]
fn samples_are_painted_on_the_way_and_people_are_told() {
    let scene = scene();
    let mut arguments = arguments(&["--sample", "content.png", "--sample-every", "4", "--sample-dir", "samples"]);
    arguments.retain(|word| *word != "--json");
    let run = scene.run(&arguments).succeeded();
    assert!(
        run.stdout.starts_with("The style is trained. It is in out.safetensors (9 steps, 00:00:"),
        "{}",
        run.stdout
    );
    assert!(run.stderr.contains("impasto: step 9 of 9, content "), "{}", run.stderr);
    let mut names: Vec<_> =
        fs::read_dir(scene.path("samples")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["step-000004.png", "step-000008.png"]);
}

#[test]
fn what_cannot_be_is_refused_before_the_work() {
    let scene = scene();
    fs::create_dir(scene.path("empty")).unwrap();
    scene.write("broken.png", b"no picture");
    for (given, code, words) in [
        (&["--photos", "empty"][..], 1, "empty holds no pictures; choose a folder of photographs"),
        (&["--photos", "missing"], 1, "missing does not exist"),
        (&["--photos", "style.png"], 1, "style.png is a file; choose the folder that it lies in"),
        (&["--style", "broken.png"], 1, "broken.png is not a picture"),
        (&["--output", "out.pth"], 2, "out.pth has an ending in which no style can be written"),
        (&["--output", "missing/out.onnx"], 1, "its folder does not exist"),
        (&["--crop", "34"], 2, "the crop cannot be 34: give a multiple of 4"),
        (&["--crop", "8"], 2, "give a number from 32 to 1024"),
        (&["--lean", "nan"], 2, "give a number from 0.05 to 20"),
        (&["--resume"], 1, "out.safetensors.training does not exist"),
        (&["--resume", "--from", "a.pth"], 2, "cannot be used with"),
        (&["--from", "style.png"], 1, "it is none of PyTorch's files"),
        (&["--sample", "content.png"], 2, "--sample-every"),
    ] {
        train(&scene, given).failed(code, &[words]);
        assert!(!scene.path("out.safetensors").exists(), "{given:?}");
    }
    scene.write("out.safetensors.training", b"damaged");
    train(&scene, &["--resume"]).failed(1, &["is not a training that can be gone on with (it is damaged)"]);
}
