"""The figures of ../statistics.rs with numpy: facility, standard deviation and item-rest correlation of each item, and
Cronbach's alpha.

Started by the benchmark, with the table's file, the number of attempts and the number of items. The file holds the marks
in points as little-endian doubles, attempt by attempt. For each line on the standard input it answers one line: the
seconds that one way took, the seconds that the other took, and the figures, as JSON. Two ways are timed, both of whole
arrays at once, because which one is faster depends on the machine's linear algebra:

- `by_deviations` takes each mark's and each rest's distance from its mean;
- `by_covariance` takes the items' covariance matrix, in which everything stands.
"""

import json
import sys
import time

import numpy as np


def by_deviations(marks):
    totals = marks.sum(axis=1)
    means = marks.mean(axis=0)
    variances = marks.var(axis=0, ddof=1)
    deviations = marks - means
    rests = totals[:, None] - marks
    rests -= rests.mean(axis=0)
    correlations = np.einsum("ij,ij->j", deviations, rests) / np.sqrt(
        np.einsum("ij,ij->j", deviations, deviations) * np.einsum("ij,ij->j", rests, rests)
    )
    return means, variances, correlations, totals.var(ddof=1)


def by_covariance(marks):
    means = marks.mean(axis=0)
    covariances = np.cov(marks, rowvar=False)
    variances = covariances.diagonal()
    with_total = covariances.sum(axis=0)
    spread = with_total.sum()
    correlations = (with_total - variances) / np.sqrt(variances * (spread - 2 * with_total + variances))
    return means, variances, correlations, spread


def figures(way, marks, maxima):
    means, variances, correlations, spread = way(marks)
    items = marks.shape[1]
    return {
        "facility": means / maxima,
        "standard_deviation": np.sqrt(variances),
        "item_rest": correlations,
        "alpha": items / (items - 1) * (1 - variances.sum() / spread),
    }


def main():
    path, attempts, items = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    maxima = np.array(json.loads(sys.argv[4]))
    marks = np.fromfile(path, dtype="<f8").reshape(attempts, items)
    for _ in sys.stdin:
        seconds = []
        for way in (by_deviations, by_covariance):
            start = time.perf_counter()
            found = figures(way, marks, maxima)
            seconds.append(time.perf_counter() - start)
        found = {name: np.asarray(values).tolist() for name, values in found.items()}
        print(json.dumps({"seconds": seconds, "figures": found}), flush=True)


main()
