"""The twins of ../../Cases/Convolutions.cs."""
from torch import nn

from layers import chain, momentum
from networks.cases import CE, MSE, case, labels, values

case("OddConvolutions", lambda: chain(
    c1=[nn.Conv2d(3, 7, 3, padding=1), nn.ReLU()],
    c2=[nn.Conv2d(7, 5, 3, stride=2, padding=1), nn.ReLU()],
    output=[nn.Flatten(), nn.Linear(75, 3)]), [(3, 5, 9)], CE, labels(3), batch=5)

case("RectangularConvolutions", lambda: chain(
    wide=[nn.Conv2d(2, 5, (3, 5), stride=(1, 2), padding=(0, 2)), nn.Tanh()],
    tall=nn.Conv2d(5, 3, (4, 1), stride=(2, 1), padding=(1, 0))), [(2, 7, 11)], MSE, values(3, 2, 6))

case("DilatedConvolutions", lambda: chain(
    c1=[nn.Conv2d(3, 6, 3, dilation=2, padding=2), nn.LeakyReLU()],
    c2=nn.Conv2d(6, 4, 3, dilation=(3, 2), padding=(1, 0))), [(3, 11, 9)], MSE, values(4, 7, 5))

case("GroupedConvolutions", lambda: chain(
    c1=[nn.Conv2d(6, 9, 3, groups=3, padding=1), nn.ReLU()],
    c2=nn.Conv2d(9, 6, 1, groups=3, bias=False),
    c3=[nn.Conv2d(6, 4, 3, groups=2, stride=2, dilation=2, padding=2), nn.Flatten(), nn.Linear(48, 4)]),
    [(6, 6, 7)], CE, labels(4), ("Adam", {"lr": 0.01}))

case("DepthwiseSeparable", lambda: chain(
    depthwise=nn.Conv2d(5, 5, 3, stride=2, padding=1, groups=5),
    pointwise=[nn.Conv2d(5, 11, 1), nn.ReLU()],
    again=nn.Conv2d(11, 11, 3, padding=1, groups=11, bias=False),
    output=[nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(11, 3)]), [(5, 8, 6)], CE, labels(3), batch=4)

case("OnePixelWide", lambda: chain(
    c1=[nn.Conv2d(3, 4, (5, 1), padding=(2, 0)), nn.ReLU(), nn.MaxPool2d((2, 1))],
    c2=nn.Conv2d(4, 6, (8, 1)),
    output=nn.Conv2d(6, 2, 1)), [(3, 17, 1)], MSE, values(2, 1, 1), momentum(0.005))

case("WideConvolutions", lambda: chain(
    c1=[nn.Conv2d(16, 32, 3, padding=1, bias=False), nn.ReLU()],
    c2=[nn.Conv2d(32, 17, 3, padding=1), nn.ReLU()],
    output=[nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(17, 5)]), [(16, 15, 17)], CE, labels(5), batch=1)

case("LargeKernel", lambda: chain(
    c1=[nn.Conv2d(3, 16, 7, stride=2, padding=3), nn.ReLU(), nn.MaxPool2d(3, stride=2, padding=1)],
    output=[nn.Flatten(), nn.Linear(256, 2)]), [(3, 13, 13)], CE, labels(2))


class WinogradConvolutions(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1 = nn.Sequential(nn.Conv2d(16, 20, 3, padding=1), nn.BatchNorm2d(20), nn.ReLU())
        self.c2 = nn.Sequential(nn.Conv2d(20, 33, 3, bias=False), nn.Tanh())
        self.c3 = nn.Conv2d(33, 17, 3, padding=(2, 0))
        self.output = nn.Sequential(nn.Conv2d(17, 2, 1), nn.MaxPool2d(4))

    def forward(self, x):
        return self.output((self.c3(self.c2(self.c1(x))) + 1).relu())


case("WinogradConvolutions", WinogradConvolutions, [(16, 16, 13)], MSE, values(2, 4, 2))

case("SmallWinogradConvolutions", lambda: chain(
    c1=[nn.Conv2d(32, 50, 3, padding=1), nn.BatchNorm2d(50), nn.ReLU()],
    c2=[nn.MaxPool2d(3), nn.Conv2d(50, 64, 3, padding=1, bias=False), nn.Tanh()],
    c3=[nn.Conv2d(64, 33, 3, padding=(2, 1)), nn.Tanh()],
    c4=[nn.MaxPool2d((1, 2)), nn.Conv2d(33, 16, 3, padding=1)],
    output=nn.Conv2d(16, 2, 1)), [(32, 6, 6)], MSE, values(2, 4, 1))

case("WideWinogradConvolutions", lambda: chain(
    c1=[nn.Conv2d(16, 32, 5, padding=2), nn.BatchNorm2d(32), nn.Tanh()],
    c2=[nn.Conv2d(32, 33, 5, padding=(4, 1)), nn.Tanh()],
    c3=nn.Conv2d(33, 32, 5, bias=False),
    output=[nn.Conv2d(32, 2, 1), nn.AvgPool2d(4)]), [(16, 15, 12)], MSE, values(2, 3, 1))
