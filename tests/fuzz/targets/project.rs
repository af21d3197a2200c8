//! Project files as a whole: the archive, its manifest and its entries.

#![no_main]

use impasto::project::Opened;
use impasto_fuzz::{check_error, file, small_multiple, within};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let path = file(bytes, "impasto");
    within(small_multiple(bytes.len()), || {
        let opened = Opened::file(&path);
        check_error(&opened, &path);
        let Ok(opened) = opened else { return };
        // One after the other, as pictures are read; decoding them has a target of its own.
        let manifest = &opened.manifest;
        let pictures = manifest.pictures.iter().filter_map(|picture| picture.entry.as_ref());
        let painting = manifest.painting.iter().map(|painting| &painting.entry);
        let snapshots = manifest.snapshots.iter().map(|snapshot| &snapshot.entry);
        for entry in pictures.chain(painting).chain(snapshots).take(16) {
            check_error(&opened.bytes(entry), &path);
        }
        for picture in 0..manifest.pictures.len().min(16) {
            opened.find(picture, &[]);
        }
    });
});
