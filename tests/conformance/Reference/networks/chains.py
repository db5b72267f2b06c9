"""The twins of ../../Cases/Chains.cs."""
import torch
from torch import nn

from networks.cases import CE, case, labels


class LargeResidual(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = nn.Sequential(nn.Conv2d(33, 33, 3, padding=1, groups=33), nn.BatchNorm2d(33), nn.Tanh())

    def forward(self, x):
        return x + self.inner(x)


class LargeImages(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Sequential(nn.Conv2d(5, 20, 1, bias=False), nn.BatchNorm2d(20), nn.Tanh())
        self.mixed = nn.Sequential(nn.Conv2d(20, 11, 1), nn.Sigmoid())
        self.apart = nn.Sequential(nn.Conv2d(20, 20, 3, padding=1, groups=20), nn.BatchNorm2d(20))
        self.twice = nn.Sequential(LargeResidual(), LargeResidual())
        self.output = nn.Sequential(
            nn.Conv2d(33, 16, 3, stride=4), nn.Tanh(), nn.AvgPool2d(2), nn.Flatten(), nn.Linear(400, 70), nn.Tanh(), nn.Linear(70, 4))

    def forward(self, x):
        first = self.first(x)
        return self.output(self.twice(torch.cat([self.mixed(first), self.apart(first), x[:, 1:3]], 1)))


case("LargeImages", LargeImages, [(5, 40, 41)], CE, labels(4), batch=2)
