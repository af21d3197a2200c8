//! `impasto render --time-lapse`.

use std::fs;

use image::AnimationDecoder;
use image::codecs::gif::GifDecoder;
use image::codecs::webp::WebPDecoder;
use impasto::picture::Picture;

use crate::scene::{PRECIOUS, Scene};

#[test]
fn every_kind_is_written_with_the_frames_that_were_asked_for() {
    let scene = Scene::new();
    let render = |path: &str| {
        let film = ["--time-lapse", path, "--time-lapse-every", "2", "--time-lapse-size", "24"];
        let rest = ["--time-lapse-seconds", "0.25", "--iterations", "7", "--keep-colours", "--json"];
        scene.render(&[&film[..], &rest].concat()).succeeded()
    };
    let run = render("a.webp");
    let lines = run.json_lines();
    let [.., told, last] = &lines[..] else { panic!("two lines follow the steps") };
    // The start, 2, 4, 6 and the end.
    let expected = serde_json::json!({ "event": "time-lapse", "output": "a.webp", "frames": 5, "seconds": 3.25 });
    assert_eq!((told, &last["event"]), (&expected, &"finished".into()));
    let file = std::io::Cursor::new(scene.read("a.webp"));
    let frames = WebPDecoder::new(file).unwrap().into_frames().collect_frames().unwrap();
    assert_eq!((frames.len(), frames[0].buffer().dimensions()), (5, (24, 18)));
    // The last frame is the painting, with the colours that the person chose.
    let painted = Picture::open(&scene.path("out.png")).unwrap().resized(24, 18);
    let distance =
        painted.to_rgba8().iter().zip(frames[4].buffer().as_raw()).map(|(a, b)| a.abs_diff(*b)).max().unwrap();
    assert!(distance <= 6, "{distance}");

    render("a.gif");
    let file = std::io::Cursor::new(scene.read("a.gif"));
    assert_eq!(GifDecoder::new(file).unwrap().into_frames().collect_frames().unwrap().len(), 5);
    render("steps");
    assert_eq!(fs::read_dir(scene.path("steps")).unwrap().count(), 5);
    assert_eq!(scene.size("steps/frame-0005.png"), (24, 18));
}

#[test]
fn people_are_told_where_it_is() {
    let scene = Scene::new();
    let run = scene.render(&["--time-lapse", "a.webp"]).succeeded();
    assert!(run.stdout.contains("The time lapse is in a.webp (2 frames, 2.2 s)."), "{}", run.stdout);
}

#[test]
fn what_cannot_be_made_is_refused_before_the_work() {
    let scene = Scene::new();
    scene.render_fails(&["--time-lapse", "a.mp4"], 1, &["a.mp4", "use .webp or .gif"]);
    scene.render_fails(&["--time-lapse", "nowhere/a.webp"], 1, &["nowhere/a.webp", "create the folder first"]);
    fs::create_dir(scene.path("full")).unwrap();
    scene.write("full/x", PRECIOUS);
    scene.render_fails(&["--time-lapse", "full"], 1, &["full", "holds other files"]);
    scene.render_fails(&["--time-lapse-every", "2"], 2, &["--time-lapse"]);
    scene.render_fails(&["--time-lapse", "a.gif", "--time-lapse-every", "0"], 2, &["from 1 to 1000"]);
    let same = ["--time-lapse", "out.webp", "--output", "out.webp"];
    scene.render(&same).failed(2, &["--time-lapse", "the painting goes there"]);
    fs::copy(crate::scene::fixture("animated.gif"), scene.path("moving.gif")).unwrap();
    let over = ["--time-lapse", "moving.gif", "--content", "moving.gif"];
    scene.render_fails(&over, 2, &["--time-lapse", "moving.gif", "it is what is painted from"]);
}
