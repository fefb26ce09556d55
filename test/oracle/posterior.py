"""Golden posteriors of small tastes, from the textbook form of the same log density: python test/oracle/posterior.py

`mode`: SciPy's root of the gradient, itself by complex steps; the Hessian by differences of that gradient.
`truth`: the posterior itself, by importance sampling (multivariate t around the mode), to show how far Laplace is from it.
"""

import golden
import numpy
from scipy import optimize, stats

SAMPLES = 400_000
DEFAULTS = {"scores": "ordinal", "levels": 12, "pseudoRatings": 1.0, "spread": 1.0}


def sigmoid(x):
    return 1 / (1 + numpy.exp(-x))


def levels_of(values, limit):
    """Index of each value among the distinct ones, or of equal shares by middle rank."""
    distinct = sorted(set(values))
    if len(distinct) <= limit:
        return [distinct.index(value) for value in values], len(distinct)
    groups = numpy.floor(limit * (stats.rankdata(values) - 0.5) / len(values)).astype(int).tolist()
    used = sorted(set(groups))
    return [used.index(group) for group in groups], len(used)


class Model:
    def __init__(self, prior, rows, evidence, settings):
        self.mean, self.deviation = (numpy.array(prior[key]) for key in ("mean", "deviation"))
        self.rows = numpy.array(rows)
        self.free = self.deviation > 0
        self.settings = {**DEFAULTS, **settings}
        self.duels, self.scales = [], {}
        for item in evidence:
            if item["kind"] == "duel":
                a, b = item["left"], item["right"]
                outcome = {"left": [(a, b, 1)], "right": [(b, a, 1)], "tie": [(a, b, 0.5), (b, a, 0.5)]}
                self.duels += outcome[item["winner"]]
        for name, key, size in (("score", "value", None), ("star", "stars", 5), ("flag", "flag", 2)):
            said = {item["photo"]: item[key] for item in evidence if item["kind"] == name}
            if not said:
                continue
            values = [1 + (v == "pick") if name == "flag" else v for v in said.values()]
            if self.settings["scores"] == "pairs":
                photos = list(said)
                for i in range(len(photos)):
                    for j in range(len(photos)):
                        if values[i] > values[j]:
                            self.duels.append((photos[i], photos[j], 2 / (len(photos) - 1)))
                continue
            level, count = levels_of(values, self.settings["levels"]) if size is None else ([v - 1 for v in values], size)
            self.scales[name] = (list(said), level, count)
        self.p = int(self.free.sum())
        self.t = sum(count - 1 for _, _, count in self.scales.values())

    def weights(self, x):
        """(.., p free + T) -> (.., p)"""
        weights = numpy.broadcast_to(self.mean, (*x.shape[:-1], len(self.mean))).astype(x.dtype)
        weights[..., self.free] = x[..., : self.p]
        return weights

    def thresholds(self, x):
        """(.., p free + T) -> name: (.., levels - 1)"""
        found, at = {}, self.p
        for name, (_, _, count) in self.scales.items():
            found[name] = x[..., at : at + count - 1]
            at += count - 1
        return found

    @staticmethod
    def level_probabilities(latent, thresholds):
        """P(level) of latents (..) under thresholds (.., levels - 1): (.., levels)"""
        upto = sigmoid(thresholds - latent[..., None])
        zero = numpy.zeros((*upto.shape[:-1], 1))
        return numpy.diff(numpy.concatenate([zero, upto, zero + 1], axis=-1), axis=-1)

    def log_thresholds_prior(self, x):
        total = 0
        for thresholds in self.thresholds(x).values():
            for latent in (-self.settings["spread"], self.settings["spread"]):
                q = self.level_probabilities(numpy.full(x.shape[:-1], latent), thresholds)
                total = total + self.settings["pseudoRatings"] / 2 * numpy.log(q).sum(-1)
        return total

    def log_joint(self, x):
        """log p(evidence, w, t), the prior of t not normalised"""
        w = self.weights(x)
        f = w @ self.rows.T
        deviation = self.deviation[self.free]
        z = (x[..., : self.p] - self.mean[self.free]) / deviation
        total = self.log_thresholds_prior(x) - (z * z).sum(-1) / 2 - numpy.log(deviation).sum()
        total = total - self.p / 2 * numpy.log(2 * numpy.pi)
        for a, b, weight in self.duels:
            total = total + weight * numpy.log(sigmoid(f[..., a] - f[..., b]))
        for name, thresholds in self.thresholds(x).items():
            photos, level, _ = self.scales[name]
            for photo, l in zip(photos, level):
                total = total + numpy.log(self.level_probabilities(f[..., photo], thresholds)[..., l])
        return total


def gradient(function, x):
    return numpy.array([function(x + 1e-30j * row).imag / 1e-30 for row in numpy.eye(len(x))])


def laplace(function, start):
    """Mode, covariance, Laplace's log integral."""
    if len(start) == 0:
        return start, numpy.zeros((0, 0)), 0.0
    rough = optimize.minimize(lambda x: -function(x), start, jac=lambda x: -gradient(function, x), method="BFGS")
    x = rough.x
    hessian = lambda x: numpy.array(
        [(gradient(function, x + 1e-5 * r) - gradient(function, x - 1e-5 * r)) / 2e-5 for r in numpy.eye(len(x))]
    )
    for _ in range(20):
        x = x - numpy.linalg.solve(hessian(x), gradient(function, x))
    assert numpy.abs(gradient(function, x)).max() < 1e-10
    h = -hessian(x)
    h = (h + h.T) / 2
    return x, numpy.linalg.inv(h), function(x) + len(x) / 2 * numpy.log(2 * numpy.pi) - numpy.linalg.slogdet(h)[1] / 2


