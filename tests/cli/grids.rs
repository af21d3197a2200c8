//! `impasto grid`: axes, labels, and what cannot be.

use impasto::picture::Picture;

use crate::scene::{PRECIOUS, Run, Scene};

/// A grid of tiny and short paintings.
fn grid(scene: &Scene, arguments: &[&str]) -> Run {
    let own = ["grid", "--content", "content.png", "--style", "style.png", "--output", "grid.png"];
    let small = ["--size", "32", "--iterations", "2"];
    scene.run(&[&own[..], &small[..], arguments].concat())
}

#[test]
fn two_axes_make_a_labelled_grid() {
    let scene = Scene::new();
    let run = grid(&scene, &["--ratios", "1e-4,1e-3,1e-1", "--depths", "1,5"]).succeeded();
    assert!(run.stdout.starts_with("The painting is finished. It is in grid.png (3x2 paintings, "), "{}", run.stdout);
    assert!(run.stderr.contains("6 of 6 paintings done"), "{}", run.stderr);
    let picture = Picture::open(&scene.path("grid.png")).unwrap();
    assert!(picture.width() > 3 * 32 && picture.height() > 2 * 24, "{picture:?}");
    let has_ink = (0..picture.width()).any(|x| (0..20).any(|y| picture.at(x, y)[0] < 0.4));
    assert!(has_ink, "there are letters above the cells");
}

#[test]
fn styles_are_an_axis_when_there_are_several() {
    let scene = Scene::new();
    let run = grid(&scene, &["--style", "content.png", "--seeds", "1,2", "--quiet"]).succeeded();
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("", ""));
    let two_rows = scene.size("grid.png").1;
    grid(&scene, &["--seeds", "1,2", "--quiet"]).succeeded();
    assert!(two_rows > scene.size("grid.png").1 + 20);
}

#[test]
fn without_an_axis_the_ratios_are_those_of_the_paper() {
    let scene = Scene::new();
    let run = grid(&scene, &[]).succeeded();
    assert!(run.stdout.contains("4x1 paintings"), "{}", run.stdout);
}

#[test]
fn what_cannot_be_painted_is_refused_before_the_work() {
    let scene = Scene::new();
    scene.write("grid.png", PRECIOUS);
    let cases: [(&[&str], &[&str]); 7] = [
        (&["--ratios", "1e-3,70000"], &["70000", "from 0.00001 to 10000"]),
        (&["--depths", "0"], &["0", "from 1 to 5"]),
        (&["--depths", "1,6"], &["6", "from 1 to 5"]),
        (&["--content-layers", "conv9_9"], &["conv9_9", "choose one of conv1_1"]),
        (&["--ratios", "1e-3", "--tvs", "1", "--seeds", "1"], &["third axis", "leave one of them out"]),
        (&["--output", "content.png"], &["content.png", "choose another name"]),
        (&["--seeds", "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17"], &["17", "at most 16"]),
    ];
    for (arguments, words) in cases {
        let arguments: Vec<&str> = arguments.to_vec();
        let run = if arguments[0] == "--output" {
            let own = ["grid", "--content", "content.png", "--style", "style.png"];
            scene.run(&[&own[..], &arguments[..]].concat())
        } else {
            grid(&scene, &arguments)
        };
        run.failed(2, words);
    }
    assert_eq!(scene.read("grid.png"), PRECIOUS);
}

#[test]
fn a_cell_that_cannot_be_painted_is_told_and_stays_grey() {
    let scene = Scene::new();
    // 20 x 15 pixels are too few for the fifth block.
    let own = ["grid", "--content", "content.png", "--style", "style.png", "--output", "grid.png"];
    let run = scene.run(&[&own[..], &["--size", "20", "--iterations", "2", "--depths", "2,5"]].concat()).succeeded();
    assert!(
        run.stderr.contains("painting 2 of 2 failed") && run.stderr.contains("at least 16 pixels"),
        "{}",
        run.stderr
    );
}
