"""The twins of ../../Cases/CrossEntropies.cs. PyTorch wants the classes on the first axis."""
import torch
from torch import nn
import torch.nn.functional as F

from layers import chain
from networks.cases import CE, case, holes, labels, values


def along(axis, **settings):
    return lambda y, target: CE(y.movedim(axis + 1, 1), target, **settings)


case("ClassesOfSteps", lambda: chain(
    hidden=[nn.Linear(5, 6), nn.Tanh()], output=nn.Linear(6, 4)), [(7, 5)], along(1), labels(4, 7))

case("ClassesOfPixels", lambda: chain(
    hidden=[nn.Conv2d(2, 4, 3, padding=1), nn.Tanh()], output=nn.Conv2d(4, 3, 1)), [(2, 5, 6)], CE, labels(3, 5, 6))

case("ClassesOfRows", lambda: chain(output=nn.Conv2d(3, 2, 3, padding=1)), [(3, 4, 5)], along(1), labels(4, 2, 5))

case("ClassesFirst", lambda: chain(output=nn.Linear(3, 5)), [(4, 3)], along(0), labels(4, 5))


def weights(*numbers):
    return torch.tensor(numbers, dtype=torch.float64)


case("WeightedClasses", lambda: chain(output=nn.Linear(6, 4)), [(6,)],
     lambda y, t: CE(y, t, weight=weights(1, 0.5, 2, 0.25), label_smoothing=0.1), labels(4), batch=5)

case("IgnoredPixels", lambda: chain(output=nn.Conv2d(2, 3, 3, padding=1)), [(2, 5, 6)],
     lambda y, t: CE(y, t, ignore_index=255), holes(3, 255, 5, 6))

case("IgnoredSteps", lambda: chain(output=nn.Linear(5, 3)), [(7, 5)],
     along(1, ignore_index=-100, weight=weights(0.5, 2, 1), label_smoothing=0.3), holes(3, -100, 7))

case("SmoothedSum", lambda: chain(output=nn.Linear(5, 6)), [(5,)],
     lambda y, t: CE(y, t, label_smoothing=0.2, reduction="sum"), labels(6), batch=4)

case("SoftPixels", lambda: chain(output=nn.Conv2d(2, 4, 1)), [(2, 3, 5)],
     lambda y, t: CE(y, t, label_smoothing=0.2, weight=weights(0.5, 2, 1, 0.25)), values(4, 3, 5), ("SGD", {"lr": 0.01}))

case("SoftSteps", lambda: chain(output=nn.Linear(6, 3)), [(5, 6)],
     lambda y, t: CE(y.transpose(1, 2), t.transpose(1, 2)), values(5, 3), ("SGD", {"lr": 0.01}))

case("LikelihoodOfSteps", lambda: chain(output=[nn.Linear(4, 3), nn.LogSoftmax(-1)]), [(5, 4)],
     lambda y, t: F.nll_loss(y.transpose(1, 2), t, weight=weights(1, 0.5, 2), ignore_index=0), labels(3, 5))

case("LikelihoodOfPixels", lambda: chain(output=[nn.Conv2d(2, 3, 3), nn.LogSoftmax(1)]), [(2, 4, 5)],
     lambda y, t: F.nll_loss(y, t, reduction="sum"), labels(3, 2, 3), ("SGD", {"lr": 0.01}))
