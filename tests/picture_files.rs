//! Picture files as people have them: every way of storing a picture, damaged and hostile files, places to save to.
//!
//! The fixtures and what they look like are made by `reference/make_fixtures.py`.

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use image::codecs::tiff::TiffEncoder;
use image::{ExtendedColorType, ImageBuffer, ImageEncoder, ImageFormat, Rgb};
use impasto::error::{Error, FileProblem, Result};
use impasto::picture::{Picture, SaveOptions, check_writable};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::Deserialize;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

fn problem<T: std::fmt::Debug>(result: Result<T>) -> FileProblem {
    match result.unwrap_err() {
        Error::File { problem, .. } => problem,
        other => panic!("{other}"),
    }
}

fn decode(bytes: &[u8]) -> Result<Picture> {
    Picture::decode(bytes, Path::new("test"))
}

mod reading {
    use super::*;

    /// A size and the mean colour (sRGB, 0 to 255) of the four quarters, row by row.
    #[derive(Deserialize)]
    struct Expected {
        width: usize,
        height: usize,
        quarters: [[f32; 3]; 4],
    }

    /// The mean of a quarter's values, 0 to 255.
    fn quarter(picture: &Picture, index: usize) -> [f32; 3] {
        let (width, height) = (picture.width() / 2, picture.height() / 2);
        let (left, top) = (index % 2 * width, index / 2 * height);
        let mut planes = picture.planes().chunks(picture.width() * picture.height());
        std::array::from_fn(|_| {
            let rows = planes.next().unwrap().chunks(picture.width()).skip(top).take(height);
            let sum: f32 = rows.map(|row| row[left..left + width].iter().sum::<f32>()).sum();
            sum / (width * height) as f32 * 255.0
        })
    }

    #[test]
    fn every_way_of_storing_a_picture_looks_as_it_should() {
        let expected = fs::read_to_string(fixtures().join("expected.json")).unwrap();
        let expected: BTreeMap<String, Expected> = serde_json::from_str(&expected).unwrap();
        assert!(expected.len() > 25);
        for (name, expected) in expected {
            let picture = Picture::open(&fixtures().join(&name)).unwrap();
            assert_eq!((picture.width(), picture.height()), (expected.width, expected.height), "{name}");
            for (index, colour) in expected.quarters.iter().enumerate() {
                let found = quarter(&picture, index);
                let difference = found.iter().zip(colour).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
                assert!(difference <= 1.5, "{name}, quarter {index}: {found:?} instead of {colour:?}");
            }
        }
    }

    #[test]
    fn the_content_counts_and_not_the_name() {
        let folder = tempfile::tempdir().unwrap();
        let misnamed = folder.path().join("picture.png");
        fs::copy(fixtures().join("progressive.jpg"), &misnamed).unwrap();
        assert_eq!(Picture::open(&misnamed).unwrap(), Picture::open(&fixtures().join("progressive.jpg")).unwrap());
        let nameless = folder.path().join("picture");
        fs::copy(fixtures().join("palette.bmp"), &nameless).unwrap();
        assert_eq!(Picture::open(&nameless).unwrap().width(), 32);
    }

    #[test]
    fn sixteen_bits_keep_their_depth() {
        let mut file = Cursor::new(Vec::new());
        let levels = ImageBuffer::<Rgb<u16>, _>::from_raw(2, 1, vec![0, 1000, 40_000, 65_535, 32_768, 257]).unwrap();
        levels.write_to(&mut file, ImageFormat::Png).unwrap();
        let expected = [0_u16, 65_535, 1000, 32_768, 40_000, 257].map(|level| f32::from(level) / 65_535.0);
        assert_eq!(decode(file.get_ref()).unwrap().planes(), expected);
    }

