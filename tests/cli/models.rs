//! `impasto models` and the styles of the gallery.

use std::fs;

use impasto::fast::BundledStyle;
use serde_json::json;

use crate::scene::Scene;

fn style(name: &str) -> String {
    format!("{}/tests/styles/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn a_style_is_added_listed_described_used_and_removed() {
    let scene = Scene::new();
    let added = scene.run(&["models", "add", &style("zip.pth"), "--licence", "CC0", "--painting", "style.png"]);
    assert_eq!(added.succeeded().stdout, "Added zip.\n");
    let known = scene.run(&["models", "add", &style("zip.pth"), "--json"]).succeeded();
    assert_eq!(known.json_lines(), [json!({"added": [], "known": ["zip"], "refused": []})]);

    let text = scene.run(&["models"]).succeeded().stdout;
    assert!(text.starts_with("vgg19: loss network") && text.contains("\nzip: fast style of the gallery, "), "{text}");
    let list = &scene.run(&["models", "list", "--json"]).succeeded().json_lines()[0];
    let styles: Vec<_> = list.as_array().unwrap().iter().filter(|entry| entry["kind"] == "fast-style").collect();
    assert_eq!((&list[0]["kind"], styles.len()), (&json!("loss-network"), BundledStyle::all().len() + 1 + 26));
    let info = &scene.run(&["models", "info", "zip", "--json"]).succeeded().json_lines()[0];
    assert_eq!(&info[0], *styles.iter().find(|entry| entry["name"] == "zip").unwrap());
    assert_eq!((&info[0]["width"], &info[0]["licence"]), (&json!(2), &json!("CC0")));
    assert_eq!(info[0]["painting"], json!(scene.path("style.png")));
    let text = scene.run(&["models", "info", "zip"]).succeeded().stdout;
    assert!(text.contains("Johnson et al. 2016, width 2") && text.contains("licence   CC0"), "{text}");

    scene.run(&["apply", "--model", "zip", "--content", "content.png", "--output", "out.png"]).succeeded();
    assert_eq!(scene.size("out.png"), (48, 36));
    let blended =
        ["apply", "--model", "dumoulin-3", "--blend", "zip=0.5", "--content", "content.png", "--output", "b.png"];
    scene.run(&blended).succeeded();

    let removed = scene.run(&["models", "remove", "zip", "--json"]).succeeded().json_lines();
    let kept = removed[0]["kept"].as_str().unwrap();
    assert_eq!(fs::read(kept).unwrap(), fs::read(style("zip.pth")).unwrap());
    assert!(scene.run(&["models"]).succeeded().stdout.contains("no styles of yours yet"));
}

#[test]
fn the_loss_network_is_described_and_verified() {
    let scene = Scene::new();
    let text = scene.run(&["models", "info", "vgg19"]).succeeded().stdout;
    assert!(text.contains("(verified)") && text.contains("conv5_4  512 to 512"), "{text}");
    scene.run(&["models", "remove", "vgg19"]).failed(2, &["vgg19", "part of the program"]);
}

#[test]
fn the_networks_that_enlarge_are_listed_and_stay() {
    let scene = Scene::new();
    assert!(scene.run(&["models"]).succeeded().stdout.contains("enlarge4: enlarges pictures 4 times"));
    let listed = scene.run(&["models", "--json"]).succeeded().json_lines().remove(0);
    let enlargers: Vec<_> = listed.as_array().unwrap().iter().filter(|entry| entry["kind"] == "enlarger").collect();
    assert_eq!(enlargers.iter().map(|entry| entry["factor"].as_u64()).collect::<Vec<_>>(), [Some(2), Some(4)]);
    let text = scene.run(&["models", "info", "enlarge2"]).succeeded().stdout;
    assert!(text.contains(enlargers[0]["sha256"].as_str().unwrap()) && text.contains("CC0-1.0"), "{text}");
    scene.run(&["models", "remove", "enlarge2"]).failed(2, &["enlarge2", "part of the program"]);
}

#[test]
fn of_a_folder_the_good_ones_are_added_and_the_bad_ones_told() {
    let scene = Scene::new();
    let run = scene.run(&["models", "add", &style(""), "--json"]);
    assert_eq!(run.code, Some(1));
    let line = &run.json_lines()[0];
    assert_eq!(line["added"], json!(["legacy", "net", "net-2", "zip"]));
    assert!(line["refused"][0]["path"].as_str().unwrap().ends_with("hostile.pth"));
    let run = scene.run(&["models", "add", &style("")]);
    assert_eq!((run.code, run.stdout.lines().count(), run.stderr.lines().count()), (Some(1), 4, 1));
}

#[test]
fn what_is_no_style_is_refused() {
    let scene = Scene::new();
    scene.run(&["models", "add", &style("hostile.pth")]).failed(1, &["hostile.pth", "is refused"]);
    scene.run(&["models", "add", "missing.pth"]).failed(1, &["missing.pth", "does not exist"]);
    scene.run(&["models", "info", "candy"]).failed(2, &["candy", "choose one of the gallery: ", "dumoulin-0, "]);
    scene.run(&["models", "remove", "dumoulin-3"]).failed(2, &["dumoulin-3", "part of the program"]);
    scene.run(&["models", "remove", "candy"]).failed(2, &["candy"]);
    assert!(!scene.path("data").join("styles").exists());
}
