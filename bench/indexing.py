"""PyTorch and Pillow on what `palate index` does: prints one JSON line with photos a second, from files to descriptors.

    python bench/indexing.py PHOTOS.json TRUNK.safetensors

Two threads decode, resize and crop while the network runs in the main one, with Pillow's `draft` where the photo is large (the same
shortcut that palate takes). Batches of 8. Loading weights and starting Python are not timed.
"""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy
import torch
from PIL import Image, ImageOps
from safetensors import safe_open

sys.path.insert(0, str(Path(__file__).parent.parent / "test" / "oracle"))
from vit import tower_of  # noqa: E402

Image.MAX_IMAGE_PIXELS = None
BATCH = 8


def load(path, preprocessing):
    resize, crop = preprocessing["resize"], preprocessing["crop"]
    photo = Image.open(path)
    photo.draft("RGB", (int(2.5 * resize), int(2.5 * resize)))
    photo = ImageOps.exif_transpose(photo).convert("RGB")
    width, height = photo.size
    long = resize * max(width, height) // min(width, height)
    photo = photo.resize((resize, long) if width <= height else (long, resize), Image.BICUBIC)
    left, top = round((photo.width - crop) / 2), round((photo.height - crop) / 2)
    return numpy.asarray(photo.crop((left, top, left + crop, top + crop)))


def main(photos, weights):
    paths = json.loads(Path(photos).read_text())
    with safe_open(weights, "pt") as file:
        config, preprocessing = (json.loads(file.metadata()[name]) for name in ("tower", "preprocessing"))
        tensors = {name: file.get_tensor(name) for name in file.keys()}
    maps = [(tensors.pop(f"{name}.weight"), tensors.pop(f"{name}.bias")) for name in ("scores", "embedding")]
    tower = tower_of(config)
    tower.load_state_dict(tensors)
    mean, deviation = (torch.tensor(preprocessing[name]).view(1, 3, 1, 1) for name in ("mean", "deviation"))

    @torch.inference_mode()
    def describe(crops):
        pixels = torch.from_numpy(numpy.stack(crops)).permute(0, 3, 1, 2).float() / 255
        embedding = tower((pixels - mean) / deviation)
        return [torch.nn.functional.linear(embedding, weight, bias) for weight, bias in maps]

    describe([numpy.zeros((preprocessing["crop"], preprocessing["crop"], 3), numpy.uint8)] * BATCH)
    started = time.perf_counter()
    with ThreadPoolExecutor(2) as pool:  # Pillow lets go of the interpreter's lock while it decodes and resizes
        crops = pool.map(lambda path: load(path, preprocessing), paths)
        batch = []
        for crop in crops:
            batch.append(crop)
            if len(batch) == BATCH:
                describe(batch)
                batch = []
        if batch:
            describe(batch)
    seconds = time.perf_counter() - started
    print(json.dumps({"photosASecond": len(paths) / seconds, "seconds": seconds}))


main(*sys.argv[1:])
