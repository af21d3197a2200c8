//! `impasto reconstruct` and `impasto bench table1`.

use impasto::picture::Picture;

use crate::scene::Scene;

#[test]
fn contents_are_reconstructed_layer_by_layer_and_compared() {
    let scene = Scene::new();
    let arguments = ["--image", "content.png", "--output", "figure", "--size", "32", "--iterations", "20", "--json"];
    let run = scene.run(&[&["reconstruct", "content", "--layers", "conv1_2, conv3_1"][..], &arguments].concat());
    let lines = run.succeeded().json_lines();
    let [first, second, figure] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!((&figure["event"], figure["output"].as_str()), (&"figure".into(), Some("figure/content.png")));
    let (width, height) = scene.size("figure/content.png");
    assert!(width > 3 * 32 && height > 24 + 14, "three pictures in a row below their labels: {width}x{height}");
    assert!(first["output"].as_str().unwrap().ends_with("content-conv1_2.png"), "{first}");
    assert!(second["output"].as_str().unwrap().ends_with("content-conv3_1.png"), "{second}");
    let told = first["psnr"].as_f64().unwrap();
    let original = Picture::open(&scene.path("content.png")).unwrap().resized(32, 24);
    let measured = Picture::open(&scene.path("figure/content-conv1_2.png")).unwrap().psnr(&original);
    assert!((told - measured).abs() < 0.2, "{told} dB told, {measured} dB in the file");
    assert!(measured > 15.0, "{measured} dB");
}

#[test]
fn styles_are_reconstructed_from_nested_layers() {
    let scene = Scene::new();
    let arguments = ["reconstruct", "style", "--image", "style.png", "--output", "figure", "--size", "32"];
    let run = scene.run(&[&arguments[..], &["--iterations", "2", "--quiet"]].concat()).succeeded();
    assert_eq!(run.stdout.lines().count(), 6, "{}", run.stdout);
    assert!(scene.size("figure/style.png").0 > 6 * 32);
    for name in ["conv1_1", "conv1_1-to-conv2_1", "conv1_1-to-conv3_1", "conv1_1-to-conv4_1", "conv1_1-to-conv5_1"] {
        assert_eq!(scene.size(&format!("figure/style-{name}.png")), (32, 32));
    }
}

#[test]
fn a_figure_that_cannot_be_made_is_told() {
    let scene = Scene::new();
    let with = |layers, image| {
        scene.run(&[
            "reconstruct",
            "content",
            "--layers",
            layers,
            "--image",
            image,
            "--output",
            "figure",
            "--size",
            "32",
        ])
    };
    with("conv9_1", "content.png").failed(2, &["conv9_1", "choose one of"]);
    with("conv1_1", "missing.png").failed(1, &["missing.png"]);
    assert!(!scene.path("figure").exists());
}

#[test]
fn the_speed_of_optimiser_and_fast_style_is_compared() {
    let scene = Scene::new();
    let table = scene.run(&["bench", "table1", "--sizes", "32", "--seconds", "0.2"]).succeeded().stdout;
    assert!(table.contains("| 32 | this one |") && table.contains("Titan X"), "{table}");
    assert!(table.lines().next().unwrap().contains("threads: "), "the machine is named: {table}");
    let lines =
        scene.run(&["bench", "table1", "--sizes", "16,32", "--seconds", "0", "--json"]).succeeded().json_lines();
    assert_eq!(lines.len(), 2);
    for line in &lines {
        let seconds: Vec<f64> =
            line["seconds"].as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect();
        assert!(line["machine"].as_str().is_some_and(|machine| !machine.is_empty()));
        assert_eq!(line["iterations_measured"], 1, "no more than one iteration fits into no time");
        assert!((seconds[2] / seconds[0] - 5.0).abs() < 1e-6 && line["pass_seconds"].as_f64().unwrap() > 0.0);
    }
    scene.run(&["bench", "table1", "--sizes", "256,no"]).failed(2, &["from 16 to 8192"]);
}
