//! `impasto apply` and `impasto bench apply`.

use std::fs;
use std::path::Path;

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
fn a_painting_is_a_style_and_styles_blend() {
    let scene = Scene::new();
    let run = |more: &[&str]| {
        scene.run(&[&["apply", "--content", "content.png", "--output", "out.png", "--device", "cpu"], more].concat())
    };
    run(&["--style", "style.png", "--strength", "0.5"]).succeeded();
    let painted = scene.read("out.png");
    run(&["--model", "dumoulin-7", "--style-size", "32"]).succeeded();
    assert_ne!(scene.read("out.png"), painted);
    let net = style("net.onnx");
    run(&["--model", &net, "--blend", "style.png=0.25", "--blend", "dumoulin-3=0.25"]).succeeded();
    assert_eq!(scene.size("out.png"), (48, 36));

    run(&[]).failed(2, &["--model"]);
    run(&["--model", "dumoulin-7", "--style", "style.png"]).failed(2, &["cannot be used with"]);
    run(&["--model", "dumoulin-7", "--strength", "1.5"]).failed(2, &["give a number from 0 to 1"]);
    run(&["--model", "dumoulin-7", "--blend", "style.png"]).failed(2, &["painting.jpg=0.3"]);
    let many = ["--model", "dumoulin-7", "--blend", "dumoulin-1=0.7", "--blend", "dumoulin-2=0.7"];
    run(&many).failed(2, &["--blend cannot be 1.4"]);
    run(&["--model", "dumoulin-26"]).failed(1, &["dumoulin-26", "does not exist"]);
    run(&["--style", "missing.jpg"]).failed(1, &["missing.jpg", "does not exist"]);
    run(&["--style", &net]).failed(1, &["net.onnx", "not a picture"]);
}

/// Twenty pictures of mixed kinds, one of them broken.
#[test]
fn every_kind_of_picture_is_painted_in_one_folder() {
    let scene = Scene::new();
    fs::create_dir(scene.path("photos")).unwrap();
    let fixtures = fs::read_dir(fixture("")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> =
        fixtures.filter(|name| Path::new(name).extension().is_some_and(|kind| kind != "json")).collect();
    names.sort();
    names.truncate(19);
    for name in &names {
        scene.write(&format!("photos/{name}"), &fs::read(fixture(name)).unwrap());
    }
    scene.write("photos/cut.jpg", &fs::read(fixture("progressive.jpg")).unwrap()[..300]);
    let arguments = ["apply", "--model", "dumoulin-4", "--content", "photos", "--output", "painted", "--json"];
    let run = scene.run(&arguments);
    assert_eq!(run.code, Some(1));
    let lines = run.json_lines();
    let last = &lines[lines.len() - 1];
    assert_eq!((&last["painted"], &last["failed"], lines.len()), (&19.into(), &1.into(), 21));
    assert!(
        run.stderr.ends_with("photos/cut.jpg is damaged or cut short; open it in another program and save it again\n")
    );
    assert_eq!(fs::read_dir(scene.path("painted")).unwrap().count(), 19);
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
    for network in ["arbitrary", "multistyle26", "style-prediction"] {
        scene.run(&[&arguments[..], &["--model", network]].concat()).succeeded();
    }
    let sentence = scene.run(&arguments).succeeded().stdout;
    assert!(sentence.contains(" s for one picture (median of 5)"), "{sentence}");
}
