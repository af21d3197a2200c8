//! Fast styles against the reference: what `tests/reference/fast.py` paints with the same weights.

use std::path::{Path, PathBuf};

use candle_core::Device;
use impasto::cancel::CancelToken;
use impasto::fast::Style;
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

fn painted(style: &Path) -> Picture {
    let style = Style::open(style, Device::Cpu).unwrap();
    let content = Picture::open(&tests().join("reference/content.png")).unwrap();
    let painted = style.apply(&content, &mut Workspace::default(), &CancelToken::new()).unwrap();
    assert_eq!((painted.width(), painted.height()), (content.width(), content.height()));
    painted
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
    assert_eq!(Style::open(&fixture("zip.pth"), Device::Cpu).unwrap().width(), 2);
}

#[test]
fn pictures_of_any_size_keep_their_size() {
    let style = Style::open(&fixture("net.safetensors"), Device::Cpu).unwrap();
    let mut workspace = Workspace::default();
    for (width, height) in [(1, 1), (2, 5), (7, 3), (33, 18)] {
        let picture = Picture::new(width, height, vec![0.5; 3 * width * height]);
        let painted = style.apply(&picture, &mut workspace, &CancelToken::new()).unwrap();
        assert_eq!((painted.width(), painted.height()), (width, height));
        assert!(painted.planes().iter().all(|value| (0.0..=1.0).contains(value)));
    }
}

#[test]
fn files_that_are_no_styles_are_refused_with_a_sentence() {
    if cfg!(unix) {
        let endless = Style::open(Path::new("/dev/zero"), Device::Cpu).unwrap_err().headline();
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
        let headline = Style::open(&path, Device::Cpu).unwrap_err().headline();
        let name = path.display().to_string();
        assert!(headline.starts_with(&name) && headline.contains(words), "{headline}");
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
