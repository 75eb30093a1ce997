"""Scoring for assessments: what a response to an item earns, exactly, and why.

Shapes are those of `core/grading/docs/format.md` and `core/grading/docs/operations.md`; `items`, `answers`, `papers`, `marks`,
`attempts`, `curves` and `qti` have them as types.
What cannot be read is a `ValueError` that names the argument and the field in it.
"""

from collections.abc import Sequence
from json import dumps, loads

from . import attempts as _attempts
from . import curves as _curves
from . import marks as _marks
from . import qti as _qti
from . import text
from ._native import ENGINE, __version__
from .answers import Behaviour, Floor, Outcome, Response, Total, Tried, Try
from .items import Finding, Item
from .papers import PaperItem

__all__ = [
    "ENGINE",
    "__version__",
    "abilities",
    "assessment",
    "blind_guess",
    "calibrate",
    "differentials",
    "item_fit",
    "lint",
    "mark",
    "mark_tries",
    "next_item",
    "process_qti",
    "report",
    "statistics",
    "tally",
    "text",
    "to_paper",
    "total",
]


def mark(item: Item, response: Response | None = None) -> Outcome:
    """What a response earns, and why; none, or a blank one, earns nothing."""
    return loads(text.mark(dumps(item), dumps(response)))


def mark_tries(item: Item, behaviour: Behaviour, tries: Sequence[Try]) -> Tried:
    """What several tries at an item earn together, in the order in which they were given."""
    return loads(text.mark_tries(dumps(item), dumps(behaviour), dumps(tries)))


def lint(item: Item) -> list[Finding]:
    """What is wrong with an item, or worth a look; without errors it can be marked."""
    return loads(text.lint(dumps(item)))


def total(outcomes: Sequence[Outcome], floor: Floor | None = None) -> Total:
    """The exact sum of outcomes."""
    return loads(text.total(dumps(outcomes), dumps(floor)))


def to_paper(item: Item) -> PaperItem:
    """The item as a student sees it, without its key."""
    return loads(text.to_paper(dumps(item)))


def assessment(
    rules: _marks.Rules, attempts: Sequence[_marks.Attempt], items: Sequence[Item] | None = None
) -> _marks.Marks:
    """From the outcomes of attempts, in the order in which they were taken, to a mark. Formula scoring asks for the items."""
    return loads(text.assessment(dumps(rules), dumps(attempts), dumps(items)))


def blind_guess(items: Sequence[Item]) -> _marks.BlindGuesses:
    """What somebody earns on average who knows nothing and guesses."""
    return loads(text.blind_guess(dumps(items)))


def statistics(attempts: Sequence[_attempts.Attempt], reading: _attempts.Reading | None = None) -> _attempts.Report:
    """What attempts of many at one paper say of the test and its items."""
    return loads(text.statistics(dumps(attempts), dumps(reading)))


def tally(tally: _attempts.Tally | None, change: _attempts.Change) -> _attempts.Tally:
    """A tally after attempts were taken back and counted; None for none yet."""
    return loads(text.tally(dumps(tally), dumps(change)))


def report(
    tally: _attempts.Tally, reading: _attempts.Reading | None = None, group: str | None = None
) -> _attempts.Report:
    """What a tally says, of everyone or of one group."""
    return loads(text.report(dumps(tally), dumps(reading), dumps(group)))


def differentials(tally: _attempts.Tally, groups: _attempts.Groups) -> _attempts.Differentials:
    """By item, how it treats the focal group beside the reference group."""
    return loads(text.differentials(dumps(tally), dumps(groups)))


def calibrate(responses: _curves.Responses, settings: _curves.Settings) -> _curves.Calibrated:
    """From the answers of many to the curves of items."""
    return loads(text.calibrate(dumps(responses), dumps(settings)))


def item_fit(calibration: _curves.Calibration, responses: _curves.Responses) -> list[_curves.ItemFit | None]:
    """How well each curve describes the answers; None for an item that was left out."""
    return loads(text.item_fit(dumps(calibration), dumps(responses)))


def abilities(scale: _curves.Scale, answers: Sequence[str]) -> list[_curves.Ability]:
    """The abilities behind answers, each a word of 1, 0 and -."""
    return loads(text.abilities(dumps(scale), dumps(answers)))


def next_item(
    pool: Sequence[_curves.PoolItem], given: Sequence[_curves.Asked], rules: _curves.AdaptiveRules, seed: int
) -> _curves.Step:
    """The next step of an adaptive test."""
    return loads(text.next_item(dumps(pool), dumps(given), dumps(rules), dumps(seed)))


def process_qti(
    item: str, responses: _qti.Variables | None = None, options: _qti.Options | None = None
) -> _qti.Outcomes:
    """What a QTI item, its XML, makes of responses."""
    return loads(text.process_qti(dumps(item), dumps(responses), dumps(options)))
