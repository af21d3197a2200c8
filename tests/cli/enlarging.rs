//! `impasto train --enlarger`, `impasto enlarge` and `impasto bench enlarge`: a tiny network from its training to the
//! picture.

use std::fs;

use impasto::fast::{Enlargement, EnlargerLoss, TrainGoal, TrainingRecord};
use impasto::picture::{Picture, SaveOptions};
use safetensors::SafeTensors;

use crate::scene::{PRECIOUS, Run, Scene};

/// A scene with a few photographs in a folder.
fn scene() -> Scene {
    let scene = Scene::new();
    fs::create_dir_all(scene.path("photos")).unwrap();
    let photograph = Picture::open(&scene.path("content.png")).unwrap();
    for (name, width) in [("a.png", 72), ("b.jpg", 81)] {
        photograph.resized(width, 64).save(&scene.path("photos").join(name), &SaveOptions::default()).unwrap();
    }
    scene
}

fn train(scene: &Scene, given: &[&str]) -> Run {
    let own = ["--photos", "photos", "--width", "3", "--steps", "4", "--crop", "32", "--json"];
    scene.run(&[&["train"], given, &own[..]].concat())
}

fn enlarge(scene: &Scene, given: &[&str]) -> Run {
    scene.run(&[&["enlarge", "--input", "content.png"], given].concat())
}

#[test]
fn a_network_is_trained_and_enlarges() {
    let scene = scene();
    let lines = train(&scene, &["--enlarger", "4", "--output", "four.safetensors"]).succeeded().json_lines();
    assert_eq!((&lines[0]["event"], &lines[0]["photographs"]), (&"prepared".into(), &2.into()));
    let steps: Vec<_> = lines.iter().filter(|line| line["event"] == "step").collect();
    assert_eq!(steps.len(), 4);
    assert!(steps.iter().all(|line| line["content"].as_f64().unwrap() > 0.0 && line["style"] == 0.0));
    let bytes = scene.read("four.safetensors");
    let (_, header) = SafeTensors::read_metadata(&bytes).unwrap();
    let record: TrainingRecord = serde_json::from_str(&header.metadata().as_ref().unwrap()["training"]).unwrap();
    let goal = TrainGoal::Enlarge { enlargement: Enlargement::FourTimes, loss: EnlargerLoss::Perceptual };
    assert_eq!((record.steps, record.settings.goal), (4, goal));

    let run = enlarge(&scene, &["--factor", "4", "--model", "four.safetensors", "--output", "out.png", "--json"]);
    let [line] = &run.succeeded().json_lines()[..] else { panic!("one line") };
    assert_eq!((&line["event"], &line["width"], &line["height"]), (&"enlarged".into(), &192.into(), &144.into()));
    assert_eq!(scene.size("out.png"), (192, 144));
    let (small, large) = ["content.png", "out.png"].map(|name| Picture::open(&scene.path(name)).unwrap()).into();
    assert!(small.psnr(&large.resized(48, 36)) > 25.0, "it is the same picture");

    // More steps of the same training.
    let more = ["--enlarger", "4", "--output", "four.safetensors", "--resume"];
    let run = scene.run(&[&["train", "--photos", "photos", "--json", "--steps", "6"], &more[..]].concat());
    let lines = run.succeeded().json_lines();
    assert_eq!(lines.iter().filter(|line| line["event"] == "step").count(), 2);
    let another = [&["--style", "style.png"], &more[2..]].concat();
    train(&scene, &another).failed(2, &["--resume cannot be given with these options"]);
}

#[test]
fn the_network_of_the_program_enlarges_twice() {
    let scene = scene();
    let run = enlarge(&scene, &["--factor", "2", "--output", "out.jpg"]).succeeded();
    assert!(run.stdout.starts_with("The picture is enlarged. It is in out.jpg (96x72 pixels, "), "{}", run.stdout);
    assert_eq!(scene.size("out.jpg"), (96, 72));
}

#[test]
fn methods_are_compared_in_a_table_and_by_crops() {
    let scene = scene();
    train(&scene, &["--enlarger", "2", "--loss", "pixel", "--output", "pixel.safetensors"]).succeeded();
    fs::write(scene.path("photos/broken.png"), b"no picture").unwrap();
    let arguments = ["bench", "enlarge", "--factor", "2", "--photos", "photos", "--pixel", "pixel.safetensors"];
    let run = scene.run(&[&arguments[..], &["--crops", "crops.png"]].concat()).succeeded();
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(lines[2], "| photograph | bicubic | pixel loss | perceptual loss |", "{}", run.stdout);
    assert!(lines[4].starts_with("| a.png | ") && lines[6].starts_with("| mean | "), "{}", run.stdout);
    assert!(run.stderr.contains("broken.png is not a picture"), "{}", run.stderr);
    let (width, height) = scene.size("crops.png");
    assert!(width > 4 * 128 && height > 2 * 128, "{width}x{height}");
    let lines = scene.run(&[&arguments[..], &["--json"]].concat()).succeeded().json_lines();
    let mean = lines.last().unwrap();
    assert_eq!(mean["photograph"], "mean");
    for method in ["bicubic", "pixel loss", "perceptual loss"] {
        let (psnr, ssim) = (mean[method]["psnr"].as_f64().unwrap(), mean[method]["ssim"].as_f64().unwrap());
        assert!(psnr > 15.0 && ssim > 0.5 && ssim <= 1.0, "{method}: {psnr} dB, {ssim}");
    }
}

#[test]
fn what_cannot_be_is_refused_before_the_work() {
    let scene = scene();
    train(&scene, &["--enlarger", "2", "--output", "two.safetensors"]).succeeded();
    scene.write("out.png", PRECIOUS);
    for (given, code, words) in [
        (&["--factor", "3", "--output", "out.png"][..], 2, "give 2 or 4"),
        (
            &["--factor", "4", "--model", "two.safetensors", "--output", "out.png"],
            2,
            "two.safetensors enlarges 2 times",
        ),
        (&["--factor", "2", "--model", "style.png", "--output", "out.png"], 1, "is not a usable model file"),
        (&["--factor", "2", "--output", "content.png"], 2, "it is what is painted from"),
        (&["--factor", "2", "--output", "out.gif"], 2, "has an ending that Impasto cannot write"),
    ] {
        enlarge(&scene, given).failed(code, &[words]);
        assert_eq!(scene.read("out.png"), PRECIOUS);
    }
    scene
        .run(&["enlarge", "--factor", "2", "--input", "missing.png", "--output", "out.png"])
        .failed(1, &["missing.png does not exist"]);
    for (given, words) in [
        (&["--enlarger", "2", "--output", "a.onnx"][..], "no network that enlarges can be written; use .safetensors"),
        (&["--enlarger", "3", "--output", "a.safetensors"], "give 2 or 4"),
        (&["--enlarger", "2", "--style", "style.png", "--output", "a.safetensors"], "cannot be used with"),
        (&["--loss", "pixel", "--style", "style.png", "--output", "a.safetensors"], "cannot be used with"),
        (&["--output", "a.safetensors"], "--style"),
    ] {
        train(&scene, given).failed(2, &[words]);
    }
}
