"""Records how long each iteration of real paintings takes, for the test of the forecast in src/transfer/forecast/tests.rs.

    python tests/benches/step_times.py target/release/impasto tests/recordings [NAME ...]

Each painting runs on one thread, and what is noted is the processor time that it has used, so that other work on the
machine is not recorded with it.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

SAMPLES = Path(__file__).parent.parent.parent / "assets/samples"
PAINTINGS = {
    "castle-512": ["neuschwansteincastle.jpg", "--size", "512", "--iterations", "150"],
    "panda-1024-adam": ["red_panda.jpg", "--size", "1024", "--iterations", "48", "--optimizer", "adam"],
    "kingfisher-700": ["kingfisher.jpg", "--size", "700", "--iterations", "80", "--ratio", "1e-2"],
    # As src/transfer/measure.rs paints before the first painting.
    "measurement": ["neuschwansteincastle.jpg", "--size", "256", "--iterations", "12", "--scales", "2"],
}
TICKS = os.sysconf("SC_CLK_TCK")


def processor_seconds(process):
    fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def record(program, name, arguments, folder):
    content, *options = arguments
    style = SAMPLES / "van_gogh_starry_night.jpg"
    output = Path(folder) / f"{name}.png"
    command = [program, "render", "--json", "--quiet", "--threads", "1", "--device", "cpu", "--content",
               SAMPLES / content, "--style", style, "--output", output, *options]
    lines = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            step = json.loads(line)
            if step["event"] == "step":
                seconds = processor_seconds(process)
                fields = [step[name] for name in ("iteration", "evaluations", "scale", "width", "height")]
                lines.append(",".join(map(str, fields)) + f",{seconds:.2f}")
    output.unlink()
    table = "\n".join(["iteration,evaluations,scale,width,height,seconds", *lines, ""])
    (Path(folder) / f"{name}.csv").write_text(table)


if __name__ == "__main__":
    program, folder, *names = sys.argv[1:]
    for name in names or PAINTINGS:
        record(program, name, PAINTINGS[name], folder)
