//! `impasto render` when all goes well.

use std::fs;

use serde_json::Value;

use crate::scene::Scene;

#[test]
fn a_picture_is_painted_and_its_place_told() {
    let scene = Scene::new();
    let run = scene.render(&[]).succeeded();
    assert!(run.stdout.starts_with("The painting is finished. It is in out.png (32x24 pixels, 2 iterations, "));
    assert!(run.stderr.lines().all(|line| line.starts_with("impasto: iteration ")), "{}", run.stderr);
    assert!(run.stderr.contains("iteration 2 of 2, 32x24, loss "));
    assert_eq!(scene.size("out.png"), (32, 24));
}

#[test]
fn json_tells_every_iteration_and_the_outcome() {
    let scene = Scene::new();
    let run = scene.render(&["--json", "--iterations", "6", "--size", "96", "--scales", "2"]).succeeded();
    assert_eq!(run.stderr, "");
    let lines = run.json_lines();
    let (last, steps) = lines.split_last().unwrap();
    assert_eq!(steps.len(), 6);
    let number = |line: &Value, field: &str| line[field].as_f64().unwrap();
    for (index, step) in steps.iter().enumerate() {
        let (scale, width, height) = if index < 3 { (0, 48, 36) } else { (1, 96, 72) };
        assert_eq!(step["event"], "step");
        assert_eq!(step["iteration"], index + 1);
        assert_eq!((&step["scale"], &step["width"], &step["height"]), (&scale.into(), &width.into(), &height.into()));
        // The ratio 0.01 is alpha 10 and beta 1000.
        let total = 10.0 * number(step, "content") + 1000.0 * number(step, "style");
        assert!((number(step, "total") - total).abs() <= 1e-9 * total);
        assert!(number(step, "seconds") > 0.0);
        assert!(number(step, "evaluations") > number(step, "iteration"), "the start is one too");
        assert_eq!(step.as_object().unwrap().len(), 10);
    }
    assert!(number(&steps[5], "total") < number(&steps[3], "total"), "it gets better");
    let expected = serde_json::json!({
        "event": "finished", "outcome": "completed", "output": "out.png", "iterations": 6,
        "evaluations": steps[5]["evaluations"],
        "seconds": last["seconds"], "width": 96, "height": 72,
    });
    assert_eq!(last, &expected);
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let scene = Scene::new();
    for (seed, output) in [("7", "a.png"), ("7", "b.png"), ("8", "c.png")] {
        scene.render(&["--init", "noise", "--seed", seed, "--output", output, "--quiet"]).succeeded();
    }
    assert!(scene.read("a.png") == scene.read("b.png"));
    assert!(scene.read("a.png") != scene.read("c.png"));
}

#[test]
fn every_option_is_taken() {
    let scene = Scene::new();
    let run = scene.render(&[
        "--ratio",
        "1e-2",
        "--style-layers",
        "conv1_1=1,conv2_1=0.5,conv3_4",
        "--content-layer",
        "conv3_1",
        "--init",
        "style.png",
        "--scales",
        "1",
        "--optimizer",
        "adam",
        "--tv",
        "0.5",
        "--pooling",
        "average",
        "--weights",
        "as-trained",
        "--seed",
        "3",
        "--device",
        "cpu",
        "--threads",
        "1",
        "--quality",
        "80",
        "--output",
        "out.jpg",
        "--quiet",
    ]);
    let run = run.succeeded();
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("", ""));
    assert_eq!(scene.size("out.jpg"), (32, 24));
}

#[test]
fn pictures_on_the_way_are_numbered_over_all_scales() {
    let scene = Scene::new();
    let arguments = ["--preview-every", "2", "--preview-dir", "steps", "--iterations", "6", "--size", "96"];
    scene.render(&[&arguments[..], &["--scales", "2"]].concat()).succeeded();
    let mut names: Vec<_> = fs::read_dir(scene.path("steps")).unwrap().map(|file| file.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["iteration-000002.png", "iteration-000004.png", "iteration-000006.png"]);
    assert_eq!(scene.size("steps/iteration-000002.png"), (48, 36));
    assert_eq!(scene.size("steps/iteration-000006.png"), (96, 72));
    assert!(scene.read("steps/iteration-000006.png") == scene.read("out.png"));
}

#[test]
fn an_older_picture_is_replaced_by_a_finished_one() {
    let scene = Scene::new();
    scene.write("out.png", b"old");
    scene.render(&[]).succeeded();
    assert_eq!(scene.size("out.png"), (32, 24));
}
