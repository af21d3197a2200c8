//! Networks in PyTorch's files of both formats and in safetensors.

#![no_main]

use candle_core::Device;
use impasto::fast::{Checkpoint, Enlarger, Networks, StyleSource};
use impasto_fuzz::{check_error, file, small_multiple, within};
use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus {
    // ONNX has a target of its own.
    if bytes.first() == Some(&8) && bytes.get(8) != Some(&b'{') {
        return Corpus::Reject;
    }
    let path = file(bytes, "pth");
    within(small_multiple(bytes.len()), || {
        check_error(&Networks::weights_of_file(&path), &path);
        // Both read nothing but safetensors further.
        if bytes.get(8) == Some(&b'{') {
            check_error(&Enlarger::open(&path, Device::Cpu), &path);
            check_error(&Checkpoint::open(&path), &path);
        }
    });
    StyleSource::named(&path);
    Corpus::Keep
});
