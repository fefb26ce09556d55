"""An independent PyTorch rendering of the paper's personalisation (Sec. 3.2, 3.3, F), on miniature towers.

Everything is computed twice: in float64, which is stored, and in float32, whose difference is printed and stored in
the JSON, so that the agreement asked of the TypeScript side (1e-4) is known to be within reach of its precision.
"""

import torch
from scipy.stats import spearmanr
from torch.func import functional_call

from golden import sample, write
from miniatures import TOWERS, head_config, random_head, random_tower
from vit import head_scores, tower_of

DATABASES, PHOTOS, STEPS = 3, 6, 20
RATINGS = [3.5, 1.0, 4.5, 2.0, 3.5, 5.0]
BETAS, EPSILON = (0.9, 0.999), 1e-8
# Deviation of a task vector against that of its layer. The heads differ more, so that the databases disagree.
TOWER_SIZE, HEAD_SIZE = 0.05, 0.3


class Bed:
    """A base, its common head, task vectors with head parts, and photos, in one precision."""

    def __init__(self, config, pre, vectors, photos, dtype):
        self.tower = tower_of(config).to(dtype)
        self.pre = {name: value.to(dtype) for name, value in pre.items()}
        self.vectors = [{name: value.to(dtype) for name, value in vector.items()} for vector in vectors]
        self.photos = photos.to(dtype)
        self.dtype = dtype
        self.layers = list(pre)  # the tower's, then the head's
        self.tower_layers = [name for name in pre if not name.startswith("head.")]

    def scores(self, parameters, head, photos=None, mask=None):
        own = {name: parameters[name] for name in self.tower_layers}
        embedding = functional_call(self.tower, own, (self.photos if photos is None else photos,))
        return head_scores(parameters, embedding, head, mask)  # (photo,)

    def merge(self, coefficients, layers):
        """theta_p^l = theta_pre^l + sum_i alpha_i^l tau_i^l (Eq. 2), of the given layers; coefficients (n, layers)."""
        return {
            name: self.pre[name] + sum(row[l] * vector[name] for row, vector in zip(coefficients, self.vectors))
            for l, name in enumerate(layers)
        }

    def model(self, i):
        """theta_ft,i: the model of database i with its own head."""
        return {name: self.pre[name] + self.vectors[i][name] for name in self.layers}

    def zero_shot(self, head, photos, ratings):
        """Scores (n, photo) of every database's model, and SROCC_i on the ratings, with average ranks for ties."""
        with torch.no_grad():
            scores = torch.stack([self.scores(self.model(i), head, photos) for i in range(DATABASES)])
        srocc = [spearmanr(row.numpy(), ratings.numpy()).statistic for row in scores]
        return scores, torch.tensor(srocc, dtype=self.dtype)


def rank_loss_all_pairs(scores, ratings):
    """Mean of -log sigmoid(f_i - f_j) over all pairs with y_i > y_j (Eq. 3); a tie is no pair."""
    better, worse = torch.nonzero(ratings[:, None] > ratings[None, :], as_tuple=True)
    return -torch.nn.functional.logsigmoid(scores[better] - scores[worse]).mean()


def rank_loss_halves(scores, ratings):
    """Pair b is photo b of the first half with photo b of the second; an odd last one is dropped, a tie counts 0."""
    half = len(scores) // 2
    difference = scores[:half] - scores[half : 2 * half]
    sign = torch.sign(ratings[:half] - ratings[half : 2 * half])
    losses = -torch.nn.functional.logsigmoid(sign * difference)
    return torch.where(sign == 0, torch.zeros_like(losses), losses).mean()


def mse_loss(scores, ratings):
    """Against the ratings mapped affinely so that their least and greatest become the template's 1 and 10."""
    targets = 1 + 9 * (ratings - ratings.min()) / (ratings.max() - ratings.min())
    return (scores - targets).square().mean()


LOSSES = {
    ("bradley-terry", "all"): rank_loss_all_pairs,
    ("bradley-terry", "halves"): rank_loss_halves,
    ("mse", None): mse_loss,
}


def optimise(parameters, attributes, loss_at, scores_now):
    """`steps` AdamW steps. Losses (steps,) before each update; scores (steps + 1, photo) after 0, 1 .. updates."""
    schedule = attributes["schedule"]
    optimizer = torch.optim.AdamW(
        parameters, schedule["start"], BETAS, EPSILON, weight_decay=attributes["weightDecay"]
    )
    cosine = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, schedule["steps"], schedule["end"])
    losses, scores, largest = [], [scores_now()], [torch.zeros_like(p) for p in parameters]
    for step in range(attributes["steps"]):
        optimizer.zero_grad()
        loss = loss_at(step)
        loss.backward()
        largest = [torch.maximum(seen, p.grad.abs()) for seen, p in zip(largest, parameters)]
        optimizer.step()
        cosine.step()
        losses.append(loss.detach())
        scores.append(scores_now())
    return torch.stack(losses), torch.stack(scores), largest


