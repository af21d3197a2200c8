"""Makes the files of tests/styles: one small network of random weights in every format, and what it paints.

  python make_styles.py

Needs PyTorch, safetensors, onnx and Pillow. `legacy.pth` has what old checkpoints have besides: running statistics and
the prefix of parallel training; in `zip.pth` one tensor lies transposed and one is of half precision; `hostile.pth` asks
to run a command when it is unpickled. `painted.png` is what `fast.py apply` makes of content.png.
"""
import collections, os, subprocess, sys
import torch
from safetensors.torch import save_file
from fast import TransformNet

here = os.path.dirname(os.path.abspath(__file__))
folder = os.path.join(here, "..", "styles")
os.makedirs(folder, exist_ok=True)
file = lambda name: os.path.join(folder, name)

torch.manual_seed(1)
net = TransformNet(2).eval()
with torch.no_grad():
    for name, value in net.named_parameters():
        if ".in" in name or name.startswith("in"):
            value.copy_(torch.rand_like(value) + (0.5 if name.endswith("weight") else -0.5))
    net.deconv3.conv2d.weight *= 60
    net.deconv3.conv2d.bias.copy_(torch.tensor([120.0, 130.0, 110.0]))
    half = net.res2.conv1.conv2d.weight
    half.copy_(half.half().float())

state = net.state_dict()
save_file(state, file("net.safetensors"))

legacy = collections.OrderedDict()
for name, value in state.items():
    legacy["module." + name] = value
    if name.endswith(".bias") and "conv2d" not in name:
        norm = "module." + name.removesuffix(".bias")
        legacy[norm + ".running_mean"], legacy[norm + ".running_var"] = torch.zeros_like(value), torch.ones_like(value)
        legacy[norm + ".num_batches_tracked"] = torch.tensor(7)
torch.save(legacy, file("legacy.pth"), _use_new_zipfile_serialization=False)

modern = dict(state)
turned = "conv2.conv2d.weight"
modern[turned] = state[turned].permute(3, 2, 1, 0).contiguous().permute(3, 2, 1, 0)
modern["res2.conv1.conv2d.weight"] = half.detach().half()
modern["deconv3.conv2d.bias"] = torch.nn.Parameter(state["deconv3.conv2d.bias"])
torch.save(modern, file("zip.pth"))

torch.onnx.export(net, torch.rand(1, 3, 16, 16), file("net.onnx"), input_names=["x"], dynamo=False)

class Hostile:
    def __reduce__(self): return os.system, ("echo a checkpoint ran this command",)
torch.save({"conv1.conv2d.weight": Hostile()}, file("hostile.pth"))

subprocess.run([sys.executable, os.path.join(here, "fast.py"), "apply", "--checkpoint", file("net.safetensors"),
                "--content", os.path.join(here, "content.png"), "--out", file("painted.png")], check=True)
