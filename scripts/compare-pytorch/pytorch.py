"""PyTorch's side: python3 scripts/compare-pytorch/pytorch.py images.npy SECONDS [THREADS] [STEPS]

64x64x3, four 4x4 stride-2 convolutions 32-64-128-256, dense to 32 and back, ReLU, sigmoid, MSE, batch 64, Adam 1e-3 with
half a cosine. The last tenth of the images is held out. Prints one JSON object a line: images seen, seconds of training
(evaluations left out), held-out squared error per image.
"""
import json
import math
import sys
import time

import numpy as np
import torch
from torch import nn

file, seconds = sys.argv[1], float(sys.argv[2])
torch.set_num_threads(int(sys.argv[3]) if len(sys.argv) > 3 else 2)
steps = int(sys.argv[4]) if len(sys.argv) > 4 else 0
BATCH, WIDTHS, LATENT = 64, [3, 32, 64, 128, 256], 32

data = torch.from_numpy(np.load(file)).permute(0, 3, 1, 2).contiguous()
held_out, training = data[-len(data) // 10 :].float() / 255, data[: len(data) - len(data) // 10]
torch.manual_seed(1)
encoder = [m for i, o in zip(WIDTHS, WIDTHS[1:]) for m in (nn.Conv2d(i, o, 4, 2, 1), nn.ReLU())]
decoder = [m for i, o in zip(WIDTHS[:0:-1], WIDTHS[-2::-1]) for m in (nn.ReLU(), nn.ConvTranspose2d(i, o, 4, 2, 1))]
network = nn.Sequential(
    *encoder, nn.Flatten(), nn.Linear(4096, LATENT), nn.Linear(LATENT, 4096), nn.Unflatten(1, (256, 4, 4)), *decoder, nn.Sigmoid()
).to(memory_format=torch.channels_last)
optimiser = torch.optim.Adam(network.parameters(), lr=1e-3)

spent, step, next_report = 0.0, 0, 0.0
order = torch.randperm(len(training))
while (step < steps) if steps else (spent < seconds):
    start = time.perf_counter()
    for group in optimiser.param_groups:
        share = step / steps if steps else spent / seconds
        group["lr"] = 1e-3 * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * share)))
    at = step * BATCH % len(training)
    if at < BATCH:
        order = torch.randperm(len(training))
    x = (training[order[at : at + BATCH]].float() / 255).contiguous(memory_format=torch.channels_last)
    loss = ((network(x) - x) ** 2).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    step += 1
    spent += time.perf_counter() - start
    progress = step / steps if steps else spent / seconds
    if progress >= next_report:
        next_report += 0.05
        with torch.no_grad():
            errors = [((network(part) - part) ** 2).sum().item() for part in held_out.split(100)]
        print(json.dumps({"images": step * BATCH, "seconds": round(spent, 2), "heldOutSse": round(sum(errors) / len(held_out), 2)}), flush=True)
