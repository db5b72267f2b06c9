"""The twins of ../../Cases/Concatenations.cs."""
import torch
from torch import nn

from networks.cases import CE, MSE, case, labels, values


class DenseStep(nn.Module):
    def __init__(self, channels, growth, kernel):
        super().__init__()
        self.narrow = nn.Sequential(nn.BatchNorm2d(channels), nn.ReLU(), nn.Conv2d(channels, 12, 1, bias=False))
        self.wide = nn.Sequential(nn.BatchNorm2d(12), nn.ReLU(), nn.Conv2d(12, growth, kernel, padding=kernel // 2, bias=False))

    def forward(self, x):
        return torch.cat([x, self.wide(self.narrow(x))], 1)


class DenseChain(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 8, 3, padding=1)
        self.steps = nn.Sequential(DenseStep(8, 12, 3), DenseStep(20, 16, 1), DenseStep(36, 12, 3))
        self.output = nn.Sequential(nn.BatchNorm2d(48), nn.ReLU(), nn.AvgPool2d(3), nn.Flatten(), nn.Linear(432, 4))

    def forward(self, x):
        return self.output(self.steps(self.first(x)))


case("DenseChain", DenseChain, [(3, 9, 9)], CE, labels(4), batch=8)


class SharedParts(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Sequential(nn.Conv2d(3, 4, 3, padding=1), nn.Tanh())
        self.b = nn.Sequential(nn.Conv2d(3, 3, 1), nn.Sigmoid())
        self.five = nn.Conv2d(5, 5, 3, padding=1, groups=5)
        self.output = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(19, 3))

    def forward(self, x):
        a, b = self.a(x), self.b(x)
        twice = torch.cat([a, b, a], 1)
        given = torch.cat([b, x[:, :2]], 1)
        everything = torch.cat([twice, given, b * x], 1)
        mixed = torch.cat([everything[:, 7:], everything[:, :7].relu()], 1)
        return self.output(mixed + torch.cat([self.five(everything[:, 3:8]), everything[:, 10:], self.five(given)], 1))


case("SharedParts", SharedParts, [(3, 5, 7)], MSE, values(3), batch=5)


class SkipAround(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Sequential(nn.Conv2d(2, 5, 3, padding=1), nn.ReLU())
        self.bottom = nn.Sequential(nn.MaxPool2d(2), nn.Conv2d(5, 6, 3, padding=1), nn.ReLU())
        self.up = nn.ConvTranspose2d(6, 5, 2, stride=2)
        self.output = nn.Conv2d(10, 3, 3, padding=1)

    def forward(self, x):
        down = self.down(x)
        return self.output(torch.cat([down, self.up(self.bottom(down))], 1))


case("SkipAround", SkipAround, [(2, 8, 6)], MSE, values(3, 8, 6))
