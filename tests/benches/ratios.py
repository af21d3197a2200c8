"""Runs `impasto bench` and its peer in turn and prints how their times compare; medians over the rounds.

  python ratios.py IMPASTO step|apply [--sizes 256 512 1024] [--rounds 3]

IMPASTO is the program. The peers are PyTorch (`gatys.py step`, the faster of its two memory layouts) and onnxruntime
(`fast.py step`), with which this Python must be equipped. Other work on the machine spoils the numbers.
"""
import argparse, json, pathlib, statistics, subprocess, sys

REFERENCE = pathlib.Path(__file__).parent.parent / "reference"

def answer(*command):
    """The JSON object that a command writes in its last line."""
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    return json.loads(done.stdout.decode().strip().splitlines()[-1])

def peers(work, size):
    """Every way in which the peer does the work; the fastest counts."""
    if work == "step":
        gatys = [sys.executable, REFERENCE / "gatys.py", "step", "--size", size]
        return [gatys, gatys + ["--channels-last"]]
    return [[sys.executable, REFERENCE / "fast.py", "step", "--runtime", "onnxruntime", "--size", size]]

def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("impasto"); p.add_argument("work", choices=["step", "apply"])
    p.add_argument("--sizes", type=int, nargs="+", default=[256, 512, 1024]); p.add_argument("--rounds", type=int, default=3)
    a = p.parse_args()
    for size in a.sizes:
        rounds = []
        for _ in range(a.rounds):
            ours = answer(a.impasto, "bench", a.work, "--size", size, "--json", "--device", "cpu")
            theirs = min((answer(*peer) for peer in peers(a.work, size)), key=lambda line: line["seconds"])
            rounds.append((ours, theirs))
        ours, theirs = (statistics.median(pair[i]["seconds"] for pair in rounds) for i in (0, 1))
        ratio = statistics.median(ours["seconds"] / theirs["seconds"] for ours, theirs in rounds)
        memory = "".join(f", {name} {max(pair[i]['peak_bytes'] for pair in rounds) / 1e6:.0f} MB"
                         for i, name in enumerate(["Impasto", "peer"]) if all("peak_bytes" in pair[i] for pair in rounds))
        print(f"{size}x{size}: Impasto {ours:.3f} s, peer {theirs:.3f} s, ratio {ratio:.2f}{memory}", flush=True)

if __name__ == "__main__":
    main()
