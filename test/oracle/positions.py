"""Golden values of position tables resampled by PyTorch's bicubic interpolation, in float64."""

import torch
import torch.nn.functional as F

from golden import sample, write

generator = torch.Generator().manual_seed(20240911)
cases = []
for from_grid, to_grid in [(3, 2), (4, 7), (5, 5), (6, 1), (1, 3), (9, 4)]:
    width = 2
    table = sample(generator, 1, 1 + from_grid**2, width)
    grid = table[:, 1:].reshape(1, from_grid, from_grid, width).permute(0, 3, 1, 2)
    resized = F.interpolate(grid, size=(to_grid, to_grid), mode="bicubic", align_corners=False, antialias=False)
    patches = resized.permute(0, 2, 3, 1).reshape(1, to_grid**2, width)
    result = torch.cat([table[:, :1], patches], dim=1)
    cases.append(
        {"from": from_grid, "to": to_grid, "table": table.flatten().tolist(), "result": result.flatten().tolist()}
    )
write("positions", cases)
