"""Writes what PyTorch computes for each layer, in double, as one small JSON file per case.

Run with the Python that has PyTorch (1.13 made the committed files):  python3 make_reference.py
A case is a layer by its name and settings in NetGen, and the PyTorch module or function that it must agree with: values of all
parameters and buffers, input, output, the gradients for a given gradient of the output, and the buffers afterwards.
"""

import json
import pathlib

import torch
from torch import nn

FOLDER = pathlib.Path(__file__).parent
BATCH = 3


def numbers(tensor):
    return [float(v) for v in tensor.detach().double().flatten()]


def write(name, layer, settings, module, shape, training=True, spread=1.0, offset=0.0):
    """One case. `spread` and `offset` set the range of the input."""
    generator = torch.Generator().manual_seed(len(name) * 1000 + sum(map(ord, name)))

    def draw(*size):
        return torch.round(torch.randn(*size, generator=generator, dtype=torch.float64) * 1e4) / 1e4

    module = module.double()
    module.train(training)
    with torch.no_grad():
        for key, value in module.state_dict().items():
            if value.is_floating_point():
                value.copy_(draw(*value.shape).abs() + 0.5 if key == "running_var" else draw(*value.shape))
            else:
                value.fill_(5)
    before = {key: numbers(value) for key, value in module.state_dict().items()}

    x = (draw(BATCH, *shape) * spread + offset).requires_grad_()
    y = module(x)
    dy = draw(*y.shape)
    y.backward(dy)

    # Inference is never differentiated.
    gradients = {
        "outputGradient": numbers(dy),
        "inputGradient": numbers(x.grad),
        "parameterGradients": {key: numbers(p.grad) for key, p in module.named_parameters()},
        "buffers": {key: numbers(b) for key, b in module.named_buffers()},
    }
    case = {
        "layer": layer,
        "settings": settings,
        "training": training,
        "batch": BATCH,
        "shape": list(shape),
        "parameters": before,
        "input": numbers(x),
        "outputShape": list(y.shape[1:]),
        "output": numbers(y),
        **(gradients if training else {}),
    }
    (FOLDER / f"{name}.json").write_text(json.dumps(case) + "\n")


class GlobalAverage(nn.Module):
    def forward(self, x):
        return nn.functional.adaptive_avg_pool2d(x, 1)


def convolutions():
    write("conv2d", "Conv2d", {"outChannels": 3, "Kernel": 3}, nn.Conv2d(2, 3, 3), (2, 5, 6))
    write(
        "conv2d_strided_dilated", "Conv2d",
        {"outChannels": 2, "KernelHeight": 2, "KernelWidth": 3, "StrideHeight": 2, "PaddingHeight": 1, "PaddingWidth": 2, "DilationWidth": 2},
        nn.Conv2d(2, 2, (2, 3), stride=(2, 1), padding=(1, 2), dilation=(1, 2)), (2, 5, 4))
    write(
        "conv2d_grouped", "Conv2d", {"outChannels": 6, "Kernel": 2, "Stride": 2, "Groups": 3, "Bias": False},
        nn.Conv2d(3, 6, 2, stride=2, groups=3, bias=False), (3, 5, 4))
    write(
        "conv2d_depthwise", "DepthwiseConv2d", {"Kernel": 3, "Padding": 1}, nn.Conv2d(3, 3, 3, padding=1, groups=3), (3, 3, 4))


def linear():
    write("linear", "Linear", {"outFeatures": 4}, nn.Linear(5, 4), (5,))
    write("linear_on_the_last_axis", "Linear", {"outFeatures": 2, "Bias": False}, nn.Linear(3, 2, bias=False), (2, 2, 3))


def batch_norm():
    write("batch_norm_features", "BatchNorm", {}, nn.BatchNorm1d(4), (4,))
    write("batch_norm_steps", "BatchNorm", {"Momentum": 0.3}, nn.BatchNorm1d(3, momentum=0.3), (3, 4))
    write("batch_norm_images", "BatchNorm", {"Eps": 0.01}, nn.BatchNorm2d(2, eps=0.01), (2, 3, 2), spread=2.0, offset=5.0)
    write("batch_norm_plain", "BatchNorm", {"Affine": False}, nn.BatchNorm2d(2, affine=False), (2, 2, 3))
    write("batch_norm_inference", "BatchNorm", {}, nn.BatchNorm2d(3), (3, 2, 2), training=False)
    write("batch_norm_plain_inference", "BatchNorm", {"Affine": False}, nn.BatchNorm1d(3, affine=False), (3,), training=False)


def row_norms():
    write("layer_norm", "LayerNorm", {}, nn.LayerNorm(4), (3, 4))
    write("layer_norm_of_two_axes", "LayerNorm", {"axes": 2, "Eps": 0.01}, nn.LayerNorm((3, 4), eps=0.01), (2, 3, 4), spread=2.0, offset=5.0)
    write("layer_norm_plain", "LayerNorm", {"Affine": False}, nn.LayerNorm(5, elementwise_affine=False), (5,))
    write("group_norm", "GroupNorm", {"groups": 2}, nn.GroupNorm(2, 4), (4, 2, 3))
    write("group_norm_features", "GroupNorm", {"groups": 3, "Eps": 0.1}, nn.GroupNorm(3, 6, eps=0.1), (6,))
    write("group_norm_plain", "GroupNorm", {"groups": 1, "Affine": False}, nn.GroupNorm(1, 3, affine=False), (3, 4))


def pooling():
    write("max_pool2d", "MaxPool2d", {"kernel": 2}, nn.MaxPool2d(2), (2, 4, 6))
    write("max_pool2d_padded", "MaxPool2d", {"kernel": 3, "Stride": 2, "Padding": 1}, nn.MaxPool2d(3, 2, 1), (2, 5, 6))
    write(
        "max_pool2d_ceil_dilated", "MaxPool2d", {"kernel": 2, "Stride": 3, "Dilation": 2, "Padding": 1, "CeilMode": True},
        nn.MaxPool2d(2, 3, 1, 2, ceil_mode=True), (1, 7, 6))
    write("max_pool2d_ties", "MaxPool2d", {"kernel": 3, "Stride": 1}, nn.MaxPool2d(3, 1), (1, 5, 5), spread=0.0)
    write("avg_pool2d", "AvgPool2d", {"kernel": 2}, nn.AvgPool2d(2), (2, 5, 4))
    write(
        "avg_pool2d_ceil", "AvgPool2d", {"kernel": 3, "Stride": 2, "Padding": 1, "CeilMode": True},
        nn.AvgPool2d(3, 2, 1, ceil_mode=True), (1, 6, 4))
    write(
        "avg_pool2d_without_padding", "AvgPool2d",
        {"KernelHeight": 2, "KernelWidth": 3, "Stride": 2, "PaddingHeight": 1, "PaddingWidth": 1, "CountIncludePad": False, "CeilMode": True},
        nn.AvgPool2d((2, 3), 2, 1, ceil_mode=True, count_include_pad=False), (1, 5, 6))
    write("global_avg_pool2d", "GlobalAvgPool2d", {}, GlobalAverage(), (3, 2, 4))


if __name__ == "__main__":
    convolutions()
    linear()
    batch_norm()
    row_norms()
    pooling()
