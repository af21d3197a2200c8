"""Makes the seeds that are made by hand: python3 make_seeds.py FOLDER. It needs nothing but Python."""

import io
import json
import math
import pathlib
import pickle
import struct
import sys
import zipfile
import zlib

FIXTURES = pathlib.Path(__file__).parent.parent / "fixtures"


def layers():
    """Names and shapes of a network of one style of width 1."""
    names = [("conv1", "in1"), ("conv2", "in2"), ("conv3", "in3")]
    names += [(f"res{block}.conv{n}", f"res{block}.in{n}") for block in range(1, 6) for n in (1, 2)]
    names += [("deconv1", "in4"), ("deconv2", "in5"), ("deconv3", None)]
    plan = [(3, 1, 9), (1, 2, 3), (2, 4, 3)] + [(4, 4, 3)] * 10 + [(4, 2, 3), (2, 1, 3), (1, 3, 9)]
    for (layer, norm), (inputs, outputs, side) in zip(names, plan):
        yield f"{layer}.conv2d.weight", (outputs, inputs, side, side)
        yield f"{layer}.conv2d.bias", (outputs,)
        if norm:
            yield f"{norm}.weight", (outputs,)
            yield f"{norm}.bias", (outputs,)


def halves(shape):
    """As many ones of 16 bits."""
    return b"\x00\x3c" * math.prod(shape)


# PyTorch's pickles, written operation by operation: with Python's own pickle, PyTorch itself would be needed.
def text(value):
    return b"X" + struct.pack("<I", len(value)) + value.encode()


def whole(value):
    return b"K" + bytes([value]) if value < 256 else b"M" + struct.pack("<H", value)


def tensor(key, shape, strides, kind="HalfStorage", offset=0):
    storage = b"(" + text("storage") + f"ctorch\n{kind}\n".encode() + text(key) + text("cpu") + whole(4) + b"tQ"
    lists = [b"(" + b"".join(map(whole, values)) + b"t" for values in (shape, strides)]
    return (b"ctorch._utils\n_rebuild_tensor_v2\n(" + storage + whole(offset) + b"".join(lists)
            + b"\x89ccollections\nOrderedDict\n)RtR")


def network_table():
    table = b"\x80\x02ccollections\nOrderedDict\nq\x00)R("
    for key, (name, shape) in enumerate(layers()):
        strides = [math.prod(shape[place + 1:]) for place in range(len(shape))]
        table += text(name) + tensor(str(key), shape, strides)
    return table + b"u."


SMALL_TABLE = (b"\x80\x02}(" + text("a") + tensor("0", [2, 2], [2, 1], "FloatStorage")
               + text("b") + tensor("1", [2], [3], "HalfStorage", 1)
               + text("c") + tensor("0", [1], [1], "LongStorage") + b"u.")


def legacy(table, storages):
    """The older format: the number and the version, nothing, the table, the keys, the storages."""
    start = b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19\x2e\x80\x02M\xe9\x03.\x80\x02}."
    keys = b"\x80\x02](" + b"".join(text(key) for key, _, _ in storages) + b"e."
    return start + table + keys + b"".join(struct.pack("<Q", length) + data for _, length, data in storages)


def archive(files):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as writer:
        for name, data in files:
            writer.writestr(zipfile.ZipInfo(name), data)
    return target.getvalue()


def safetensors(tensors, metadata=None):
    header, data = ({"__metadata__": metadata} if metadata else {}), b""
    for name, dtype, shape, values in tensors:
        header[name] = {"dtype": dtype, "shape": list(shape), "data_offsets": [len(data), len(data) + len(values)]}
        data += values
    header = json.dumps(header, separators=(",", ":")).encode()
    return struct.pack("<Q", len(header)) + header + data


def enlarger():
    plan = [("conv1", 3, 1, 9)] + [(f"res{block}.conv{n}", 1, 1, 3) for block in range(1, 5) for n in (1, 2)]
    for name, inputs, outputs, side in plan + [("up1", 1, 1, 3), ("conv2", 1, 3, 9)]:
        yield f"{name}.weight", (outputs, inputs, side, side)
        yield f"{name}.bias", (outputs,)


def training():
    count = sum(math.prod(shape) for _, shape in layers())
    state = {"version": 1, "settings": {"width": 1}, "painting": "a", "photographs": "b", "steps": 1, "gradients": 1,
             "balanced": True}
    vectors = [(name, "F32", (count,), bytes(4 * count)) for name in ("average", "mean", "square", "weights")]
    return safetensors(vectors + [("numbers", "F64", (6,), bytes(48))], {"training": json.dumps(state)})


# Protocol buffers.
def varint(number):
    return bytes([number]) if number < 128 else bytes([number & 127 | 128]) + varint(number >> 7)


def field(number, data):
    return varint(number << 3 | 2) + varint(len(data)) + data


def number_field(number, value):
    return varint(number << 3) + varint(value)


