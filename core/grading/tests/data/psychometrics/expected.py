"""Made `invented.csv` and `expected.json`: answers of persons made up, and their likeliest parameters, found in another way
than the library finds them. The marginal likelihood itself is climbed by BFGS, no EM; Gauss-Hermite nodes; standard errors
from second differences. Needs numpy and scipy.
"""

import itertools
import json
from pathlib import Path

import numpy
from scipy.optimize import minimize
from scipy.special import expit, logsumexp

FOLDER = Path(__file__).parent
ITEMS, PERSONS = 5, 1200
NODES, WEIGHTS = numpy.polynomial.hermite_e.hermegauss(101)
LN_WEIGHTS = numpy.log(WEIGHTS / WEIGHTS.sum())


def invent():
    """Counts of all patterns."""
    chance = numpy.random.default_rng(1)
    slopes = numpy.array([1.4, 0.8, 1.1, 1.9, 0.6])
    intercepts = numpy.array([1.5, 0.4, -0.3, -0.9, -1.6])
    logits = chance.standard_normal(PERSONS)[:, None] * slopes + intercepts
    rows = (chance.random((PERSONS, ITEMS)) < expit(logits)).astype(int)
    patterns = numpy.array(list(itertools.product([0, 1], repeat=ITEMS)))
    counts = numpy.array([(rows == pattern).all(axis=1).sum() for pattern in patterns])
    return patterns[counts > 0], counts[counts > 0]


def log_likelihoods(slopes, intercepts, patterns):
    """ln of the probability of each pattern at each node, weighted."""
    logits = numpy.outer(NODES, slopes) + intercepts
    right, wrong = -numpy.logaddexp(0, -logits), -numpy.logaddexp(0, logits)
    return patterns @ right.T + (1 - patterns) @ wrong.T + LN_WEIGHTS


def fit(patterns, counts, common):
    """Slopes, intercepts, their errors, and the log-likelihood."""

    def split(parameters):
        slopes = numpy.full(ITEMS, parameters[0]) if common else parameters[:ITEMS]
        return slopes, parameters[-ITEMS:]

    def loss(parameters):
        return -counts @ logsumexp(log_likelihoods(*split(parameters), patterns), axis=1)

    start = numpy.concatenate([numpy.ones(1 if common else ITEMS), numpy.zeros(ITEMS)])
    found = minimize(loss, start, method="BFGS", options={"gtol": 1e-8})
    best, step = found.x, 1e-3
    moves = numpy.eye(len(best)) * step
    hessian = [
        [
            (loss(best + one + two) - loss(best + one - two) - loss(best - one + two) + loss(best - one - two)) / (4 * step**2)
            for two in moves
        ]
        for one in moves
    ]
    errors = numpy.sqrt(numpy.diag(numpy.linalg.inv(hessian)))
    return *split(best), errors[:-ITEMS], errors[-ITEMS:], -found.fun


def main():
    patterns, counts = invent()
    rows = "".join(",".join(map(str, [*pattern, count])) + "\n" for pattern, count in zip(patterns, counts))
    names = [*(f"Item.{item + 1}" for item in range(ITEMS)), "freq"]
    (FOLDER / "invented.csv").write_text(",".join(names) + "\n" + rows)
    rounded = lambda values: [round(float(value), 5) for value in values]
    cases = []
    for model, common in [("2PL", False), ("1PL common slope", True)]:
        slopes, intercepts, slope_errors, intercept_errors, height = fit(patterns, counts, common)
        found = {"dataset": "invented", "model": model, "d": rounded(intercepts), "logLik": round(float(height), 4)}
        found["a"] = rounded(slopes)[0] if common else rounded(slopes)
        errors = rounded(slope_errors) * (ITEMS if common else 1)
        found["standard_errors"] = {"a": errors, "d": rounded(intercept_errors)}
        cases.append(found)
        if not common:
            posterior = numpy.exp(log_likelihoods(slopes, intercepts, numpy.array(list(itertools.product([0, 1], repeat=ITEMS)))))
            abilities = posterior @ NODES / posterior.sum(axis=1)
            found = {"dataset": "invented", "model": "2PL EAP ability of first 6 response patterns (sorted)"}
            cases.append({**found, "theta": rounded(abilities[:6])})
    datasets = {"invented": {"file": "invented.csv"}}
    facilities = {"invented": {"p": rounded(counts @ patterns / counts.sum())}}
    written = {"datasets": datasets, "expected_published_or_test": cases, "computed_here_ctt": facilities}
    (FOLDER / "expected.json").write_text(json.dumps(written, indent=1) + "\n")


if __name__ == "__main__":
    main()
