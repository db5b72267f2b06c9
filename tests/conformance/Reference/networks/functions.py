"""The twins of ../../Cases/Functions.cs."""
import torch.nn.functional as F
from torch import nn

from layers import chain, momentum
from networks.cases import CE, MSE, case, labels, values


class Exp(nn.Module):
    def forward(self, x):
        return x.exp()


class Abs(nn.Module):
    def forward(self, x):
        return x.abs()


case("SmoothActivations", lambda: chain(
    f1=[nn.Linear(7, 19), nn.ELU()], f2=[nn.Linear(19, 18), nn.GELU()], f3=[nn.Linear(18, 17), nn.GELU(approximate="tanh")],
    f4=[nn.Linear(17, 16), nn.SiLU()], f5=[nn.Linear(16, 9), nn.Softplus(beta=2)],
    f6=[nn.Linear(9, 8), nn.ELU(0.4), Exp()]), [(7,)], MSE, values(8), momentum(0.01), batch=4)

case("HardActivations", lambda: chain(
    c1=[nn.Conv2d(3, 6, 3, padding=1), nn.BatchNorm2d(6), nn.Hardswish()],
    c2=[nn.Conv2d(6, 5, 3), nn.ReLU6()],
    output=[nn.Flatten(), nn.Linear(60, 4), Abs()]), [(3, 6, 5)], CE, labels(4), batch=4)


class Quotients(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(5, 6), nn.Linear(5, 6)

    def forward(self, x):
        a, b = self.a(x), self.b(x)
        positive = b * b + 1.5
        y = a / positive + 1 / positive - b.abs() / 4
        return y + positive.log() * positive.sqrt() + positive.pow(-1.5) - a.pow(3) + F.silu(a * 0.3)


case("Quotients", Quotients, [(5,)], MSE, values(6), momentum(0.002), batch=4)
