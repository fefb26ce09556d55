"""Golden values of the metrics from SciPy: python test/oracle/metrics.py"""

import itertools
import warnings

import golden
import numpy
from scipy import stats

warnings.simplefilter("ignore", stats.ConstantInputWarning)


def number(value):
    return None if numpy.isnan(value) else float(value)


def pairwise(scores, ratings):
    """From the definition; SciPy has no such measure."""
    pairs = [(s - t, r - q) for (s, r), (t, q) in itertools.combinations(zip(scores, ratings), 2) if r != q]
    return float("nan") if not pairs else sum(0.5 if s == 0 else float(s * r > 0) for s, r in pairs) / len(pairs)


def case(name, a, b):
    a, b = [float(x) for x in a], [float(x) for x in b]
    return {
        "name": name,
        "a": a,
        "b": b,
        "ranks": stats.rankdata(a, method="average").tolist(),
        "srocc": number(stats.spearmanr(a, b).statistic),
        "plcc": number(stats.pearsonr(a, b).statistic),
        "pairwise": number(pairwise(a, b)),
    }


rng = numpy.random.default_rng(7)
normal = numpy.round(rng.normal(size=60), 5)
noisy = numpy.round(0.6 * normal + rng.normal(size=60), 5)
cases = [
    case("no ties", normal, noisy),
    case("stars against scores", noisy, numpy.clip(numpy.round(3 + normal), 1, 5)),
    case("ties on both sides", rng.integers(0, 4, 50), rng.integers(0, 6, 50)),
    case("the same order", [1, 2, 4, 8], [0.1, 0.2, 0.3, 0.4]),
    case("the opposite order", [4, 3, 2, 1], [1, 2, 3, 4]),
    case("two numbers", [1, 2], [5, 3]),
    case("a constant on the left", [2.1, 2.1, 2.1, 2.1], [1, 2, 3, 4]),
    case("a constant on the right", [1, 2, 3], [0.1, 0.1, 0.1]),
    case("one outlier ties the rest", [0, 0, 0, 0, 1], [3, 1, 4, 1, 5]),
    case("minus zero ties zero", [-0.0, 0.0, 1, -1], [1, 2, 3, 0]),
    case("large offset", 1e6 + normal, noisy),
]


def weighted(one):
    """The same lists, scores in float32, with every pair written out as often as a bootstrap drew it."""
    copies = rng.integers(0, 4, len(one["a"]))
    a, b = numpy.repeat(numpy.float32(one["a"]), copies), numpy.repeat(one["b"], copies)
    statistic = stats.spearmanr(a, b).statistic if len(a) > 1 else float("nan")
    return {"name": one["name"], "copies": copies.tolist(), "srocc": number(statistic)}


golden.write("metrics", cases, weighted=[weighted(one) for one in cases])
