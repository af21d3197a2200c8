//! What a session keeps is there again, whatever happened to the program.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::*;
use crate::picture::{Framing, Pixels};
use crate::project::{
    Draft, HeldPicture, Manifest, Occasion, Origin, PaintingRecord, Provenance, Setup, SnapshotRecord, StyleRecord,
};

fn pixels(seed: u64) -> Arc<Pixels> {
    Arc::new(Pixels::of(&Picture::white_noise(24, 16, 1.0, seed)))
}

fn held() -> HeldPicture {
    let picture = Arc::new(Picture::white_noise(9, 9, 1.0, 0));
    HeldPicture { name: "from the clipboard".into(), provenance: Provenance::new(Origin::Made), picture }
}

/// A project after some iterations, with these snapshots.
fn draft(iteration: usize, held: &HeldPicture, snapshots: &[Arc<Pixels>]) -> Draft {
    let mut draft = Draft::default();
    let used = draft.use_picture(held, Framing::default());
    let setup = Setup { content: Some(used), styles: vec![StyleRecord { used, weight: 1.0 }], ..Setup::default() };
    for (index, pixels) in snapshots.iter().enumerate() {
        let record = SnapshotRecord {
            entry: String::new(),
            number: index + 1,
            painting: 0,
            occasion: Occasion::Interval,
            iteration: index,
            fast_style: None,
            setup: setup.clone(),
        };
        draft.add_snapshot(record, Arc::clone(pixels));
    }
    let record = PaintingRecord {
        entry: String::new(),
        iteration,
        is_finished: false,
        scales: Vec::new(),
        setup,
        losses: Vec::new(),
        markers: Vec::new(),
        frames: Vec::new(),
    };
    draft.set_preview(record, pixels(iteration as u64));
    draft
}

fn iteration(manifest: &Manifest) -> usize {
    manifest.painting.as_ref().unwrap().iteration
}

fn files(folder: &Path) -> usize {
    fs::read_dir(folder).map_or(0, Iterator::count)
}

/// What the death of a program does: the lock is gone, the folder stays.
fn die(folder: SessionFolder) {
    drop(folder);
}

#[test]
fn a_session_that_broke_off_is_found_with_its_newest_state() {
    let place = tempfile::tempdir().unwrap();
    let recovery = Recovery::at(place.path().join("recovery"));
    assert!(recovery.lost().0.is_empty());
    let (session, held, snapshots) = (recovery.begin(), held(), [pixels(100), pixels(101)]);
    for made in 1..=3 {
        session.keep(draft(made, &held, &snapshots[..=made / 2]), Some(Path::new("/home/me/a.impasto"))).unwrap();
    }
    let path = session.path().to_owned();
    assert_eq!(["painting", "pictures", "snapshots"].map(|folder| files(&path.join(folder))), [1, 1, 2]);
    assert!(recovery.lost().0.is_empty(), "it still runs");
    die(session);

    let (mut lost, errors) = recovery.lost();
    assert!(errors.is_empty() && lost.len() == 1);
    let lost = lost.remove(0);
    assert_eq!((iteration(&lost.opened.manifest), lost.opened.manifest.snapshots.len()), (3, 2));
    assert_eq!(lost.project.as_deref(), Some(Path::new("/home/me/a.impasto")));
    assert_eq!(Pixels::of(lost.picture.as_ref().unwrap()), *pixels(3));
    assert!(recovery.lost().0.is_empty(), "no other program offers it meanwhile");

    // The next program goes on in the same folder, and writes no snapshot twice.
    let kept = Arc::new(lost.opened.pixels(&lost.opened.manifest.snapshots[0].entry).unwrap());
    lost.folder.note_kept(&kept, &lost.opened.manifest.snapshots[0].entry);
    lost.folder.keep(draft(4, &held, &[kept]), None).unwrap();
    let manifest = lost.folder.open().unwrap().manifest;
    assert_eq!(manifest.snapshots[0].entry, lost.opened.manifest.snapshots[0].entry);
    assert_eq!((iteration(&manifest), files(&path.join("snapshots"))), (4, 1));
    lost.folder.discard();
    assert!(!path.exists() && recovery.lost().0.is_empty());
    lost.folder.keep(draft(5, &held, &[]), None).unwrap();
    assert!(!path.exists(), "nothing is written after the end");
}

#[test]
fn sessions_at_the_same_time_have_folders_of_their_own() {
    let place = tempfile::tempdir().unwrap();
    let recovery = Recovery::at(place.path().to_owned());
    let [first, second] = [recovery.begin(), recovery.begin()];
    first.keep(draft(1, &held(), &[]), None).unwrap();
    second.keep(draft(2, &held(), &[]), None).unwrap();
    die(first);
    let (lost, _) = recovery.lost();
    assert_eq!(lost.iter().map(|lost| iteration(&lost.opened.manifest)).collect::<Vec<_>>(), [1]);
    second.keep(draft(3, &held(), &[]), None).unwrap();
    die(second);
    let (found, _) = recovery.lost();
    assert_eq!(found.iter().map(|lost| iteration(&lost.opened.manifest)).collect::<Vec<_>>(), [3]);
}

#[test]
fn what_a_kill_in_the_middle_of_writing_leaves_behind_does_no_harm() {
    let place = tempfile::tempdir().unwrap();
    let recovery = Recovery::at(place.path().to_owned());
    let session = recovery.begin();
    session.keep(draft(7, &held(), &[]), None).unwrap();
    let path = session.path().to_owned();
    fs::write(path.join(".impasto-123.part"), "{\"impasto-project\": 1, \"paint").unwrap();
    fs::write(path.join("painting/.impasto-9.part"), "half a picture").unwrap();
    fs::write(path.join("painting/unnamed.png"), "a picture that no manifest named yet").unwrap();
    die(session);
    let (lost, errors) = recovery.lost();
    assert!(errors.is_empty());
    assert_eq!(iteration(&lost[0].opened.manifest), 7);
    lost[0].folder.keep(draft(8, &held(), &[]), None).unwrap();
    assert_eq!(files(&path.join("painting")), 1, "left-overs go with the next writing");

    // A session that was killed before it had kept anything.
    let begun = recovery.begin();
    begun.keep(draft(1, &held(), &[]), None).unwrap();
    fs::remove_file(begun.path().join(MANIFEST)).unwrap();
    die(begun);
    die(recovery.begin());
    assert!(recovery.lost().0.is_empty());
    assert_eq!(files(place.path()), 1);
}

#[test]
fn one_that_cannot_be_read_is_told_once_and_set_aside() {
    let place = tempfile::tempdir().unwrap();
    let recovery = Recovery::at(place.path().to_owned());
    let session = recovery.begin();
    session.keep(draft(7, &held(), &[]), None).unwrap();
    fs::write(session.path().join(MANIFEST), "{").unwrap();
    die(session);
    let (lost, errors) = recovery.lost();
    assert!(lost.is_empty() && errors.len() == 1);
    assert!(errors[0].headline().contains("no JSON"), "{}", errors[0]);
    let (lost, errors) = recovery.lost();
    assert!(lost.is_empty() && errors.is_empty());
    assert_eq!(files(place.path()), 1, "whoever can read it still has it");
}
