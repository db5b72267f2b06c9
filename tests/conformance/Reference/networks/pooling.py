"""The twins of ../../Cases/Pooling.cs."""
from torch import nn

from layers import chain
from networks.cases import CE, MSE, case, labels, values

case("MaxPools", lambda: chain(
    c1=[nn.Conv2d(2, 5, 3, padding=1), nn.MaxPool2d(3, stride=2, padding=1)],
    c2=[nn.Conv2d(5, 4, 1), nn.MaxPool2d(2, ceil_mode=True)],
    c3=[nn.Conv2d(4, 3, 1), nn.MaxPool2d((2, 3), stride=(1, 2), padding=(1, 0))],
    output=[nn.Flatten(), nn.Linear(12, 3)]), [(2, 11, 13)], CE, labels(3), ("RMSprop", {"lr": 0.003}))

case("AveragePools", lambda: chain(
    c1=[nn.Conv2d(2, 4, 3, padding=1), nn.AvgPool2d(3, stride=2, padding=1, count_include_pad=False)],
    c2=[nn.Conv2d(4, 3, 1), nn.AvgPool2d(3, stride=2, padding=1)],
    c3=[nn.Conv2d(3, 5, 1), nn.ReLU(), nn.AvgPool2d((2, 1), stride=(2, 1), ceil_mode=True)],
    ), [(2, 9, 10)], MSE, values(5, 2, 3))

case("AveragePoolsPadded", lambda: chain(
    c1=[nn.Conv2d(2, 3, 1), nn.AvgPool2d(3, stride=2, padding=1, ceil_mode=True)],
    c2=nn.AvgPool2d(2, stride=2, padding=1, ceil_mode=True, count_include_pad=False)), [(2, 8, 6)], MSE, values(3, 3, 3))

case("AveragesOfProducts", lambda: chain(
    c1=[nn.Conv2d(3, 6, 1), nn.AvgPool2d(2, ceil_mode=True)],
    c2=[nn.BatchNorm2d(6), nn.ReLU(), nn.Conv2d(6, 4, 1, groups=2, bias=False), nn.AvgPool2d(3, stride=2, padding=1)],
    ), [(3, 9, 8)], MSE, values(4, 3, 2))
