"""The vision towers and the score head in plain torch.nn, under the parameter names of `src/model/layers.ts`.

`named_parameters()` yields the layers in their fixed order. Also what `bench/pytorch.py` measures.
"""

from collections import OrderedDict

import torch
import torch.nn.functional as F
from torch import nn


def attend(query, key, value, heads):
    """Multi-head attention of (batch, token, width) tensors; returns the same shape."""
    apart = lambda x: x.unflatten(-1, (heads, -1)).transpose(1, 2)  # noqa: E731  (batch, head, token, width / heads)
    mixed = F.scaled_dot_product_attention(apart(query), apart(key), apart(value))
    return mixed.transpose(1, 2).flatten(2)  # (batch, token, width)


class OpenClipAttention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.in_proj_weight = nn.Parameter(torch.empty(3 * width, width))
        self.in_proj_bias = nn.Parameter(torch.empty(3 * width))
        self.out_proj = nn.Linear(width, width)

    def forward(self, x):
        packed = F.linear(x, self.in_proj_weight, self.in_proj_bias)  # (batch, token, 3 * width)
        return self.out_proj(attend(*packed.chunk(3, -1), self.heads))


class OpenClipBlock(nn.Module):
    def __init__(self, config):
        super().__init__()
        width, hidden, epsilon = config["width"], config["mlpWidth"], config["normEpsilon"]
        self.ln_1 = nn.LayerNorm(width, epsilon)
        self.attn = OpenClipAttention(width, config["heads"])
        self.ln_2 = nn.LayerNorm(width, epsilon)
        layers = [("c_fc", nn.Linear(width, hidden)), ("gelu", nn.GELU()), ("c_proj", nn.Linear(hidden, width))]
        self.mlp = nn.Sequential(OrderedDict(layers))

    def forward(self, x):
        x = x + self.attn(self.ln_1(x))
        return x + self.mlp(self.ln_2(x))


class OpenClipTower(nn.Module):
    """(batch, 3, side, side) pixels -> (batch, projection): class token, ln_post, projection."""

    def __init__(self, config):
        super().__init__()
        width, patch, epsilon = config["width"], config["patchSize"], config["normEpsilon"]
        tokens = 1 + (config["imageSize"] // patch) ** 2
        self.class_embedding = nn.Parameter(torch.empty(width))
        self.positional_embedding = nn.Parameter(torch.empty(tokens, width))
        self.proj = nn.Parameter(torch.empty(width, config["projection"]))
        self.conv1 = nn.Conv2d(3, width, patch, patch, bias=False)
        self.ln_pre = nn.LayerNorm(width, epsilon)
        self.transformer = nn.Module()
        self.transformer.resblocks = nn.ModuleList(OpenClipBlock(config) for _ in range(config["depth"]))
        self.ln_post = nn.LayerNorm(width, epsilon)

    def forward(self, pixels):
        patches = self.conv1(pixels).flatten(2).transpose(1, 2)  # (batch, patch, width)
        first = self.class_embedding.expand(len(pixels), 1, -1)
        x = self.ln_pre(torch.cat([first, patches], 1) + self.positional_embedding)
        for block in self.transformer.resblocks:
            x = block(x)
        return self.ln_post(x[:, 0]) @ self.proj


def tree(**children):
    """A module that only holds others, for the nested names of Hugging Face's DINOv2."""
    module = nn.Module()
    for name, child in children.items():
        setattr(module, name, child)
    return module


class Dinov2Block(nn.Module):
    def __init__(self, config):
        super().__init__()
        width, hidden, epsilon = config["width"], config["mlpWidth"], config["normEpsilon"]
        linear = lambda: nn.Linear(width, width)  # noqa: E731
        self.heads = config["heads"]
        self.norm1 = nn.LayerNorm(width, epsilon)
        inner = tree(query=linear(), key=linear(), value=linear())
        self.attention = tree(attention=inner, output=tree(dense=linear()))
        self.layer_scale1 = tree(lambda1=nn.Parameter(torch.empty(width)))
        self.norm2 = nn.LayerNorm(width, epsilon)
        self.mlp = tree(fc1=nn.Linear(width, hidden), fc2=nn.Linear(hidden, width))
        self.layer_scale2 = tree(lambda1=nn.Parameter(torch.empty(width)))

    def forward(self, x):
        y, inner = self.norm1(x), self.attention.attention
        mixed = attend(inner.query(y), inner.key(y), inner.value(y), self.heads)
        x = x + self.layer_scale1.lambda1 * self.attention.output.dense(mixed)
        return x + self.layer_scale2.lambda1 * self.mlp.fc2(F.gelu(self.mlp.fc1(self.norm2(x))))


class Dinov2Tower(nn.Module):
    """(batch, 3, side, side) pixels -> (batch, 2 * width): class token beside the mean of the patch tokens."""

    def __init__(self, config):
        super().__init__()
        width, patch = config["width"], config["patchSize"]
        tokens = 1 + (config["imageSize"] // patch) ** 2
        self.embeddings = tree(
            cls_token=nn.Parameter(torch.empty(1, 1, width)),
            position_embeddings=nn.Parameter(torch.empty(1, tokens, width)),
            patch_embeddings=tree(projection=nn.Conv2d(3, width, patch, patch)),
        )
        self.encoder = tree(layer=nn.ModuleList(Dinov2Block(config) for _ in range(config["depth"])))
        self.layernorm = nn.LayerNorm(width, config["normEpsilon"])

    def forward(self, pixels):
        patches = self.embeddings.patch_embeddings.projection(pixels).flatten(2).transpose(1, 2)
        first = self.embeddings.cls_token.expand(len(pixels), -1, -1)
        x = torch.cat([first, patches], 1) + self.embeddings.position_embeddings
        for block in self.encoder.layer:
            x = block(x)
        x = self.layernorm(x)
        return torch.cat([x[:, 0], x[:, 1:].mean(1)], -1)


def tower_of(config):
    return {"openclip": OpenClipTower, "dinov2": Dinov2Tower}[config["family"]](config)


def head_shapes(config):
    hidden = config["hidden"]
    return {
        "head.0.weight": (hidden, config["input"]),
        "head.0.bias": (hidden,),
        "head.3.weight": (10, hidden),
        "head.3.bias": (10,),
    }


def head_scores(parameters, embedding, config, mask=None):
    """Scores (batch,). `mask` (batch, hidden) holds 0 for a dropped unit and 1 / (1 - p) for a kept one."""
    hidden = F.gelu(F.linear(embedding, parameters["head.0.weight"], parameters["head.0.bias"]))
    hidden = hidden if mask is None else hidden * mask
    outputs = torch.sigmoid(F.linear(hidden, parameters["head.3.weight"], parameters["head.3.bias"]))  # (batch, 10)
    if config["normalisation"] == "sum":
        outputs = outputs / outputs.sum(-1, keepdim=True)
    unit = {"ten": 1.0, "five": 0.5}[config["template"]]
    return outputs @ (unit * torch.arange(1, 11, dtype=outputs.dtype))
