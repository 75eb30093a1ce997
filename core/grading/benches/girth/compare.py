"""Calibrates the answers that the benchmark `irt` made up with girth too, and prints how long each took.

    pip install -r core/grading/benches/girth/requirements.txt
    python3 core/grading/benches/girth/compare.py [--skip-bench]

Both work on one thread, on the same answers, and from rows of answers to item parameters. girth is called as its
documentation shows, with its own options; its first call is not counted, as it compiles.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

import girth
import numpy

CALIBRATIONS = {
    "twopl": lambda answers: girth.twopl_mml(answers),
    "onepl": lambda answers: girth.onepl_mml(answers),
    "rasch": lambda answers: girth.rasch_mml(answers),
}
REPETITIONS = 3


def target_directory():
    command = ["cargo", "metadata", "--no-deps", "--format-version", "1"]
    return Path(json.loads(subprocess.check_output(command))["target_directory"])


def ours(target, model, size):
    """The median that criterion measured, in seconds."""
    estimates = json.loads((target / "criterion" / model / size / "new" / "estimates.json").read_text())
    return estimates["median"]["point_estimate"] / 1e9


def timed(calibration, answers):
    """The median time in seconds, and what came out."""
    times = []
    for _ in range(REPETITIONS):
        start = time.perf_counter()
        found = calibration(answers)
        times.append(time.perf_counter() - start)
    return sorted(times)[REPETITIONS // 2], found


def distance(found, true):
    """The root of the mean squared distance of discriminations and of difficulties."""
    return numpy.sqrt(numpy.mean((numpy.asarray(found) - numpy.asarray(true)) ** 2, axis=0))


def main():
    if "--skip-bench" not in sys.argv:
        subprocess.check_call(["cargo", "bench", "-p", "pediafor-grading", "--bench", "irt"])
    target = target_directory()
    print(f"{'model':6} {'size':>9} {'girth':>10} {'pediafor':>10} {'ratio':>8}   distance from the true a, b: girth | pediafor")
    for path in sorted((target / "tmp" / "irt").glob("*.json"), key=lambda path: (path.name[:5], path.stat().st_size)):
        model, size = path.stem.split("-")
        data = json.loads(path.read_text())
        answers = numpy.array([[int(answer) for answer in row] for row in data["answers"]]).T
        calibration = CALIBRATIONS[model]
        calibration(answers[:, :200])
        theirs, found = timed(calibration, answers)
        pairs = numpy.column_stack(numpy.broadcast_arrays(found["Discrimination"], found["Difficulty"]))
        there, here = distance(pairs, data["true"]), distance(data["found"], data["true"])
        time_here = ours(target, model, size)
        print(
            f"{model:6} {size:>9} {theirs:9.3f}s {time_here:9.4f}s {theirs / time_here:7.0f}x"
            f"   {there[0]:.3f}, {there[1]:.3f} | {here[0]:.3f}, {here[1]:.3f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