def personalise(bed, attributes, masks):
    """Trains the coefficients. `masks` (step, batch row, hidden) where dropout is on, else None."""
    head, count = attributes["head"], attributes["photos"]
    ratings = torch.tensor(attributes["ratings"], dtype=bed.dtype)
    photos = bed.photos[:count]
    layers = bed.layers if attributes["headLayers"] == "trained" else bed.tower_layers
    zero_shot, srocc = bed.zero_shot(head, photos, ratings)
    initial = torch.softmax(srocc / attributes["temperature"], 0)  # Eq. 4
    columns = 1 if attributes["granularity"] == "database" else len(layers)
    coefficients = initial[:, None].repeat(1, columns).requires_grad_()
    frozen_head = bed.merge(initial[:, None].expand(-1, len(bed.layers)), bed.layers)

    def merged():
        return {**frozen_head, **bed.merge(coefficients.expand(-1, len(layers)), layers)}

    def scores_now():
        with torch.no_grad():
            return bed.scores(merged(), head, photos)

    def loss_at(step):
        order = attributes["batches"][step] if "batches" in attributes else list(range(count))
        mask = None if masks is None else masks[step].to(bed.dtype)
        scores = bed.scores(merged(), head, photos[order], mask)
        return LOSSES[attributes["loss"], attributes["pairs"]](scores, ratings[order])

    losses, scores, (largest,) = optimise([coefficients], attributes, loss_at, scores_now)
    return {
        "zero-shot": zero_shot,
        "srocc": srocc,
        "initial": initial,
        "losses": losses,
        "scores": scores,
        "coefficients": coefficients.detach(),
        "largest-gradient": largest,
    }


def fine_tune_best(bed, attributes, masks):
    """Best-fit fine-tuning: every layer of the database model with the greatest SROCC, its head included."""
    head = attributes["head"]
    ratings = torch.tensor(attributes["ratings"], dtype=bed.dtype)
    zero_shot, srocc = bed.zero_shot(head, bed.photos, ratings)
    best = int(srocc.argmax())
    model = {name: value.clone().requires_grad_() for name, value in bed.model(best).items()}

    def scores_now():
        with torch.no_grad():
            return bed.scores(model, head)

    loss_at = lambda step: rank_loss_all_pairs(bed.scores(model, head), ratings)  # noqa: E731
    losses, scores, _ = optimise(list(model.values()), attributes, loss_at, scores_now)
    return {"zero-shot": zero_shot, "srocc": srocc, "losses": losses, "scores": scores}


def tangents(bed, attributes, masks):
    """d score_k / d alpha_i^l at alpha = 1 / n, for every layer of tower and head: (photo, n, layer)."""
    uniform = torch.full((DATABASES, len(bed.layers)), 1 / DATABASES, dtype=bed.dtype)
    at = lambda alpha: bed.scores(bed.merge(alpha, bed.layers), attributes["head"])  # noqa: E731
    return {"scores": at(uniform), "tangents": torch.autograd.functional.jacobian(at, uniform)}


def relative_size(layer):
    return HEAD_SIZE if layer.startswith("head.") else TOWER_SIZE


