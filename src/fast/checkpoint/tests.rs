use std::io::{Cursor, Write};

use ::zip::write::SimpleFileOptions;
use ::zip::{CompressionMethod, ZipWriter};

use super::*;

const LEGACY: &[u8] = include_bytes!("../../../tests/styles/legacy.pth");
const ARCHIVE: &[u8] = include_bytes!("../../../tests/styles/zip.pth");
const SAFETENSORS: &[u8] = include_bytes!("../../../tests/styles/net.safetensors");
const ONNX: &[u8] = include_bytes!("../../../tests/styles/net.onnx");
const HOSTILE: &[u8] = include_bytes!("../../../tests/styles/hostile.pth");

fn problem(bytes: &[u8]) -> String {
    from_bytes(bytes).unwrap_err().to_string()
}

/// The beginning of a file in the older format, up to the table of tensors, which then is `table`.
fn legacy(table: &[u8]) -> Vec<u8> {
    let start = LEGACY.windows(2).position(|window| window == b"M\xe9").unwrap() + 4;
    [&LEGACY[..start], b"\x80\x02}.", table].concat()
}

#[test]
fn every_format_holds_the_same_tensors() {
    let plain = from_bytes(SAFETENSORS).unwrap();
    assert_eq!(plain.len(), 62);
    let onnx = from_bytes(ONNX).unwrap();
    assert_eq!(onnx, plain);
    // One tensor lies transposed there and one is of half precision, of which the script rounded the weights.
    assert_eq!(from_bytes(ARCHIVE).unwrap(), plain);
    let legacy = from_bytes(LEGACY).unwrap();
    for (name, tensor) in &plain {
        assert_eq!(&legacy[&format!("module.{name}")], tensor);
    }
    assert_eq!(legacy.len(), 62 + 2 * 15, "whole numbers are no weights");
}

#[test]
fn a_file_that_asks_to_run_code_is_refused() {
    let problem = problem(HOSTILE);
    assert_eq!(problem, "it asks to run \"posix.system\", which is refused");
    for table in [&b"cos\nsystem\n(X\x02\x00\x00\x00lstR."[..], b"\x80\x04\x8c\x02os\x8c\x06system\x93\x8c\x02ls\x85R."]
    {
        assert_eq!(
            from_bytes(&legacy(table)).unwrap_err().to_string(),
            "it asks to run \"os.system\", which is refused"
        );
    }
    let long_name = [b"c", &[b'm'; 5000][..], b"\nf\n."].concat();
    assert!(from_bytes(&legacy(&long_name)).unwrap_err().to_string().len() < 150);
}

#[test]
fn files_that_are_cut_short_are_refused_wherever_they_end() {
    for whole in [LEGACY, ARCHIVE, SAFETENSORS, ONNX] {
        for end in (0..whole.len()).step_by(37) {
            assert!(from_bytes(&whole[..end]).is_err(), "{end} of {} bytes", whole.len());
        }
    }
}

#[test]
fn no_damage_makes_the_readers_panic() {
    for whole in [LEGACY, ARCHIVE, SAFETENSORS, ONNX, HOSTILE] {
        let mut number = 1_u32;
        for _ in 0..4000 {
            let mut damaged = whole.to_vec();
            for _ in 0..3 {
                number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                // Half of the damage falls on the beginning, where the structure is.
                let reach = if number & 64 == 0 { damaged.len() } else { damaged.len().min(6000) };
                let place = (number >> 8) as usize % reach;
                damaged[place] = number as u8;
            }
            if let Ok(tensors) = from_bytes(&damaged) {
                let values: usize = tensors.values().map(|tensor| tensor.values.len()).sum();
                assert!(values <= whole.len(), "more values than bytes");
            }
        }
    }
}

#[test]
fn promised_sizes_are_not_believed() {
    let mut header = SAFETENSORS.to_vec();
    header[..8].copy_from_slice(&10_000_000_000_u64.to_le_bytes());
    assert_eq!(problem(&header), "it is not a whole safetensors file");
    // A text, a whole number and a field of a message that claim to be as long as the memory.
    assert!(from_bytes(&legacy(b"X\xff\xff\xff\xff")).unwrap_err().to_string().contains("cut short"));
    assert!(problem(b"\x08\x07\x3a\xff\xff\xff\xff\xff\xff\xff\x7f").contains("cut short"));
    // A tensor of 2^40 values in a storage of one, each the same.
    let tensor =
        b"}X\x01\x00\x00\x00actorch._utils\n_rebuild_tensor_v2\n((X\x07\x00\x00\x00storagectorch\nFloatStorage\n\
        X\x01\x00\x00\x000X\x03\x00\x00\x00cpuK\x01tQK\x00J\x00\x00\x10\x00J\x00\x00\x10\x00\x86K\x00K\x00\x86\x89NtRs.\
        \x80\x02]X\x01\x00\x00\x000a.\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x80\x3f";
    assert_eq!(from_bytes(&legacy(tensor)).unwrap_err().to_string(), "the values of a are cut short");
}

