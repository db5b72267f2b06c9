"""The twins of ../../Cases/Products.cs."""
import torch
from torch import nn

from layers import momentum
from networks.cases import MSE, case, values


class MatrixProducts(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Sequential(nn.Linear(5, 7), nn.Tanh()), nn.Linear(5, 14)

    def forward(self, x):
        a, b = self.a(x), self.b(x)
        square = a[:, None] @ b.reshape(-1, 2, 7, 6) * 0.3
        power = (square @ square + square).tanh()
        columns = a.reshape(-1, 7, 6)
        return (power @ a[:, None]).reshape(-1, 12, 7) @ columns + b.reshape(-1, 12, 7) @ columns


class TransposedProducts(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(5, 9), nn.Linear(5, 4)

    def forward(self, x):
        a, b = self.a(x), self.b(x)
        gram = (a.mT @ b * 0.2).tanh()
        turned = b.mT.tanh()
        return (gram @ turned).tanh() @ (a @ a.mT @ b * 0.1 + b) * 0.3


case("TransposedProducts", TransposedProducts, [(11, 5)], MSE, values(9, 4), momentum(0.0005))
case("MatrixProducts", MatrixProducts, [(6, 5)], MSE, values(12, 6), momentum(0.01))


class SharedFactors(nn.Module):
    def __init__(self):
        super().__init__()
        self.keys, self.queries = nn.Parameter(torch.zeros(2, 6, 5)), nn.Parameter(torch.zeros(7, 6))

    def forward(self, x):
        keys = (x[:, None] @ self.keys).tanh()
        mixed = (self.queries @ (x * 0.5)).sigmoid()
        return mixed[:, None] @ keys + self.queries @ keys + self.queries @ self.keys


case("SharedFactors", SharedFactors, [(6, 6)], MSE, values(2, 7, 5))
