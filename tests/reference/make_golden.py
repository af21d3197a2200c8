"""Makes golden.json: losses and gradients of small pictures by gatys.py, which the Rust program is held to.

Needs torch, safetensors, pillow and numpy; run from the project's folder:
  python tests/reference/make_golden.py
"""
import json, pathlib
import torch
import gatys, vgg19

HERE = pathlib.Path(__file__).parent
SAMPLES = HERE.parent.parent / "assets" / "samples"
PICTURES = {"content.png": ("neuschwansteincastle.jpg", 128), "style.png": ("van_gogh_starry_night.jpg", 144)}

# Each case: the arguments that differ from gatys.py's defaults, by the names of the Rust settings.
CASES = [
    {},
    {"pooling": "average"},
    {"weight_scale": "as-trained"},
    {"ratio": 0.1},
    {"style_layers": {"conv1_2": 0.5, "conv3_4": 2.0, "conv4_2": 1.0}},
    {"content_layer": "conv2_2", "style_layers": {"conv5_4": 1.0}},
]

def pictures():
    """Makes the two pictures, and a third between them, as PNG files, so that every decoder sees the same values."""
    from PIL import Image
    import numpy as np
    for name, (sample, size) in PICTURES.items():
        im = Image.open(SAMPLES / sample).convert("RGB")
        s = size / max(im.size)
        im.resize((round(im.size[0] * s), round(im.size[1] * s)), Image.LANCZOS).save(HERE / name)
    content, style = (Image.open(HERE / name) for name in PICTURES)
    Image.blend(content, style.resize(content.size, Image.LANCZOS), 0.4).save(HERE / "image.png")

def case(settings):
    content, style = (gatys.load_rgb(HERE / name) for name in PICTURES)
    layers = vgg19.load(str(gatys.MODEL), normalised=settings.get("weight_scale") != "as-trained")
    objective = gatys.Objective(
        content, style, layers, settings.get("style_layers"), settings.get("content_layer", gatys.CONTENT_LAYER),
        alpha=1000 * settings.get("ratio", 1e-3), beta=1000.0,
        pool="avg" if settings.get("pooling") == "average" else "max")
    image = gatys.load_rgb(HERE / "image.png").requires_grad_()
    c, s, total = objective.terms(image)
    total.backward()
    return {"settings": settings, "content": c.item(), "style": {n: v.item() for n, v in s.items()},
            "total": total.item(), "gradient_l2": image.grad.norm().item(),
            # A few single values, so that a gradient of the right length in the wrong place is seen.
            "gradient": {f"{ch},{y},{x}": image.grad[0, ch, y, x].item()
                         for ch, y, x in [(0, 0, 0), (1, 40, 60), (2, 84, 127), (0, 17, 90), (2, 50, 3)]}}

if __name__ == "__main__":
    pictures()
    (HERE / "golden.json").write_text(json.dumps([case(c) for c in CASES], indent=1) + "\n")
