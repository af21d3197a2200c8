//! What is written is read again; what was damaged, edited or made by a later program is told in one sentence.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::container::{ArchiveWriter, MANIFEST};
use super::*;
use crate::error::{Error, Result};
use crate::picture::{Crop, Framing, Picture, Pixels, SaveOptions};
use crate::project::SAMPLES;
use crate::text::Text;
use crate::transfer::{Scale, Scales, TransferSettings};

fn noise(seed: u64) -> Arc<Picture> {
    Arc::new(Picture::white_noise(20 + seed as usize, 16, 1.0, seed))
}

/// A picture file that is held as the window holds it.
fn file(path: &Path, seed: u64) -> HeldPicture {
    noise(seed).save(path, &SaveOptions::default()).unwrap();
    let picture = Arc::new(Picture::open(path).unwrap());
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    HeldPicture { name, provenance: Provenance::of_file(path).unwrap(), picture }
}

fn made(seed: u64) -> HeldPicture {
    let name = "from the clipboard".to_owned();
    HeldPicture { name, provenance: Provenance::new(Origin::Made), picture: noise(seed) }
}

fn sample() -> HeldPicture {
    let (sample, picture) = (&SAMPLES[4], Arc::new(SAMPLES[4].open().unwrap()));
    let provenance = Provenance::new(Origin::Sample(sample.file.to_owned()));
    HeldPicture { name: sample.title.to_owned(), provenance, picture }
}

fn pixels(seed: u64) -> Arc<Pixels> {
    Arc::new(Pixels::of(&noise(seed)))
}

/// A project with every kind of picture: a content file, a sample and a pasted picture as styles, two snapshots and a
/// painting.
fn draft(content: &HeldPicture) -> Draft {
    let mut draft = Draft::default();
    let framing = Framing { crop: Crop { width: 0.5, ..Crop::WHOLE }, ..Framing::default() };
    let content = draft.use_picture(content, framing);
    let styles = [(sample(), 1.0), (made(9), 2.5)]
        .map(|(held, weight)| StyleRecord { used: draft.use_picture(&held, Framing::default()), weight });
    let settings = TransferSettings { size: 77, scales: Scales::Count(2), ..TransferSettings::default() };
    let setup = Setup { settings, content: Some(content), styles: styles.to_vec(), start: None };
    draft.manifest.setup = setup.clone();
    for number in [1, 2] {
        let record = SnapshotRecord {
            entry: String::new(),
            number,
            painting: 4,
            occasion: Occasion::Hand,
            iteration: 10 * number,
            fast_style: None,
            setup: setup.clone(),
        };
        draft.add_snapshot(record, pixels(number as u64));
    }
    let record = PaintingRecord {
        entry: String::new(),
        iteration: 33,
        is_finished: false,
        scales: vec![Scale { width: 20, height: 16, iterations: 40 }],
        setup: setup.clone(),
        losses: Vec::new(),
        markers: Vec::new(),
        frames: Vec::new(),
    };
    draft.set_painting(record, noise(7));
    draft.manifest.queue.push(JobRecord {
        setup,
        state: JobState::Failed(Text::new("it was too large")),
        result: None,
    });
    draft
}

/// A folder with `photo.png` and the project `work/a.impasto` that uses it.
fn scene(embeds: bool) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("work")).unwrap();
    let mut draft = draft(&file(&folder.path().join("photo.png"), 3));
    draft.manifest.embeds = embeds;
    draft.save(&folder.path().join("work/a.impasto"), &|_| {}).unwrap();
    folder
}

fn open(folder: &tempfile::TempDir) -> Opened {
    Opened::file(&folder.path().join("work/a.impasto")).unwrap()
}

