"""The twins of ../../Cases/Reductions.cs."""
import torch
from torch import nn

from networks.cases import MSE, case, values


def greatest(x, *axes):
    for axis in sorted((a % x.dim() for a in axes), reverse=True):
        x = x.max(axis).values
    return x


def least(x, *axes):
    return -greatest(-x, *axes)


class Reductions(nn.Module):
    def __init__(self):
        super().__init__()
        self.f = nn.Conv2d(3, 4, 3, padding=1)

    def forward(self, x):
        y = self.f(x)
        centred = (y - y.mean((2, 3), keepdim=True)) / (y.var((1, 3), keepdim=True) + 1.5).sqrt()
        rows = greatest(y, -1) + centred.sum(3) - least(y, 3)
        corners = greatest(centred, 1, 3) * least(y, 1, 3) + y.sum((1, -1)) * 0.1
        both = greatest(y.mean(2, keepdim=True), -1)
        return torch.cat([
            rows.flatten(1), corners, both.flatten(1), y.mean(1).flatten(1), greatest(y, 1, 2, 3).unsqueeze(1),
            least(centred, 1).flatten(1)], 1)


case("Reductions", Reductions, [(3, 5, 7)], MSE, values(100), batch=2)


class Limits(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.ModuleList([nn.Linear(5, 9)]), nn.Linear(5, 9)
        self.level = nn.Parameter(torch.zeros(6, 1))

    def forward(self, x):
        a, b = self.a[0](x).clamp(-0.7, 0.6), self.b(x)
        mean = b.mean(-1, keepdim=True)
        y = torch.maximum(a, b) + torch.minimum(b.clamp(min=-0.5), mean) * a
        return y + torch.maximum(self.level.expand_as(b), b.clamp(max=0.4)) - torch.minimum(a, a * 0.5 + self.level)


case("Limits", Limits, [(6, 5)], MSE, values(6, 9), batch=1)