#[test]
fn endless_tables_are_refused() {
    let many = legacy(&vec![b'N'; 2_000_000]);
    assert_eq!(problem(&many), "its table of tensors is too long");
}

#[test]
fn foreign_files_are_told_apart() {
    assert_eq!(problem(b""), "it is empty");
    assert!(problem(b"This was never a network.").contains("none of PyTorch's files"));
    assert_eq!(problem(b"\x80\x02}."), "it is no file of PyTorch's");
    assert_eq!(problem(&legacy(b"]q\x00.\x80\x02].")), "it holds no table of tensors");
}

/// A safetensors file of 8-bit numbers and what they stand for.
fn eight_bits(dtype: Dtype, codes: &[u8], key: (&str, &[f32])) -> Reading<Tensors> {
    let values: Vec<u8> = key.1.iter().flat_map(|value| value.to_le_bytes()).collect();
    let views = [
        ("w", TensorView::new(dtype, vec![2, codes.len() / 2], codes).unwrap()),
        (key.0, TensorView::new(Dtype::F32, vec![key.1.len()], &values).unwrap()),
    ];
    from_bytes(&safetensors::serialize(views, None).unwrap())
}

#[test]
fn numbers_of_eight_bits_have_a_scale_or_a_codebook() {
    let signed = eight_bits(Dtype::I8, &[1, 255, 2, 128], ("w.scale", &[0.5, 2.0])).unwrap();
    assert_eq!(signed["w"], StoredTensor { shape: vec![2, 2], values: vec![0.5, -0.5, 4.0, -256.0] });
    assert_eq!(signed.len(), 1);
    let chosen = eight_bits(Dtype::U8, &[1, 0, 2, 1], ("w.codebook", &[7.0, 8.0, 9.0])).unwrap();
    assert_eq!(chosen["w"].values, [8.0, 7.0, 9.0, 8.0]);

    for broken in [
        eight_bits(Dtype::I8, &[1, 2, 3, 4], ("w.scale", &[1.0, 2.0, 3.0])),
        eight_bits(Dtype::U8, &[1, 2, 3, 4], ("w.codebook", &[1.0, 2.0])),
    ] {
        assert_eq!(broken.unwrap_err().to_string(), "the 8-bit numbers of the tensor w have no values");
    }
    // Without either they are no weights.
    assert!(!eight_bits(Dtype::U8, &[1, 2], ("other", &[1.0])).unwrap().contains_key("w"));
}

/// The length of the header is what a safetensors file begins with, and it may look like the beginning of another format.
#[test]
fn a_header_of_any_length_is_that_of_safetensors() {
    let plain = from_bytes(SAFETENSORS).unwrap();
    let len = u64::from_le_bytes(SAFETENSORS[..8].try_into().unwrap()) as usize;
    let (header, data) = SAFETENSORS[8..].split_at(len);
    let padded = |len: usize| {
        let mut header = header.to_vec();
        header.resize(len, b' ');
        [&(len as u64).to_le_bytes()[..], &header, data].concat()
    };
    let zip = usize::from(u16::from_le_bytes(*b"PK"));
    for padding in [0x08, 0x80].map(|first| (len.next_multiple_of(256)) + first).into_iter().chain([zip]) {
        assert!(padding >= len);
        assert_eq!(from_bytes(&padded(padding)).unwrap(), plain, "{padding:x}");
    }
}

/// A text of a pickle.
fn text(text: &str) -> Vec<u8> {
    [&b"X"[..], &(text.len() as u32).to_le_bytes(), text.as_bytes()].concat()
}

/// The operations that make a storage of numbers of 32 bits under a key.
fn storage(key: &str) -> Vec<u8> {
    [b"(X\x07\x00\x00\x00storagectorch\nFloatStorage\n", &text(key)[..], b"X\x03\x00\x00\x00cpuK\x01tQ"].concat()
}

/// The beginning of the operations that make a tensor of a storage, and those of a tensor without dimensions.
const REBUILD: &[u8] = b"ctorch._utils\n_rebuild_tensor_v2\n";
const ONE_VALUE: &[u8] = b"K\x00))\x89Nt";

