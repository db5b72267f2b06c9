"""The twins of ../../Cases/RowNorms.cs."""
from torch import nn

from layers import chain, momentum
from networks.cases import MSE, case, values

case("RowNorms", lambda: chain(
    c1=[nn.Conv2d(4, 6, 3, padding=1), nn.GroupNorm(3, 6), nn.ReLU()],
    c2=[nn.LayerNorm((6, 5), eps=0.01), nn.Conv2d(6, 7, 3), nn.LogSoftmax(1)],
    f3=[nn.LayerNorm((7, 4, 3)), nn.Flatten(), nn.Linear(84, 19), nn.LayerNorm(19), nn.SiLU()],
    output=[nn.Linear(19, 18), nn.GroupNorm(2, 18, affine=False), nn.Linear(18, 17), nn.LogSoftmax(-1)]),
    [(4, 6, 5)], MSE, values(17), momentum(0.01))
