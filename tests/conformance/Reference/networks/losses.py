"""The twins of ../../Cases/Losses.cs."""
import torch
from torch import nn
import torch.nn.functional as F

from layers import chain
from networks.cases import BCE, CE, MSE, case, values


def focal(x, t, gamma, alpha, reduction):
    """torchvision.ops.sigmoid_focal_loss."""
    p = torch.sigmoid(x)
    loss = BCE(x, t, reduction="none") * (1 - (p * t + (1 - p) * (1 - t))) ** gamma
    loss = loss * (alpha * t + (1 - alpha) * (1 - t)) if alpha >= 0 else loss
    return loss.sum() / len(x) if reduction == "batchmean" else loss.mean()


def of_values(y, t):
    return (
        F.l1_loss(y, t) + 0.1 * F.smooth_l1_loss(y, t, beta=0.4, reduction="sum")
        + F.huber_loss(y, t, delta=0.6, reduction="sum") / len(y)
        + (F.mse_loss(y, t, reduction="none") * F.l1_loss(y, t, reduction="none")).mean() + 0.05 * F.l1_loss(y, t).sqrt())


case("LossesOfValues", lambda: chain(hidden=[nn.Linear(7, 9), nn.Tanh()], output=nn.Linear(9, 5)), [(7,)], of_values, values(5))

case("SmoothImages", lambda: chain(output=nn.Conv2d(3, 2, 3)), [(3, 4, 5)],
     lambda y, t: F.smooth_l1_loss(y, t, beta=0.7, reduction="sum"), values(2, 2, 3), ("SGD", {"lr": 0.002}))


def divergences(y, t):
    return F.kl_div(y, t.softmax(-1)) + F.kl_div(y, (t * 2).log_softmax(-1), reduction="batchmean", log_target=True)


case("Divergences", lambda: chain(output=[nn.Linear(6, 7), nn.LogSoftmax(-1)]), [(6,)], divergences, values(7))

case("DivergencesOfSteps", lambda: chain(output=[nn.Linear(4, 3), nn.LogSoftmax(-1)]), [(5, 4)],
     lambda y, t: F.kl_div(y, t, reduction="batchmean", log_target=True), values(5, 3), ("SGD", {"lr": 0.002}))


class MutualLosses(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Linear(6, 5), nn.Linear(6, 5)

    def forward(self, x):
        return self.first(x), self.second(x)


def mutual(a, b, t):
    two, weights = torch.tensor([2.0], dtype=a.dtype), torch.tensor([0.5, 1, 2, 0, 3], dtype=a.dtype)
    return (
        F.huber_loss(a, b, delta=0.5) + F.l1_loss(a, b) + MSE(a, b)
        + F.kl_div(a.log_softmax(-1), b.softmax(-1)) + F.kl_div(b.log_softmax(-1), a.log_softmax(-1), log_target=True)
        + BCE(a, b.sigmoid(), weight=weights, pos_weight=two) + focal(a, b.sigmoid(), 1.5, 0.25, "mean")
        + CE(a, b.softmax(-1)) + MSE(b, t))


case("MutualLosses", MutualLosses, [(6,)], mutual, values(5))

case("FocalVectors", lambda: chain(output=nn.Linear(6, 5)), [(6,)], lambda y, t: focal(y, t, 2, 0.25, "mean"), [("bits", 5)])

case("FocalImages", lambda: chain(output=nn.Conv2d(2, 3, 3)), [(2, 5, 6)],
     lambda y, t: focal(y, t, 0.5, -1, "batchmean"), [("bits", 3, 3, 4)], ("SGD", {"lr": 0.01}))

case("WeightedBits", lambda: chain(output=nn.Linear(7, 3)), [(7,)],
     lambda y, t: BCE(y, t, weight=y.new_tensor([1.5]), pos_weight=y.new_tensor([2, 0.5, 1])), [("bits", 3)])

case("WeightedMasks", lambda: chain(output=nn.Conv2d(2, 2, 3)), [(2, 5, 6)],
     lambda y, t: BCE(y, t, weight=y.new_tensor([0.5, 2]).view(2, 1, 1), pos_weight=y.new_tensor([3]), reduction="sum"),
     [("bits", 2, 3, 4)], ("SGD", {"lr": 0.001}))

case("WeightedSamples", lambda: chain(output=nn.Linear(5, 4)), [(5,)],
     lambda y, t, w: (CE(y, t, reduction="none") * w.sigmoid().flatten()).sum(), [("labels", 4), ("values", 1)])
