"""The twins of ../../Cases/Spatial.cs."""
import torch
from torch import nn
import torch.nn.functional as F

from layers import chain, momentum
from networks.cases import CE, MSE, case, labels, values

case("LocalResponseNorms", lambda: chain(
    c1=[nn.Conv2d(3, 17, 3, padding=1), nn.LocalResponseNorm(5, 2, 0.6, 1.5), nn.Tanh()],
    c2=[nn.Conv2d(17, 4, 1), nn.LocalResponseNorm(2, 0.5)],
    c3=[nn.Conv2d(4, 3, 3), nn.LocalResponseNorm(9, 3, 1)],
    output=[nn.Conv2d(3, 1, 1), nn.LocalResponseNorm(1, 1, k=2)]), [(3, 5, 7)], MSE, values(1, 3, 5))


class Chained(nn.Module):
    """Layers one after the other, and something at the end."""

    def __init__(self, end, **members):
        super().__init__()
        self.end = end
        for name, member in members.items():
            self.add_module(name, nn.Sequential(*member) if isinstance(member, list) else member)

    def forward(self, x):
        for member in self.children():
            x = member(x)
        return self.end(x)


case("AdaptiveAveragePools", lambda: Chained(
    lambda y: F.adaptive_avg_pool2d(y, (8, 5)) + F.adaptive_avg_pool2d(y, 1),
    c1=[nn.Conv2d(2, 3, 3, padding=1), nn.AdaptiveAvgPool2d(7)],
    c2=[nn.Conv2d(3, 5, 1), nn.Tanh(), nn.AdaptiveAvgPool2d((3, 10))],
    c3=[nn.AdaptiveAvgPool2d((None, 5)), nn.AdaptiveAvgPool2d((3, None)), nn.Conv2d(5, 2, 1)]),
    [(2, 11, 13)], MSE, values(2, 8, 5))


