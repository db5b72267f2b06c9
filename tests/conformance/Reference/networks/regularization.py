"""The twins of ../../Cases/Regularization.cs."""
from torch import nn

from layers import CounterDropout, chain
from networks.cases import CE, case, labels

case("Dropouts", lambda: chain(
    c1=[nn.Conv2d(2, 4, 3), nn.ReLU(), CounterDropout(0.25, 0)],
    f2=[nn.Flatten(), nn.Linear(60, 11), CounterDropout(0.5, 1), nn.ReLU()],
    output=nn.Linear(11, 3)), [(2, 5, 7)], CE, labels(3), batch=5)