def importance(function, mode, covariance, rng):
    """Samples and normalised weights of exp(function), and the log of its integral."""
    if len(mode) == 0:
        return numpy.zeros((1, 0)), numpy.ones(1), 0.0
    proposal = stats.multivariate_t(mode, covariance * 1.3, df=6, seed=rng)
    x = proposal.rvs(SAMPLES).reshape(SAMPLES, len(mode))
    with numpy.errstate(invalid="ignore", divide="ignore"):  # thresholds out of order
        log_weight = function(x) - proposal.logpdf(x)
    log_weight[~numpy.isfinite(log_weight)] = -numpy.inf
    top = log_weight.max()
    weight = numpy.exp(log_weight - top)
    return x, weight / weight.sum(), top + numpy.log(weight.mean())


def case(name, prior, rows, evidence, settings=None):
    settings = settings or {}
    model = Model(prior, rows, evidence, settings)
    rng = numpy.random.default_rng(11)
    start_t = numpy.concatenate(
        [numpy.linspace(-1, 1, count - 1) for _, _, count in model.scales.values()] or [numpy.zeros(0)]
    )
    start = numpy.concatenate([model.mean[model.free], start_t])
    mode, covariance, evidence_laplace = laplace(model.log_joint, start)
    as_prior = lambda t: model.log_thresholds_prior(numpy.concatenate([numpy.zeros((*t.shape[:-1], model.p)), t], axis=-1))
    prior_mode, prior_covariance, prior_laplace = laplace(as_prior, start_t)
    x, weight, log_evidence = importance(model.log_joint, mode, covariance, rng)
    _, _, log_prior = importance(as_prior, prior_mode, prior_covariance, rng)

    full = numpy.zeros((len(model.mean), len(model.mean)))
    full[numpy.ix_(model.free, model.free)] = covariance[: model.p, : model.p]
    w = model.weights(x)
    mean = weight @ w
    pairs = [[0, 1], [1, 2], [2, 0]]
    f = w @ model.rows.T
    round_ = lambda a: numpy.round(numpy.asarray(a, dtype=float), 4).tolist()
    return {
        "name": name,
        "prior": prior,
        "rows": rows,
        "evidence": evidence,
        "settings": settings,
        "mode": {
            "weights": model.weights(mode).tolist(),
            "covariance": full.tolist(),
            "thresholds": {key: value.tolist() for key, value in model.thresholds(mode).items()},
            "logEvidence": float(evidence_laplace - prior_laplace),
        },
        "truth": {
            "effectiveSamples": int(1 / (weight**2).sum()),
            "mean": round_(mean),
            "deviation": round_(numpy.sqrt(weight @ (w - mean) ** 2)),
            "preferences": [{"pair": [a, b], "p": round_(weight @ sigmoid(f[:, a] - f[:, b]))} for a, b in pairs],
            "levels": {
                key: round_(weight @ model.level_probabilities(f[:, 0], t)) for key, t in model.thresholds(x).items()
            },
            "logEvidence": round_(log_evidence - log_prior),
        },
    }


rng = numpy.random.default_rng(5)


def table(photos, p):
    return numpy.round(rng.normal(size=(photos, p)), 3).tolist()


def scores(values):
    return [{"kind": "score", "photo": at, "value": value} for at, value in enumerate(values)]


def stars(values):
    return [{"kind": "star", "photo": at, "stars": value} for at, value in enumerate(values)]


def flags(values):
    return [{"kind": "flag", "photo": at, "flag": "pick" if value else "reject"} for at, value in enumerate(values)]


def duels(items):
    return [{"kind": "duel", "left": a, "right": b, "winner": winner} for a, b, winner in items]


two = {"mean": [1, 0], "deviation": [0.7, 1]}
three = {"mean": [1, 0, -0.5], "deviation": [0.5, 0.8, 0.3]}
cycle = [(0, 1, "left"), (1, 2, "left"), (2, 0, "left"), (0, 1, "tie"), (3, 0, "right"), (3, 1, "right"), (3, 1, "left")]
cases = [
    case("scores of three levels", two, table(8, 2), scores([10, 50, 50, 70, 10, 50, 70, 70])),
    case("ten scores all apart", two, table(10, 2), scores([3, 1, 4.5, 1.5, 9, 2, 6, 5, 8, 7])),
    case("stars with levels never used", three, table(9, 3), stars([5, 4, 4, 5, 2, 4, 5, 5, 4])),
    case("picks and rejects", two, table(7, 2), flags([1, 0, 0, 1, 0, 0, 1])),
    case("duels in a cycle, with ties and contradictions", two, table(4, 2), duels(cycle)),
    case(
        "everything at once, one weight fixed",
        {"mean": [1, 0.2, 0.3], "deviation": [0.6, 0, 0.9]},
        table(9, 3),
        scores([1, 2, 3, 4, 2]) + stars([2, 3, 5])[1:] + flags([0, 1, 0, 1]) + duels([(5, 6, "left"), (7, 8, "tie"), (8, 0, "right")]),
    ),
    case("nine values in four levels", two, table(12, 2), scores([1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 9]), {"levels": 4}),
    case("other imagined ratings", two, table(6, 2), scores([1, 2, 2, 3, 1, 3]), {"pseudoRatings": 2, "spread": 0}),
    case("stars as pairs", three, table(6, 3), stars([1, 3, 3, 5, 2, 4]), {"scores": "pairs"}),
    case("one star, alone", two, table(3, 2), stars([4])),
    case("equal scores say nothing, duels do", two, table(4, 2), scores([7, 7, 7]) + duels([(3, 0, "left")])),
]
golden.write("posterior", cases)
