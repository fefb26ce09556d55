"""Golden pixels from Pillow: python test/oracle/pillow.py [SHARED_PHOTOS] > test/oracle/pillow.json

- resize: a picture by formula (the test computes the same one), resized by Pillow's antialiased bicubic; all bytes kept.
  Pillow 13 filters columns before rows where that is cheaper (the height shrinks by more than twice what the width does:
  photos taller than 2 : 1); every Pillow before it, those that the bases were trained with among them, filters rows first.
  So rows first is asked for here step by step, and `newest` counts the grey levels that Pillow 13 itself differs by.
- frame: torchvision's Resize(short) + CenterCrop(crop) on a Pillow image, written out here; SHA-256 of the crop.
- files: small encoded files with what Pillow decodes from them.
- photos: means of the crop of some shared photos, by channel; skipped without the folder.
"""

import base64
import hashlib
import io
import json
import sys
import zlib
from pathlib import Path

import numpy
import PIL
from PIL import Image, ImageOps

from picture import picture


def packed(values):
    return base64.b64encode(zlib.compress(values.tobytes(), 9)).decode()


def resize_case(source, target):
    image = Image.fromarray(picture(*source))
    image_by_steps = image.resize((target[0], source[1]), Image.Resampling.BICUBIC).resize(target, Image.Resampling.BICUBIC)
    direct = numpy.asarray(image.resize(target, Image.Resampling.BICUBIC)).astype(int)
    newest = int(numpy.abs(direct - numpy.asarray(image_by_steps)).max())
    return {"source": source, "target": target, "rgb": packed(numpy.asarray(image_by_steps)), "newest": newest}


def framed(image, short, crop):
    width, height = image.size
    long = int(short * max(width, height) / min(width, height))
    size = (short, long) if width <= height else (long, short)
    image = image.resize(size, Image.Resampling.BICUBIC)
    left, top = int(round((size[0] - crop) / 2.0)), int(round((size[1] - crop) / 2.0))
    return image.crop((left, top, left + crop, top + crop))


def frame_case(source, short, crop):
    data = numpy.asarray(framed(Image.fromarray(picture(*source)), short, crop))
    return {
        "source": source,
        "resize": short,
        "crop": crop,
        "sha256": hashlib.sha256(data.tobytes()).hexdigest(),
        "corner": data[0, 0].tolist(),
        "mean": data.mean(axis=(0, 1)).tolist(),
    }


def smooth(width, height):
    """A picture that survives JPEG: what is compared is the decoder, not the noise."""
    y, x = numpy.mgrid[0:height, 0:width]
    channels = [128 + 100 * numpy.sin(x / 9 + y / 17), 128 + 90 * numpy.cos(x / 13 - y / 7), 40 + 2 * x + y]
    return numpy.clip(numpy.stack(channels, axis=-1), 0, 255).astype(numpy.uint8)


def file_case(name, image, format, orientation=None, **options):
    if orientation is not None:
        exif = Image.Exif()
        exif[0x0112] = orientation
        options["exif"] = exif
    stream = io.BytesIO()
    image.save(stream, format, **options)
    decoded = ImageOps.exif_transpose(Image.open(io.BytesIO(stream.getvalue()))).convert("RGB")
    return {
        "name": name,
        "file": base64.b64encode(stream.getvalue()).decode(),
        "size": decoded.size,
        "rgb": packed(numpy.asarray(decoded)),
    }


colour = Image.fromarray(smooth(45, 31))
grey = colour.convert("L")
files = [
    file_case("a JPEG", colour, "JPEG", quality=90, subsampling=2),
    file_case("a JPEG without subsampling", colour, "JPEG", quality=95, subsampling=0),
    file_case("a progressive JPEG", colour, "JPEG", quality=85, progressive=True),
    file_case("a grey JPEG", grey, "JPEG", quality=90),
    *[file_case(f"a JPEG of orientation {at}", colour, "JPEG", at, quality=70) for at in range(1, 9)],
    file_case("a PNG", colour, "PNG"),
    file_case("a grey PNG", grey, "PNG"),
    file_case("a PNG with a palette", colour.quantize(32), "PNG"),
    file_case("a PNG of one bit", grey.convert("1"), "PNG"),
    file_case("a GIF", colour.quantize(32), "GIF"),
    file_case("a GIF of two frames", colour.quantize(16), "GIF", save_all=True, append_images=[grey.quantize(16)]),
    file_case("a TIFF", colour, "TIFF", compression="tiff_deflate"),
    file_case("a lossless WebP", colour, "WEBP", lossless=True),
    file_case("a WebP", colour, "WEBP", quality=90),
    file_case("an AVIF", colour, "AVIF", quality=95, subsampling="4:4:4"),
]

photos = []
if len(sys.argv) > 1:
    for path in sorted(Path(sys.argv[1]).glob("*.jpg"))[:40:4]:
        crop = numpy.asarray(framed(ImageOps.exif_transpose(Image.open(path)).convert("RGB"), 224, 224))
        photos.append({"name": path.name, "mean": [round(float(m), 4) for m in crop.mean(axis=(0, 1))]})

print(
    json.dumps(
        {
            "pillow": PIL.__version__,
            "resize": [
                resize_case((97, 61), (40, 25)),
                resize_case((97, 61), (97, 30)),
                resize_case((97, 61), (33, 61)),
                resize_case((97, 61), (97, 61)),
                resize_case((23, 19), (61, 50)),
                resize_case((640, 427), (51, 37)),
                resize_case((5, 300), (3, 7)),
                resize_case((1, 1), (4, 3)),
            ],
            "frame": [
                frame_case((640, 427), 224, 224),
                frame_case((427, 640), 160, 140),
                frame_case((97, 61), 224, 224),
                frame_case((341, 341), 256, 224),
                frame_case((1001, 333), 160, 139),
                frame_case((224, 230), 224, 224),
            ],
            "files": files,
            "photos": photos,
        },
        separators=(",", ":"),
    )
)
