"""How clean and how close the program's pictures are, beside PyTorch's moving single pixels.

For three pairs of pictures, from the content and from white noise, both programs paint with the same number of
evaluations at one scale; every saved picture is then measured by the same definition, `gatys.py loss`. Printed are, for
each picture and as Markdown:

  loss      alpha * content + beta * style of the saved file; in brackets its ratio to that of the other program
  reported  how far the loss that the program reported lies from that of the saved file, in percent
  grain     energy above three quarters of the Nyquist frequency, as a multiple of the style picture's at this size
  edge      mean absolute difference of neighbours in the outer 8 pixels, as a multiple of that inside

and the peak signal-to-noise ratio of content reconstructions from white noise at 256 pixels.

  python noise.py --impasto target/release/impasto --reference ../shared/reference --images ../shared/images \\
      [--sizes 256,512] [--iterations 115] [--reconstructions] [--panorama] [--out FOLDER]

`--reference` holds gatys.py and vgg19.py, and needs PyTorch; pictures stay in `--out`, and are not made twice.
"""
import argparse
import json
import pathlib
import subprocess
import sys

import numpy as np
from PIL import Image

PAIRS = [
    ("content/neuschwansteincastle.jpg", "styles/van_gogh_starry_night.jpg"),
    ("content/lemur.jpg", "styles/van_gogh_auvers.jpg"),
    ("content/goldentemple.jpg", "styles/hiroshige_inokashira_snow.jpg"),
]
EDGE = 8
FINEST = 0.375  # cycles per pixel: three quarters of the Nyquist frequency
RECONSTRUCTED = ["conv1_2", "conv2_2", "conv3_2"]


def planes(path, size=None):
    """[3, H, W] from 0 to 1; `size` is the longer side, by Lanczos as in gatys.py."""
    picture = Image.open(path).convert("RGB")
    if size:
        scale = size / max(picture.size)
        picture = picture.resize([max(1, round(side * scale)) for side in picture.size], Image.LANCZOS)
    return np.asarray(picture, dtype="f8").transpose(2, 0, 1) / 255


def grain(picture):
    """Energy per pixel of the finest frequencies; mirrored, so that opposite edges do not count as an edge."""
    picture = np.concatenate([picture, picture[:, ::-1]], 1)
    picture = np.concatenate([picture, picture[:, :, ::-1]], 2)
    height, width = picture.shape[1:]
    energy = np.abs(np.fft.fft2(picture)) ** 2 / (height * width) ** 2
    frequency = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.fftfreq(width)[None])
    return energy[:, frequency > FINEST].sum() / 3


def roughness(picture, where):
    """Mean absolute difference of neighbours that both lie in `where`, [H, W]."""
    across, down = np.abs(np.diff(picture, axis=2)), np.abs(np.diff(picture, axis=1))
    pairs_across, pairs_down = where[:, 1:] & where[:, :-1], where[1:] & where[:-1]
    total = across[:, pairs_across].sum() + down[:, pairs_down].sum()
    return total / 3 / (pairs_across.sum() + pairs_down.sum())


def edge(picture):
    """How much rougher the outer pixels are than the inner ones."""
    outer = np.ones(picture.shape[1:], bool)
    outer[EDGE:-EDGE, EDGE:-EDGE] = False
    return roughness(picture, outer) / roughness(picture, ~outer)


