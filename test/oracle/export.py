"""Scores crops with exported ONNX files in Python's onnxruntime, beside the scores that palate gave the same crops.

    python test/oracle/export.py FOLDER F32.onnx [INT8.onnx ..]

FOLDER holds `pixels.bin`, the bytes of (photo, 3, side, side), and `scores.json`, their shape and palate's scores; `scripts/check-export.js`
writes both. The first file must agree with palate to 1e-4, or the exit status is 1; of the others the difference from palate and the rank
correlation with the first file are printed. Needs numpy and onnxruntime; with onnx installed, the files go through its checker too.
"""

import json
import sys
from pathlib import Path

import numpy
import onnxruntime

TOLERANCE = 1e-4
BATCH = 7  # no divisor of the usual number of photos: a smaller last batch shows that the batch is free


def check(path):
    try:
        import onnx
    except ImportError:
        return
    onnx.checker.check_model(str(path), full_check=True)


def scores_of(path, pixels):
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    [given] = session.get_inputs()
    assert (given.name, given.type) == ("pixels", "tensor(uint8)"), (given.name, given.type)
    assert given.shape == ["batch", *pixels.shape[1:]], given.shape
    parts = [pixels[at : at + BATCH] for at in range(0, len(pixels), BATCH)]
    return numpy.concatenate([session.run(["score"], {"pixels": part})[0] for part in parts]).astype(numpy.float64)


def ranks(values):
    """Average ranks, as SROCC takes them."""
    _, inverse, counts = numpy.unique(values, return_inverse=True, return_counts=True)
    return (numpy.cumsum(counts) - (counts - 1) / 2)[inverse]


def srocc(a, b):
    return numpy.corrcoef(ranks(a), ranks(b))[0, 1]


def main(folder, *models):
    record = json.loads((Path(folder) / "scores.json").read_text())
    pixels = numpy.fromfile(Path(folder) / "pixels.bin", dtype=numpy.uint8).reshape(record["shape"])
    expected = numpy.array(record["scores"])
    print(f"{len(pixels)} photos, palate's scores {expected.min():.4f} to {expected.max():.4f}, onnxruntime {onnxruntime.__version__}")
    first = None
    for path in models:
        check(path)
        found = scores_of(path, pixels)
        difference = numpy.abs(found - expected).max()
        if first is None:
            first, first_difference = found, difference
        size = Path(path).stat().st_size / 1e6
        print(f"{Path(path).name}: {size:.1f} MB, largest difference from palate {difference:.2e}, rank correlation with the first {srocc(found, first):.4f}")
    if not first_difference <= TOLERANCE:
        sys.exit(f"{models[0]} differs from palate by {first_difference:.2e}, more than {TOLERANCE}")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