#[test]
fn what_is_written_is_read_again() {
    let folder = scene(false);
    let opened = open(&folder);
    let manifest = &opened.manifest;
    assert_eq!((manifest.setup.settings.size, manifest.setup.styles[1].weight), (77, 2.5));
    assert_eq!(manifest.setup.content.unwrap().framing.crop.width, 0.5);
    assert_eq!(manifest.queue[0].state, JobState::Failed(Text::new("it was too large")));
    assert_eq!(manifest.pictures.len(), 3, "each picture is there once");
    let painting = manifest.painting.as_ref().unwrap();
    let painted = opened.entry(&painting.entry).unwrap();
    assert!(painted.planes().iter().zip(noise(7).planes()).all(|(a, b)| (a - b).abs() < 1e-4));
    for (record, seed) in manifest.snapshots.iter().zip([1, 2]) {
        assert_eq!(opened.pixels(&record.entry).unwrap(), *pixels(seed));
    }
    let found: Vec<_> = (0..3).map(|index| opened.find(index, &[])).collect();
    let photo = folder.path().join("photo.png");
    assert_eq!(found, [FoundPicture::File(photo.clone()), FoundPicture::Sample, FoundPicture::Entry]);
    let held: Vec<_> = found.iter().enumerate().map(|(index, found)| opened.picture(index, found).unwrap()).collect();
    assert_eq!(*held[0].picture, Picture::open(&photo).unwrap());
    assert!(held[2].picture.planes().iter().zip(noise(9).planes()).all(|(a, b)| (a - b).abs() < 1e-4));
}

#[test]
fn the_first_bytes_tell_what_the_file_is() {
    let folder = scene(false);
    let bytes = fs::read(folder.path().join("work/a.impasto")).unwrap();
    assert_eq!(&bytes[30..38], b"mimetype");
    assert_eq!(&bytes[38..38 + PROJECT_MEDIA_TYPE.len()], PROJECT_MEDIA_TYPE.as_bytes());
}

#[test]
fn a_project_moved_with_its_pictures_finds_them() {
    let folder = scene(false);
    let elsewhere = tempfile::tempdir().unwrap();
    fs::create_dir(elsewhere.path().join("work")).unwrap();
    for name in ["photo.png", "work/a.impasto"] {
        fs::rename(folder.path().join(name), elsewhere.path().join(name)).unwrap();
    }
    drop(folder);
    let photo = elsewhere.path().join("photo.png");
    assert_eq!(open(&elsewhere).find(0, &[]), FoundPicture::File(photo.clone()));
    let beside = elsewhere.path().join("work/photo.png");
    fs::rename(photo, &beside).unwrap();
    assert_eq!(open(&elsewhere).find(0, &[]), FoundPicture::File(beside));
}

#[test]
fn a_picture_that_is_gone_or_another_one_is_missing_and_its_place_is_kept() {
    let folder = scene(false);
    let [photo, moved] = ["photo.png", "moved.png"].map(|name| folder.path().join(name));
    fs::rename(&photo, &moved).unwrap();
    assert_eq!(open(&folder).find(0, &[]), FoundPicture::Missing { other: None });
    fs::write(&photo, "another file").unwrap();
    let opened = open(&folder);
    assert_eq!(opened.find(0, &[]), FoundPicture::Missing { other: Some(photo.clone()) });
    assert!(opened.is_picture(0, &moved) && !opened.is_picture(0, &photo));

    let missing = opened.picture(0, &FoundPicture::Missing { other: None }).unwrap();
    assert!(missing.provenance.is_missing);
    let mut again = Draft::default();
    let content = again.use_picture(&missing, Framing::default());
    again.manifest.setup.content = Some(content);
    again.save(&folder.path().join("work/b.impasto"), &|_| {}).unwrap();
    let record = Opened::file(&folder.path().join("work/b.impasto")).unwrap().manifest.pictures.remove(0);
    assert_eq!(record, opened.manifest.pictures[0], "what is known of it is saved again, and no grey field with it");
}

#[test]
fn embedded_pictures_need_no_file_and_keep_their_bytes() {
    let folder = scene(true);
    let photo = folder.path().join("photo.png");
    let bytes = fs::read(&photo).unwrap();
    let record = open(&folder).manifest.pictures[0].clone();
    assert_eq!(Path::new(record.entry.as_deref().unwrap()).extension().unwrap(), "png");
    assert_eq!(open(&folder).manifest.pictures[1].entry, None, "every Impasto has the samples");
    fs::remove_file(&photo).unwrap();
    let opened = open(&folder);
    assert_eq!(opened.find(0, &[]), FoundPicture::Entry);
    let held = opened.picture(0, &FoundPicture::Entry).unwrap();
    assert_eq!(held.provenance.bytes.as_deref(), Some(&bytes[..]));
    // Saved again, it is still there, byte for byte, though nobody asks for embedding.
    let mut again = Draft::default();
    again.manifest.setup.content = Some(again.use_picture(&held, Framing::default()));
    let path = folder.path().join("b.impasto");
    again.save(&path, &|_| {}).unwrap();
    let opened = Opened::file(&path).unwrap();
    assert_eq!(opened.picture(0, &opened.find(0, &[])).unwrap().provenance.bytes.as_deref(), Some(&bytes[..]));
    assert_eq!(opened.manifest.pictures[0].file.as_ref().unwrap().absolute, photo);
}

