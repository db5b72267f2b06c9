"""The PyTorch twin of every network in ../Cases, under the same names, and how each is trained."""
from torch import nn
import torch
import torch.nn.functional as F

from layers import Case, CounterDropout, Residual, chain, momentum

CASES = []


def case(name, network, inputs, loss, targets, optimizer=None, batch=3):
    CASES.append(Case(name, network, inputs, loss, targets, optimizer or momentum(0.05), batch))


def labels(classes):
    return [("labels", classes)]


def values(*size):
    return [("values", *size)]


CE, MSE, BCE = F.cross_entropy, F.mse_loss, F.binary_cross_entropy_with_logits

# Cases/LeNet5.cs


def lenet5():
    return chain(
        c1=[nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2)],
        c2=[nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2)],
        f3=[nn.Flatten(), nn.Linear(400, 120), nn.ReLU()],
        f4=[nn.Linear(120, 84), nn.ReLU()],
        output=nn.Linear(84, 10))


case("LeNet5", lenet5, [(1, 28, 28)], CE, labels(10), momentum(0.01), batch=2)

# Cases/Convolutions.cs

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

# Cases/Normalization.cs

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

# Cases/Blocks.cs


def residual_network():
    return chain(
        stem=[nn.Conv2d(3, 6, 3, padding=1, bias=False), nn.BatchNorm2d(6), nn.ReLU()],
        layer1=nn.Sequential(Residual(6, 6, 1), Residual(6, 6, 1)),
        layer2=nn.Sequential(Residual(6, 10, 2), Residual(10, 10, 1)),
        pool=[nn.AdaptiveAvgPool2d(1), nn.Flatten()],
        fc=nn.Linear(10, 3))


case("ResidualNetwork", residual_network, [(3, 8, 7)], CE, labels(3), momentum(0.02), batch=4)


class Inner(nn.Module):
    def __init__(self, inputs, width, activate):
        super().__init__()
        self.mix, self.activate = nn.Conv2d(inputs, width, 1), activate

    def forward(self, x):
        y = self.mix(x)
        return F.leaky_relu(y, 0.1) if self.activate else y


class Outer(nn.Module):
    def __init__(self, inputs, width):
        super().__init__()
        self.widen = Inner(inputs, 2 * width, True)
        self.narrow = Inner(2 * width, width, False)
        self.twice = nn.Sequential(Inner(width, width, True), Inner(width, width, True))

    def forward(self, x):
        return self.twice(self.narrow(self.widen(x)))


case("NestedBlocks", lambda: chain(
    small=Outer(2, 3), large=nn.Sequential(Outer(3, 5), nn.ReLU()),
    output=[nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(5, 2)]), [(2, 5, 4)], CE, labels(2))