def json_lines(command):
    """Runs a command, and reads the JSON lines of its output."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{command[0]} failed: {done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


class Bench:
    def __init__(self, arguments):
        self.arguments = arguments
        self.out = pathlib.Path(arguments.out)
        self.out.mkdir(parents=True, exist_ok=True)

    def gatys(self, what, *more):
        script = pathlib.Path(self.arguments.reference) / "gatys.py"
        return [sys.executable, script, what, *more]

    def loss(self, content, style, size, picture):
        done = subprocess.run(
            [str(p) for p in self.gatys("loss", "--content", content, "--style", style, "--size", size, "--image", picture)],
            capture_output=True, text=True, check=True)
        return json.loads(done.stdout)["total"]

    def paint(self, content, style, size, init, name):
        """Paints with this program: the last step's line and the picture."""
        picture, log = self.out / f"{name}.png", self.out / f"{name}.json"
        if not log.exists():
            lines = json_lines([
                self.arguments.impasto, "render", "--content", content, "--style", style, "--output", picture, "--size", size,
                "--scales", 1, "--ratio", "1e-3", "--iterations", self.arguments.iterations, "--init", init, "--device", "cpu", "--json",
                *self.arguments.options.split()])
            log.write_text(json.dumps([line for line in lines if line["event"] == "step"][-1]))
        return json.loads(log.read_text()), picture

    def paint_with_peer(self, content, style, size, init, name, evaluations):
        picture = self.out / f"{name}-peer-{evaluations}.png"
        if not picture.exists():
            json_lines(self.gatys("run", "--content", content, "--style", style, "--out", picture, "--size", size,
                                 "--iterations", evaluations, "--init", init))
        return picture

    def row(self, name, total, ratio, reported, picture, style_grain):
        values = planes(picture)
        print(f"| {name} | {total:.1f} ({ratio:.2f}) | {reported} | {grain(values) / style_grain:.2f} | {edge(values):.2f} |", flush=True)

    def compare(self, size, init):
        print(f"\n{size} pixels, from {'the content' if init == 'content' else 'white noise'}\n")
        print("| picture | loss | reported | grain | edge |\n| --- | --- | --- | --- | --- |")
        ratios = []
        for content, style in PAIRS:
            content, style = (pathlib.Path(self.arguments.images) / path for path in (content, style))
            name = f"{content.stem}-{init}-{size}"
            step, ours = self.paint(content, style, size, init, name)
            peer = self.paint_with_peer(content, style, size, init, name, step["evaluations"])
            style_grain = grain(planes(style, size))
            peer_loss, our_loss = (self.loss(content, style, size, picture) for picture in (peer, ours))
            ratios.append(our_loss / peer_loss)
            self.row(f"{content.stem}, pixels (PyTorch), {step['evaluations']} evaluations", peer_loss, 1.0, "", peer, style_grain)
            difference = f"{100 * (step['total'] / our_loss - 1):+.1f} %"
            self.row(f"{content.stem}, Impasto", our_loss, ratios[-1], difference, ours, style_grain)
        print(f"\nmean ratio {np.mean(ratios):.3f}, worst {max(ratios):.3f}")

    def reconstruct(self):
        """Content reconstructions by the program's own recipe."""
        content = pathlib.Path(self.arguments.images) / PAIRS[0][0]
        folder = self.out / "reconstructions"
        json_lines([self.arguments.impasto, "reconstruct", "content", "--image", content, "--output", folder,
                   "--size", 256, "--layers", ",".join(RECONSTRUCTED), "--device", "cpu", "--json"])
        original = planes(content, 256)
        print("\n| content reconstruction, 256 pixels | PSNR |\n| --- | --- |")
        for layer in RECONSTRUCTED:
            error = np.square(planes(folder / f"content-{layer}.png") - original).mean()
            print(f"| {layer} | {-10 * np.log10(error):.1f} dB |", flush=True)

    def paint_panorama(self):
        """A strip of 4:1, in which a frame along the edges would stand out."""
        content, style = (pathlib.Path(self.arguments.images) / path for path in PAIRS[0])
        strip = self.out / "strip.png"
        picture = Image.open(content).convert("RGB")
        width, height = picture.size
        top = height // 2 - width // 8
        picture.crop((0, top, width, top + width // 4)).save(strip)
        _, painted = self.paint(strip, style, 768, "content", "panorama")
        values = planes(painted)
        print(f"\npanorama of {values.shape[2]}x{values.shape[1]}: edge {edge(values):.2f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("impasto", "reference", "images"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--sizes", default="256,512")
    parser.add_argument("--iterations", type=int, default=115)
    parser.add_argument("--options", default="", help="more options for impasto render, such as --basis pixels")
    parser.add_argument("--reconstructions", action="store_true")
    parser.add_argument("--panorama", action="store_true")
    parser.add_argument("--out", default="noise-bench")
    arguments = parser.parse_args()
    bench = Bench(arguments)
    for size in [int(size) for size in arguments.sizes.split(",") if size]:
        for init in ("content", "noise"):
            bench.compare(size, init)
    if arguments.panorama:
        bench.paint_panorama()
    if arguments.reconstructions:
        bench.reconstruct()


if __name__ == "__main__":
    main()
