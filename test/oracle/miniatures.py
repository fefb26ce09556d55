"""The miniature towers, their head, and random parameters for them: what the golden sets share."""

from golden import sample
from vit import head_shapes, tower_of

MINIATURE = {"width": 24, "depth": 2, "heads": 3, "mlpWidth": 96}
TOWERS = {
    "openclip": {
        "family": "openclip",
        "imageSize": 32,
        "patchSize": 8,
        **MINIATURE,
        "projection": 16,
        "pooling": "class",
        "normEpsilon": 1e-5,
    },
    "dinov2": {
        "family": "dinov2",
        "imageSize": 28,
        "patchSize": 7,
        **MINIATURE,
        "projection": None,
        "pooling": "class+mean",
        "normEpsilon": 1e-6,
    },
}


def embedding_width(tower):
    return tower["projection"] or 2 * tower["width"]


def head_config(tower, template="ten", normalisation="none"):
    return {
        "input": embedding_width(tower),
        "hidden": 12,
        "dropout": 0.5,
        "template": template,
        "normalisation": normalisation,
    }


def random_layer(generator, name, shape):
    """Values of a trained network's order of size, with norms and layer scales that matter."""
    leaf = name.split(".")[-1]
    is_norm = any(part.startswith(("ln_", "norm", "layernorm")) for part in name.split("."))
    if leaf == "lambda1":
        return sample(generator, *shape, deviation=0.2, mean=0.6)
    if leaf.endswith("bias"):
        return sample(generator, *shape, deviation=0.2)
    if is_norm:
        return sample(generator, *shape, deviation=0.3, mean=1.0)
    if leaf.endswith("weight"):
        inputs = 1
        for size in shape[1:]:
            inputs *= size
        return sample(generator, *shape, deviation=inputs**-0.5)
    if leaf == "proj":
        return sample(generator, *shape, deviation=shape[0] ** -0.5)
    return sample(generator, *shape, deviation=0.5)  # class token and position table


def random_tower(generator, config):
    """A float64 tower, and its layers by name in their order."""
    tower = tower_of(config).double()
    shapes = {name: tuple(value.shape) for name, value in tower.named_parameters()}
    layers = {name: random_layer(generator, name, shape) for name, shape in shapes.items()}
    tower.load_state_dict(layers)
    return tower, layers


def random_head(generator, config):
    return {name: random_layer(generator, name, shape) for name, shape in head_shapes(config).items()}
