"""What the twins are made of, besides torch.nn."""
from collections import OrderedDict
from typing import Any, Callable, List, NamedTuple, Optional, Tuple

import torch
from torch import nn


class Case(NamedTuple):
    name: str
    network: Callable[[], nn.Module]
    inputs: List[Tuple]           # the sizes of one sample, or ("ids", how many there are, *sizes)
    loss: Optional[Callable]      # of the outputs, then the targets; None: `targets` are the outputs' gradients
    targets: List[Tuple]          # ("labels", classes, *size), ("holes", classes, ignored, *size), ("bits", *size), ("values", *size)
    optimizer: Tuple[str, dict]
    batch: int


def momentum(rate) -> Tuple[str, Any]:
    return "SGD", {"lr": rate, "momentum": 0.9}


def chain(**members):
    """A network without a Forward: a list is a stack of layers, as several attributes on one method are."""
    return nn.Sequential(OrderedDict(
        (name, nn.Sequential(*member) if isinstance(member, list) else member) for name, member in members.items()))


class Residual(nn.Module):
    """torchvision's BasicBlock."""

    def __init__(self, inputs, channels, stride):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(inputs, channels, 3, stride=stride, padding=1, bias=False), nn.BatchNorm2d(channels)
        self.conv2, self.bn2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False), nn.BatchNorm2d(channels)
        self.downsample = None
        if stride != 1 or inputs != channels:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, channels, 1, stride=stride, bias=False), nn.BatchNorm2d(channels))

    def forward(self, x):
        y = self.bn1(self.conv1(x)).relu()
        y = self.bn2(self.conv2(y))
        return (y + (self.downsample(x) if self.downsample else x)).relu()


class CounterDropout(nn.Module):
    """Dropout with NetGen's draws (generator/Operators/CounterRandom.cs), for a trainer with seed 0."""

    def __init__(self, rate, stream):
        super().__init__()
        self.rate, self.stream, self.step = rate, stream, 0

    def forward(self, x):
        if not self.training:
            return x
        key = mix(0x9E3779B9)
        for word in (0, self.step, 0, self.stream):
            key = mix(key ^ word)
        threshold = round(self.rate * 2 ** 32)
        bits = [mix(mix((i + key) & 0xFFFFFFFF) ^ key) for i in range(x.numel())]
        keep = torch.tensor([b >= threshold for b in bits]).reshape(x.shape)
        return x * keep / (1 - self.rate)


def mix(h):
    h ^= h >> 16
    h = h * 0x85EBCA6B & 0xFFFFFFFF
    h ^= h >> 13
    h = h * 0xC2B2AE35 & 0xFFFFFFFF
    return h ^ (h >> 16)
