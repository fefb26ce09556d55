"""Golden values and gradients of every op: L = sum(y * w) for a fixed random w, in float64.

A case holds `in/<input>`, `in/w`, `out/y` and `grad/<input>` for each name in `gradients`.
"""

import torch
import torch.nn.functional as F

from golden import sample, write

generator = torch.Generator().manual_seed(20240901)
cases, tensors = [], {}


def random(*shape, **options):
    return sample(generator, *shape, **options)


def positive(*shape):
    return (random(*shape).abs() + 0.25).float().double()


def away_from_zero(*shape):
    """Keeps a tenth of distance from kinks and poles at zero, where a derivative is not defined."""
    values = random(*shape)
    return (values + 0.1 * values.sign()).float().double()


def case(name, op, compute, attributes=None, constants=(), **inputs):
    """Runs `compute` on the inputs in their order and records its value and the gradient of every input that is not a constant."""
    leaves = {key: value.clone().requires_grad_(key not in constants) for key, value in inputs.items()}
    y = compute(*leaves.values())
    w = random(*y.shape)
    (y * w).sum().backward()
    varying = [key for key in inputs if key not in constants]
    for key, value in {**inputs, "w": w}.items():
        tensors[f"{name}/in/{key}"] = value
    tensors[f"{name}/out/y"] = y
    for key in varying:
        tensors[f"{name}/grad/{key}"] = leaves[key].grad
    cases.append(
        {"name": name, "op": op, "attributes": attributes or {}, "inputs": list(inputs), "gradients": varying}
    )


# Two operands, broadcast both ways.
pairs = {
    "same": ((2, 3, 4), (2, 3, 4)),
    "row": ((2, 3, 4), (4,)),
    "row-left": ((4,), (2, 3, 4)),
    "inner": ((2, 3, 4), (2, 1, 4)),
    "both": ((2, 1, 4), (3, 1)),
    "scalar": ((2, 3), ()),
    "scalar-left": ((), (2, 3)),
}
binary = {"add": torch.add, "sub": torch.sub, "mul": torch.mul, "div": torch.div}
for op, function in binary.items():
    for kind, (left, right) in pairs.items():
        x, y = random(*left), away_from_zero(*right)
        case(f"{op}-{kind}", op, lambda x, y, f=function: f(x, y), x=x, y=y)

# One operand, element by element.
extremes = torch.tensor([-50.0, -20.0, -5.0, -1.0, -0.1, 0.0, 0.1, 1.0, 5.0, 20.0, 50.0], dtype=torch.float64)
extremes = extremes.float().double()
case("neg", "neg", lambda x: -x, x=random(3, 4))
case("exp", "exp", torch.exp, x=random(3, 4))
case("log", "log", torch.log, x=positive(3, 4))
case("sqrt", "sqrt", torch.sqrt, x=positive(3, 4))
case("relu", "relu", torch.relu, x=away_from_zero(3, 4))
for op, function in {
    "erf": torch.erf,
    "sigmoid": torch.sigmoid,
    # PyTorch turns linear at a threshold of 20; logaddexp is the function itself.
    "softplus": lambda x: torch.logaddexp(x, torch.zeros_like(x)),
    "tanh": torch.tanh,
    "gelu": F.gelu,
}.items():
    case(op, op, function, x=random(3, 4, deviation=2.0))
    case(f"{op}-extremes", op, function, x=extremes)
case("power-square", "power", lambda x: x**2, {"exponent": 2}, x=random(3, 4))
case("power-inverse-root", "power", lambda x: x**-0.5, {"exponent": -0.5}, x=positive(3, 4))

# Products. `perm` says that the right operand is transposed so before it is multiplied.
case("matmul-2d", "matmul", torch.matmul, x=random(3, 4), y=random(4, 5))
case("matmul-3d", "matmul", torch.matmul, x=random(2, 3, 4), y=random(2, 4, 5))
case("matmul-4d", "matmul", torch.matmul, x=random(2, 2, 3, 4), y=random(2, 2, 4, 5))
case("matmul-right-2d", "matmul", torch.matmul, x=random(2, 3, 4), y=random(4, 5))
case("matmul-4d-right-2d", "matmul", torch.matmul, x=random(2, 2, 3, 4), y=random(4, 5))
case("matmul-batch-one", "matmul", torch.matmul, x=random(2, 2, 3, 4), y=random(1, 2, 4, 5))
case("matmul-left-2d", "matmul", torch.matmul, x=random(3, 4), y=random(2, 4, 5))
for name, x, y, perm in [
    ("matmul-2d-transposed", (3, 4), (5, 4), [1, 0]),
    ("matmul-3d-transposed", (2, 3, 4), (2, 5, 4), [0, 2, 1]),
    ("matmul-4d-transposed", (2, 2, 3, 4), (2, 2, 5, 4), [0, 1, 3, 2]),
]:
    case(name, "matmul", lambda x, y, p=perm: x @ y.permute(p), {"perm": perm}, x=random(*x), y=random(*y))