    #[test]
    fn floating_point_is_brought_into_the_range() {
        let mut file = Cursor::new(Vec::new());
        let values = [-1.0_f32, 0.25, f32::NAN, 1e9, f32::INFINITY, 0.75].map(f32::to_ne_bytes).concat();
        TiffEncoder::new(&mut file).write_image(&values, 2, 1, ExtendedColorType::Rgb32F).unwrap();
        assert_eq!(decode(file.get_ref()).unwrap().planes(), [0.0, 1.0, 0.25, 1.0, 0.0, 0.75]);
    }

    #[test]
    fn one_pixel_is_a_picture() {
        assert_eq!(decode(b"P6 1 1 255\n\x00\x33\xff").unwrap().planes(), [0.0, 0.2, 1.0]);
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.png", "a.jpg", "a.webp", "a.tiff"] {
            let path = folder.path().join(name);
            Picture::new(1, 1, vec![1.0; 3]).save(&path, &SaveOptions::default()).unwrap();
            assert_eq!(Picture::open(&path).unwrap(), Picture::new(1, 1, vec![1.0; 3]), "{name}");
        }
    }

    #[test]
    fn resizing_agrees_with_pillow() {
        let source = Picture::open(&fixtures().join("lanczos.png")).unwrap();
        for (width, height) in [(17, 10), (11, 21), (50, 31), (7, 30)] {
            let expected = Picture::open(&fixtures().join(format!("lanczos_{width}x{height}.png"))).unwrap();
            let resized = source.resized(width, height);
            for (found, expected) in resized.planes().iter().zip(expected.planes()) {
                // The expected values are rounded to bytes.
                assert!((found - expected).abs() * 255.0 < 0.51, "{width}x{height}: {found} instead of {expected}");
            }
        }
    }
}

mod refusing {
    use super::*;

