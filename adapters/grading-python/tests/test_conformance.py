"""Replays the cases of `core/grading/examples/conformance` on the installed wheel:

PEDIAFOR_CONFORMANCE=<file> python -m unittest discover adapters/grading-python/tests
"""

import json
import os
import unittest
from importlib.metadata import version

import pediafor_grading
from pediafor_grading import text

with open(os.environ["PEDIAFOR_CONFORMANCE"], encoding="utf-8") as file:
    CASES = [json.loads(line) for line in file]
READABLE = [case for case in CASES if "output" in case]
BROKEN = [case for case in CASES if "error" in case]


class Conformance(unittest.TestCase):
    maxDiff = None

    def test_texts_come_out_as_they_do_natively_to_the_last_digit(self):
        self.assertGreater(len(READABLE), 1000)
        for case in READABLE:
            given = case["arguments"]
            self.assertEqual(getattr(text, case["operation"])(*given), case["output"], (case["operation"], given))

    def test_dicts_come_out_as_the_same_dicts(self):
        for case in READABLE:
            given = [json.loads(argument) for argument in case["arguments"]]
            came_out = getattr(pediafor_grading, case["operation"])(*given)
            self.assertEqual(came_out, json.loads(case["output"]), (case["operation"], given))

    def test_what_cannot_be_read_is_raised_and_the_message_names_the_field(self):
        self.assertGreater(len(BROKEN), 10)
        for case in BROKEN:
            with self.assertRaises(ValueError) as raised:
                getattr(text, case["operation"])(*case["arguments"])
            self.assertEqual(str(raised.exception), case["error"])

    def test_every_operation_of_the_package_has_cases(self):
        replayed = {case["operation"] for case in CASES}
        self.assertEqual(replayed, set(text.__all__))
        self.assertEqual(replayed, set(pediafor_grading.__all__) - {"ENGINE", "__version__", "text"})

    def test_what_may_be_left_away_may_be_left_away(self):
        item = {"id": "q", "body": "?", "points": 1, "interaction": {"type": "true_false", "key": True}}
        self.assertEqual(pediafor_grading.mark(item)["verdict"], "unanswered")
        self.assertEqual(json.loads(text.mark(json.dumps(item)))["verdict"], "unanswered")
        self.assertEqual(pediafor_grading.total([]), {"points": 0, "maximum": 0, "awaiting_human": 0})
        with self.assertRaisesRegex(ValueError, "^item: "):
            pediafor_grading.mark(None)

    def test_package_and_engine_are_of_one_version(self):
        self.assertEqual(pediafor_grading.__version__, version("pediafor-grading"))
        self.assertEqual(pediafor_grading.ENGINE, f"pediafor-grading/{pediafor_grading.__version__}")


if __name__ == "__main__":
    unittest.main()
