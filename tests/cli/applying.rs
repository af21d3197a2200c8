//! `impasto apply` and `impasto bench apply`.

use std::fs;

use serde_json::{Value, json};

use crate::scene::{PRECIOUS, Run, Scene, fixture};

/// A model file of `tests/styles`.
fn style(name: &str) -> String {
    format!("{}/tests/styles/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn apply(scene: &Scene, model: &str, arguments: &[&str]) -> Run {
    scene.run(&[&["apply", "--model", &style(model)], arguments].concat())
}

#[test]
fn a_picture_is_painted_and_its_place_told() {
    let scene = Scene::new();
    let run = apply(&scene, "legacy.pth", &["--content", "content.png", "--output", "out.jpg"]).succeeded();
    assert!(run.stdout.starts_with("The picture is painted. It is in out.jpg (48x36 pixels, "), "{}", run.stdout);
    assert_eq!((run.stderr.as_str(), scene.size("out.jpg")), ("", (48, 36)));
    let arguments = ["--content", "content.png", "--output", "out.png", "--size", "31", "--json", "--device", "cpu"];
    let run = apply(&scene, "net.onnx", &arguments).succeeded();
    let [line] = &run.json_lines()[..] else { panic!("{}", run.stdout) };
    let expected = json!({
        "event": "painted", "content": "content.png", "output": "out.png", "width": 31, "height": 23,
        "seconds": line["seconds"],
    });
    assert_eq!((line, scene.size("out.png")), (&expected, (31, 23)));
}

#[test]
fn a_folder_is_painted_past_a_broken_file() {
    let scene = Scene::new();
    fs::create_dir(scene.path("photos")).unwrap();
    for name in ["turned_6.jpg", "grey.jpg", "animated.gif", "clear.webp"] {
        scene.write(&format!("photos/{name}"), &fs::read(fixture(name)).unwrap());
    }
    scene.write("photos/broken.png", b"This was never a picture.");
    scene.write("photos/.hidden", b"");
    fs::create_dir(scene.path("photos/more")).unwrap();
    let arguments = ["--content", "photos", "--output", "painted"];
    let run = apply(&scene, "net.safetensors", &arguments);
    assert_eq!(run.code, Some(1));
    assert_eq!(run.stdout, "4 of 5 pictures are painted, in painted.\n");
    assert!(
        run.stderr.ends_with(
            "impasto: photos/broken.png is not a picture that Impasto can open; use PNG, JPEG, WebP, TIFF, GIF or BMP\n"
        ),
        "{}",
        run.stderr
    );
    let mut names: Vec<_> =
        fs::read_dir(scene.path("painted")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["animated.gif.png", "clear.webp", "grey.jpg", "turned_6.jpg"]);
    assert_eq!(scene.size("painted/turned_6.jpg"), (16, 32));

    let run = apply(&scene, "net.safetensors", &[&arguments[..], &["--json"]].concat());
    assert_eq!(run.code, Some(1));
    let lines = run.json_lines();
    let events: Vec<&Value> = lines.iter().map(|line| &line["event"]).collect();
    assert_eq!(events, ["painted", "failed", "painted", "painted", "painted", "finished"]);
    assert_eq!((&lines[5]["painted"], &lines[5]["failed"]), (&4.into(), &1.into()));
    assert_eq!(lines[1]["content"], "photos/broken.png");

    fs::remove_file(scene.path("photos/broken.png")).unwrap();
    apply(&scene, "net.safetensors", &[&arguments[..], &["--quiet"]].concat()).succeeded();
}

#[test]
fn styles_that_are_none_are_refused_before_the_work() {
    let scene = Scene::new();
    scene.write("out.png", PRECIOUS);
    scene.write("cut.pth", &fs::read(style("zip.pth")).unwrap()[..20_000]);
    let vgg19 = concat!(env!("CARGO_MANIFEST_DIR"), "/models/vgg19.safetensors");
    let hostile = style("hostile.pth");
    for (model, words) in [
        ("missing.pth", "does not exist"),
        ("cut.pth", "the archive is cut short"),
        ("style.png", "it is none of PyTorch's files"),
        (vgg19, "not a network of the fast_neural_style kind"),
        (&hostile, "it asks to run \"posix.system\", which is refused"),
    ] {
        let run = scene.run(&["apply", "--model", model, "--content", "content.png", "--output", "out.png"]);
        run.failed(1, &[model, words]);
    }
    assert_eq!(scene.read("out.png"), PRECIOUS);
}

#[test]
fn places_that_cannot_be_are_refused() {
    let scene = Scene::new();
    fs::create_dir(scene.path("photos")).unwrap();
    let run = |content, output| apply(&scene, "zip.pth", &["--content", content, "--output", output]);
    run("photos", "painted").failed(2, &["--content", "photos", "no pictures"]);
    fs::copy(scene.path("content.png"), scene.path("photos/a.png")).unwrap();
    run("photos", "photos").failed(2, &["--output", "photos", "choose another name"]);
    run("photos", "style.png").failed(2, &["--output", "style.png", "it is a file"]);
    run("photos", "nowhere/painted").failed(1, &["nowhere/painted", "folder does not exist"]);
    run("content.png", "content.png").failed(2, &["--output", "content.png", "choose another name"]);
    run("content.png", "out.gif").failed(2, &["out.gif", "ending"]);
    run("missing.png", "out.png").failed(1, &["missing.png", "does not exist"]);
    assert!(!scene.path("painted").exists());
}

#[test]
fn a_fast_style_is_timed() {
    let scene = Scene::new();
    let arguments = ["bench", "apply", "--size", "32", "--device", "cpu", "--threads", "1"];
    let run = scene.run(&[&arguments[..], &["--json"]].concat()).succeeded();
    let [line] = &run.json_lines()[..] else { panic!("{}", run.stdout) };
    assert_eq!((&line["size"], &line["device"], &line["threads"]), (&32.into(), &"cpu".into(), &1.into()));
    assert!(line["seconds"].as_f64().unwrap() > 0.0);
    let sentence = scene.run(&arguments).succeeded().stdout;
    assert!(sentence.contains(" s for one picture (median of 5)"), "{sentence}");
}
