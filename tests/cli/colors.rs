//! `--colours`, `--colours-strength`, `--keep-colours` and `--mask` of `impasto render` and `impasto apply`.

use std::borrow::Cow;
use std::sync::Arc;

use impasto::picture::{ColorMethod, ColorSettings, ContentColors, Picture, SaveOptions};

use crate::scene::Scene;

/// How far a picture is from what the library makes of another, at most, from 0 to 1.
fn distance(scene: &Scene, colored: &str, painted: &str, method: ColorMethod, strength: f64) -> f32 {
    let open = |name| Picture::open(&scene.path(name)).unwrap();
    let content = ContentColors::new(Arc::new(open("content.png")));
    let expected = content.given_to(Cow::Owned(open(painted)), ColorSettings { method, strength }).into_owned();
    let colored = open(colored);
    expected.planes().iter().zip(colored.planes()).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

#[test]
fn a_painting_gets_its_contents_colours() {
    let scene = Scene::new();
    let render = |output: &str, arguments: &[&str]| {
        let run = scene.render(&[&["--init", "style", "--output", output, "--json"], arguments].concat()).succeeded();
        assert_eq!(run.json_lines().last().unwrap()["output"], output);
    };
    render("raw.png", &[]);
    for (word, method) in [
        ("luminance", ColorMethod::Luminance),
        ("luminance-matched", ColorMethod::LuminanceMatched),
        ("cholesky", ColorMethod::Cholesky),
        ("pca", ColorMethod::Pca),
        ("symmetric", ColorMethod::Symmetric),
        ("histogram", ColorMethod::Histogram),
    ] {
        render("colored.png", &["--colours", word, "--colours-strength", "0.5"]);
        // The files are rounded to 8 bits, once more on the way that is compared with.
        assert!(distance(&scene, "colored.png", "raw.png", method, 0.5) < 0.02, "{word}");
        assert!(distance(&scene, "colored.png", "raw.png", ColorMethod::None, 1.0) > 0.04, "{word}");
    }
    render("kept.png", &["--keep-colours"]);
    assert!(distance(&scene, "kept.png", "raw.png", ColorMethod::Luminance, 1.0) < 0.02);
}

#[test]
fn pictures_on_the_way_get_them_too() {
    let scene = Scene::new();
    scene.render(&["--preview-every", "2", "--preview-dir", "steps", "--colours", "pca"]).succeeded();
    assert!(scene.read("steps/iteration-000002.png") == scene.read("out.png"));
}

#[test]
fn a_fast_style_gets_them() {
    let scene = Scene::new();
    let model = format!("{}/tests/styles/zip.pth", env!("CARGO_MANIFEST_DIR"));
    let apply = |output: &str, arguments: &[&str]| {
        let own = ["apply", "--model", &model, "--content", "content.png", "--output", output];
        scene.run(&[&own, arguments].concat()).succeeded();
    };
    apply("raw.png", &[]);
    apply("kept.png", &["--keep-colours"]);
    assert!(distance(&scene, "kept.png", "raw.png", ColorMethod::Luminance, 1.0) < 0.02);
    apply("pca.png", &["--colors", "pca", "--colors-strength", "1"]);
    assert!(distance(&scene, "pca.png", "raw.png", ColorMethod::Pca, 1.0) < 0.03);
}

#[test]
fn the_photograph_shows_where_the_mask_is_black() {
    let scene = Scene::new();
    // White above, black below.
    let (width, height) = (30, 20);
    let plane: Vec<f32> = (0..width * height).map(|place| f32::from(place / width < height / 2)).collect();
    Picture::new(width, height, plane.repeat(3)).save(&scene.path("mask.png"), &SaveOptions::default()).unwrap();
    let model = format!("{}/tests/styles/zip.pth", env!("CARGO_MANIFEST_DIR"));
    let apply = ["apply", "--model", &model, "--content", "content.png", "--output"];
    let render = ["render", "--content", "content.png", "--style", "style.png", "--size", "32", "--iterations", "2"];
    for command in [&apply[..], &[&render[..], &["--output"]].concat()] {
        scene.run(&[command, &["raw.png"]].concat()).succeeded();
        scene.run(&[command, &["masked.png", "--mask", "mask.png"]].concat()).succeeded();
        let [raw, masked] = ["raw.png", "masked.png"].map(|name| Picture::open(&scene.path(name)).unwrap());
        let (width, height) = (masked.width(), masked.height());
        let content = Picture::open(&scene.path("content.png")).unwrap().resized(width, height);
        let furthest = |other: &Picture, rows: std::ops::Range<usize>| {
            let places = rows.flat_map(|y| (0..width).map(move |x| (x, y)));
            let distances = places.flat_map(|(x, y)| masked.at(x, y).into_iter().zip(other.at(x, y)));
            distances.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
        };
        assert!(furthest(&raw, 0..height / 3) < 0.012, "{command:?}");
        assert!(furthest(&content, height - height / 3..height) < 0.012, "{command:?}");
    }
    scene.render_fails(&["--mask", "nowhere.png"], 1, &["nowhere.png"]);
    scene.render_fails(&["--mask", "out.png", "--output", "out.png"], 2, &["out.png"]);
}

#[test]
fn what_cannot_be_is_refused() {
    let scene = Scene::new();
    scene.render_fails(&["--colours", "vivid"], 2, &["vivid", "luminance", "cholesky", "histogram"]);
    for strength in ["-0.1", "1.5", "NaN", "much"] {
        scene.render_fails(&["--colours-strength", strength], 2, &["--colours-strength", strength, "from 0 to 1"]);
    }
    scene.render_fails(&["--keep-colours", "--colours", "pca"], 2, &["--keep-colours", "--colours"]);
}