    #[test]
    fn what_is_not_there_or_no_file_is_said_so() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(problem(Picture::open(folder.path())), FileProblem::IsFolder);
        assert_eq!(problem(Picture::open(&folder.path().join("none.png"))), FileProblem::Missing);
        assert_eq!(problem(Picture::open(Path::new(""))), FileProblem::Missing);
        let empty = folder.path().join("empty.png");
        fs::write(&empty, b"").unwrap();
        assert_eq!(problem(Picture::open(&empty)), FileProblem::Empty);
        assert_eq!(problem(Picture::open(&empty.join("inside.png"))), FileProblem::Missing);
        assert_eq!(problem(decode(b"")), FileProblem::Empty);
    }

    #[cfg(unix)]
    #[test]
    fn an_endless_file_is_not_read() {
        assert_eq!(problem(Picture::open(Path::new("/dev/zero"))), FileProblem::NotAPicture);
    }

    #[test]
    fn what_is_no_picture_is_said_so() {
        let words = "Dear diary, today I painted.".repeat(100);
        for bytes in [words.as_bytes(), b"x", b"%PDF-1.7\n", b"\0\0\0\x20ftypavif\0\0\0\0", b"#?RADIANCE\n"] {
            assert_eq!(problem(decode(bytes)), FileProblem::NotAPicture);
        }
    }

    #[test]
    fn a_known_format_in_an_unknown_kind_names_the_way_out() {
        let palette_tiff = tiff_header(4, 4, &[(258, 8), (262, 3)]);
        assert_eq!(problem(decode(&palette_tiff)), FileProblem::UnknownKind);
    }

    /// Every fixture, cut at many places: an error or, where only an ornament is missing, the picture; never a panic.
    #[test]
    fn a_cut_file_is_damaged() {
        for entry in fs::read_dir(fixtures()).unwrap() {
            let path = entry.unwrap().path();
            let bytes = fs::read(&path).unwrap();
            if path.extension().is_some_and(|ending| ending == "json") {
                continue;
            }
            for length in (1..bytes.len()).step_by(7) {
                if let Err(error) = Picture::decode(&bytes[..length], &path) {
                    let expected = [FileProblem::Damaged, FileProblem::NotAPicture, FileProblem::UnknownKind];
                    assert!(expected.contains(&problem::<Picture>(Err(error))), "{} cut to {length}", path.display());
                }
            }
            let half = Picture::decode(&bytes[..bytes.len() / 2], &path);
            assert_eq!(problem(half), FileProblem::Damaged, "{} cut in half", path.display());
        }
    }

    #[test]
    fn changed_bytes_never_end_the_program() {
        let mut random = ChaCha8Rng::seed_from_u64(0);
        for entry in fs::read_dir(fixtures()).unwrap() {
            let path = entry.unwrap().path();
            let original = fs::read(&path).unwrap();
            for _ in 0..30 {
                let mut bytes = original.clone();
                for _ in 0..random.random_range(1..6) {
                    let place = random.random_range(0..bytes.len());
                    bytes[place] = random.random();
                }
                if let Ok(picture) = Picture::decode(&bytes, &path) {
                    assert!(picture.planes().iter().all(|value| (0.0..=1.0).contains(value)), "{}", path.display());
                }
            }
        }
    }

    /// A TIFF that is all header: little-endian, one strip at its end, further tags as given.
    fn tiff_header(width: u32, height: u32, more: &[(u16, u32)]) -> Vec<u8> {
        let mut tags: BTreeMap<u16, u32> = BTreeMap::from([
            (256, width),
            (257, height),
            (258, 8),
            (259, 1),
            (262, 1),
            (273, 8),
            (277, 1),
            (278, height),
        ]);
        tags.insert(279, width.wrapping_mul(height));
        tags.extend(more.iter().copied());
        let mut file = b"II*\0\x08\0\0\0".to_vec();
        file.extend((tags.len() as u16).to_le_bytes());
        for (tag, value) in tags {
            file.extend(tag.to_le_bytes());
            file.extend([4, 0, 1, 0, 0, 0]);
            file.extend(value.to_le_bytes());
        }
        file.extend([0; 4]);
        file
    }

    /// Files that are hardly more than a header which promises 60000 x 50000 pixels.
    fn huge() -> Vec<(&'static str, Vec<u8>)> {
        let (wide, high) = (60_000_u32, 50_000_u32);
        let mut png = fs::read(fixtures().join("clear.png")).unwrap();
        png[16..20].copy_from_slice(&wide.to_be_bytes());
        png[20..24].copy_from_slice(&high.to_be_bytes());
        let checksum = crc32(&png[12..29]);
        png[29..33].copy_from_slice(&checksum.to_be_bytes());

        let mut bmp = fs::read(fixtures().join("palette.bmp")).unwrap();
        bmp[18..22].copy_from_slice(&wide.to_le_bytes());
        bmp[22..26].copy_from_slice(&high.to_le_bytes());

        let mut gif = fs::read(fixtures().join("clear.gif")).unwrap();
        gif[6..8].copy_from_slice(&(wide as u16).to_le_bytes());
        gif[8..10].copy_from_slice(&(high as u16).to_le_bytes());

        let mut jpeg = fs::read(fixtures().join("progressive.jpg")).unwrap();
        let frame = jpeg.windows(2).position(|marker| marker == [0xFF, 0xC2]).unwrap();
        jpeg[frame + 5..frame + 7].copy_from_slice(&(high as u16).to_be_bytes());
        jpeg[frame + 7..frame + 9].copy_from_slice(&(wide as u16).to_be_bytes());

        let pnm = format!("P6 {wide} {high} 255\n\0\0\0").into_bytes();
        vec![
            ("png", png),
            ("bmp", bmp),
            ("gif", gif),
            ("jpeg", jpeg),
            ("pnm", pnm),
            ("tiff", tiff_header(wide, high, &[])),
        ]
    }

    /// The check of a PNG chunk (ISO 3309), bit by bit.
    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 * (crc & 1)))
        })
    }

    #[test]
    fn a_huge_picture_is_refused_by_its_header() {
        for (kind, bytes) in huge() {
            let expected = FileProblem::TooLarge { width: 60_000, height: 50_000 };
            assert_eq!(problem(decode(&bytes)), expected, "{kind}");
        }
    }

    #[test]
    fn sizes_beyond_any_header_are_refused_too() {
        let sides = format!("P6 {} {} 255\n", u32::MAX, u32::MAX).into_bytes();
        assert!(decode(&sides).is_err());
        assert!(decode(&tiff_header(u32::MAX, u32::MAX, &[])).is_err());
        assert!(decode(&tiff_header(0, 0, &[])).is_err());
    }
}