class SharedLayers(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.norm = nn.Conv2d(4, 4, 3, padding=1, bias=False), nn.BatchNorm2d(4)
        self.dense, self.output = nn.Linear(80, 80), nn.Linear(80, 3)

    def forward(self, x):
        y = self.norm(self.conv(x)).relu()
        y = (self.norm(self.conv(y)) + x).relu()
        z = self.dense(y.flatten(1)).tanh()
        return self.output(self.dense(z))


case("SharedLayers", SharedLayers, [(4, 4, 5)], CE, labels(3), momentum(0.01), batch=4)


class Inverted(nn.Module):
    def __init__(self, inputs, channels, stride, expand):
        super().__init__()
        hidden = inputs * expand
        self.stride, self.same = stride, stride == 1 and inputs == channels
        if expand != 1:
            self.expand = nn.Sequential(nn.Conv2d(inputs, hidden, 1, bias=False), nn.BatchNorm2d(hidden), nn.ReLU())
        self.depthwise = nn.Sequential(
            nn.Conv2d(hidden, hidden, 3, stride=stride, padding=1, groups=hidden, bias=False), nn.BatchNorm2d(hidden), nn.ReLU())
        self.project = nn.Sequential(nn.Conv2d(hidden, channels, 1, bias=False), nn.BatchNorm2d(channels))
        self.expands = expand != 1

    def forward(self, x):
        y = self.expand(x) if self.expands else x
        y = self.project(self.depthwise(y))
        return x + y if self.same else y


case("InvertedResiduals", lambda: chain(
    first=Inverted(4, 6, 1, 1), second=Inverted(6, 6, 1, 2), third=Inverted(6, 5, 2, 3),
    output=[nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(5, 3)]), [(4, 6, 5)], CE, labels(3), momentum(0.01), batch=5)

case("Repeated", lambda: chain(
    features=[nn.Conv2d(3, 5, 3, padding=1), nn.Conv2d(5, 5, 3, padding=1), nn.Conv2d(5, 5, 3, padding=1), nn.ReLU()],
    middle=nn.Sequential(Residual(5, 5, 1), Residual(5, 5, 1), Residual(5, 5, 1)),
    classifier=[nn.Flatten(), nn.Linear(60, 8), nn.Linear(8, 8), nn.Tanh(), nn.Linear(8, 2)]),
    [(3, 4, 3)], CE, labels(2), momentum(0.01), batch=4)

# Cases/Pooling.cs

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

# Cases/Regularization.cs

case("Dropouts", lambda: chain(
    c1=[nn.Conv2d(2, 4, 3), nn.ReLU(), CounterDropout(0.25, 0)],
    f2=[nn.Flatten(), nn.Linear(60, 11), CounterDropout(0.5, 1), nn.ReLU()],
    output=nn.Linear(11, 3)), [(2, 5, 7)], CE, labels(3), batch=5)

# Cases/Activations.cs

case("Activations", lambda: chain(
    f1=[nn.Linear(7, 9), nn.LeakyReLU(0.3)],
    f2=[nn.Linear(9, 8), nn.Sigmoid()],
    f3=[nn.Linear(8, 6), nn.Tanh(), nn.ReLU()],
    output=nn.Linear(6, 4)), [(7,)], CE, labels(4), ("Adam", {"lr": 0.01, "weight_decay": 0.05}), batch=5)

case("SoftmaxVectors", lambda: chain(
    f1=[nn.Linear(6, 5), nn.Softmax(-1)], output=[nn.Linear(5, 7), nn.Softmax(-1)]), [(6,)], MSE, values(7), ("AdamW", {"lr": 0.01}))

case("SoftmaxSequences", lambda: chain(
    scores=[nn.Linear(6, 5), nn.Softmax(-1)], output=nn.Linear(5, 3)), [(4, 6)], MSE, values(4, 3))

# Cases/Arithmetic.cs


class ScalarArithmetic(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(5, 6), nn.Linear(5, 6)

    def forward(self, x):
        a, b = self.a(x), self.b(x)
        return (2 * a - 0.5) * b + (1.5 - b) * 0.25 - (a - b) * a - a


case("ScalarArithmetic", ScalarArithmetic, [(5,)], MSE, values(6), momentum(0.002), batch=4)


class Gate(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(2, 6, 3, padding=1)
        self.squeeze = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(6, 3), nn.ReLU())
        self.excite = nn.Sequential(nn.Linear(3, 6), nn.Sigmoid())
        self.shift = nn.Linear(3, 6)

    def forward(self, x):
        y = self.conv(x)
        z = self.squeeze(y)
        return y * self.excite(z).reshape(-1, 6, 1, 1) + self.shift(z).reshape(-1, 6, 1, 1)


case("BroadcastGate", Gate, [(2, 4, 5)], MSE, values(6, 4, 5))


class Broadcasts(nn.Module):
    def __init__(self):
        super().__init__()
        self.image, self.plane = nn.Conv2d(3, 4, 1), nn.Conv2d(3, 1, 1)

    def forward(self, x):
        image, plane = self.image(x), self.plane(x)
        mean = F.adaptive_avg_pool2d(image, 1)
        return (image - mean) * plane.sigmoid() + plane


case("Broadcasts", Broadcasts, [(3, 5, 3)], MSE, values(4, 5, 3))


class Concatenation(nn.Module):
    def __init__(self):
        super().__init__()
        self.one = nn.Conv2d(3, 2, 1)
        self.three = nn.Sequential(nn.Conv2d(3, 5, 3, padding=1), nn.ReLU())
        self.pooled = nn.Sequential(nn.MaxPool2d(3, stride=1, padding=1), nn.Conv2d(3, 4, 1))
        self.mix, self.output = nn.Conv2d(14, 3, 1), nn.Linear(74, 3)

    def forward(self, x):
        y = torch.cat([self.one(x), self.three(x), self.pooled(x), x], 1)
        return self.output(torch.cat([self.mix(y).flatten(1), F.adaptive_avg_pool2d(y, 1).flatten(1)], 1))


case("Concatenation", Concatenation, [(3, 4, 5)], CE, labels(3))

# Cases/Language.cs


class Reshapes(nn.Module):
    def __init__(self):
        super().__init__()
        self.steps, self.mix, self.output = nn.Linear(6, 5), nn.Linear(5, 4, bias=False), nn.Linear(16, 3)

    def forward(self, x):
        y = self.steps(x.reshape(-1, 4, 6)).tanh()
        return self.output(self.mix(y).flatten(1))


case("Reshapes", Reshapes, [(2, 3, 4)], CE, labels(3))


class TwoInputs(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Sequential(nn.Conv2d(2, 4, 3), nn.ReLU(), nn.Flatten())
        self.dense, self.output = nn.Linear(5, 7), nn.Linear(31, 3)

    def forward(self, image, extra):
        return self.output(torch.cat([self.conv(image), self.dense(extra).relu()], 1))


case("TwoInputs", TwoInputs, [(2, 4, 5), (5,)], CE, labels(3), batch=4)


class AuxiliaryHead(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk, self.aux, self.deep, self.main = nn.Linear(6, 8), nn.Linear(8, 4), nn.Linear(8, 7), nn.Linear(7, 4)

    def forward(self, x):
        y = self.trunk(x).relu()
        main = self.main(self.deep(y).relu())
        return main, self.aux(y) if self.training else None


case("AuxiliaryHead", AuxiliaryHead, [(6,)], lambda main, aux, target: CE(main, target) + 0.3 * CE(aux, target), labels(4), batch=5)


class TwoOutputs(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk = nn.Sequential(nn.Conv2d(2, 4, 3, padding=1), nn.ReLU())
        self.mask, self.score = nn.Conv2d(4, 1, 1), nn.Linear(48, 2)

    def forward(self, x):
        y = self.trunk(x)
        return self.mask(y), self.score(y.flatten(1))


case("TwoOutputs", TwoOutputs, [(2, 3, 4)], lambda mask, score, bits, value: BCE(mask, bits) + 0.5 * MSE(score, value),
     [("bits", 1, 3, 4), ("values", 2)])

case("TwoOutputsNoLoss", TwoOutputs, [(2, 3, 4)], None, [("values", 1, 3, 4), ("values", 2)], ("SGD", {"lr": 0.01}))

case("NoLoss", lambda: chain(
    f1=[nn.Linear(5, 6), nn.Tanh()], output=nn.Linear(6, 3)), [(5,)], None, values(3), momentum(0.01), batch=4)

case("Binary", lambda: chain(
    f1=[nn.Linear(5, 6), nn.ReLU()], output=nn.Linear(6, 3)), [(5,)], BCE, [("bits", 3)],
    ("SGD", {"lr": 0.05, "momentum": 0.9, "nesterov": True, "weight_decay": 0.02}), batch=4)


class DenseLoop(nn.Module):
    def __init__(self):
        super().__init__()
        self.start, self.first, self.second = nn.Conv2d(2, 3, 1), nn.Conv2d(5, 2, 3, padding=1), nn.Conv2d(7, 2, 3, padding=1)
        self.shared, self.output = nn.Conv2d(9, 9, 1), nn.Linear(9, 3)

    def forward(self, x):
        features = [x, self.start(x)]
        for layer in (self.first, self.second):
            features.append(layer(torch.cat(features, 1)).relu())
        y = torch.cat(features, 1)
        for i in range(3):
            y = self.shared(y) + y if i % 2 == 0 else y.tanh()
        return self.output(F.adaptive_avg_pool2d(y, 1).flatten(1))


case("DenseLoop", DenseLoop, [(2, 4, 3)], CE, labels(3))


class Renamed(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = nn.Sequential(nn.Linear(4, 5), nn.ReLU())
        self.head, self.fc1x1 = nn.Linear(5, 5), nn.Linear(5, 2)

    def forward(self, x):
        return self.fc1x1(self.head(self.backbone(x)))


case("Renamed", Renamed, [(4,)], CE, labels(2), ("RMSprop", {"lr": 0.002, "momentum": 0.5, "alpha": 0.95}))


case("AwkwardNames", lambda: chain(
    convolution=[nn.Conv2d(2, 3, 3, padding=1), nn.Tanh()],
    pooling=nn.AvgPool2d(2), frame=nn.BatchNorm2d(3),
    linear=[nn.Flatten(), nn.Linear(12, 5)], elementwise=nn.Sigmoid(), weights=nn.Linear(5, 3)), [(2, 4, 4)], CE, labels(3), batch=4)


class UsedTwice(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.left, self.right = nn.Conv2d(2, 4, 3, padding=1), nn.Conv2d(4, 4, 1), nn.Conv2d(4, 4, 3, padding=1)

    def forward(self, x):
        y = self.conv(x).relu()
        return self.left(y) * self.right(y) + y * y + y


case("UsedTwice", UsedTwice, [(2, 3, 4)], MSE, values(4, 3, 4), momentum(0.01))


# Cases/Functions.cs


class Exp(nn.Module):
    def forward(self, x):
        return x.exp()


class Abs(nn.Module):
    def forward(self, x):
        return x.abs()


case("SmoothActivations", lambda: chain(
    f1=[nn.Linear(7, 19), nn.ELU()], f2=[nn.Linear(19, 18), nn.GELU()], f3=[nn.Linear(18, 17), nn.GELU(approximate="tanh")],
    f4=[nn.Linear(17, 16), nn.SiLU()], f5=[nn.Linear(16, 9), nn.Softplus(beta=2)],
    f6=[nn.Linear(9, 8), nn.ELU(0.4), Exp()]), [(7,)], MSE, values(8), momentum(0.01), batch=4)

case("HardActivations", lambda: chain(
    c1=[nn.Conv2d(3, 6, 3, padding=1), nn.BatchNorm2d(6), nn.Hardswish()],
    c2=[nn.Conv2d(6, 5, 3), nn.ReLU6()],
    output=[nn.Flatten(), nn.Linear(60, 4), Abs()]), [(3, 6, 5)], CE, labels(4), batch=4)


class Quotients(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(5, 6), nn.Linear(5, 6)

    def forward(self, x):
        a, b = self.a(x), self.b(x)
        positive = b * b + 1.5
        y = a / positive + 1 / positive - b.abs() / 4
        return y + positive.log() * positive.sqrt() + positive.pow(-1.5) - a.pow(3) + F.silu(a * 0.3)


case("Quotients", Quotients, [(5,)], MSE, values(6), momentum(0.002), batch=4)

# Cases/RowNorms.cs

case("RowNorms", lambda: chain(
    c1=[nn.Conv2d(4, 6, 3, padding=1), nn.GroupNorm(3, 6), nn.ReLU()],
    c2=[nn.LayerNorm((6, 5), eps=0.01), nn.Conv2d(6, 7, 3), nn.LogSoftmax(1)],
    f3=[nn.LayerNorm((7, 4, 3)), nn.Flatten(), nn.Linear(84, 19), nn.LayerNorm(19), nn.SiLU()],
    output=[nn.Linear(19, 18), nn.GroupNorm(2, 18, affine=False), nn.Linear(18, 17), nn.LogSoftmax(-1)]),
    [(4, 6, 5)], MSE, values(17), momentum(0.01))
