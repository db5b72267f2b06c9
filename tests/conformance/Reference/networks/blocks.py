"""The twins of ../../Cases/Blocks.cs."""
import torch.nn.functional as F
from torch import nn

from layers import Residual, chain, momentum
from networks.cases import CE, case, labels


def residual_network():
    return chain(
        stem=[nn.Conv2d(3, 6, 3, padding=1, bias=False), nn.BatchNorm2d(6), nn.ReLU()],
        layer1=nn.Sequential(Residual(6, 6, 1), Residual(6, 6, 1)),
        layer2=nn.Sequential(Residual(6, 10, 2), Residual(10, 10, 1)),
        pool=[nn.AdaptiveAvgPool2d(1), nn.Flatten()],
        fc=nn.Linear(10, 3))


case("ResidualNetwork", residual_network, [(3, 8, 7)], CE, labels(3), momentum(0.02), batch=4)

case("ResidualImages", lambda: chain(
    stem=[nn.Conv2d(3, 32, 1), nn.Tanh()],
    layer1=nn.Sequential(Residual(32, 32, 1), Residual(32, 32, 1), Residual(32, 32, 1)),
    layer2=[nn.MaxPool2d(2), Residual(32, 48, 1)],
    output=[nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(48, 3)]), [(3, 9, 7)], CE, labels(3), momentum(0.02), batch=3)


class Inner(nn.Module):
    def __init__(self, inputs, width, activate):
        super().__init__()
        self.mix, self.activate = nn.Conv2d(inputs, width, 1), activate

    def forward(self, x):
        y = self.mix(x)
        return F.leaky_relu(y, 0.1) if self.activate else y


class Outer(nn.Module):
    def __init__(self, inputs, width):
        super().__init__()
        self.widen = Inner(inputs, 2 * width, True)
        self.narrow = Inner(2 * width, width, False)
        self.twice = nn.Sequential(Inner(width, width, True), Inner(width, width, True))

    def forward(self, x):
        return self.twice(self.narrow(self.widen(x)))


case("NestedBlocks", lambda: chain(
    small=Outer(2, 3), large=nn.Sequential(Outer(3, 5), nn.ReLU()),
    output=[nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(5, 2)]), [(2, 5, 4)], CE, labels(2))


class SharedLayers(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.norm = nn.Conv2d(4, 4, 3, padding=1, bias=False), nn.BatchNorm2d(4)
        self.dense, self.output = nn.Linear(80, 80), nn.Linear(80, 3)

    def forward(self, x):
        y = self.norm(self.conv(x)).relu()
        y = (self.norm(self.conv(y)) + x).relu()
        z = self.dense(y.flatten(1)).tanh()
        return self.output(self.dense(z))


case("SharedLayers", SharedLayers, [(4, 4, 5)], CE, labels(3), momentum(0.01), batch=4)


class Inverted(nn.Module):
    def __init__(self, inputs, channels, stride, expand):
        super().__init__()
        hidden = inputs * expand
        self.stride, self.same = stride, stride == 1 and inputs == channels
        if expand != 1:
            self.expand = nn.Sequential(nn.Conv2d(inputs, hidden, 1, bias=False), nn.BatchNorm2d(hidden), nn.ReLU())
        self.depthwise = nn.Sequential(
            nn.Conv2d(hidden, hidden, 3, stride=stride, padding=1, groups=hidden, bias=False), nn.BatchNorm2d(hidden), nn.ReLU())
        self.project = nn.Sequential(nn.Conv2d(hidden, channels, 1, bias=False), nn.BatchNorm2d(channels))
        self.expands = expand != 1

    def forward(self, x):
        y = self.expand(x) if self.expands else x
        y = self.project(self.depthwise(y))
        return x + y if self.same else y


case("InvertedResiduals", lambda: chain(
    first=Inverted(4, 6, 1, 1), second=Inverted(6, 6, 1, 2), third=Inverted(6, 5, 2, 3),
    output=[nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(5, 3)]), [(4, 6, 5)], CE, labels(3), momentum(0.01), batch=5)

case("Repeated", lambda: chain(
    features=[nn.Conv2d(3, 5, 3, padding=1), nn.Conv2d(5, 5, 3, padding=1), nn.Conv2d(5, 5, 3, padding=1), nn.ReLU()],
    middle=nn.Sequential(Residual(5, 5, 1), Residual(5, 5, 1), Residual(5, 5, 1)),
    classifier=[nn.Flatten(), nn.Linear(60, 8), nn.Linear(8, 8), nn.Tanh(), nn.Linear(8, 2)]),
    [(3, 4, 3)], CE, labels(2), momentum(0.01), batch=4)