def onnx():
    shapes, graph = list(layers()), b""
    for kind, is_kind in (("Conv", lambda name: ".conv2d." in name), ("InstanceNormalization", lambda name: ".in" in "." + name)):
        for name, _ in shapes:
            if is_kind(name) and name.endswith(".weight"):
                inputs = field(1, b"x") + field(1, name.encode()) + field(1, name.replace(".weight", ".bias").encode())
                graph += field(1, inputs + field(2, b"y") + field(4, kind.encode()))
    graph += field(1, field(1, b"in1.bias") + field(2, b"same") + field(4, b"Identity"))
    for name, shape in shapes:
        dims = field(1, b"".join(map(varint, shape)))
        graph += field(5, dims + number_field(2, 10) + field(8, name.encode()) + field(9, halves(shape)))
    return number_field(1, 7) + field(7, graph)


SETUP = {"settings": {}, "content": {"picture": 0, "framing": {"turn": "90"}}, "styles": [{"picture": 1, "weight": 1.0}]}
PLACE = {"absolute": "/nowhere/h.jpg", "relative": "../h.jpg", "sha256": "9f", "bytes": 20}
MANIFEST = json.dumps({
    "impasto-project": 1, "embeds": False,
    "pictures": [{"name": "h.jpg", "file": PLACE}, {"name": "s", "sample": "van_gogh_starry_night.jpg"},
                 {"name": "c", "entry": "pictures/2.png"}],
    "setup": SETUP, "colors": {"method": "luminance", "strength": 0.5}, "mask": {"picture": 2},
    "painting": {"entry": "painting/1.png", "iteration": 12, "is_finished": False, "scales": [], "setup": SETUP,
                 "losses": [], "markers": [], "frames": [{"entry": "frames/1.png", "iteration": 3}]},
    "snapshots": [{"entry": "snapshots/7.png", "number": 1, "painting": 1, "occasion": "hand", "iteration": 25,
                   "setup": SETUP}],
    "queue": [{"setup": SETUP, "state": "waiting"}, {"setup": SETUP, "state": {"failed": "x"}, "result": 1}],
}, separators=(",", ":")).encode()
PRESET = {"impasto-preset": 1, "name": "Bold", "about": "Large.",
          "settings": {"weights": {"ratio": 0.002, "style_layers": {"conv4_1": 1.0}}, "pooling": "average"}}
TURNED = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"


def profile(name):
    """The profile of a PNG file."""
    data, place = (FIXTURES / name).read_bytes(), 8
    while place < len(data):
        length = struct.unpack(">I", data[place:place + 4])[0]
        chunk = data[place + 8:place + 8 + length]
        if data[place + 4:place + 8] == b"iCCP":
            return zlib.decompress(chunk[chunk.index(0) + 2:])
        place += 12 + length
    raise ValueError(name)


def seeds():
    storages = [(str(key), math.prod(shape), halves(shape)) for key, (_, shape) in enumerate(layers())]
    small = [("0", 4, bytes(16)), ("1", 8, bytes(16))]
    yield "checkpoint/legacy_whole", legacy(network_table(), storages)
    yield "checkpoint/legacy_small", legacy(SMALL_TABLE, small)
    yield "checkpoint/legacy_protocol_4", legacy(pickle.dumps({"a": 1, "b": (1, 2, [3, 4])}, 4), [])
    stored = [("a/data.pkl", network_table()), *((f"a/data/{key}", data) for key, _, data in storages)]
    yield "checkpoint/zip_whole", archive(stored + [("a/byteorder", b"little")])
    yield "checkpoint/zip_small", archive([("a/data.pkl", SMALL_TABLE), ("a/data/0", bytes(16)), ("a/data/1", bytes(16))])
    half = [(name, "F16", shape, halves(shape)) for name, shape in layers()]
    yield "checkpoint/safetensors_whole", safetensors(half, {"origin": "x", "licence": "y"})
    yield "checkpoint/safetensors_enlarger", safetensors([(name, "F16", shape, halves(shape)) for name, shape in enlarger()])
    yield "checkpoint/safetensors_training", training()
    yield "checkpoint/safetensors_kinds", safetensors([
        ("w", "I8", (2, 2), b"\1\2\3\4"), ("w.scale", "F32", (2,), b"\0\0\0\x3f" * 2), ("d", "F64", (1,), bytes(8)),
        ("v", "U8", (2,), b"\0\1"), ("v.codebook", "BF16", (2,), b"\0\x3f" * 2)])
    yield "onnx/whole", onnx()
    yield "manifest/whole", MANIFEST
    yield "manifest/smallest", b'{"impasto-project":1}'
    picture = (FIXTURES / "palette.png").read_bytes()
    entries = [(name, picture) for name in ("pictures/2.png", "painting/1.png", "snapshots/7.png", "frames/1.png")]
    yield "project/whole", archive([("mimetype", b"application/x-impasto"), *entries, ("project.json", MANIFEST)])
    yield "project/smallest", archive([("project.json", b'{"impasto-project":1}')])
    yield "preset/whole", json.dumps(PRESET).encode()
    for kind in (2, 3, 4, 5):
        yield f"metadata/exif_{kind}", bytes([kind]) + TURNED
    for kind, name in ((0, "wide.png"), (0, "swapped_clear.png"), (1, "dark_grey.png"), (6, "wide.png")):
        yield f"metadata/profile_{kind}_{name.removesuffix('.png')}", bytes([kind]) + profile(name)


for name, data in seeds():
    path = pathlib.Path(sys.argv[1]) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