class AdaptiveMaxPools(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1 = nn.Sequential(nn.Conv2d(2, 3, 3, padding=1), nn.AdaptiveMaxPool2d(7))
        self.c2 = nn.Sequential(nn.Conv2d(3, 5, 1), nn.AdaptiveMaxPool2d((3, 10)), nn.Tanh())
        self.c3 = nn.Sequential(nn.Conv2d(5, 4, 1), nn.AdaptiveMaxPool2d((None, 5)))
        self.output = nn.Linear(64, 3)

    def forward(self, x):
        y = self.c3(self.c2(self.c1(x)))
        return self.output((F.adaptive_max_pool2d(y, 4) + F.adaptive_max_pool2d(y, 1)).flatten(1))


case("AdaptiveMaxPools", AdaptiveMaxPools, [(2, 11, 13)], CE, labels(3), batch=2)

case("TransposedConvolutions", lambda: chain(
    up1=[nn.ConvTranspose2d(3, 6, 3, stride=2, padding=1, output_padding=1), nn.ReLU()],
    up2=[nn.ConvTranspose2d(6, 4, 2, groups=2, bias=False), nn.BatchNorm2d(4), nn.LeakyReLU()],
    up3=nn.ConvTranspose2d(4, 17, (2, 3), stride=(3, 1), dilation=2, padding=(0, 3)),
    output=[nn.Tanh(), nn.ConvTranspose2d(17, 1, 1)]), [(3, 4, 5)], MSE, values(1, 27, 9))

case("TransposedOutputPadding", lambda: chain(
    up1=[nn.ConvTranspose2d(2, 3, 1, dilation=2, output_padding=1), nn.Tanh()],
    up2=nn.ConvTranspose2d(3, 2, (3, 1), stride=2, dilation=4, output_padding=(3, 2), padding=(2, 0))),
    [(2, 5, 1)], MSE, values(2, 18, 5), batch=1)


class SharedTransposedConvolution(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.ConvTranspose2d(3, 3, 3, padding=1)

    def forward(self, x):
        return self.up(self.up(x).tanh()) + x


case("SharedTransposedConvolution", SharedTransposedConvolution, [(3, 3, 5)], MSE, values(3, 3, 5))


def resize(x, size, mode="nearest", align_corners=None):
    return F.interpolate(x, size=size, mode=mode, align_corners=align_corners)


case("NearestUpsampling", lambda: Chained(
    lambda y: y + resize(F.interpolate(y, scale_factor=0.4), (18, 11)) + resize(resize(y, (18, 3)), (18, 11)),
    c1=[nn.Conv2d(2, 3, 1), nn.Upsample(scale_factor=2)],
    c2=[nn.Conv2d(3, 4, 3), nn.Tanh(), nn.Upsample((11, 7))],
    c3=[nn.Conv2d(4, 3, 1), nn.Upsample(scale_factor=1.7)]), [(2, 5, 6)], MSE, values(3, 18, 11))

case("BilinearUpsampling", lambda: Chained(
    lambda y: y + resize(F.interpolate(y, scale_factor=0.3, mode="bilinear"), (22, 11), "bilinear", True)
    + resize(resize(y, (1, 1), "bilinear", True), (22, 11), "bilinear"),
    c1=[nn.Conv2d(2, 3, 1), nn.Upsample(scale_factor=2, mode="bilinear")],
    c2=[nn.Conv2d(3, 4, 3), nn.Tanh(), nn.Upsample((13, 7), mode="bilinear", align_corners=True)],
    c3=[nn.Conv2d(4, 3, 1), nn.Upsample(scale_factor=1.7, mode="bilinear")]), [(2, 5, 6)], MSE, values(3, 22, 11))

case("Paddings", lambda: Chained(
    lambda y: F.pad(y, (0, 0, 2, 0), "reflect") + F.pad(y, (0, 0, 0, 2), "replicate") + F.pad(y, (0, 0, 1, 1)),
    c1=[nn.ZeroPad2d(2), nn.Conv2d(2, 3, 3)],
    c2=[nn.ReflectionPad2d((5, 1, 1, 3)), nn.Conv2d(3, 4, 3), nn.Tanh()],
    c3=[nn.ReplicationPad2d((3, 0, 2, 0)), nn.Conv2d(4, 2, 3)]), [(2, 4, 5)], MSE, values(2, 10, 12))

case("PixelShuffles", lambda: chain(
    c1=[nn.PixelShuffle(2), nn.Conv2d(2, 9, 3), nn.Tanh()],
    c2=[nn.PixelShuffle(3), nn.Conv2d(1, 2, 1), nn.PixelUnshuffle(2)],
    output=[nn.Conv2d(8, 1, 3, padding=1), nn.PixelUnshuffle(3)]), [(8, 5, 6)], MSE, values(9, 4, 5))


class UpAndBeside(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.ConvTranspose2d(7, 5, 2, stride=2)
        self.convolution = nn.Sequential(nn.Conv2d(10, 5, 3, padding=1), nn.ReLU())

    def forward(self, x, beside):
        return self.convolution(torch.cat([beside, F.pad(self.up(x), (0, 1, 0, 0), "replicate")], 1))


class SmallUNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Sequential(nn.Conv2d(1, 5, 3, padding=1), nn.ReLU(), nn.Conv2d(5, 5, 3, padding=1), nn.ReLU())
        self.bottom = nn.Sequential(nn.Conv2d(5, 7, 3, padding=1), nn.BatchNorm2d(7), nn.ReLU())
        self.up = UpAndBeside()
        self.classes = nn.Conv2d(5, 3, 1)

    def forward(self, x):
        whole = self.down(x)
        return self.classes(self.up(self.bottom(F.max_pool2d(whole, 2)), whole))


case("SmallUNet", SmallUNet, [(1, 8, 13)], CE, labels(3, 8, 13), momentum(0.02))
