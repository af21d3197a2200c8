//! Losses and gradients against golden values of the PyTorch reference; `tests/reference/make_golden.py` made them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use impasto::cancel::CancelToken;
use impasto::network::{DeviceChoice, NetworkCache, Pooling, WeightScale};
use impasto::picture::Picture;
use impasto::transfer::{Objective, SeenStyle, StyleLayers, TransferSettings, Weights};
use serde::Deserialize;

/// The most by which a value may differ, relative to the golden one.
const TOLERANCE: f64 = 1e-3;

#[derive(Deserialize)]
struct Case {
    settings: CaseSettings,
    content: f64,
    style: BTreeMap<String, f64>,
    total: f64,
    gradient_l2: f64,
    gradient: BTreeMap<String, f64>,
}

/// The settings of a case, by the names they have in the program.
#[derive(Deserialize, Debug)]
struct CaseSettings {
    ratio: Option<f64>,
    pooling: Option<Pooling>,
    weight_scale: Option<WeightScale>,
    style_layers: Option<StyleLayers>,
    content_layer: Option<impasto::network::Layer>,
}

impl CaseSettings {
    fn settings(&self) -> TransferSettings {
        let default = TransferSettings::default();
        TransferSettings {
            weights: Weights {
                // The reference's own: alpha 1 and beta 1000.
                ratio: self.ratio.unwrap_or(1e-3),
                style_layers: self.style_layers.clone().unwrap_or_default(),
                ..default.weights
            },
            pooling: self.pooling.unwrap_or_default(),
            weight_scale: self.weight_scale.unwrap_or_default(),
            content_layer: self.content_layer.unwrap_or(default.content_layer),
            ..default
        }
    }
}

fn reference(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference").join(name)
}

fn assert_close(what: &str, value: f64, golden: f64) {
    assert!((value - golden).abs() <= TOLERANCE * golden.abs(), "{what}: {value} instead of {golden}");
}

#[test]
fn losses_and_gradients_equal_the_reference() {
    let cases: Vec<Case> = serde_json::from_slice(&std::fs::read(reference("golden.json")).unwrap()).unwrap();
    let picture = |name| Picture::open(&reference(name)).unwrap();
    let (content, style, image) = (picture("content.png"), picture("style.png"), picture("image.png"));
    let style = SeenStyle::alone(Arc::new(style));
    let cancel = CancelToken::new();
    assert!(cases.len() >= 6);
    for case in cases {
        let settings = case.settings.settings();
        let network = NetworkCache::default().get(DeviceChoice::Cpu, settings.weight_scale).unwrap();
        let mut objective = Objective::new(network, &settings, &content, vec![style.clone()], &cancel).unwrap();
        let evaluation = objective.evaluate_picture(&image, &cancel).unwrap();
        let name = |what: &str| format!("{what} of {:?}", case.settings);
        assert_close(&name("content"), evaluation.losses.content, case.content);
        assert_close(&name("total"), evaluation.losses.total, case.total);
        assert_eq!(evaluation.losses.style_layers.len(), case.style.len());
        for layer in &evaluation.losses.style_layers {
            assert_close(&name(layer.layer.name()), layer.loss, case.style[layer.layer.name()]);
        }
        assert_close(&name("gradient_l2"), evaluation.gradient_l2().unwrap(), case.gradient_l2);
        let gradient = evaluation.gradient.squeeze(0).unwrap().to_vec3::<f32>().unwrap();
        let largest = case.gradient.values().fold(0.0_f64, |largest, value| largest.max(value.abs()));
        for (place, golden) in case.gradient {
            let [channel, y, x] = place.split(',').map(|n| n.parse().unwrap()).collect::<Vec<usize>>()[..] else {
                panic!("a place is channel,y,x")
            };
            let value = f64::from(gradient[channel][y][x]);
            assert!((value - golden).abs() <= TOLERANCE * largest, "{}: {value}, {golden}", name(&place));
        }
    }
}
