"""The same operations from JSON texts to a JSON text."""

from . import _native

__all__ = [
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
    "to_paper",
    "total",
]


def mark(item: str, response: str = "null") -> str:
    return _native.mark(item, response)


def mark_tries(item: str, behaviour: str, tries: str) -> str:
    return _native.mark_tries(item, behaviour, tries)


def lint(item: str) -> str:
    return _native.lint(item)


def total(outcomes: str, floor: str = "null") -> str:
    return _native.total(outcomes, floor)


def to_paper(item: str) -> str:
    return _native.to_paper(item)


def assessment(rules: str, attempts: str, items: str = "null") -> str:
    return _native.assessment(rules, attempts, items)


def blind_guess(items: str) -> str:
    return _native.blind_guess(items)


def statistics(attempts: str, reading: str = "null") -> str:
    return _native.statistics(attempts, reading)


def tally(tally: str, change: str) -> str:
    return _native.tally(tally, change)


def report(tally: str, reading: str = "null", group: str = "null") -> str:
    return _native.report(tally, reading, group)


def differentials(tally: str, groups: str) -> str:
    return _native.differentials(tally, groups)


def calibrate(responses: str, settings: str) -> str:
    return _native.calibrate(responses, settings)


def item_fit(calibration: str, responses: str) -> str:
    return _native.item_fit(calibration, responses)


def abilities(scale: str, answers: str) -> str:
    return _native.abilities(scale, answers)


def next_item(pool: str, given: str, rules: str, seed: str) -> str:
    return _native.next_item(pool, given, rules, seed)


def process_qti(item: str, responses: str = "null", options: str = "null") -> str:
    return _native.process_qti(item, responses, options)
