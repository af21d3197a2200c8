//! Several styles, their scale, and framed pictures on the command line.

use impasto::picture::{Crop, Framing, Picture, SaveOptions, Turn};

use crate::scene::{Run, Scene};

fn save(scene: &Scene, name: &str, picture: &Picture) {
    picture.save(&scene.path(name), &SaveOptions::default()).unwrap();
}

fn open(scene: &Scene, name: &str) -> Picture {
    Picture::open(&scene.path(name)).unwrap()
}

fn loss(scene: &Scene, arguments: &[&str]) -> serde_json::Value {
    let own = ["loss", "--image", "content.png", "--json"];
    let run: Run = scene.run(&[&own, arguments].concat()).succeeded();
    run.json_lines().remove(0)
}

#[test]
fn several_styles_are_mixed_by_their_weights() {
    let scene = Scene::new();
    save(&scene, "other.png", &Picture::white_noise(40, 30, 1.0, 5));
    let content = ["--content", "content.png"];
    let one = |style| loss(&scene, &[&content[..], &["--style", style]].concat());
    let both = ["--style", "style.png", "--style", "other.png", "--style-weight", "3", "--style-weight", "1"];
    let mixed = loss(&scene, &[&content[..], &both].concat());
    let (first, second) = (one("style.png"), one("other.png"));
    for layer in ["conv1_1", "conv3_1", "conv5_1"] {
        let value = |loss: &serde_json::Value| loss["style"][layer].as_f64().unwrap();
        let expected = 0.75 * value(&first) + 0.25 * value(&second);
        assert!((value(&mixed) / expected - 1.0).abs() < 1e-4, "{layer}: {} {expected}", value(&mixed));
    }
    let run = scene.render(&[&both[..], &["--json", "--quiet"]].concat()).succeeded();
    assert_eq!(run.json_lines().len(), 3);
    assert_eq!(scene.size("out.png"), (32, 24));
}

#[test]
fn the_style_scale_acts() {
    let scene = Scene::new();
    for (scale, output) in [("1", "a.png"), ("2.5", "b.png"), ("0.5", "c.png")] {
        scene.render(&["--style-scale", scale, "--output", output]).succeeded();
    }
    scene.render(&["--output", "d.png"]).succeeded();
    assert!(scene.read("a.png") == scene.read("d.png"));
    assert!(scene.read("a.png") != scene.read("b.png") && scene.read("a.png") != scene.read("c.png"));
}

#[test]
fn a_framed_picture_is_painted_like_one_that_was_framed_before() {
    let scene = Scene::new();
    let crop = Crop { x: 0.25, y: 0.0, width: 0.75, height: 0.75 };
    let framing = Framing { mirrored: true, turn: Turn::Quarter, crop };
    save(&scene, "framed.png", &open(&scene, "content.png").framed(&framing));
    save(&scene, "part.png", &open(&scene, "style.png").cropped(&crop));
    let framed = ["--content-flip", "--content-turn", "90", "--content-crop", "0.25,0,0.75,0.75"];
    scene.render(&[&framed[..], &["--style-crop", "0.25,0,0.75,0.75", "--output", "a.png"]].concat()).succeeded();
    scene.render(&["--content", "framed.png", "--style", "part.png", "--output", "b.png"]).succeeded();
    // 48 x 36 pixels turned are 36 x 48, of which 27 x 36 are used.
    assert_eq!(scene.size("a.png"), (24, 32));
    assert!(scene.read("a.png") == scene.read("b.png"));
}

#[test]
fn what_cannot_be_is_refused_with_the_remedy() {
    let scene = Scene::new();
    let two = ["--style", "style.png", "--style", "content.png"];
    let with = |arguments: &[&'static str]| [&two[..], arguments].concat();
    scene.render_fails(
        &with(&["--style-weight", "1"]),
        2,
        &["--style-weight", "given once", "--style is given 2 times"],
    );
    scene.render_fails(&with(&["--style-crop", "0,0,1,1"]), 2, &["--style-crop", "given once", "2 times"]);
    scene.render_fails(&with(&["--style-weight", "0", "--style-weight", "0"]), 2, &["weight above 0"]);
    for weight in ["-1", "NaN", "11", "much"] {
        scene.render_fails(&["--style-weight", weight], 2, &["--style-weight", weight, "from 0 to 10"]);
    }
    for scale in ["0", "0.2", "4.5", "-1", "NaN"] {
        scene.render_fails(&["--style-scale", scale], 2, &["--style-scale", scale, "from 0.25 to 4"]);
    }
    for option in ["--style-crop", "--content-crop"] {
        for crop in ["0,0,0,1", "0.5,0,0.6,1", "-0.1,0,0.5,0.5", "0,0,1", "nan,0,1,1", "all"] {
            scene.render_fails(&[option, crop], 2, &[option, "the rectangle cannot be"]);
        }
    }
    scene.render_fails(&["--content-turn", "45"], 2, &["45", "90", "180", "270"]);
    scene.render_fails(&["--output", "style.png"], 2, &["--output", "style.png", "choose another name"]);
}
