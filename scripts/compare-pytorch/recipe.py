"""Hourglass's own recipe in PyTorch: python3 scripts/compare-pytorch/recipe.py SPLIT Z SECONDS [COMPONENTS] [SHIFT] [FLIP] [UNITS]

SPLIT is a folder of exportSplit.ts. z = Wc + b + f(c), c' = Vz + m + g(z), c being coordinates in the first COMPONENTS principal
components of the shifted images (0: the pixels), started as PCA, f and g of two layers of UNITS; the loss that of the pixels; fused AdamW,
one cycle over the time, batches of 128. Prints steps, seconds and the best of ten held-out squared errors, and PCA's.
"""
import math
import sys
import time

import numpy as np
import torch
from torch import nn

folder, latent, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
components = int(sys.argv[4]) if len(sys.argv) > 4 else 512
shift = float(sys.argv[5]) if len(sys.argv) > 5 else 0.04
flip = len(sys.argv) > 6 and sys.argv[6] == "1"
units = [int(n) for n in (sys.argv[7] if len(sys.argv) > 7 else "512,256").split(",")]
BATCH, RATE, LINEAR_RATE = 128, 2e-3, 0.1

torch.set_num_threads(2)
torch.set_flush_denormal(True)
torch.manual_seed(1)
training = torch.from_numpy(np.load(f"{folder}/training.npy"))
held_out = torch.from_numpy(np.load(f"{folder}/heldOut.npy")).float().flatten(1) / 255
height, width = training.shape[1:3]
reach = [round(shift * height), round(shift * width)]
padded = nn.functional.pad(training.permute(0, 3, 1, 2).float(), [reach[1]] * 2 + [reach[0]] * 2, mode="replicate")
padded = padded.to(torch.uint8).permute(0, 2, 3, 1).contiguous().numpy()
random = np.random.default_rng(1)


def shown(rows):
    out = np.empty((len(rows), *training.shape[1:]), np.uint8)
    moves = random.integers(0, 2 * np.array(reach) + 1, (len(rows), 2))
    mirrored = random.random(len(rows)) < 0.5
    for i, row in enumerate(rows):
        y, x = moves[i]
        part = padded[row, y : y + height, x : x + width]
        out[i] = part[:, ::-1] if flip and mirrored[i] else part
    return torch.from_numpy(out).flatten(1).float() / 255


start = time.perf_counter()
plain = training.flatten(1).float() / 255
mean = plain.mean(0)
_, deviations, directions = torch.svd_lowrank(plain - mean, latent + 10, niter=8)
pca = ((held_out - mean) - (held_out - mean) @ directions[:, :latent] @ directions[:, :latent].T).square().sum(1).mean()
if components:
    fitted = shown(random.permutation(np.resize(np.arange(len(training)), 5000)))
    mean = fitted.mean(0)
    _, deviations, directions = torch.svd_lowrank(fitted - mean, components, niter=3)
    deviations = deviations / math.sqrt(len(fitted))
    basis, unit, inputs = directions, deviations[0], components
else:
    deviations, inputs = deviations / math.sqrt(len(plain)), plain.shape[1]


class Autoencoder(nn.Module):
    def __init__(self):
        super().__init__()

        def layers(sizes):
            parts = [m for i, o in zip(sizes, sizes[1:]) for m in (nn.Linear(i, o), nn.ReLU())][:-1]
            nn.init.zeros_(parts[-1].weight)
            nn.init.zeros_(parts[-1].bias)
            return nn.Sequential(*parts)

        self.f = layers([inputs, *units, latent])
        self.g = layers([latent, *units[::-1], inputs])
        self.encode_linear, self.decode_linear = nn.Linear(inputs, latent), nn.Linear(latent, inputs)
        with torch.no_grad():
            d = deviations[:latent]
            if components:
                eye = torch.eye(latent, components)
                weights, biases = (eye * (unit / d)[:, None], eye.T * (d / unit)), (0, 0)
            else:
                v = directions[:, :latent]
                weights, biases = ((v / d).T, v * d), (-(v / d).T @ mean, mean)
            for layer, weight, bias in zip((self.encode_linear, self.decode_linear), weights, biases):
                layer.weight.copy_(weight)
                layer.bias.copy_(torch.as_tensor(bias).expand_as(layer.bias) if components else bias)

    def forward(self, x):
        c = (x - mean) @ basis / unit if components else x
        z = self.encode_linear(c) + self.f(c)
        c = self.decode_linear(z) + self.g(z)
        values = c * unit @ basis.T + mean if components else c
        return values + (values.clamp(0, 1) - values).detach()


network = Autoencoder()
linear = [p for n, p in network.named_parameters() if "linear" in n]
matrices = [p for n, p in network.named_parameters() if "linear" not in n and p.ndim > 1]
biases = [p for n, p in network.named_parameters() if "linear" not in n and p.ndim == 1]
decay = 2.5 if components else 0.6
optimiser = torch.optim.AdamW(
    [
        {"params": linear, "share": LINEAR_RATE, "weight_decay": 0},
        {"params": matrices, "share": 1, "weight_decay": decay},
        {"params": biases, "share": 1, "weight_decay": 0},
    ],
    lr=RATE,
    fused=True,
)
order, at, step, best, marks = random.permutation(len(training)), 0, 0, math.inf, 1
while (spent := time.perf_counter() - start) < seconds:
    rate = RATE * min(1, (step + 1) / 30) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * spent / seconds)))
    for group in optimiser.param_groups:
        group["lr"] = rate * group["share"]
    rows = np.take(order, range(at, at + BATCH), mode="wrap")
    at += BATCH
    if at >= len(training):
        order, at = random.permutation(len(training)), at - len(training)
    x = shown(rows)
    loss = (network(x) - x).square().mean()
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_(network.parameters(), 1)
    optimiser.step()
    step += 1
    if spent >= seconds * marks / 10 or spent > 0.985 * seconds:
        marks += 1
        with torch.no_grad():
            best = min(best, (network(held_out) - held_out).square().sum(1).mean().item())
print(f"steps {step} seconds {time.perf_counter() - start:.1f} heldOutSse {best:.2f} PCA {pca:.2f}")
