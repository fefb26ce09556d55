"""Golden trajectories of torch.optim.AdamW under a cosine schedule, for given gradients; all numbers are float64."""

import torch

from golden import sample, write

STEPS = 10
BETAS, EPSILON = (0.9, 0.999), 1e-8
generator = torch.Generator().manual_seed(20240903)
start = sample(generator, 6)
gradients = sample(generator, STEPS, 6)
# What optimisers get wrong: a gradient that is always zero, one that vanishes after a step, tiny and huge ones.
gradients[:, 0] = 0
gradients[1:, 1] = 0
gradients[:, 2] *= 2**-30
gradients[:, 3] *= 2**20


def trajectory(schedule, weight_decay):
    """The vector after each step, and the learning rate of each step."""
    vector = start.clone().requires_grad_()
    optimizer = torch.optim.AdamW([vector], schedule["start"], BETAS, EPSILON, weight_decay)
    cosine = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, schedule["steps"], schedule["end"])
    values, rates = [], []
    for gradient in gradients:
        rates.append(optimizer.param_groups[0]["lr"])
        vector.grad = gradient.clone()
        optimizer.step()
        cosine.step()
        values.append(vector.detach().tolist())
    return {"rates": rates, "values": values}


cases = []
for name, schedule, weight_decay in [
    ("cosine", {"start": 1e-2, "end": 1e-3, "steps": STEPS}, 0.0),
    ("cosine-decay", {"start": 1e-2, "end": 1e-3, "steps": STEPS}, 0.01),
    ("first-steps-of-500", {"start": 1e-2, "end": 1e-3, "steps": 500}, 0.0),
    ("constant-decay", {"start": 1e-2, "end": 1e-2, "steps": STEPS}, 0.01),
]:
    attributes = {"schedule": schedule, "weightDecay": weight_decay, "betas": list(BETAS), "epsilon": EPSILON}
    cases.append({"name": name, "attributes": attributes, **trajectory(schedule, weight_decay)})

write("adamw", cases, start=start.tolist(), gradients=gradients.tolist())
