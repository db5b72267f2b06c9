"""The twins of ../../Cases/FreeParameters.cs."""
import torch
from torch import nn

from networks.cases import CE, MSE, case, labels, values


class TokensAndPositions(nn.Module):
    def __init__(self):
        super().__init__()
        self.patches = nn.ModuleList([nn.Conv2d(2, 7, 2, stride=2)])
        self.class_token, self.positions = nn.Parameter(torch.zeros(1, 7)), nn.Parameter(torch.zeros(7, 7))
        self.layer_scale, self.temperature = nn.Parameter(torch.ones(7)), nn.Parameter(torch.zeros(()))
        self.output = nn.Linear(7, 3)

    def forward(self, x):
        patches = self.patches[0](x).flatten(2).transpose(1, 2)
        y = torch.cat([self.class_token.expand(len(x), 1, 7), patches], 1) + self.positions
        z = (self.layer_scale * y).tanh() - self.positions / (self.temperature + 3)
        return self.output(z[:, 0]) + self.output(z[:, -1]) * self.temperature


case("TokensAndPositions", TokensAndPositions, [(2, 6, 4)], CE, labels(3))


class OnceAndSamples(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1)
        self.channels, self.rows = nn.Parameter(torch.zeros(4, 1, 1)), nn.Parameter(torch.ones(5, 1))
        self.image = nn.Parameter(torch.zeros(4, 5, 9))

    def forward(self, x):
        y = self.conv(x)
        gate = (self.channels - y) * self.image
        plane = y.mean((2, 3), keepdim=True) * self.rows + self.image[0]
        quotient = self.rows / (gate * gate + 2) - y / (self.image * self.image + 1.5)
        return torch.cat([gate + plane, quotient, self.image.expand(len(x), 4, 5, 9)], 3)


case("OnceAndSamples", OnceAndSamples, [(3, 5, 9)], MSE, values(4, 5, 27), batch=1)
