"""The twins of ../../Cases/Normalization.cs."""
from torch import nn

from layers import chain, momentum
from networks.cases import CE, MSE, case, labels, values

case("BatchNormImages", lambda: chain(
    c1=nn.Conv2d(3, 6, 3, padding=1, bias=False), bn1=[nn.BatchNorm2d(6), nn.ReLU()],
    c2=[nn.Conv2d(6, 7, 3, bias=False), nn.BatchNorm2d(7), nn.ReLU()],
    output=[nn.Flatten(), nn.Linear(140, 4)]), [(3, 6, 7)], CE, labels(4), batch=4)

case("BatchNormVectors", lambda: chain(
    f1=[nn.Linear(13, 9), nn.BatchNorm1d(9, eps=1e-3, momentum=0.3), nn.ReLU()],
    output=nn.Linear(9, 4)), [(13,)], CE, labels(4), batch=6)


class BatchNormAlone(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = nn.BatchNorm2d(3), nn.BatchNorm2d(3)

    def forward(self, x):
        y = self.first(x)
        return self.second(y.tanh() + y)


case("BatchNormAlone", BatchNormAlone, [(3, 4, 5)], MSE, values(3, 4, 5), batch=4)

case("BatchNormBeforeActivations", lambda: chain(
    c1=[nn.Conv2d(2, 5, 3, padding=1), nn.BatchNorm2d(5), nn.LeakyReLU(0.2)],
    c2=[nn.Conv2d(5, 4, 3, groups=1), nn.BatchNorm2d(4), nn.Sigmoid(), nn.AvgPool2d(2)],
    output=[nn.Flatten(), nn.Linear(16, 2)]), [(2, 7, 6)], CE, labels(2), batch=4)
