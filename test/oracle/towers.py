"""Golden values and gradients of miniature towers, of one block of each family, and of the score head.

Each case holds `in/<input>`, `in/<layer>`, `in/w`, `out/y`, and `grad/` of the inputs and layers, for L = sum(y * w).
"""

import torch
from torch import nn
from torch.func import functional_call

from golden import sample, write
from miniatures import TOWERS, head_config, random_head, random_tower
from vit import head_scores

generator = torch.Generator().manual_seed(20240902)
cases, tensors = [], {}


def case(name, op, attributes, compute, inputs, layers, constants=()):
    """`compute(inputs, layers)`, both dictionaries by name; nothing is differentiated to `constants`."""
    x = {key: value.clone().requires_grad_(key not in constants) for key, value in inputs.items()}
    parameters = {key: value.clone().requires_grad_() for key, value in layers.items()}
    y = compute(x, parameters)
    w = sample(generator, *y.shape)
    (y * w).sum().backward()
    for key, value in {**inputs, **layers, "w": w}.items():
        tensors[f"{name}/in/{key}"] = value
    tensors[f"{name}/out/y"] = y
    for key, value in {**x, **parameters}.items():
        if key not in constants:
            tensors[f"{name}/grad/{key}"] = value.grad
    varying = [key for key in inputs if key not in constants]
    cases.append(
        {
            "name": name,
            "op": op,
            "attributes": attributes,
            "inputs": list(inputs),
            "gradients": varying,
            "layers": list(layers),
        }
    )


def compare_with_torch_block(block, config, x):
    """Our OpenCLIP block is torch.nn's pre-norm encoder layer: the oracle has an oracle."""
    settings = {"dropout": 0.0, "activation": "gelu", "batch_first": True, "norm_first": True}
    reference = nn.TransformerEncoderLayer(config["width"], config["heads"], config["mlpWidth"], **settings)
    renamed = {
        "self_attn.in_proj_weight": block.attn.in_proj_weight,
        "self_attn.in_proj_bias": block.attn.in_proj_bias,
        "self_attn.out_proj.weight": block.attn.out_proj.weight,
        "self_attn.out_proj.bias": block.attn.out_proj.bias,
        "linear1.weight": block.mlp.c_fc.weight,
        "linear1.bias": block.mlp.c_fc.bias,
        "linear2.weight": block.mlp.c_proj.weight,
        "linear2.bias": block.mlp.c_proj.bias,
        "norm1.weight": block.ln_1.weight,
        "norm1.bias": block.ln_1.bias,
        "norm2.weight": block.ln_2.weight,
        "norm2.bias": block.ln_2.bias,
    }
    reference.double().load_state_dict(renamed)
    torch.testing.assert_close(block(x), reference(x), rtol=1e-12, atol=1e-12)


for family, config in TOWERS.items():
    tower, layers = random_tower(generator, config)
    pixels = sample(generator, 2, 3, config["imageSize"], config["imageSize"])
    forward = lambda x, p, t=tower: functional_call(t, p, (x["pixels"],))  # noqa: E731
    case(family, "tower", config, forward, {"pixels": pixels}, layers)

    prefix = {"openclip": "transformer.resblocks.0.", "dinov2": "encoder.layer.0."}[family]
    block = tower.get_submodule(prefix[:-1])
    own = {name: value for name, value in layers.items() if name.startswith(prefix)}

    def forward_block(x, p, block=block, prefix=prefix):
        return functional_call(block, {name.removeprefix(prefix): value for name, value in p.items()}, (x["x"],))

    x = sample(generator, 2, 5, config["width"])
    case(f"{family}-block", "block", config, forward_block, {"x": x}, own)
    if family == "openclip":
        compare_with_torch_block(block, config, x)

for template in ("ten", "five"):
    for normalisation in ("none", "sum"):
        for masked in (False, True):
            config = head_config(TOWERS["openclip"], template, normalisation)
            inputs = {"embedding": sample(generator, 3, config["input"])}
            if masked:
                kept = torch.rand((3, config["hidden"]), generator=generator) >= config["dropout"]
                inputs["mask"] = kept.double() / (1 - config["dropout"])
            name = f"head-{template}-{normalisation}{'-dropout' if masked else ''}"
            score = lambda x, p, c=config: head_scores(p, x["embedding"], c, x.get("mask"))  # noqa: E731
            case(name, "head", config, score, inputs, random_head(generator, config), constants=("mask",))

write("towers", cases, tensors)
