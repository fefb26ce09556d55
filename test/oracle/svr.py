"""Golden values of support vector regression and nearest neighbours from scikit-learn: python test/oracle/svr.py

What `svr` and `nearest` do of a person's ratings is done here by scikit-learn: every setting of the grid is tried by
`cross_val_predict` on the rated rows, the best is fitted to all of them and predicts every row of the table. scikit-learn's SVR
is LIBSVM too, but a later one, with a kernel computed inside; its neighbours come from NearestNeighbors by brute force.
"""

import golden
import numpy
import sklearn
from sklearn.model_selection import LeaveOneOut, PredefinedSplit, cross_val_predict
from sklearn.neighbors import KNeighborsRegressor
from sklearn.svm import SVR

TOLERANCE = 1e-8
rng = numpy.random.default_rng(12)


def people(rows, columns, shots):
    """A standardised table, places of what was rated and standardised ratings of it."""
    x = rng.normal(size=(rows, columns)) @ rng.normal(size=(columns, columns))
    x = numpy.round((x - x.mean(0)) / x.std(0), 3)
    rated = rng.permutation(rows)[:shots]
    latent = numpy.sin(x[:, 0]) + 0.5 * x[:, 1] + 0.4 * rng.normal(size=rows)
    scores = numpy.round(latent[rated] * 2 + 5)
    return x, rated, (scores - scores.mean()) / scores.std()


def regression(gamma, cost, epsilon):
    return SVR(kernel="rbf", gamma=gamma, C=cost, epsilon=epsilon, tol=TOLERANCE)


def squared_error(model, x, y, folds):
    return float(((cross_val_predict(model, x, y, cv=folds) - y) ** 2).sum())


def case(name, rows, columns, shots):
    x, rated, y = people(rows, columns, shots)
    known = x[rated]
    grid = []
    folds = PredefinedSplit(numpy.arange(shots) % 10)
    for gamma in [0.1, 0.3, 1]:
        for cost in [0.1, 1, 10]:
            for epsilon in [0.5, 0.1]:
                model = regression(gamma / columns, cost, epsilon)
                grid.append({"gamma": gamma, "cost": cost, "epsilon": epsilon, "error": squared_error(model, known, y, folds)})
    best = min(grid, key=lambda each: each["error"])
    second = sorted(each["error"] for each in grid)[1]
    assert second - best["error"] > 1e-3, f"{name}: two settings are as good as each other"
    fitted = regression(best["gamma"] / columns, best["cost"], best["epsilon"]).fit(known, y)

    counts = {
        k: squared_error(KNeighborsRegressor(k, metric="cosine", algorithm="brute"), known, y, LeaveOneOut())
        for k in [50, 20, 10, 5, 3, 1]
        if k < shots
    }
    neighbours = min(counts, key=counts.get)
    nearest = KNeighborsRegressor(neighbours, metric="cosine", algorithm="brute").fit(known, y)
    print(name, best, counts)
    return {
        "name": name,
        "rows": rows,
        "columns": columns,
        "x": x.ravel().tolist(),
        "photos": rated.tolist(),
        "scores": y.tolist(),
        "svr": {**best, "scores": fitted.predict(x).tolist()},
        "nearest": {"neighbours": neighbours, "error": counts[neighbours], "scores": nearest.predict(x).tolist()},
    }


def fit(gamma, cost, epsilon):
    """One setting alone, whatever it is worth: kernel rows in, predictions out."""
    x, rated, y = people(20, 3, 12)
    return {
        "gamma": gamma,
        "cost": cost,
        "epsilon": epsilon,
        "columns": 3,
        "x": x.ravel().tolist(),
        "photos": rated.tolist(),
        "scores": y.tolist(),
        "predictions": regression(gamma, cost, epsilon).fit(x[rated], y).predict(x).tolist(),
    }


cases = [
    case("ten ratings, each left out in turn", 30, 6, 10),
    case("more ratings than folds", 50, 5, 34),
    case("fewer ratings than columns", 16, 9, 6),
]
fits = [fit(0.3, 1.0, 0.1), fit(0.05, 100.0, 0.01), fit(2.0, 0.2, 0.6)]
golden.write("svr", cases, scikit_learn=sklearn.__version__, fits=fits)
