"""Paints a large picture at once and in bands and tells how far they differ, with the time and the memory of both.

  python seams.py IMPASTO CONTENT [--size 4096] [--model NAME|FILE ..]

IMPASTO is the program, CONTENT a photograph, which is brought to the size. Painted at once, a picture of 4096x4096 pixels
takes 6 GB of memory. Needs numpy and Pillow. The differences are of 255, at any pixel and, where a seam would be, between
neighbouring rows.
"""
import argparse, os, sys, tempfile, time
import numpy as np
from PIL import Image

def paint(impasto, model, content, output, memory):
    """Seconds, and the peak memory of the process in bytes."""
    command = [impasto, "apply", "--content", content, "--output", output, "--memory", str(memory), "--quiet", *model]
    start = time.time()
    child = os.spawnvp(os.P_NOWAIT, command[0], command)
    _, status, usage = os.wait4(child, 0)
    if status:
        sys.exit(f"{' '.join(command)} failed")
    return time.time() - start, usage.ru_maxrss * 1024

def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("impasto"); p.add_argument("content"); p.add_argument("--size", type=int, default=4096)
    p.add_argument("--model", nargs="+", default=["dumoulin-19"])
    a = p.parse_args()
    Image.MAX_IMAGE_PIXELS = None
    with tempfile.TemporaryDirectory() as folder:
        place = lambda name: os.path.join(folder, name)
        Image.open(a.content).convert("RGB").resize((a.size, a.size), Image.LANCZOS).save(place("content.png"), compress_level=1)
        for model in a.model:
            painted = []
            for name, memory in [("at once", 1 << 40), ("in bands", 0)]:
                seconds, peak = paint(a.impasto, ["--model", model], place("content.png"), place("painted.png"), memory)
                painted.append(np.asarray(Image.open(place("painted.png")), dtype=np.int16))
                print(f"{model} {name}: {seconds:.1f} s, {peak / 1e9:.2f} GB", flush=True)
            whole, bands = painted
            difference = np.abs(whole - bands)
            rows = np.abs(np.diff(bands, axis=0)).mean((1, 2)) - np.abs(np.diff(whole, axis=0)).mean((1, 2))
            print(f"{model}: mean {difference.mean():.3f}, most {difference.max()}; steps between rows differ by "
                  f"{np.abs(rows).max():.3f} at most", flush=True)

if __name__ == "__main__":
    main()
