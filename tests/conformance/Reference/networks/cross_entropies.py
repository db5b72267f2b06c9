"""The twins of ../../Cases/CrossEntropies.cs. PyTorch wants the classes on the first axis."""
from torch import nn

from layers import chain
from networks.cases import CE, case, labels


def along(axis, **settings):
    return lambda y, target: CE(y.movedim(axis + 1, 1), target, **settings)


case("ClassesOfSteps", lambda: chain(
    hidden=[nn.Linear(5, 6), nn.Tanh()], output=nn.Linear(6, 4)), [(7, 5)], along(1), labels(4, 7))

case("ClassesOfPixels", lambda: chain(
    hidden=[nn.Conv2d(2, 4, 3, padding=1), nn.Tanh()], output=nn.Conv2d(4, 3, 1)), [(2, 5, 6)], CE, labels(3, 5, 6))

case("ClassesOfRows", lambda: chain(output=nn.Conv2d(3, 2, 3, padding=1)), [(3, 4, 5)], along(1), labels(4, 2, 5))

case("ClassesFirst", lambda: chain(output=nn.Linear(3, 5)), [(4, 3)], along(0), labels(4, 5))