mod writing {
    use super::*;

    fn painting() -> Picture {
        let ramp = |start: usize| (0..40 * 30).map(move |at| ((at + start) % 40) as f32 / 39.0);
        Picture::new(40, 30, ramp(0).chain(ramp(11)).chain(ramp(23)).collect())
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn what_is_saved_can_be_opened_again() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.png", "b.WEBP", "c.tif"] {
            let path = folder.path().join(name);
            painting().save(&path, &SaveOptions::default()).unwrap();
            assert_eq!(Picture::open(&path).unwrap().to_rgb8(), painting().to_dithered_rgb8(), "{name}");
        }
        assert_eq!(names(folder.path()), ["a.png", "b.WEBP", "c.tif"]);
    }

    #[test]
    fn jpeg_quality_trades_size_for_likeness() {
        let folder = tempfile::tempdir().unwrap();
        let save = |jpeg_quality| {
            let path = folder.path().join(format!("{jpeg_quality}.jpg"));
            painting().save(&path, &SaveOptions { jpeg_quality }).unwrap();
            let saved = Picture::open(&path).unwrap();
            let squares = saved.planes().iter().zip(painting().planes()).map(|(a, b)| (a - b).powi(2)).sum::<f32>();
            (fs::metadata(&path).unwrap().len(), squares)
        };
        let (small, bad) = save(20);
        let (large, good) = save(100);
        assert!(small < large && bad > 20.0 * good, "{small} {bad} {large} {good}");
    }

    #[test]
    fn a_jpeg_quality_out_of_range_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        for jpeg_quality in [0, 101] {
            let error = painting().save(&folder.path().join("a.jpg"), &SaveOptions { jpeg_quality }).unwrap_err();
            assert!(error.is_wrong_use(), "{error}");
        }
        assert!(names(folder.path()).is_empty());
    }

    #[test]
    fn a_place_that_cannot_be_written_is_said_before_and_while_saving() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file.png");
        fs::write(&file, b"something").unwrap();
        fs::create_dir(folder.path().join("folder.png")).unwrap();
        let cases = [
            ("a.gif", FileProblem::UnknownEnding),
            ("a", FileProblem::UnknownEnding),
            ("folder.png", FileProblem::OutputIsFolder),
            ("none/a.png", FileProblem::NoFolder),
            ("file.png/a.png", FileProblem::NoFolder),
        ];
        for (name, expected) in cases {
            let path = folder.path().join(name);
            assert_eq!(problem(check_writable(&path)), expected, "{name}");
            assert_eq!(problem(painting().save(&path, &SaveOptions::default())), expected, "{name}");
        }
        assert_eq!(fs::read(&file).unwrap(), b"something");
    }

    #[test]
    fn the_check_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("old.png");
        fs::write(&file, b"old").unwrap();
        check_writable(&file).unwrap();
        check_writable(&folder.path().join("new.png")).unwrap();
        assert_eq!(names(folder.path()), ["old.png"]);
        assert_eq!(fs::read(&file).unwrap(), b"old");
    }

    #[test]
    fn a_format_without_room_is_refused_and_the_old_file_stays() {
        let folder = tempfile::tempdir().unwrap();
        for (name, width, expected) in [("a.webp", 16_384, 16_383), ("a.jpg", 65_536, 65_535)] {
            let path = folder.path().join(name);
            fs::write(&path, b"old").unwrap();
            let wide = Picture::new(width, 1, vec![0.0; 3 * width]);
            let found = problem(wide.save(&path, &SaveOptions::default()));
            assert!(matches!(found, FileProblem::TooLargeForFormat { limit, .. } if limit == expected), "{found:?}");
            assert_eq!(fs::read(&path).unwrap(), b"old");
        }
    }

    #[cfg(unix)]
    mod on_unix {
        use std::os::unix::fs::{PermissionsExt, symlink};
        use std::process::Command;

        use super::*;

        fn mode(path: &Path) -> u32 {
            fs::metadata(path).unwrap().permissions().mode() & 0o777
        }

        #[test]
        fn a_new_file_has_the_permissions_of_any_new_file_and_an_old_one_keeps_its_own() {
            let folder = tempfile::tempdir().unwrap();
            let (usual, new) = (folder.path().join("usual"), folder.path().join("new.png"));
            fs::write(&usual, b"").unwrap();
            painting().save(&new, &SaveOptions::default()).unwrap();
            assert_eq!(mode(&new), mode(&usual));
            fs::set_permissions(&new, fs::Permissions::from_mode(0o640)).unwrap();
            painting().save(&new, &SaveOptions::default()).unwrap();
            assert_eq!(mode(&new), 0o640);
        }

        #[test]
        fn a_write_protected_file_stays() {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("a.png");
            fs::write(&path, b"precious").unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
            assert_eq!(problem(check_writable(&path)), FileProblem::Unwritable);
            assert_eq!(problem(painting().save(&path, &SaveOptions::default())), FileProblem::Unwritable);
            assert_eq!(fs::read(&path).unwrap(), b"precious");
        }

        #[test]
        fn a_folder_that_cannot_be_written_is_said_so() {
            let folder = tempfile::tempdir().unwrap();
            fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
            // The administrator may write everywhere; /proc takes no files from anybody.
            let closed = match fs::write(folder.path().join("probe"), b"") {
                Err(_) => folder.path(),
                Ok(()) => Path::new("/proc"),
            };
            assert_eq!(problem(check_writable(&closed.join("a.png"))), FileProblem::Unwritable);
            fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        }

        #[test]
        fn a_link_goes_on_pointing_to_the_file() {
            let folder = tempfile::tempdir().unwrap();
            let (file, link) = (folder.path().join("file.png"), folder.path().join("link.png"));
            fs::write(&file, b"old").unwrap();
            symlink(&file, &link).unwrap();
            painting().save(&link, &SaveOptions::default()).unwrap();
            assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
            assert_eq!(Picture::open(&file).unwrap().width(), 40);
        }

        /// A disk of 64 KiB, which only the administrator can make.
        struct SmallDisk(tempfile::TempDir);

        impl SmallDisk {
            fn new() -> Option<Self> {
                let folder = tempfile::tempdir().unwrap();
                let mount = Command::new("mount")
                    .args(["-t", "tmpfs", "-o", "size=64k", "tmpfs"])
                    .arg(folder.path())
                    .output()
                    .is_ok_and(|output| output.status.success());
                mount.then(|| Self(folder))
            }
        }

        impl Drop for SmallDisk {
            fn drop(&mut self) {
                let unmounted = Command::new("umount").arg(self.0.path()).status();
                assert!(unmounted.is_ok_and(|status| status.success()), "the small disk is still there");
            }
        }

        #[test]
        fn a_full_disk_keeps_the_old_file_and_nothing_else() {
            let Some(disk) = SmallDisk::new() else {
                eprintln!("skipped: only the administrator can make a small disk");
                return;
            };
            let path = disk.0.path().join("a.tiff");
            painting().save(&path, &SaveOptions::default()).unwrap();
            let large = painting().resized(300, 300);
            assert_eq!(problem(large.save(&path, &SaveOptions::default())), FileProblem::DiskFull);
            assert_eq!(Picture::open(&path).unwrap().to_rgb8(), painting().to_dithered_rgb8());
            assert_eq!(names(disk.0.path()), ["a.tiff"]);
        }
    }
}