#[test]
fn a_picture_whose_file_was_changed_meanwhile_is_kept_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let [photo, path] = ["photo.png", "a.impasto"].map(|name| folder.path().join(name));
    let held = file(&photo, 3);
    noise(8).save(&photo, &SaveOptions::default()).unwrap();
    draft(&held).save(&path, &|_| {}).unwrap();
    let opened = Opened::file(&path).unwrap();
    assert_eq!(opened.find(0, &[]), FoundPicture::Entry);
    let kept = opened.picture(0, &FoundPicture::Entry).unwrap();
    assert!(kept.picture.planes().iter().zip(held.picture.planes()).all(|(a, b)| (a - b).abs() < 1e-4));
}

#[test]
fn saving_tells_how_far_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let told = std::cell::RefCell::new(Vec::new());
    let draft = draft(&file(&folder.path().join("photo.png"), 3));
    draft.save(&folder.path().join("a.impasto"), &|share| told.borrow_mut().push(share)).unwrap();
    let told = told.into_inner();
    assert!(told.is_sorted() && told.len() == 7 && told.last() == Some(&1.0), "{told:?}");
}

/// The sentence about a file, which must name it, be one line, and leave it untouched.
fn sentence(path: &Path, what: impl FnOnce(&Path) -> Result<()>) -> String {
    let before = fs::read(path).unwrap();
    let headline = what(path).unwrap_err().headline();
    assert_eq!(fs::read(path).unwrap(), before);
    assert!(headline.starts_with(&format!("{} cannot be opened as a project: ", path.display())), "{headline}");
    assert_eq!(headline.lines().count(), 1, "{headline}");
    headline
}

fn refused(path: &Path) -> String {
    sentence(path, |path| Opened::file(path).map(drop))
}

#[test]
fn a_file_that_was_cut_short_or_damaged_is_called_so() {
    let folder = scene(true);
    let path = folder.path().join("work/a.impasto");
    let whole = fs::read(&path).unwrap();
    for length in [4, 100, whole.len() / 2, whole.len() - 30, whole.len() - 1] {
        fs::write(&path, &whole[..length]).unwrap();
        assert!(refused(&path).contains("cut short or damaged; take a backup"), "{length} of {}", whole.len());
    }
}

#[test]
fn a_picture_inside_that_was_damaged_is_named() {
    let folder = scene(true);
    let path = folder.path().join("work/a.impasto");
    let entry = open(&folder).manifest.painting.unwrap().entry;
    let mut bytes = fs::read(&path).unwrap();
    let start = bytes.windows(entry.len()).position(|window| window == entry.as_bytes()).unwrap();
    bytes[start + entry.len() + 60] ^= 0x55;
    fs::write(&path, &bytes).unwrap();
    let headline = sentence(&path, |path| Opened::file(path)?.entry(&entry).map(drop));
    assert!(headline.contains("cut short or damaged"), "{headline}");
}

#[test]
fn files_that_are_no_projects_are_called_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.impasto");
    for bytes in [&b""[..], b"PK", b"a text", b"\x89PNG\r\n\x1a\n"] {
        fs::write(&path, bytes).unwrap();
        assert!(refused(&path).contains("it is none; choose a file that ends in .impasto"));
    }
    let missing = Opened::file(&folder.path().join("b.impasto")).unwrap_err();
    assert!(missing.headline().contains("does not exist"), "{missing}");
    assert!(Opened::file(folder.path()).unwrap_err().headline().contains("it is none"));
    // Some other archive.
    write(&path, &[("a.txt", b"text")]);
    assert!(refused(&path).contains("it is none"));
}

