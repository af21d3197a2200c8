//! The manifest of a project. Changes inside an archive rarely get past its checksums, so here the archive is made.

#![no_main]

use std::io::{Cursor, Write};

use impasto::error::Result;
use impasto::project::Opened;
use impasto_fuzz::{check_error, file, small_multiple, within};
use libfuzzer_sys::fuzz_target;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

fuzz_target!(|bytes: &[u8]| {
    within(small_multiple(bytes.len()), || {
        let Ok(opened) = opened(bytes) else { return };
        for picture in 0..opened.manifest.pictures.len().min(16) {
            opened.find(picture, &[]);
        }
        // What was read can be written and read again.
        let text = serde_json::to_vec(&opened.manifest).expect("the manifest is plain data");
        self::opened(&text).expect("it is read again");
    });
});

/// A project with this manifest.
fn opened(manifest: &[u8]) -> Result<Opened> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    archive.start_file("project.json", options).expect("the archive is in memory");
    archive.write_all(manifest).expect("the archive is in memory");
    let path = file(&archive.finish().expect("the archive is in memory").into_inner(), "impasto");
    let opened = Opened::file(&path);
    check_error(&opened, &path);
    opened
}
