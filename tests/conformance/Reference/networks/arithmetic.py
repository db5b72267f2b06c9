"""The twins of ../../Cases/Arithmetic.cs."""
import torch
import torch.nn.functional as F
from torch import nn

from layers import momentum
from networks.cases import CE, MSE, case, labels, values


class ScalarArithmetic(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(5, 6), nn.Linear(5, 6)

    def forward(self, x):
        a, b = self.a(x), self.b(x)
        return (2 * a - 0.5) * b + (1.5 - b) * 0.25 - (a - b) * a - a


case("ScalarArithmetic", ScalarArithmetic, [(5,)], MSE, values(6), momentum(0.002), batch=4)


class Gate(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(2, 6, 3, padding=1)
        self.squeeze = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(6, 3), nn.ReLU())
        self.excite = nn.Sequential(nn.Linear(3, 6), nn.Sigmoid())
        self.shift = nn.Linear(3, 6)

    def forward(self, x):
        y = self.conv(x)
        z = self.squeeze(y)
        return y * self.excite(z).reshape(-1, 6, 1, 1) + self.shift(z).reshape(-1, 6, 1, 1)


case("BroadcastGate", Gate, [(2, 4, 5)], MSE, values(6, 4, 5))


class Broadcasts(nn.Module):
    def __init__(self):
        super().__init__()
        self.image, self.plane = nn.Conv2d(3, 4, 1), nn.Conv2d(3, 1, 1)

    def forward(self, x):
        image, plane = self.image(x), self.plane(x)
        mean = F.adaptive_avg_pool2d(image, 1)
        return (image - mean) * plane.sigmoid() + plane


case("Broadcasts", Broadcasts, [(3, 5, 3)], MSE, values(4, 5, 3))


class Concatenation(nn.Module):
    def __init__(self):
        super().__init__()
        self.one = nn.Conv2d(3, 2, 1)
        self.three = nn.Sequential(nn.Conv2d(3, 5, 3, padding=1), nn.ReLU())
        self.pooled = nn.Sequential(nn.MaxPool2d(3, stride=1, padding=1), nn.Conv2d(3, 4, 1))
        self.mix, self.output = nn.Conv2d(14, 3, 1), nn.Linear(74, 3)

    def forward(self, x):
        y = torch.cat([self.one(x), self.three(x), self.pooled(x), x], 1)
        return self.output(torch.cat([self.mix(y).flatten(1), F.adaptive_avg_pool2d(y, 1).flatten(1)], 1))


case("Concatenation", Concatenation, [(3, 4, 5)], CE, labels(3))