/// What is referred to with two bytes again and again takes no memory each time: 20 GB would be needed here.
#[test]
fn repeating_what_is_there_costs_nothing() {
    let refused = |table: &[u8]| from_bytes(&legacy(table)).unwrap_err().to_string();
    let (often, long) = (200_000, "k".repeat(100_000));
    // A storage with a long key, and a tensor with a long name.
    let repeated = [b"(", &storage(&long)[..], b"q\x00", &b"h\x00".repeat(often)].concat();
    assert_eq!(refused(&repeated), "its table of tensors is damaged");
    let tensor = [REBUILD, b"(", &storage("0"), ONE_VALUE, b"Rq\x01"].concat();
    let entries = [b"}(", &text(&long)[..], b"q\x00", &tensor, &b"h\x00h\x01".repeat(often), b"u."].concat();
    assert_eq!(refused(&entries), "its table of tensors is damaged");
    // A dictionary of the same entries, and a tensor of the same dimensions.
    let list = [&b"]("[..], &b"K\x01K\x02\x86".repeat(often), b"eq\x00"].concat();
    let copies = [&list[..], b"ccollections\nOrderedDict\nq\x01", &b"h\x01h\x00\x85R".repeat(1000), b"."].concat();
    assert_eq!(refused(&copies), "its table of tensors is too long");
    let dimensions = [&b"("[..], &b"K\x01".repeat(often), b"tq\x00"].concat();
    let tensor = [&dimensions[..], REBUILD, b"(", &storage("0"), b"K\x00h\x00h\x00\x89NtR"].concat();
    assert_eq!(refused(&tensor), "its table of tensors is damaged");
}

/// A tensor takes from a large storage what it has, wherever that lies.
#[test]
fn a_tensor_of_few_values_reads_few() {
    let len = 1_000_000_u32;
    let mut table = [b"}(", &storage("0")[..], b"q\x00"].concat();
    // What a mark is followed by are keys and values in turn.
    table.splice(2..2, text("none"));
    for name in 0..2000 {
        table.extend([&text(&name.to_string())[..], REBUILD, b"(h\x00K\x00K\x02\x85J"].concat());
        table.extend((len - 1).to_le_bytes());
        table.extend(b"\x85\x89NtR");
    }
    table.extend(b"u.\x80\x02]");
    table.extend([&text("0")[..], b"a."].concat());
    table.extend(u64::from(len).to_le_bytes());
    table.extend((0..len).flat_map(|number| (number as f32).to_le_bytes()));
    let tensors = from_bytes(&legacy(&table)).unwrap();
    assert_eq!(tensors.len(), 2000);
    assert!(tensors.values().all(|tensor| tensor.values == [0.0, (len - 1) as f32]));
}

/// The names and contents of an archive.
fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        writer.start_file(*name, stored).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn which_of_two_tables_is_meant_is_not_guessed() {
    let table = [b"}X\x01\x00\x00\x00a", REBUILD, b"(", &storage("0"), ONE_VALUE, b"Rs."].concat();
    let one = 1.0_f32.to_le_bytes();
    let whole = archive(&[("a/data.pkl", &table), ("a/mydata.pkl", b"."), ("a/data/0", &one)]);
    assert_eq!(from_bytes(&whole).unwrap()["a"].values, [1.0]);
    let two = archive(&[("a/data.pkl", &table), ("b/data.pkl", &table), ("a/data/0", &one), ("b/data/0", &[0; 4])]);
    assert_eq!(problem(&two), "it holds two tables of tensors");
    let mut twice = archive(&[("a/data.pkl", &table), ("b/data.pkl", &table), ("a/data/0", &one)]);
    for place in 0..twice.len() - 10 {
        if &twice[place..place + 10] == b"b/data.pkl" {
            twice[place] = b'a';
        }
    }
    assert_eq!(problem(&twice), "the archive's list of files is damaged");
}

#[test]
fn a_tensor_of_onnx_has_few_dimensions() {
    let field = |number: u8, bytes: &[u8]| {
        let len = bytes.len();
        let len = [len as u8 | 128, (len >> 7) as u8 | 128, (len >> 14) as u8];
        [&[number << 3 | 2][..], &len, bytes].concat()
    };
    let node = |kind: &str| field(1, &[field(1, b"x"), field(1, b"w"), field(4, kind.as_bytes())].concat());
    let graph = |dimensions: usize| {
        let tensor =
            [&field(1, &vec![1; dimensions])[..], &[2 << 3, 1], &field(8, b"w"), &field(9, &1.0_f32.to_le_bytes())];
        let nodes = [node("Conv").repeat(16), node("InstanceNormalization").repeat(15), field(5, &tensor.concat())];
        [&b"\x08\x07"[..], &field(7, &nodes.concat())].concat()
    };
    assert_eq!(from_bytes(&graph(8)).unwrap()["conv1.conv2d.weight"].shape, [1; 8]);
    assert_eq!(problem(&graph(100_000)), "a tensor has too many dimensions");
}