for name, shape in {"linear-2d": (3, 4), "linear-3d": (2, 3, 4)}.items():
    case(name, "linear", F.linear, x=random(*shape), weight=random(5, 4), bias=random(5))
case("linear-no-bias", "linear", F.linear, x=random(3, 4), weight=random(5, 4))

# Shapes.
for perm in ([1, 0], [0, 2, 1], [2, 0, 1], [0, 2, 1, 3], [0, 1, 3, 2], [3, 1, 0, 2]):
    x = random(*(2, 3, 4, 5)[: len(perm)])
    name = "transpose-" + "".join(map(str, perm))
    case(name, "transpose", lambda x, p=perm: x.permute(p), {"perm": perm}, x=x)
for shape in ([6, 4], [2, 12], [24], [4, 3, 2], [2, 3, 2, 2]):
    name = "reshape-" + "x".join(map(str, shape))
    case(name, "reshape", lambda x, s=shape: x.reshape(s), {"shape": shape}, x=random(2, 3, 4))
for axis, right in {0: (1, 3, 4), 1: (2, 5, 4), -1: (2, 3, 2)}.items():
    joined = lambda x, y, a=axis: torch.cat([x, y], a)  # noqa: E731
    case(f"concat-{axis}", "concat", joined, {"axis": axis}, x=random(2, 3, 4), y=random(*right))
three = lambda x, y, z: torch.cat([x, y, z], 1)  # noqa: E731
case("concat-three", "concat", three, {"axis": 1}, x=random(2, 1, 4), y=random(2, 3, 4), z=random(2, 2, 4))
for name, axes, starts, ends in [
    ("slice-0", [0], [1], [3]),
    ("slice-1", [1], [0], [1]),
    ("slice-last", [-1], [1], [4]),
    ("slice-two", [1, 2], [1, 0], [3, 2]),
]:
    def cut(x, axes=axes, starts=starts, ends=ends):
        for axis, start, end in zip(axes, starts, ends):
            x = x.narrow(axis, start, end - start)
        return x

    case(name, "slice", cut, {"axes": axes, "starts": starts, "ends": ends}, x=random(3, 3, 4))
for name, source, shape in [
    ("broadcast-row", (4,), [3, 4]),
    ("broadcast-column", (3, 1), [3, 4]),
    ("broadcast-batch", (1, 3, 4), [2, 3, 4]),
    ("broadcast-scalar", (), [2, 3]),
    ("broadcast-inner", (2, 1, 4), [2, 3, 4]),
]:
    case(name, "broadcastTo", lambda x, s=shape: x.expand(s), {"shape": shape}, x=random(*source))

# Reductions. `axes: null` means all of them.
for op in ("sum", "mean"):
    for axes in ([0], [1], [-1], [0, 2], [1, 2], None):
        for keepdims in (False, True):
            dims = list(range(3)) if axes is None else axes
            name = f"{op}-{'all' if axes is None else ''.join(map(str, axes))}{'-keepdims' if keepdims else ''}"
            reduce = lambda x, o=op, d=dims, k=keepdims: getattr(torch, o)(x, dim=d, keepdim=k)  # noqa: E731
            case(name, op, reduce, {"axes": axes, "keepdims": keepdims}, x=random(2, 3, 4))

# Rows.
for name, x in {
    "softmax-2d": random(3, 5),
    "softmax-4d": random(2, 2, 3, 4),
    "softmax-large": random(3, 5, deviation=6.0),
    "softmax-shifted": random(3, 5, mean=200.0),
}.items():
    case(name, "softmax", lambda x: x.softmax(-1), {"axis": -1}, x=x)
for name, epsilon, x in [
    ("layer-norm-1e-5", 1e-5, random(2, 3, 6, deviation=2.0, mean=0.5)),
    ("layer-norm-1e-6", 1e-6, random(4, 6)),
    # A spread of the order of sqrt(epsilon), where epsilon decides the result.
    ("layer-norm-small-1e-5", 1e-5, random(3, 6, deviation=3e-3)),
    ("layer-norm-small-1e-6", 1e-6, random(3, 6, deviation=1e-3)),
]:
    normalise = lambda x, weight, bias, e=epsilon: F.layer_norm(x, (6,), weight, bias, e)  # noqa: E731
    weight, bias = random(6, deviation=0.3, mean=1.0), random(6)
    attributes = {"axis": -1, "epsilon": epsilon}
    case(name, "layerNorm", normalise, attributes, x=x, weight=weight, bias=bias)

write("ops", cases, tensors)
