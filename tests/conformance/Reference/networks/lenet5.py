"""The twins of ../../Cases/LeNet5.cs."""
from torch import nn

from layers import chain, momentum
from networks.cases import CE, case, labels


def lenet5():
    return chain(
        c1=[nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2)],
        c2=[nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2)],
        f3=[nn.Flatten(), nn.Linear(400, 120), nn.ReLU()],
        f4=[nn.Linear(120, 84), nn.ReLU()],
        output=nn.Linear(84, 10))


case("LeNet5", lenet5, [(1, 28, 28)], CE, labels(10), momentum(0.01), batch=2)
