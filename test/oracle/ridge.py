"""Golden values of ridge regression and principal axes from NumPy and SciPy: python test/oracle/ridge.py

A ridge with a penalty a column is ordinary least squares on rows added below the centred data, sqrt(penalty) on the
diagonal: solved here by LAPACK's SVD, where the library solves the normal equations.
"""

import golden
import numpy
from scipy import linalg

rng = numpy.random.default_rng(11)


def ridge(x, y, penalties):
    """Weights (output, column) and bias (output); a column of penalty None is left out."""
    used = [column for column, penalty in enumerate(penalties) if penalty is not None]
    centre, level = x.mean(0), y.mean(0)
    below = numpy.diag(numpy.sqrt([penalties[column] for column in used]))
    design = numpy.vstack([(x - centre)[:, used], below])
    targets = numpy.vstack([y - level, numpy.zeros((len(used), y.shape[1]))])
    weight = numpy.zeros((y.shape[1], x.shape[1]))
    weight[:, used] = linalg.lstsq(design, targets, lapack_driver="gelsd")[0].T
    return weight, level - weight @ centre


def case(name, rows, columns, outputs, penalties):
    x = numpy.round(rng.normal(size=(rows, columns)) * rng.uniform(0.3, 3, columns) + rng.normal(size=columns), 4)
    y = numpy.round(x @ rng.normal(size=(columns, outputs)) + rng.normal(size=(rows, outputs)) + 5, 4)
    weight, bias = ridge(x, y, penalties)
    return {
        "name": name,
        "op": "ridge",
        "rows": rows,
        "columns": columns,
        "outputs": outputs,
        "x": x.ravel().tolist(),
        "y": y.ravel().tolist(),
        "penalties": penalties,
        "weight": weight.ravel().tolist(),
        "bias": bias.tolist(),
    }


def axes(rows, columns, width):
    x = numpy.round(rng.normal(size=(rows, columns)) @ rng.normal(size=(columns, columns)) + 2, 4)
    values, vectors = linalg.eigh(numpy.cov(x.T, bias=True))
    return {
        "name": "principal axes",
        "op": "axes",
        "rows": rows,
        "columns": columns,
        "width": width,
        "x": x.ravel().tolist(),
        "spread": numpy.sqrt(values[::-1][:width]).tolist(),
        "directions": vectors[:, ::-1][:, :width].T.ravel().tolist(),
    }


cases = [
    case("one strength for all columns", 12, 4, 2, [0.5, 0.5, 0.5, 0.5]),
    case("a strength a column, one left out", 15, 5, 1, [0.01, 30.0, None, 2.0, 0.3]),
    case("more columns than rows", 5, 9, 2, [float(penalty) for penalty in numpy.linspace(0.1, 2, 9).round(3)]),
    case("no penalty: least squares", 20, 3, 1, [0.0, 0.0, 0.0]),
    axes(40, 6, 4),
]
golden.write("ridge", cases)
