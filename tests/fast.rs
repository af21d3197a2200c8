//! Fast styles against the references: what `tests/reference/fast.py` and `tests/reference/lite.py` paint with the same
//! weights.

use std::path::{Path, PathBuf};

use candle_core::Device;
use impasto::cancel::CancelToken;
use impasto::error::Result;
use impasto::fast::{ApplyOptions, NetworkKind, Networks, Style, StyleSource};
use impasto::network::Workspace;
use impasto::picture::Picture;

/// What the painted pictures may differ from the reference's, whose values are rounded to 8 bits.
const MEAN: f32 = 1.0 / 255.0;
const MOST: f32 = 4.0 / 255.0;

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn fixture(name: &str) -> PathBuf {
    tests().join("styles").join(name)
}

fn open(path: &Path) -> Result<Style> {
    Networks::new(Device::Cpu).of_file(path)
}

fn apply(style: &Style, content: &Picture, options: &ApplyOptions) -> Picture {
    let (mut workspace, never) = (Workspace::default(), CancelToken::new());
    let painted = style.apply(content.clone(), options, &mut workspace, &mut |_| {}, &never).unwrap().picture;
    assert_eq!((painted.width(), painted.height()), (content.width(), content.height()));
    painted
}

fn content() -> Picture {
    Picture::open(&tests().join("reference/content.png")).unwrap()
}

fn painted(style: &Path) -> Picture {
    apply(&open(style).unwrap(), &content(), &ApplyOptions::default())
}

/// Compares a picture with the upper left part of the reference's, whose sides are multiples of 4.
fn assert_near(picture: &Picture, reference: &Picture) {
    let (width, height) = (picture.width(), picture.height());
    assert_eq!((width.next_multiple_of(4), height.next_multiple_of(4)), (reference.width(), reference.height()));
    let rows = reference.planes().chunks_exact(reference.width()).enumerate();
    let inside = rows.filter(|(row, _)| row % reference.height() < height).flat_map(|(_, row)| &row[..width]);
    let differences: Vec<f32> = picture.planes().iter().zip(inside).map(|(a, b)| (a - b).abs()).collect();
    let mean = differences.iter().sum::<f32>() / differences.len() as f32;
    let most = differences.iter().copied().fold(0.0, f32::max);
    assert!(mean <= MEAN && most <= MOST, "mean {} and maximum {} of 255", mean * 255.0, most * 255.0);
}

#[test]
fn every_format_paints_what_the_reference_paints() {
    let reference = Picture::open(&fixture("painted.png")).unwrap();
    for name in ["net.safetensors", "zip.pth", "legacy.pth", "net.onnx"] {
        assert_near(&painted(&fixture(name)), &reference);
    }
    let networks: Vec<_> = open(&fixture("zip.pth")).unwrap().networks().collect();
    assert_eq!(networks, [(NetworkKind::TransformNet, 2)]);
}

#[test]
fn pictures_of_any_size_keep_their_size() {
    let style = open(&fixture("net.safetensors")).unwrap();
    for (width, height) in [(1, 1), (2, 5), (7, 3), (33, 18)] {
        let picture = Picture::new(width, height, vec![0.5; 3 * width * height]);
        let painted = apply(&style, &picture, &ApplyOptions::default());
        assert!(painted.planes().iter().all(|value| (0.0..=1.0).contains(value)));
    }
}

#[test]
fn files_that_are_no_styles_are_refused_with_a_sentence() {
    if cfg!(unix) {
        let endless = open(Path::new("/dev/zero")).unwrap_err().headline();
        assert!(endless.contains("it is no ordinary file"), "{endless}");
    }
    let vgg19 = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/vgg19.safetensors");
    for (path, words) in [
        (fixture("missing.pth"), "does not exist"),
        (fixture(""), "it is a folder"),
        (fixture("painted.png"), "it is none of PyTorch's files"),
        (fixture("hostile.pth"), "it asks to run \"posix.system\", which is refused"),
        (vgg19, "it is not a network of the fast_neural_style kind"),
    ] {
        let headline = open(&path).unwrap_err().headline();
        let name = path.display().to_string();
        assert!(headline.starts_with(&name) && headline.contains(words), "{headline}");
    }
}

/// The part of the content that the references paint: its sides are multiples of 4.
fn even_content() -> Picture {
    let content = content();
    let (width, height) = (content.width() / 4 * 4, content.height() / 4 * 4);
    let rows = content.planes().chunks_exact(content.width()).enumerate();
    let planes = rows.filter(|(row, _)| row % content.height() < height).flat_map(|(_, row)| row[..width].to_vec());
    Picture::new(width, height, planes.collect())
}

fn lite(name: &str) -> Picture {
    Picture::open(&fixture("lite").join(name)).unwrap()
}

