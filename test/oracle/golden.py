"""Writes a golden set: `<name>.safetensors` (F32 tensors named `case/part/tensor`) beside `<name>.json` (the cases)."""

import json
import platform
from pathlib import Path

import numpy
import scipy
import torch
from safetensors.torch import save_file

HERE = Path(__file__).parent


def sample(generator, *shape, deviation=1.0, mean=0.0):
    """Random float64 numbers that float32 can hold exactly, so that both sides start from the same bits."""
    values = torch.randn(shape, generator=generator, dtype=torch.float64) * deviation + mean
    return values.float().double()


def write(name, cases, tensors=None, **more):
    """Saves a set. Everything is computed in float64 and rounded once, here, to float32."""
    versions = {
        "python": platform.python_version(),
        "torch": torch.__version__,
        "numpy": numpy.__version__,
        "scipy": scipy.__version__,
    }
    document = {"generator": f"test/oracle/{name}.py", "versions": versions, **more, "cases": cases}
    (HERE / f"{name}.json").write_text(json.dumps(document, indent=1) + "\n")
    if tensors is not None:
        stored = {key: value.detach().to(torch.float32).contiguous().clone() for key, value in tensors.items()}
        save_file(stored, HERE / f"{name}.safetensors")
        (HERE / f"{name}.safetensors").chmod(0o644)
    sizes = [path.stat().st_size for path in sorted(HERE.glob(f"{name}.*")) if path.suffix != ".py"]
    print(f"{name}: {len(cases)} cases, {sum(sizes) / 1000:.0f} kB")
