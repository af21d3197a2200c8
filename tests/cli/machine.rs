//! `impasto devices` and `impasto models`.

use crate::scene::Scene;

#[test]
fn the_processor_is_listed() {
    let scene = Scene::new();
    let run = scene.run(&["devices", "--json"]).succeeded();
    let devices = &run.json_lines()[0];
    assert_eq!(devices[0]["device"], "cpu");
    assert!(devices[0]["threads"].as_u64().unwrap() > 0);
    let text = scene.run(&["devices"]).succeeded().stdout;
    assert!(text.starts_with("cpu ") && text.contains("--device"), "{text}");
}

#[test]
fn the_network_is_described_and_verified() {
    let scene = Scene::new();
    let run = scene.run(&["models", "--json"]).succeeded();
    let model = &run.json_lines()[0][0];
    assert_eq!(model["sha256"], impasto::network::ModelFile::EMBEDDED_CHECKSUM);
    assert_eq!(model["layers"].as_array().unwrap().len(), 16);
    assert_eq!(model["layers"][0], serde_json::json!({"name": "conv1_1", "inputs": 3, "outputs": 64}));
    let text = scene.run(&["models"]).succeeded().stdout;
    assert!(text.contains("(verified)") && text.contains("CC BY 4.0"), "{text}");
}
