//! Presets.

#![no_main]

use std::fs;

use impasto::project::Preset;
use impasto_fuzz::{check_error, file, small_multiple, within};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let path = file(bytes, "json");
    within(small_multiple(bytes.len()), || {
        let preset = Preset::open(&path);
        check_error(&preset, &path);
        let Ok(preset) = preset else { return };
        preset.settings.validate().expect("it can be used");
        // What was read is written and read again without a change.
        fs::write(&path, preset.to_text()).expect("the file can be written again");
        assert_eq!(Preset::open(&path).expect("it is read again"), preset);
    });
});
