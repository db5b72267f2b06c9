"""The twins of ../../Cases/Permutations.cs."""
from torch import nn

from networks.cases import MSE, case, values


class Permutations(nn.Module):
    def __init__(self):
        super().__init__()
        self.mixed = nn.ModuleDict({"0": nn.Conv2d(3, 9, 3, padding=1), "2": nn.Linear(9, 8)})

    def forward(self, x):
        y = self.mixed["2"](self.mixed["0"](x).permute(0, 2, 3, 1)).tanh().transpose(1, -1)
        z = y.transpose(1, 3)
        w = z.permute(0, 2, -1, 1)
        channels = y.mean((2, 3), keepdim=True).permute(0, 2, 3, 1)
        return z.transpose(2, 1) * w.permute(0, 1, 3, 2) + channels


case("Permutations", Permutations, [(3, 9, 10)], MSE, values(10, 9, 8))


class Heads(nn.Module):
    def __init__(self):
        super().__init__()
        self.split, self.join = nn.Linear(12, 36), nn.Linear(36, 5)

    def forward(self, x):
        heads = self.split(x).reshape(-1, 17, 3, 12).transpose(1, 2)
        turned = (heads * heads.softmax(-1)).transpose(-2, -1)
        return self.join(turned.permute(0, 3, 1, 2).reshape(-1, 17, 36)).transpose(1, 2)


case("Heads", Heads, [(17, 12)], MSE, values(5, 17), batch=1)
