"""The twins of ../../Cases/Recomputation.cs."""
import torch
from torch import nn

from networks.cases import CE, case, labels


class Block(nn.Module):
    def __init__(self, before, channels):
        super().__init__()
        self.conv1 = nn.Sequential(nn.Conv2d(before, channels, 3, padding=1, bias=False), nn.BatchNorm2d(channels))
        self.conv2 = nn.Sequential(nn.Conv2d(channels, channels, 1), nn.BatchNorm2d(channels))

    def forward(self, x):
        y = self.conv1(x).relu()
        return nn.functional.gelu(torch.cat([self.conv2(y).relu(), y], 1))


class Recomputed(nn.Module):
    def __init__(self):
        super().__init__()
        self.wide = nn.Sequential(
            nn.Conv2d(3, 12, 3, padding=1, bias=False), nn.BatchNorm2d(12), nn.SiLU(), nn.Conv2d(12, 14, 3, padding=1), nn.Tanh(), nn.MaxPool2d(2))
        self.stack = nn.Sequential(Block(14, 14), Block(28, 5))
        self.gate = nn.Sequential(nn.Conv2d(10, 10, 1), nn.Sigmoid())
        self.output = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(10, 4))

    def forward(self, x):
        y = self.stack(self.wide(x))
        gate = self.gate(y)
        return self.output(y * gate + gate)


case("Recomputed", Recomputed, [(3, 13, 12)], CE, labels(4), batch=4)
case("NotRecomputed", Recomputed, [(3, 13, 12)], CE, labels(4), batch=4)
