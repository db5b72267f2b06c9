"""The twins of ../../Cases/Slices.cs."""
import torch
from torch import nn

from networks.cases import CE, MSE, case, labels, values


class Slices(nn.Module):
    def __init__(self):
        super().__init__()
        self.f = nn.ModuleList([nn.Linear(9, 7)])

    def forward(self, x):
        y = self.f[0](x).tanh()
        last = y[:, -1] * y[:, 2, 3].unsqueeze(1)
        corner = y[:, :-1, 2:][:, 1:4] * y[:, :, 0][:, 1:4].unsqueeze(2)
        steps = y[:, 1::2] + y[:, :-1:2]
        order = y.index_select(2, torch.tensor([3, 0, 3, 6]))[:, -2:]
        some = y[:, :, 2::3].index_select(1, torch.tensor([2, 1, 2]))[:, -2:-1]
        return torch.cat([last, corner.flatten(1), steps.flatten(1), order.flatten(1), some[:, 0], y[:, :, 6:].flatten(1)], 1)


case("Slices", Slices, [(6, 9)], MSE, values(59))


class StepByStep(nn.Module):
    def __init__(self):
        super().__init__()
        self.again, self.output = nn.Linear(6, 6, bias=False), nn.Linear(6, 4)
        self.add_module("in", nn.Linear(3, 6))

    def forward(self, x):
        feed = self.get_submodule("in")
        h = feed(x[:, 0]).tanh()
        for step in range(1, x.shape[1]):
            h = (feed(x[:, step]) + self.again(h)).tanh()
        return self.output(h)


case("StepByStep", StepByStep, [(5, 3)], CE, labels(4), batch=1)


class Gathers(nn.Module):
    def __init__(self):
        super().__init__()
        self.f = nn.Linear(5, 5)

    def forward(self, x, rows, columns):
        y = self.f(x)
        gathered = y.gather(1, rows)
        across = y.gather(-1, columns)[:, :3]
        return gathered * gathered[:, :1] + across + y.gather(2, columns.transpose(1, 2))[:, 1:]


case("Gathers", Gathers, [(7, 5), ("ids", 5, 3, 4), ("ids", 5, 4, 4)], MSE, values(3, 4), batch=3)
