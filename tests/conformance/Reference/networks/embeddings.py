"""The twins of ../../Cases/Embeddings.cs."""
from torch import nn

from layers import chain
from networks.cases import CE, MSE, case, labels, values


class TokenSteps(nn.Module):
    def __init__(self):
        super().__init__()
        self.token, self.other = nn.Embedding(13, 6, padding_idx=2), nn.Embedding(11, 33)
        self.mix, self.output = nn.Sequential(nn.Linear(33, 6), nn.Tanh()), nn.Linear(6, 4)

    def forward(self, tokens):
        return self.output(self.token(tokens) + self.mix(self.other(tokens)) * self.token(tokens))


case("TokenSteps", TokenSteps, [("ids", 11, 7)], lambda y, target: CE(y.transpose(1, 2), target), labels(4, 7), batch=4)

case("TokenPairs", lambda: chain(
    table=nn.Embedding(5, 4), output=[nn.Flatten(), nn.ReLU(), nn.Linear(24, 3)]),
    [("ids", 5, 3, 2)], MSE, values(3), ("Adam", {"lr": 0.01}), batch=1)
