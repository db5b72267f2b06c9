"""The twins of ../../Cases/Language.cs."""
import torch
import torch.nn.functional as F
from torch import nn

from layers import chain, momentum
from networks.cases import BCE, CE, MSE, case, labels, values


class Reshapes(nn.Module):
    def __init__(self):
        super().__init__()
        self.steps, self.mix, self.output = nn.Linear(6, 5), nn.Linear(5, 4, bias=False), nn.Linear(16, 3)

    def forward(self, x):
        y = self.steps(x.reshape(-1, 4, 6)).tanh()
        return self.output(self.mix(y).flatten(1))


case("Reshapes", Reshapes, [(2, 3, 4)], CE, labels(3))


class TwoInputs(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Sequential(nn.Conv2d(2, 4, 3), nn.ReLU(), nn.Flatten())
        self.dense, self.output = nn.Linear(5, 7), nn.Linear(31, 3)

    def forward(self, image, extra):
        return self.output(torch.cat([self.conv(image), self.dense(extra).relu()], 1))


case("TwoInputs", TwoInputs, [(2, 4, 5), (5,)], CE, labels(3), batch=4)


class AuxiliaryHead(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk, self.aux, self.deep, self.main = nn.Linear(6, 8), nn.Linear(8, 4), nn.Linear(8, 7), nn.Linear(7, 4)

    def forward(self, x):
        y = self.trunk(x).relu()
        main = self.main(self.deep(y).relu())
        return main, self.aux(y) if self.training else None


case("AuxiliaryHead", AuxiliaryHead, [(6,)], lambda main, aux, target: CE(main, target) + 0.3 * CE(aux, target), labels(4), batch=5)


class TwoOutputs(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk = nn.Sequential(nn.Conv2d(2, 4, 3, padding=1), nn.ReLU())
        self.mask, self.score = nn.Conv2d(4, 1, 1), nn.Linear(48, 2)

    def forward(self, x):
        y = self.trunk(x)
        return self.mask(y), self.score(y.flatten(1))


case("TwoOutputs", TwoOutputs, [(2, 3, 4)], lambda mask, score, bits, value: BCE(mask, bits) + 0.5 * MSE(score, value),
     [("bits", 1, 3, 4), ("values", 2)])

case("TwoOutputsNoLoss", TwoOutputs, [(2, 3, 4)], None, [("values", 1, 3, 4), ("values", 2)], ("SGD", {"lr": 0.01}))

case("NoLoss", lambda: chain(
    f1=[nn.Linear(5, 6), nn.Tanh()], output=nn.Linear(6, 3)), [(5,)], None, values(3), momentum(0.01), batch=4)

case("Binary", lambda: chain(
    f1=[nn.Linear(5, 6), nn.ReLU()], output=nn.Linear(6, 3)), [(5,)], BCE, [("bits", 3)],
    ("SGD", {"lr": 0.05, "momentum": 0.9, "nesterov": True, "weight_decay": 0.02}), batch=4)


class DenseLoop(nn.Module):
    def __init__(self):
        super().__init__()
        self.start, self.first, self.second = nn.Conv2d(2, 3, 1), nn.Conv2d(5, 2, 3, padding=1), nn.Conv2d(7, 2, 3, padding=1)
        self.shared, self.output = nn.Conv2d(9, 9, 1), nn.Linear(9, 3)

    def forward(self, x):
        features = [x, self.start(x)]
        for layer in (self.first, self.second):
            features.append(layer(torch.cat(features, 1)).relu())
        y = torch.cat(features, 1)
        for i in range(3):
            y = self.shared(y) + y if i % 2 == 0 else y.tanh()
        return self.output(F.adaptive_avg_pool2d(y, 1).flatten(1))


case("DenseLoop", DenseLoop, [(2, 4, 3)], CE, labels(3))


class Renamed(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = nn.Sequential(nn.Linear(4, 5), nn.ReLU())
        self.head, self.fc1x1 = nn.Linear(5, 5), nn.Linear(5, 2)

    def forward(self, x):
        return self.fc1x1(self.head(self.backbone(x)))


case("Renamed", Renamed, [(4,)], CE, labels(2), ("RMSprop", {"lr": 0.002, "momentum": 0.5, "alpha": 0.95}))


case("AwkwardNames", lambda: chain(
    convolution=[nn.Conv2d(2, 3, 3, padding=1), nn.Tanh()],
    pooling=nn.AvgPool2d(2), frame=nn.BatchNorm2d(3),
    linear=[nn.Flatten(), nn.Linear(12, 5)], elementwise=nn.Sigmoid(), weights=nn.Linear(5, 3)), [(2, 4, 4)], CE, labels(3), batch=4)


class UsedTwice(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.left, self.right = nn.Conv2d(2, 4, 3, padding=1), nn.Conv2d(4, 4, 1), nn.Conv2d(4, 4, 3, padding=1)

    def forward(self, x):
        y = self.conv(x).relu()
        return self.left(y) * self.right(y) + y * y + y


case("UsedTwice", UsedTwice, [(2, 3, 4)], MSE, values(4, 3, 4), momentum(0.01))
