"""How long the program and PyTorch paint until a picture is good: `impasto render` against `gatys.py run`, in turn.

For two pairs of pictures PyTorch moves pixels at one scale; the loss that it ends with is the mark. Impasto paints the
same pair through its default scales, with the same ratio, and the time at which it reaches the mark at the full size is
compared with all of PyTorch's time. Two marks are told apart: the loss that PyTorch reports last, of values that lie
outside [0, 1], and that of the picture it saves, measured by `gatys.py loss`. What Impasto reports is what it saves.

  python time_to_picture.py IMPASTO --reference FOLDER --images FOLDER [--size 512] [--peer-iterations 500]
      [--iterations 600] [--pairs 2] [--options "--scales 2"] [--out FOLDER]

FOLDER of the reference holds gatys.py and vgg19.py, and needs PyTorch. PyTorch's runs take half an hour each on two
cores; their curves and pictures stay in `--out` and are not made twice. Other work on the machine spoils the numbers.
"""
import argparse
import json
import pathlib
import subprocess
import sys

PAIRS = [
    ("content/neuschwansteincastle.jpg", "styles/van_gogh_starry_night.jpg"),
    ("content/goldentemple.jpg", "styles/hiroshige_inokashira_snow.jpg"),
    ("content/lemur.jpg", "styles/van_gogh_auvers.jpg"),
]


def lines(command):
    """The JSON lines that a command writes."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{command[0]} failed: {done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def gatys(arguments, what, content, style, *more):
    script = pathlib.Path(arguments.reference) / "gatys.py"
    return [sys.executable, script, what, "--content", content, "--style", style, "--size", arguments.size, *more]


def saved_loss(arguments, content, style, picture):
    done = subprocess.run([str(word) for word in gatys(arguments, "loss", content, style, "--image", picture)],
                          capture_output=True, text=True, check=True)
    return json.loads(done.stdout)["total"]


def peer(arguments, content, style, name):
    """PyTorch's curve; its last line holds the whole time and the last loss."""
    log, picture = arguments.out / f"{name}-peer.json", arguments.out / f"{name}-peer.png"
    if not log.exists():
        log.write_text(json.dumps(lines(gatys(arguments, "run", content, style, "--out", picture,
                                              "--iterations", arguments.peer_iterations))))
    return json.loads(log.read_text()), picture


def paint(arguments, content, style, name):
    """Impasto's steps and its picture."""
    picture = arguments.out / f"{name}.png"
    steps = lines([arguments.impasto, "render", "--content", content, "--style", style, "--output", picture,
                   "--size", arguments.size, "--ratio", "1e-3", "--iterations", arguments.iterations, "--device", "cpu",
                   "--json", *arguments.options.split()])
    steps = [step for step in steps if step["event"] == "step"]
    (arguments.out / f"{name}.json").write_text(json.dumps(steps))
    return steps, picture


def report(name, steps, mark, peer_seconds):
    """When the painting fell below a mark at its full size."""
    last = steps[-1]["scale"]
    reached = next((step for step in steps if step["scale"] == last and step["total"] <= mark), None)
    if reached:
        print(f"  {name} {mark:.1f}: after {reached['seconds']:.1f} s and {reached['iteration']} iterations, "
              f"{reached['seconds'] / peer_seconds:.3f} of PyTorch's time", flush=True)
    else:
        print(f"  {name} {mark:.1f}: not reached; {steps[-1]['total']:.1f} after {steps[-1]['seconds']:.1f} s", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("impasto")
    for name in ("reference", "images"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--peer-iterations", type=int, default=500)
    parser.add_argument("--iterations", type=int, default=600)
    parser.add_argument("--pairs", type=int, default=2)
    parser.add_argument("--options", default="", help="more options for impasto render")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("time-to-picture"))
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    for content, style in PAIRS[:arguments.pairs]:
        content, style = (pathlib.Path(arguments.images) / path for path in (content, style))
        name = content.stem
        steps, picture = paint(arguments, content, style, name)
        curve, peer_picture = peer(arguments, content, style, name)
        ended = curve[-1]
        ours, theirs = (saved_loss(arguments, content, style, file) for file in (picture, peer_picture))
        print(f"{name}, {arguments.size} pixels: PyTorch {ended['evaluations']} evaluations in {ended['seconds']:.0f} s, "
              f"reported {ended['last']:.1f}, saved {theirs:.1f}; Impasto {steps[-1]['iteration']} iterations in "
              f"{steps[-1]['seconds']:.0f} s, reported {steps[-1]['total']:.1f}, saved {ours:.1f}", flush=True)
        report("PyTorch's reported loss", steps, ended["last"], ended["seconds"])
        report("the loss of PyTorch's saved picture", steps, theirs, ended["seconds"])


if __name__ == "__main__":
    main()
