"""The twins of ../../Cases/Freezing.cs."""
from torch import nn

from layers import chain
from networks.cases import CE, MSE, case, labels, values


def frozen(module):
    for parameter in module.parameters():
        parameter.requires_grad_(False)
    return module


class Fixed(nn.Sequential):
    """Frozen layers that compute in train mode as in eval mode."""

    def __init__(self, *layers):
        super().__init__(*layers)
        frozen(self)

    def train(self, mode=True):
        return super().train(False)


case("FrozenBackbone", lambda: chain(
    backbone=Fixed(nn.Conv2d(2, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.5)),
    head=nn.Sequential(nn.Flatten(), nn.Linear(36, 5), nn.Tanh(), nn.Linear(5, 3))), [(2, 7, 6)], CE, labels(3), ("Adam", {"lr": 0.01}))


def middle():
    network = chain(
        first=[nn.Conv2d(3, 4, 3, padding=1), nn.BatchNorm2d(4), nn.Tanh()],
        middle=Fixed(nn.Conv2d(4, 5, 3, bias=False), nn.BatchNorm2d(5), nn.Tanh()),
        last=[nn.Conv2d(5, 2, 1), nn.BatchNorm2d(2)])
    network.last[0].weight.requires_grad_(False)
    return network


case("FrozenMiddle", middle, [(3, 6, 5)], MSE, values(2, 4, 3), batch=4)


class Unit(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.bn = nn.Conv2d(4, 4, 3, padding=1), nn.BatchNorm2d(4)

    def forward(self, x):
        return x + self.bn(self.conv(x)).relu()


def units():
    network = chain(body=[frozen(Unit()), Unit()], head=[nn.Flatten(), nn.Linear(100, 3)])
    frozen(network.body[1].conv)
    return network


case("FrozenUnits", units, [(4, 5, 5)], CE, labels(3), batch=4)


class Recurrence(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Sequential(nn.Linear(4, 6), nn.Tanh())
        self.middle = frozen(nn.GRU(6, 7, num_layers=2, bidirectional=True, batch_first=True))
        self.last = nn.Sequential(nn.Flatten(), nn.Linear(70, 3))

    def forward(self, x):
        return self.last(self.middle(self.first(x))[0])


case("FrozenRecurrence", Recurrence, [(5, 4)], CE, labels(3))
