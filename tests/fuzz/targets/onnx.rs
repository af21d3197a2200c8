//! Networks in ONNX.

#![no_main]

use impasto::fast::Networks;
use impasto_fuzz::{check_error, file, small_multiple, within};
use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus {
    if bytes.first() != Some(&8) || bytes.get(8) == Some(&b'{') {
        return Corpus::Reject;
    }
    let path = file(bytes, "onnx");
    within(small_multiple(bytes.len()), || check_error(&Networks::weights_of_file(&path), &path));
    Corpus::Keep
});
