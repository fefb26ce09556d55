"""Times PyTorch on what palate does: prints one JSON line with the median seconds of a step and the peak memory.

    python bench/pytorch.py --task forward --arch openclip-vit-b-16 --batch 8 --threads 2 --repeat 5

The towers are those of `test/oracle/vit.py` with random weights: fused attention (scaled_dot_product_attention), fused
AdamW, one matrix-vector product per layer to merge task vectors - the fastest that plain PyTorch offers in float32.
Run one process per measurement: the peak is that of the process.

`othersCpu` is the CPU time that other processes and the hypervisor took while the steps ran, in cores (null where there
is no /proc/stat). Above .05 the measurement is void: with two threads on two cores, a busy neighbour tripled the times.
"""

import argparse
import json
import os
import resource
import statistics
import sys
import time
from pathlib import Path

import torch
from torch.func import functional_call

sys.path.insert(0, str(Path(__file__).parent.parent / "test" / "oracle"))
from vit import head_scores, head_shapes, tower_of  # noqa: E402

OPENCLIP = {"family": "openclip", "imageSize": 224, "normEpsilon": 1e-5}
DINOV2 = {"family": "dinov2", "imageSize": 140, "normEpsilon": 1e-6}
# As in src/model/config.ts.
ARCHITECTURES = {
    "openclip-vit-b-16": {
        **OPENCLIP, "patchSize": 16, "width": 768, "depth": 12, "heads": 12, "mlpWidth": 3072, "projection": 512,
    },
    "openclip-vit-l-14": {
        **OPENCLIP, "patchSize": 14, "width": 1024, "depth": 24, "heads": 16, "mlpWidth": 4096, "projection": 768,
    },
    "dinov2-small": {
        **DINOV2, "patchSize": 14, "width": 384, "depth": 12, "heads": 6, "mlpWidth": 1536, "projection": None,
    },
}  # fmt: skip
VECTORS = 6
WARM_UP = 2


def head_of(config):
    width = config["projection"] or 2 * config["width"]
    settings = {"input": width, "hidden": 512, "template": "ten", "normalisation": "none"}
    return settings, {name: torch.randn(shape) * 0.02 for name, shape in head_shapes(settings).items()}


def randomise(tower):
    for value in tower.parameters():
        torch.nn.init.normal_(value, std=0.02)


def forward_step(tower, config, pixels):
    @torch.inference_mode()
    def step():
        return tower(pixels)

    return step


def phase1_step(tower, config, pixels):
    """Backbone and head: forward, mean squared error, backward, AdamW."""
    settings, head = head_of(config)
    for value in head.values():
        value.requires_grad_()
    targets = torch.rand(len(pixels)) * 9 + 1
    optimizer = torch.optim.AdamW([*tower.parameters(), *head.values()], 1.5e-6, fused=True)

    def step():
        optimizer.zero_grad(set_to_none=True)
        (head_scores(head, tower(pixels), settings) - targets).square().mean().backward()
        optimizer.step()

    return step


def coefficients_step(tower, config, pixels):
    """Merge six dense task vectors, forward, rank loss over all pairs, backward to the coefficients, AdamW."""
    settings, head = head_of(config)
    tower.requires_grad_(False)
    pre = {name: value.detach() for name, value in tower.named_parameters()}
    vectors = {name: torch.empty(VECTORS, value.numel()).uniform_(-1e-3, 1e-3) for name, value in pre.items()}
    coefficients = torch.full((len(pre), VECTORS), 1 / VECTORS, requires_grad=True)
    optimizer = torch.optim.AdamW([coefficients], 1e-2, fused=True)
    ratings = torch.randperm(len(pixels))
    better, worse = torch.nonzero(ratings[:, None] > ratings[None, :], as_tuple=True)

    def step():
        optimizer.zero_grad(set_to_none=True)
        merged = {
            name: torch.addmv(value.flatten(), vectors[name].T, row).view_as(value)
            for (name, value), row in zip(pre.items(), coefficients)
        }
        scores = head_scores(head, functional_call(tower, merged, (pixels,)), settings)
        (-torch.nn.functional.logsigmoid(scores[better] - scores[worse])).mean().backward()
        optimizer.step()

    return step


def cpu_of_others():
    """CPU seconds since boot that did not go to this process: the other processes' and what the host stole."""
    try:
        fields = Path("/proc/stat").read_text().splitlines()[0].split()[1:9]
    except OSError:
        return None
    user, nice, system, _idle, _waiting, interrupt, soft_interrupt, stolen = (int(field) for field in fields)
    busy = (user + nice + system + interrupt + soft_interrupt + stolen) / os.sysconf("SC_CLK_TCK")
    own = resource.getrusage(resource.RUSAGE_SELF)
    return busy - own.ru_utime - own.ru_stime


TASKS = {"forward": forward_step, "phase1": phase1_step, "coefficients": coefficients_step}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--task", choices=TASKS, required=True)
    parser.add_argument("--arch", choices=ARCHITECTURES, required=True)
    parser.add_argument("--batch", type=int, help="photos per step; default 8, and 10 for coefficients")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeat", type=int, default=5)
    options = parser.parse_args()
    batch = options.batch or (10 if options.task == "coefficients" else 8)
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    config = ARCHITECTURES[options.arch]
    tower = tower_of(config)
    randomise(tower)
    pixels = torch.randn(batch, 3, config["imageSize"], config["imageSize"])
    step = TASKS[options.task](tower, config, pixels)
    for _ in range(WARM_UP):
        step()
    times, before = [], cpu_of_others()
    for _ in range(options.repeat):
        start = time.perf_counter()
        step()
        times.append(time.perf_counter() - start)
    others = None if before is None else round(max(0, cpu_of_others() - before) / sum(times), 3)
    result = {
        "engine": f"PyTorch {torch.__version__}",
        "task": options.task,
        "arch": options.arch,
        "batch": batch,
        "threads": options.threads,
        "repeat": options.repeat,
        "seconds": round(statistics.median(times), 4),
        "fastest": round(min(times), 4),
        "othersCpu": others,
        "peakMegabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