def make_bed(generator, family):
    config = TOWERS[family]
    _, pre = random_tower(generator, config)
    pre.update(random_head(generator, head_config(config)))
    vectors = [
        {
            name: sample(generator, *value.shape, deviation=relative_size(name) * value.std().item())
            for name, value in pre.items()
        }
        for _ in range(DATABASES)
    ]
    side, patch = config["imageSize"], config["patchSize"]
    # Blocks of one colour under noise: photos that the tower tells apart.
    blocks = sample(generator, PHOTOS, 3, side // patch, side // patch)
    blocks = blocks.repeat_interleave(patch, 2).repeat_interleave(patch, 3)
    photos = (blocks + sample(generator, PHOTOS, 3, side, side, deviation=0.5)).float().double()
    return lambda dtype: Bed(config, pre, vectors, photos, dtype)


cases, tensors = [], {}


def require_telling(zero_shot, srocc):
    """A set in which all databases agree, or whose ranks hang on rounding, would test nothing."""
    gaps = zero_shot.sort(-1).values.diff(dim=-1)
    assert gaps.min() > 1e-4 * (zero_shot.max() - zero_shot.min()), "photos too close to rank: choose another seed"
    first, second = srocc.sort(descending=True).values[:2]
    assert first - second > 0.05, f"no database fits best, {srocc.tolist()}: choose another seed"


def silent_layers(largest):
    """Layers whose gradient is zero in theory: what float64 leaves of it is rounding, far below the others."""
    return [l for l, value in enumerate(largest.amax(0).tolist()) if value < 1e-12 * largest.max().item()]


def record(name, op, base, run, attributes, masks=None):
    """Runs a case in both precisions and keeps the float64 result and its distance to the float32 one."""
    make = bases[base]
    exact, rough = [run(make(dtype), attributes, masks) for dtype in (torch.float64, torch.float32)]
    entry = {"name": name, "op": op, "base": base, "attributes": attributes}
    if "srocc" in exact:
        require_telling(exact["zero-shot"], exact["srocc"])
    silent = []
    if "coefficients" in exact:
        silent = silent_layers(exact.pop("largest-gradient"))
        entry["zeroGradientLayers"] = [make(torch.float64).layers[l] for l in silent]
    entry["float32Difference"] = {}
    for key, value in exact.items():
        tensors[f"{name}/out/{key}"] = value
        gap = (value - rough[key].double()).abs()
        if key == "coefficients":
            gap[:, silent] = 0  # AdamW makes whole steps of rounding noise there: they differ, and mean nothing
        entry["float32Difference"][key] = gap.max().item()
    if masks is not None:
        tensors[f"{name}/in/masks"] = masks
    cases.append(entry)
    print(name, {key: f"{gap:.1e}" for key, gap in entry["float32Difference"].items()})


def coefficient_attributes(head, **changes):
    paper = {
        "head": head,
        "headLayers": "frozen",
        "temperature": 1,
        "granularity": "layer",
        "loss": "bradley-terry",
        "pairs": "all",
        "steps": STEPS,
        "schedule": {"start": 1e-2, "end": 1e-3, "steps": 500},
        "weightDecay": 0.0,
        "betas": list(BETAS),
        "epsilon": EPSILON,
        "photos": PHOTOS,
        "ratings": RATINGS,
    }
    return {**paper, **changes}


def fine_tuning(head, start, end):
    return {
        "head": head,
        "loss": "bradley-terry",
        "pairs": "all",
        "steps": 5,
        "schedule": {"start": start, "end": end, "steps": 5},
        "weightDecay": 0.0,
        "betas": list(BETAS),
        "epsilon": EPSILON,
        "photos": PHOTOS,
        "ratings": RATINGS,
    }


def released(generator, count, steps):
    """Attributes and masks of the released code's setting, for batches of all `count` photos in a new order each."""
    head = head_config(TOWERS["openclip"], normalisation="sum")
    kept = torch.rand((steps, count, head["hidden"]), generator=generator) >= head["dropout"]
    attributes = coefficient_attributes(
        head,
        headLayers="trained",
        temperature=0.1,
        pairs="halves",
        steps=steps,
        schedule={"start": 1e-2, "end": 1e-2, "steps": 500},
        weightDecay=0.01,
        photos=count,
        ratings=RATINGS[:count],
        batches=[torch.randperm(count, generator=generator).tolist() for _ in range(steps)],
    )
    return attributes, kept.double() / (1 - head["dropout"])


generator = torch.Generator().manual_seed(20240911)
bases = {family: make_bed(generator, family) for family in TOWERS}
for family, make in bases.items():
    bed = make(torch.float64)
    tensors[f"{family}/in/photos"] = bed.photos
    for name in bed.layers:
        tensors[f"{family}/in/pre/{name}"] = bed.pre[name]
        for i, vector in enumerate(bed.vectors):
            tensors[f"{family}/in/vector-{i}/{name}"] = vector[name]

head, dinov2_head = (head_config(TOWERS[family]) for family in ("openclip", "dinov2"))
paper = coefficient_attributes
record("paper", "personalise", "openclip", personalise, paper(head))
record("paper-dinov2", "personalise", "dinov2", personalise, paper(dinov2_head))
record("paper-mse", "personalise", "openclip", personalise, paper(head, loss="mse", pairs=None))
record("paper-layer-agnostic", "personalise", "openclip", personalise, paper(head, granularity="database"))
record("released-code", "personalise", "openclip", personalise, *released(generator, PHOTOS, STEPS))
record("released-code-odd", "personalise", "openclip", personalise, *released(generator, PHOTOS - 1, 5))
record("fine-tune-best", "fine-tune-best", "openclip", fine_tune_best, fine_tuning(head, 1e-6, 1e-7))
# The paper's rate hardly moves a score; this one shows a mistake.
record("fine-tune-best-fast", "fine-tune-best", "openclip", fine_tune_best, fine_tuning(head, 1e-4, 1e-5))
record("tangents", "tangents", "openclip", tangents, {"head": head, "photos": PHOTOS})
record("tangents-dinov2", "tangents", "dinov2", tangents, {"head": dinov2_head, "photos": PHOTOS})

described = {
    family: {"tower": TOWERS[family], "databases": DATABASES, "layers": make(torch.float64).layers}
    for family, make in bases.items()
}
write("personalize", cases, tensors, bases=described)
