"""Writes what torchvision's networks compute from weights that are made by a formula, for ForwardTests.

    python3 make_forward.py

Made with torchvision 0.14.1, in double. No weight is stored: value i of a tensor is a hash of its name and i, scaled by what the
tensor is; ForwardTests makes the same. Of each result every STEP-th number is written.

GoogLeNet's training mode has dropout right before its three last layers, which is random. What is written are the features that
go into it.
"""
import json
import pathlib

import numpy as np
import torch
import torchvision.models as models

STEP = 20

NETWORKS = {
    "AlexNet": models.alexnet,
    "Vgg11": models.vgg11,
    "ResNet18": models.resnet18,
    "ResNet50": models.resnet50,
    "DenseNet121": models.densenet121,
    "GoogLeNet": lambda: models.googlenet(init_weights=False),
    "MobileNetV2": models.mobilenet_v2,
    "SqueezeNet11": models.squeezenet1_1,
}

# All weights are overwritten: drawing them would take a while.
for function in ("normal_", "uniform_", "kaiming_normal_", "kaiming_uniform_", "trunc_normal_", "xavier_uniform_"):
    setattr(torch.nn.init, function, lambda tensor, *_, **__: tensor)


def noise(name, count):
    """Numbers from -1 to 1: 32-bit FNV-1a of the name, plus i times the golden ratio, through Murmur3's last steps."""
    seed = 2166136261
    for byte in name.encode():
        seed = (seed ^ byte) * 16777619 & 0xFFFFFFFF
    x = np.arange(count, dtype=np.uint32) * np.uint32(0x9E3779B1) + np.uint32(seed)
    x = (x ^ x >> np.uint32(16)) * np.uint32(0x85EBCA6B)
    x = (x ^ x >> np.uint32(13)) * np.uint32(0xC2B2AE35)
    x = x ^ x >> np.uint32(16)
    return (x >> np.uint32(8)).astype(np.float32) / np.float32(1 << 23) - np.float32(1)


def value(name, shape):
    numbers = noise(name, int(np.prod(shape)))
    if len(shape) > 1:
        numbers *= np.float32((6 / np.prod(shape[1:])) ** 0.5)
    elif name.endswith("running_var") or (name.endswith("weight")):
        numbers = numbers * np.float32(0.25) + np.float32(1)
    else:
        numbers *= np.float32(0.125)
    return torch.from_numpy(numbers.astype(np.float64)).reshape(shape)


def fill(network):
    for name, tensor in network.state_dict().items():
        if not name.endswith("num_batches_tracked"):
            tensor.copy_(value(name, tuple(tensor.shape)))


def thinned(tensor):
    return [float(f"{number:.9g}") for number in tensor.flatten()[::STEP].tolist()]


def main():
    results = {}
    image = torch.from_numpy(noise("image", 3 * 224 * 224).astype(np.float64)).reshape(1, 3, 224, 224)
    for name, make in NETWORKS.items():
        network = make().double()
        with torch.no_grad():
            fill(network)
            scores = network.eval()(image)
            results[name] = thinned(scores)
            other = network(image.flip(3))
        spread, change = scores.std().item(), (scores - other).std().item()
        print(f"{name}: scores spread over {spread:.3g}, and change by {change:.3g} with the image")

    network = NETWORKS["GoogLeNet"]().double()
    with torch.no_grad():
        fill(network)
    for name, layer in (("fc", network.fc), ("aux1.fc2", network.aux1.fc2), ("aux2.fc2", network.aux2.fc2)):
        layer.register_forward_pre_hook(lambda _, inputs, name=name: results.update({name: thinned(inputs[0])}))
    for module in network.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0
    with torch.no_grad():
        network.train()(image)

    lines = ",\n".join(f'  "{name}": {json.dumps(numbers)}' for name, numbers in results.items())
    (pathlib.Path(__file__).parent / "forward.json").write_text("{\n" + lines + "\n}\n")


if __name__ == "__main__":
    main()