#[test]
fn any_painting_is_a_style() {
    let (networks, never) = (Networks::new(Device::Cpu), CancelToken::new());
    let painting = StyleSource::Painting(tests().join("reference/style.png"));
    let style = networks.style(&painting, &never).unwrap();
    let options = ApplyOptions::default();
    let painted = apply(&style, &even_content(), &options);
    assert_near(&painted, &lite("painted_arbitrary.png"));
    let weak = ApplyOptions { strength: 0.4, ..options };
    assert_near(&apply(&style, &even_content(), &weak), &lite("painted_at_0.4.png"));
    assert_eq!(style.networks().collect::<Vec<_>>(), [(NetworkKind::Arbitrary, 8)]);
}

#[test]
fn the_styles_that_come_with_the_program_paint_and_blend() {
    let networks = Networks::new(Device::Cpu);
    let numbered = |number| networks.numbered(number).unwrap();
    let options = ApplyOptions::default();
    assert_near(&apply(&numbered(7), &even_content(), &options), &lite("painted_7.png"));
    let blend = Style::blend(&[(&numbered(3), 2.0), (&numbered(12), 2.0)]).unwrap();
    assert_near(&apply(&blend, &even_content(), &options), &lite("painted_3_and_12.png"));
    assert_eq!(blend.networks().count(), 1, "styles of one network blend in it");
    assert!(networks.numbered(26).unwrap_err().is_wrong_use());
}

fn difference(a: &Picture, b: &Picture) -> f32 {
    a.planes().iter().zip(b.planes()).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

#[test]
fn strength_and_blends_of_different_networks_mix_pictures() {
    let (net, seven) = (open(&fixture("net.safetensors")).unwrap(), Networks::new(Device::Cpu).numbered(7).unwrap());
    let (content, options) = (content(), ApplyOptions::default());
    let mixed = |a: &Picture, b: &Picture, share: f32| {
        let planes = a.planes().iter().zip(b.planes()).map(|(a, b)| share * a + (1.0 - share) * b);
        Picture::new(content.width(), content.height(), planes.collect())
    };
    let (first, second) = (apply(&net, &content, &options), apply(&seven, &content, &options));
    let weak = ApplyOptions { strength: 0.25, ..options };
    assert!(difference(&apply(&net, &content, &weak), &mixed(&first, &content, 0.25)) < 1e-5);
    assert_eq!(apply(&seven, &content, &ApplyOptions { strength: 0.0, ..options }), content);
    let blend = Style::blend(&[(&net, 3.0), (&seven, 1.0)]).unwrap();
    assert!(difference(&apply(&blend, &content, &options), &mixed(&first, &second, 0.75)) < 1e-5);
    assert_eq!(apply(&Style::blend(&[(&net, 1.0), (&seven, 0.0)]).unwrap(), &content, &options), first);
    for weights in [[0.0, 0.0], [-1.0, 2.0], [f32::NAN, 1.0]] {
        assert!(Style::blend(&[(&net, weights[0]), (&seven, weights[1])]).unwrap_err().is_wrong_use());
    }
}

#[test]
fn a_style_size_paints_a_smaller_picture_and_brings_it_back() {
    let style = Networks::new(Device::Cpu).numbered(7).unwrap();
    let (content, options) = (content(), ApplyOptions::default());
    let small = apply(&style, &content.with_longer_side(64), &options).resized(content.width(), content.height());
    let options = ApplyOptions { style_size: Some(64), ..options };
    assert!(difference(&apply(&style, &content, &options), &small) < 1e-5);
}

/// What does not fit the memory is painted in bands, with the same result: no seams.
#[test]
fn bands_agree_with_the_picture_painted_at_once() {
    let (networks, never) = (Networks::new(Device::Cpu), CancelToken::new());
    let content = content().resized(150, 210);
    let painting = StyleSource::Painting(tests().join("reference/style.png"));
    for style in [networks.numbered(19), networks.style(&painting, &never), open(&fixture("net.safetensors"))] {
        let style = style.unwrap();
        let options = ApplyOptions { strength: 0.9, ..ApplyOptions::default() };
        let whole = apply(&style, &content, &options);
        let bands = apply(&style, &content, &ApplyOptions { memory: 0, ..options });
        let worst = difference(&whole, &bands) * 255.0;
        assert!(worst < 2.0, "{:?} differ by {worst} of 255", style.networks().collect::<Vec<_>>());
    }
}

/// Checkpoints that cannot be part of the project, and are looked for beside it.
#[test]
fn genuine_checkpoints_of_every_age_agree() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/fast");
    if !folder.exists() {
        println!("skipped: there are no checkpoints in ../shared/fast");
        return;
    }
    let candy = painted(&folder.join("candy.safetensors"));
    for name in ["candy_legacy.pth", "candy_zip.pth"] {
        assert_eq!(painted(&folder.join(name)), candy, "{name}");
    }
    assert_ne!(painted(&folder.join("mosaic.safetensors")), candy);
}