/// Writes an archive with these entries.
fn write(path: &Path, entries: &[(&str, &[u8])]) {
    let mut file = fs::File::create(path).unwrap();
    let mut archive = ArchiveWriter::new(&mut file).unwrap();
    for (name, bytes) in entries {
        archive.add(name, bytes).unwrap();
    }
    archive.finish().unwrap();
}

#[test]
fn a_manifest_that_was_edited_by_hand_is_told_what_does_not_fit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.impasto");
    let cases = [
        ("{\"impasto-project\": 1", "no JSON"),
        ("[]", "it is none"),
        ("[1]", "it is none"),
        (r#"{"impasto-project": 1.5}"#, "it is none"),
        (r#"{"impasto-project": "one"}"#, "it is none"),
        (r#"{"impasto-project": 2, "mask": "masks/0.png"}"#, "of version 2, and this Impasto reads up to 1"),
        (r#"{"impasto-project": 1, "setup": {"settings": {"size": 3}}}"#, "the size cannot be 3"),
        (r#"{"impasto-project": 1, "setup": {"settings": {"pooling": "sum"}}}"#, "sum"),
        (r#"{"impasto-project": 1, "setup": {"content": {"picture": 0}}}"#, "the number of a picture cannot be 0"),
        (r#"{"impasto-project": 1, "pictures": [{"name": "x", "entry": "../../etc/passwd"}]}"#, "an entry cannot be"),
        (r#"{"impasto-project": 1, "pictures": [{"name": "x"}]}"#, "x cannot be nowhere"),
        (r#"{"impasto-project": 1, "colors": {"strength": 5}}"#, "the strength of the colours cannot be 5"),
        (r#"{"impasto-project": 1, "queue": [{"setup": {}, "state": "waiting"}]}"#, "the content of a painting"),
        (r#"{"impasto-project": 1, "queue": [{"setup": {}, "state": "asleep"}]}"#, "asleep"),
    ];
    for (text, part) in cases {
        write(&path, &[(MANIFEST, text.as_bytes())]);
        let headline = refused(&path);
        assert!(headline.contains(part), "{headline} does not tell: {part}");
    }
}

#[test]
fn what_is_left_out_has_its_default_and_what_is_not_known_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.impasto");
    write(&path, &[(MANIFEST, br#"{"impasto-project": 1, "of tomorrow": 7}"#), ("tomorrow/1.bin", b"1")]);
    assert_eq!(Opened::file(&path).unwrap().manifest, Manifest::default());
}

#[test]
fn a_project_that_was_packed_anew_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.impasto");
    write(&path, &[(MANIFEST, br#"{"impasto-project": 1}"#)]);
    let mut bytes = fs::read(&path).unwrap();
    // The method of compression stands 8 bytes after the beginning of an entry, and 10 in the list of entries.
    let entry = bytes.windows(MANIFEST.len()).position(|window| window == MANIFEST.as_bytes()).unwrap() - 30;
    let listed = bytes.windows(MANIFEST.len()).rposition(|window| window == MANIFEST.as_bytes()).unwrap() - 46;
    (bytes[entry + 8], bytes[listed + 10]) = (8, 8);
    fs::write(&path, bytes).unwrap();
    let headline = refused(&path);
    assert!(headline.contains("compressed by another program"), "{headline}");
}

#[test]
fn an_entry_that_is_missing_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.impasto");
    let text = r#"{"impasto-project": 1, "pictures": [{"name": "x", "entry": "pictures/0.png"}]}"#;
    write(&path, &[(MANIFEST, text.as_bytes())]);
    let headline = sentence(&path, |path| Opened::file(path)?.picture(0, &FoundPicture::Entry).map(drop));
    assert!(headline.contains("its pictures/0.png is missing"), "{headline}");
}

#[test]
fn a_place_that_cannot_be_written_is_told_and_an_older_file_stays() {
    let folder = tempfile::tempdir().unwrap();
    let draft = draft(&file(&folder.path().join("photo.png"), 3));
    let error = draft.clone().save(&folder.path().join("nowhere/a.impasto"), &|_| {}).unwrap_err();
    assert!(error.headline().contains("create the folder first"), "{error}");
    let error: Error = draft.save(folder.path(), &|_| {}).unwrap_err();
    assert!(error.headline().contains("is a folder"), "{error}");
}
