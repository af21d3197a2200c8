"""The Gatys et al. 2016 objective in PyTorch: the definition that the Rust program is held to.

  content      5 * mean((F - P)^2)                       one layer, conv4_2 by default
  style        sum_l w_l * E_l,  E_l = mean_ij((G - A)^2) / 4,  G = F F^T / M over the M positions
  total        alpha * content + beta * style            default alpha 1, beta 1e3 (alpha/beta = 1e-3)
Layer weights are relative: they are scaled to sum to 1 (five equal layers: 1/5 each), so the style term is
equation 4 and 5 of the paper with each Gram matrix divided by its own M, which lets the two pictures differ
in size. The content term departs from the paper: a mean instead of a sum, and the factor 5, so that the
balance does not depend on the picture's size and alpha/beta = 1e-4 .. 1e-1 spans the looks of Figure 4.
Features are taken after the ReLU.

  python gatys.py loss  --content C --style S --image X [--size N]   -> JSON: each term and the total
  python gatys.py step  --size N [--threads T] [--channels-last] [--device cuda] -> JSON: seconds, one loss + gradient
  python gatys.py run   --content C --style S --out O --size N --iterations K [--init content|noise]
"""
import argparse, json, pathlib, resource, statistics, time
import numpy as np, torch
from PIL import Image
import vgg19

HERE = pathlib.Path(__file__).parent
MODEL = HERE.parent.parent / "models" / "vgg19.safetensors"
STYLE_LAYERS = ["conv1_1", "conv2_1", "conv3_1", "conv4_1", "conv5_1"]
CONTENT_LAYER = "conv4_2"

def load_rgb(path, size=None):
    """-> f32 [1,3,H,W] in [0,1]; size: the longer side, Lanczos."""
    im = Image.open(path).convert("RGB")
    if size:
        s = size / max(im.size)
        im = im.resize((max(1, round(im.size[0] * s)), max(1, round(im.size[1] * s))), Image.LANCZOS)
    return torch.from_numpy(np.asarray(im, dtype="f") / 255).permute(2, 0, 1)[None].contiguous()

def gram(f):
    n, c, h, w = f.shape
    v = f.reshape(c, h * w)
    return v @ v.t() / (h * w)

class Objective:
    def __init__(self, content, style, layers, style_weights=None, content_layer=CONTENT_LAYER,
                 alpha=1.0, beta=1e3, pool="max"):
        weights = style_weights or {n: 1.0 for n in STYLE_LAYERS}
        k = 1.0 / sum(weights.values())
        self.weights = {n: w * k for n, w in weights.items() if w > 0}
        self.layers, self.pool, self.alpha, self.beta, self.content_layer = layers, pool, alpha, beta, content_layer
        with torch.no_grad():
            f = vgg19.features(vgg19.preprocess(style), layers, list(self.weights), pool)
            self.targets = {n: gram(a) for n, a in f.items()}
            self.content = vgg19.features(vgg19.preprocess(content), layers, [content_layer], pool)[content_layer]

    def terms(self, image):
        f = vgg19.features(vgg19.preprocess(image), self.layers, list(self.weights) + [self.content_layer], self.pool)
        style = {n: w * (gram(f[n]) - self.targets[n]).square().mean() / 4
                 for n, w in self.weights.items()}
        content = 5 * (f[self.content_layer] - self.content).square().mean()
        return content, style, self.alpha * content + self.beta * sum(style.values())

def main():
    p = argparse.ArgumentParser()
    p.add_argument("what", choices=["loss", "step", "run"])
    for n in ("content", "style", "image", "out"): p.add_argument("--" + n)
    p.add_argument("--size", type=int); p.add_argument("--iterations", type=int, default=300)
    p.add_argument("--alpha", type=float, default=1.0); p.add_argument("--beta", type=float, default=1e3)
    p.add_argument("--pool", default="max"); p.add_argument("--init", default="content")
    p.add_argument("--original", action="store_true", help="weights as trained, not normalised")
    p.add_argument("--threads", type=int); p.add_argument("--channels-last", action="store_true")
    p.add_argument("--device", default="cpu"); p.add_argument("--model", default=str(MODEL)); p.add_argument("--seconds", type=float)
    a = p.parse_args()
    if a.threads: torch.set_num_threads(a.threads)
    layers = vgg19.load(a.model, normalised=not a.original)
    if a.what == "step":
        size = a.size or 256
        fmt = torch.channels_last if a.channels_last else torch.contiguous_format
        layers = {n: (w.to(a.device).contiguous(memory_format=fmt), b.to(a.device)) for n, (w, b) in layers.items()}
        c, s = torch.rand(1, 3, size, size, device=a.device), torch.rand(1, 3, size, size, device=a.device)
        o = Objective(c, s, layers)
        finish = torch.cuda.synchronize if a.device.startswith("cuda") else (lambda: None)
        times = []
        for i in range(6 if a.device == "cpu" else 30):
            x = torch.rand(1, 3, size, size, device=a.device).contiguous(memory_format=fmt).requires_grad_()
            finish(); t = time.perf_counter(); o.terms(x)[2].backward(); finish(); times.append(time.perf_counter() - t)
        peak = torch.cuda.max_memory_allocated() if a.device.startswith("cuda") else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        print(json.dumps({"size": size, "device": a.device, "threads": torch.get_num_threads(),
                          "seconds": statistics.median(times[1:]), "peak_bytes": peak}))
        return
    content, style = load_rgb(a.content, a.size), load_rgb(a.style, a.size)
    o = Objective(content, style, layers, alpha=a.alpha, beta=a.beta, pool=a.pool)
    if a.what == "loss":
        image = load_rgb(a.image, a.size).requires_grad_()
        c, s, total = o.terms(image); total.backward()
        print(json.dumps({"content": c.item(), "style": {n: v.item() for n, v in s.items()}, "total": total.item(),
                          "gradient_l2": image.grad.norm().item(), "gradient_mean": image.grad.mean().item()}, indent=1))
        return
    torch.manual_seed(0)
    x = content.clone() if a.init == "content" else torch.rand_like(content)
    x.requires_grad_()
    opt = torch.optim.LBFGS([x], lr=1, max_iter=a.iterations, history_size=10, tolerance_grad=0, tolerance_change=0,
                            max_eval=a.iterations)
    log, start = [], time.perf_counter()
    class Enough(Exception): pass
    def closure():
        opt.zero_grad(); c, s, total = o.terms(x); total.backward()
        log.append((round(time.perf_counter() - start, 2), total.item()))
        if len(log) % 25 == 0: print(json.dumps({"evaluation": len(log), "seconds": log[-1][0], "total": log[-1][1]}), flush=True)
        if a.seconds and log[-1][0] > a.seconds: raise Enough
        return total
    try: opt.step(closure)
    except Enough: pass
    out = (x.detach().clamp(0, 1)[0].permute(1, 2, 0).numpy() * 255).round().astype("uint8")
    Image.fromarray(out).save(a.out)
    print(json.dumps({"evaluations": len(log), "seconds": log[-1][0], "first": log[0][1], "last": log[-1][1]}))

if __name__ == "__main__":
    main()
