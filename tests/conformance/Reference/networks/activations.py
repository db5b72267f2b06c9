"""The twins of ../../Cases/Activations.cs."""
from torch import nn

from layers import chain
from networks.cases import CE, MSE, case, labels, values

case("Activations", lambda: chain(
    f1=[nn.Linear(7, 9), nn.LeakyReLU(0.3)],
    f2=[nn.Linear(9, 8), nn.Sigmoid()],
    f3=[nn.Linear(8, 6), nn.Tanh(), nn.ReLU()],
    output=nn.Linear(6, 4)), [(7,)], CE, labels(4), ("Adam", {"lr": 0.01, "weight_decay": 0.05}), batch=5)

case("SoftmaxVectors", lambda: chain(
    f1=[nn.Linear(6, 5), nn.Softmax(-1)], output=[nn.Linear(5, 7), nn.Softmax(-1)]), [(6,)], MSE, values(7), ("AdamW", {"lr": 0.01}))

case("SoftmaxSequences", lambda: chain(
    scores=[nn.Linear(6, 5), nn.Softmax(-1)], output=nn.Linear(5, 3)), [(4, 6)], MSE, values(4, 3))
