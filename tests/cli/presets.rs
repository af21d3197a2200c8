//! `impasto presets` and `--preset`.

use impasto::project::BUNDLED;

use crate::scene::Scene;

#[test]
fn the_presets_are_listed_with_what_they_do() {
    let run = Scene::new().run(&["presets"]).succeeded();
    assert_eq!(run.stdout.lines().count(), BUNDLED.len());
    assert!(run.stdout.lines().any(|line| line.starts_with("bold-strokes  ") && line.ends_with('.')));
}

#[test]
fn a_preset_is_used_by_name_and_by_file() {
    let scene = Scene::new();
    let file = scene.run(&["presets", "faithful"]).succeeded().stdout;
    scene.write("mine.json", file.as_bytes());
    let paint = |preset: &[&str], output: &str| {
        scene.render(&[preset, &["--output", output, "--quiet"]].concat()).succeeded();
        scene.read(output)
    };
    let by_name = paint(&["--preset", "Faithful"], "a.png");
    assert!(by_name == paint(&["--preset", "mine.json"], "b.png"));
    assert!(by_name != paint(&[], "c.png"));
    let ratio = BUNDLED.iter().find(|bundled| bundled.name == "Faithful").unwrap().preset().settings.weights.ratio;
    assert!(by_name == paint(&["--ratio", &ratio.to_string()], "d.png"), "it is the ratio that makes it faithful");
    assert!(by_name != paint(&["--preset", "faithful", "--ratio", "1e-4"], "e.png"), "what is typed counts");
    let default = impasto::transfer::Weights::default().ratio.to_string();
    assert!(by_name != paint(&["--preset", "faithful", "--ratio", &default], "f.png"), "also when it is the default");
}

#[test]
fn pytorchs_tutorial_starts_from_the_content_or_from_noise() {
    let scene = Scene::new();
    let paint = |start: &[&str], output: &str| {
        let arguments = ["--preset", "pytorch-tutorial", "--scales", "1", "--output", output, "--quiet"];
        scene.render(&[&arguments[..], start].concat()).succeeded();
        scene.read(output)
    };
    assert!(paint(&[], "from-content.png") != paint(&["--init", "noise"], "from-noise.png"));
}

#[test]
fn a_preset_that_is_none_is_told() {
    let scene = Scene::new();
    scene.render_fails(&["--preset", "cold-strokes"], 2, &["cold-strokes", "balanced", "faithful"]);
    scene.write("broken.json", b"{\"impasto-preset\": 1,");
    scene.render_fails(
        &["--preset", "broken.json"],
        1,
        &["broken.json", "is not a preset that can be used", "no JSON"],
    );
    scene.render_fails(&["--preset", "missing.json"], 1, &["missing.json", "does not exist"]);
}
