"""Distillation of one tower's tokens into another in plain torch: losses of a few AdamW steps, and what is validated.

    python test/oracle/distil.py

Tensors are `teacher/in/<layer>`, `<case>/in/<layer>` (the student before training) and `in/crops`, `in/validation`:
bytes (crop, side, side, 3), normalised as (byte / 255 - .5) / .5. The reference crops, whose variances scale the loss,
are the training crops, and every batch holds all of them.
"""

import torch
from scipy.stats import pearsonr, spearmanr
from torch import nn

from golden import sample, write
from miniatures import random_tower
from vit import tower_of

TEACHER = {
    "family": "dinov2",
    "imageSize": 8,
    "patchSize": 4,
    "width": 8,
    "depth": 2,
    "heads": 2,
    "mlpWidth": 16,
    "projection": None,
    "pooling": "class+mean",
    "normEpsilon": 1e-6,
}
STUDENTS = {
    "first-block": {**TEACHER, "depth": 1},
    "narrow": {**TEACHER, "depth": 1, "width": 6, "mlpWidth": 12},
}
CROPS, VALIDATION, STEPS = 16, 6, 4
TOKEN_SHARE = 0.25
SETTINGS = {"start": 2e-2, "end": 2e-3, "steps": STEPS, "weightDecay": 0.01}

generator = torch.Generator().manual_seed(20260102)


def crops(count):
    """Patches of one colour under noise, in bytes."""
    colours = torch.randint(20, 236, (count, 2, 2, 3), generator=generator)
    blocks = colours.repeat_interleave(4, 1).repeat_interleave(4, 2)
    return blocks + torch.randint(-20, 20, (count, 8, 8, 3), generator=generator)


def pixels(bytes_):
    return ((bytes_.double() / 255 - 0.5) / 0.5).permute(0, 3, 1, 2)


def tokens_of(tower, images):
    """Normalised tokens (crop, token, width), caught on their way to the pooling."""
    caught = []
    hook = tower.layernorm.register_forward_hook(lambda _, __, output: caught.append(output))
    tower(images)
    hook.remove()
    return caught[0]


def pooled(tokens):
    return torch.cat([tokens[:, 0], tokens[:, 1:].mean(1)], -1)


def projection(narrow, wide):
    """How the library starts: half of every number of the student, over and over."""
    layer = nn.Linear(narrow, wide).double()
    nn.init.zeros_(layer.weight)
    nn.init.zeros_(layer.bias)
    with torch.no_grad():
        for row in range(wide):
            layer.weight[row, row % narrow] = 0.5
    return layer


teacher, teacher_layers = random_tower(generator, TEACHER)
training, validation = crops(CROPS), crops(VALIDATION)
tensors = {"in/crops": training, "in/validation": validation}
tensors.update({f"teacher/in/{name}": value for name, value in teacher_layers.items()})

with torch.no_grad():
    target = tokens_of(teacher, pixels(training))
    truth = pooled(tokens_of(teacher, pixels(validation)))
    pooled_variance = pooled(target).var(0, unbiased=False)  # (2 width)
    token_variance = target.flatten(0, 1).var(0, unbiased=False)  # (width), over all tokens
    token_scale = token_variance.expand(target.shape[1], -1).clone()
    token_scale[0] = pooled_variance[: TEACHER["width"]]  # the class token's own

cases = []
for name, config in STUDENTS.items():
    student, layers = random_tower(generator, config)
    if name == "first-block":
        layers = {layer: teacher_layers[layer].clone() for layer in layers}
        student.load_state_dict(layers)
    tensors.update({f"{name}/in/{layer}": value for layer, value in layers.items()})
    wide = projection(config["width"], TEACHER["width"]) if config["width"] != TEACHER["width"] else nn.Identity()
    parameters = [*student.parameters(), *wide.parameters()]
    optimizer = torch.optim.AdamW(parameters, SETTINGS["start"], weight_decay=SETTINGS["weightDecay"])
    cosine = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS, SETTINGS["end"])

    def validate():
        with torch.no_grad():
            found = pooled(wide(tokens_of(student, pixels(validation))))
        pairs = list(zip(found.T.numpy(), truth.T.numpy()))
        mean = lambda measure: sum(float(measure(a, b).statistic) for a, b in pairs) / len(pairs)  # noqa: E731
        return {"plcc": mean(pearsonr), "srocc": mean(spearmanr)}

    losses, measured = [], [validate()]
    for _ in range(STEPS):
        optimizer.zero_grad()
        tokens = wide(tokens_of(student, pixels(training)))
        loss = TOKEN_SHARE * ((tokens - target) ** 2 / token_scale).mean()
        loss = loss + ((pooled(tokens) - pooled(target)) ** 2 / pooled_variance).mean()
        loss.backward()
        optimizer.step()
        cosine.step()
        losses.append(loss.item())
        measured.append(validate())
    cases.append({"name": name, "student": config, "losses": losses, "measured": measured})

write("distil", cases, tensors, teacher=TEACHER, settings=SETTINGS)
