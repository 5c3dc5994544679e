#!/usr/bin/env python3
"""Exports a PyTorch autoencoder as a model folder that Hourglass opens: encoder.onnx, decoder.onnx, model.json.

    python3 scripts/export-pytorch.py OUT_FOLDER

The network below is a small convolutional VAE with random weights, so that the script runs as it is. Put your own
network and weights in its place; what matters is marked (1) to (5). Needs torch; torch.onnx.export needs the onnx
package as well in some versions.
"""

import json
import os
import sys

import torch
from torch import nn

WIDTH, HEIGHT, CHANNELS, LATENT = 32, 32, 3, 8


class Encoder(nn.Module):
    """x [N,3,32,32] in 0..1 -> (mu, logvar), each [N,8]."""

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(CHANNELS, 8, 4, stride=2, padding=1),
            nn.ReLU(),
            nn.Conv2d(8, 16, 4, stride=2, padding=1),
            nn.ReLU(),
            nn.Flatten(),
        )
        self.mu = nn.Linear(16 * 8 * 8, LATENT)
        self.logvar = nn.Linear(16 * 8 * 8, LATENT)

    def forward(self, x):
        h = self.features(x)
        # (1) Give the posterior mean, not a sample: a sampled z is another one at each run. The log-variance is welcome.
        return self.mu(h), self.logvar(h)


class Decoder(nn.Module):
    """z [N,8] -> x_hat [N,3,32,32] in 0..1."""

    def __init__(self):
        super().__init__()
        self.dense = nn.Linear(LATENT, 16 * 8 * 8)
        self.image = nn.Sequential(
            nn.ReLU(),
            nn.ConvTranspose2d(16, 8, 4, stride=2, padding=1),
            nn.ReLU(),
            nn.ConvTranspose2d(8, CHANNELS, 4, stride=2, padding=1),
        )

    def forward(self, z):
        # (2) -1, not z.shape[0]: so the batch stays free.
        h = self.dense(z).view(-1, 16, 8, 8)
        # (3) Put the last activation inside the model; a network trained on logits needs its sigmoid here.
        return torch.sigmoid(self.image(h))


def export(module, example, path, input_name, output_names):
    """One network to one file."""
    # (4) eval(): batch normalisation and dropout must not train.
    module.eval()
    # (5) Name the tensors and free the batch axis. With the newer exporter (dynamo=True) say instead
    #     dynamic_shapes={input_name: {0: torch.export.Dim("N")}}.
    axes = {name: {0: "N"} for name in [input_name, *output_names]}
    options = dict(input_names=[input_name], output_names=output_names, dynamic_axes=axes, opset_version=17)
    if "dynamo" in torch.onnx.export.__code__.co_varnames:
        options["dynamo"] = False
    with torch.no_grad():
        torch.onnx.export(module, example, path, **options)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    torch.manual_seed(1)
    encoder, decoder = Encoder(), Decoder()

    export(encoder, torch.zeros(1, CHANNELS, HEIGHT, WIDTH), f"{folder}/encoder.onnx", "x", ["mu", "logvar"])
    export(decoder, torch.zeros(1, LATENT), f"{folder}/decoder.onnx", "z", ["x_hat"])
    description = {
        "format": 1,
        "name": "My autoencoder",
        "encoder": {"file": "encoder.onnx", "input": "x", "output": "mu", "logvar": "logvar"},
        "decoder": {"file": "decoder.onnx", "input": "z", "output": "x_hat"},
        "image": {
            "width": WIDTH,
            "height": HEIGHT,
            "channels": CHANNELS,
            "layout": "NCHW",
            # What black and white are in the tensors: [-1, 1] after Normalize(0.5, 0.5) and with a tanh at the end.
            "range": [0, 1],
        },
        "latent": {"shape": [LATENT], "prior": "normal"},
    }
    with open(f"{folder}/model.json", "w") as file:
        json.dump(description, file, indent=2)
    print(f"wrote {folder}; open it with: npx hourglass open --model {folder}")


if __name__ == "__main__":
    main()
