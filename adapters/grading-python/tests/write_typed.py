"""Writes Python that is right only where the package's types are: every case that can be read, as a typed call or value.

python adapters/grading-python/tests/write_typed.py <conformance file> <folder>
"""

import json
import sys
from pathlib import Path

RESULTS = {
    "mark": "Outcome",
    "mark_tries": "Tried",
    "lint": "list[Finding]",
    "total": "Total",
    "to_paper": "PaperItem",
    "assessment": "Marks",
    "blind_guess": "BlindGuesses",
    "statistics": "Report",
    "tally": "Tally",
    "report": "Report",
    "differentials": "Differentials",
    "calibrate": "Calibrated",
    "item_fit": "list[ItemFit | None]",
    "abilities": "list[Ability]",
    "next_item": "Step",
    "process_qti": "Outcomes",
}
HEAD = """import pediafor_grading
from pediafor_grading.answers import Outcome, Total, Tried
from pediafor_grading.items import Finding
from pediafor_grading.attempts import Differentials, Report, Tally
from pediafor_grading.curves import Ability, Calibrated, ItemFit, Step
from pediafor_grading.marks import BlindGuesses, Marks
from pediafor_grading.papers import PaperItem
from pediafor_grading.qti import Outcomes

"""
WRONG = """import pediafor_grading

pediafor_grading.mark({"id": "q", "body": "?", "points": 1, "interaction": {"type": "true_false"}})  # type: ignore[typeddict-item]
pediafor_grading.mark({"id": "q", "body": "?", "interaction": {"type": "true_false", "key": True}})  # type: ignore[typeddict-item]
pediafor_grading.total([], "ground")  # type: ignore[arg-type]
pediafor_grading.total([])["point"]  # type: ignore[typeddict-item]
pediafor_grading.text.lint({})  # type: ignore[arg-type]
pediafor_grading.assessment({"floor": "cellar"}, [])  # type: ignore[typeddict-item]
pediafor_grading.calibrate({"items": 1, "patterns": {}}, {"model": "rasch"})  # type: ignore[typeddict-item]
pediafor_grading.statistics([])["test"]["median"]["figure"]  # type: ignore[typeddict-item]
"""


def main(file: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for number, line in enumerate(Path(file).read_text(encoding="utf-8").rstrip("\n").split("\n")):
        case = json.loads(line)
        if "output" in case:
            operation, given = case["operation"], [repr(json.loads(argument)) for argument in case["arguments"]]
            lines.append(f"pediafor_grading.{operation}({', '.join(given)})")
            lines.append(f"v{number}: {RESULTS[operation]} = {json.loads(case['output'])!r}")
    (folder / "cases.py").write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    (folder / "wrong.py").write_text(WRONG, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
