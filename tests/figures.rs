//! Figure 1 of Gatys et al. 2016 in numbers: how much of a photograph each layer keeps.

use std::path::Path;
use std::sync::Arc;

use impasto::cancel::CancelToken;
use impasto::network::{DeviceChoice, Layer, NetworkCache};
use impasto::picture::Picture;
use impasto::transfer::figures::content_reconstruction;
use impasto::transfer::{Step, Transfer, TransferSettings};

/// The longer side of the photograph in pixels.
const SIZE: usize = 256;
/// A few tenths of a decibel depend on the rounding of each processor.
const TOLERANCE: f64 = 0.4;

#[test]
fn contents_come_back_from_white_noise() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/samples/neuschwansteincastle.jpg");
    let photograph = Arc::new(Picture::open(&path).unwrap());
    let original = photograph.with_longer_side(SIZE);
    let networks = NetworkCache::default();
    for (layer, expected) in [(Layer::Conv1_2, 32.0), (Layer::Conv2_2, 30.0), (Layer::Conv3_2, 22.0)] {
        let settings = TransferSettings { size: SIZE, ..content_reconstruction(layer) };
        let network = networks.get(DeviceChoice::Cpu, settings.weight_scale).unwrap();
        let (content, style) = (Arc::clone(&photograph), Arc::clone(&photograph));
        let mut transfer = Transfer::new(network, settings, content, style, None).unwrap();
        while !matches!(transfer.step(&CancelToken::new()).unwrap(), Step::Finished(_)) {}
        let psnr = transfer.picture().unwrap().psnr(&original);
        println!("{layer}: {psnr:.1} dB");
        assert!(psnr > expected - TOLERANCE, "{layer}: {psnr:.1} dB instead of {expected}");
    }
}
