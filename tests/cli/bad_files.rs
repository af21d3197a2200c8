//! Files as they come: odd ones work as a person expects, broken ones give one sentence and leave the output alone.

use std::fs;

use crate::scene::{PRECIOUS, Scene, fixture};

#[test]
fn odd_pictures_work() {
    let scene = Scene::new();
    let odd = ["cmyk.jpg", "grey_16.png", "grey.jpg", "palette_clear.png", "animated.gif", "animated.png", "clear.png"];
    for name in odd {
        scene.render(&["--content", &fixture(name), "--iterations", "1"]).succeeded();
        assert_eq!(scene.size("out.png"), (32, 16), "{name}");
    }
}

#[test]
fn a_turned_photograph_is_painted_upright() {
    let scene = Scene::new();
    scene.render(&["--content", &fixture("turned_6.jpg"), "--iterations", "1"]).succeeded();
    assert_eq!(scene.size("out.png"), (16, 32));
}

#[test]
fn a_single_pixel_is_painted_as_a_plain_surface() {
    let scene = Scene::new();
    scene.write("dot.ppm", b"P6\n1 1\n255\n\x80\x40\x20");
    scene.render(&["--content", "dot.ppm", "--iterations", "1"]).succeeded();
    scene.render(&["--style", "dot.ppm", "--iterations", "1"]).succeeded();
    assert_eq!(scene.size("out.png"), (32, 24));
}

#[test]
fn a_sliver_is_refused_with_the_size_that_it_needs() {
    let scene = Scene::new();
    scene.write("sliver.ppm", &[&b"P6\n64 1\n255\n"[..], &[99; 192]].concat());
    scene.render_fails(&["--content", "sliver.ppm"], 2, &["32x1 pixels", "16 pixels on the shorter side"]);
}

#[test]
fn broken_pictures_are_refused_with_their_name() {
    let scene = Scene::new();
    let whole = scene.read("content.png");
    scene.write("cut.png", &whole[..whole.len() / 2]);
    scene.write("empty.png", b"");
    scene.write("words.jpg", b"This was never a picture, whatever its name says.");
    scene.write("huge.ppm", b"P6\n20000 20000\n255\n");
    fs::create_dir(scene.path("folder.png")).unwrap();
    let broken = [
        ("missing.png", "does not exist"),
        ("cut.png", "damaged or cut short"),
        ("empty.png", "is empty"),
        ("words.jpg", "is not a picture"),
        ("huge.ppm", "more than 200 megapixels"),
        ("folder.png", "is a folder"),
    ];
    for (name, words) in broken {
        for option in ["--content", "--style", "--init"] {
            scene.render_fails(&[option, name], 1, &[name, words]);
        }
    }
    let measured = ["loss", "--content", "content.png", "--style", "style.png", "--image", "cut.png"];
    scene.run(&measured).failed(1, &["cut.png", "damaged or cut short"]);
}

#[test]
fn a_name_leaves_the_terminal_alone() {
    let scene = Scene::new();
    for (name, shown) in
        [("a\u{1b}[2J.png", "a\\u{1b}[2J.png"), ("b\u{202e}gnp.png", "b\\u{202e}gnp.png"), ("c\r\n.png", "c\\r\\n.png")]
    {
        let run = scene.render(&["--content", name]);
        run.failed(1, &[shown, "does not exist"]);
        assert!(!run.stderr.contains(['\u{1b}', '\u{202e}', '\r']), "{:?}", run.stderr);
    }
}

#[test]
fn a_place_that_cannot_be_written_is_told_before_the_work() {
    let scene = Scene::new();
    fs::create_dir(scene.path("folder.png")).unwrap();
    let mut places = vec!["nowhere/out.png", "style.png/out.png", "folder.png"];
    if cfg!(target_os = "linux") {
        // Nobody can make a file there, not even root, for whom permissions do not count.
        places.push("/proc/out.png");
    }
    for output in places {
        scene.render_fails(&["--output", output], 1, &[output]);
    }
    scene.render_fails(&["--preview-every", "1", "--preview-dir", "nowhere/steps"], 1, &["nowhere/steps"]);
    scene.render_fails(&["--preview-every", "1", "--preview-dir", "style.png"], 1, &["style.png"]);
}

#[test]
fn a_protected_picture_stays() {
    let scene = Scene::new();
    scene.write("kept.png", PRECIOUS);
    let mut permissions = fs::metadata(scene.path("kept.png")).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(scene.path("kept.png"), permissions).unwrap();
    scene.render_fails(&["--output", "kept.png"], 1, &["kept.png", "cannot be written"]);
    assert_eq!(scene.read("kept.png"), PRECIOUS);
}

#[test]
fn broken_and_foreign_model_files_are_refused_with_their_name() {
    let scene = Scene::new();
    let model = concat!(env!("CARGO_MANIFEST_DIR"), "/models/vgg19.safetensors");
    let whole = fs::read(model).unwrap();
    scene.write("cut.safetensors", &whole[..whole.len() / 2]);
    scene.write("empty.safetensors", b"");
    scene.write("foreign.safetensors", b"\x02\0\0\0\0\0\0\0{}");
    for name in ["cut.safetensors", "empty.safetensors", "foreign.safetensors", "style.png"] {
        scene.render_fails(&["--model", name], 1, &[name, "is not a usable model file"]);
    }
    scene.render_fails(&["--model", "missing.safetensors"], 1, &["missing.safetensors", "does not exist"]);
    scene.render(&["--model", model]).succeeded();
}

#[test]
fn what_lay_behind_an_error_is_told_on_request() {
    let scene = Scene::new();
    let run = scene.render(&["--content", "missing.png", "--details"]);
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.lines().nth(1).unwrap().starts_with("impasto:   because: "), "{}", run.stderr);
}
