"""The twins of ../../Cases/Recurrent.cs."""
import torch
from torch import nn

from layers import CounterDropout, momentum
from networks.cases import CE, MSE, case, labels, values


class Chain(nn.Sequential):
    """Recurrent layers hand on their output alone."""

    def forward(self, x):
        for layer in self:
            x = layer(x)
            x = x[0] if isinstance(x, tuple) else x
        return x


class Tagger(nn.Module):
    def __init__(self, name, layers, output):
        super().__init__()
        setattr(self, name, Chain(*layers))
        self.name, self.output = name, output

    def forward(self, x):
        return self.output(getattr(self, self.name)(x))


def steps(prediction, target):
    """A label for each step: PyTorch wants the classes second."""
    return CE(prediction.flatten(0, 1), target.flatten())


class RnnClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn, self.output = nn.RNN(3, 5, batch_first=True), nn.Sequential(nn.Flatten(), nn.Linear(5, 4))

    def forward(self, x):
        return self.output(self.rnn(x)[1].transpose(0, 1))


case("RnnClassifier", RnnClassifier, [(7, 3)], CE, labels(4), batch=5)

case("RnnTagger", lambda: Tagger("rnn", [
    nn.RNN(4, 5, 2, nonlinearity="relu", bias=False, batch_first=True),
    nn.RNN(5, 6, 3, bidirectional=True, batch_first=True)], nn.Linear(12, 3)), [(7, 4)], steps, labels(3, 7), batch=2)

case("GruTagger", lambda: Tagger("gru", [
    nn.GRU(3, 17, batch_first=True),
    nn.GRU(17, 5, 2, bidirectional=True, bias=False, batch_first=True)], nn.Linear(10, 4)), [(13, 3)], steps, labels(4, 13), batch=7)

case("LstmTagger", lambda: Tagger("lstm", [
    nn.LSTM(5, 17, batch_first=True),
    nn.LSTM(17, 33, 2, bidirectional=True, bias=False, batch_first=True)], nn.Linear(66, 4)), [(13, 5)], steps, labels(4, 13), batch=2)


class States(nn.Module):
    """All results of a layer that begins with given states."""

    def __init__(self, name, layer, count, outputs):
        super().__init__()
        setattr(self, name, layer)
        self.name, self.output = name, nn.Linear(count, outputs)

    def forward(self, x, *states):
        states = [s.transpose(0, 1).contiguous() for s in states]
        y, last = getattr(self, self.name)(x, tuple(states) if len(states) > 1 else states[0])
        last = last if isinstance(last, tuple) else (last,)
        return self.output(torch.cat([y.flatten(1), *[s.transpose(0, 1).flatten(1) for s in last]], 1))


case("RnnStates", lambda: States("rnn", nn.RNN(5, 33, 2, bidirectional=True, batch_first=True), 7 * 66 + 4 * 33, 3),
     [(7, 5), (4, 33)], MSE, values(3), momentum(0.001), batch=1)

case("GruStates", lambda: States("gru", nn.GRU(4, 5, 3, bidirectional=True, batch_first=True), 7 * 10 + 6 * 5, 3),
     [(7, 4), (6, 5)], MSE, values(3), batch=4)

case("LstmStates", lambda: States("lstm", nn.LSTM(4, 5, 2, bidirectional=True, batch_first=True), 7 * 10 + 2 * 4 * 5, 3),
     [(7, 4), (4, 5), (4, 5)], MSE, values(3))


class OneStep(nn.Module):
    def __init__(self):
        super().__init__()
        self.chain = Chain(
            nn.GRU(3, 33, batch_first=True), nn.LSTM(33, 17, bidirectional=True, batch_first=True), nn.RNN(34, 7, batch_first=True),
            nn.Flatten(), nn.Linear(7, 3))

    def forward(self, x):
        return self.chain(x)


case("OneStep", OneStep, [(1, 3)], CE, labels(3), batch=1)


class EncoderDecoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder, self.decoder = nn.LSTM(4, 9, 2, batch_first=True), nn.LSTM(3, 9, 2, batch_first=True)
        self.output = nn.Linear(9, 5)

    def forward(self, first, second, target):
        hidden, cell = self.encoder(first)[1]
        other_hidden, other_cell = self.encoder(second)[1]
        return self.output(self.decoder(target, (hidden + other_hidden, cell * other_cell))[0])


case("EncoderDecoder", EncoderDecoder, [(7, 4), (5, 4), (6, 3)], steps, labels(5, 6))


class Dropped(nn.Module):
    """Two layers with NetGen's dropout between them, under the names of one."""

    def __init__(self, kind, inputs, hidden, rate, stream):
        super().__init__()
        whole = kind(inputs, hidden, 2, batch_first=True)
        self.kind, self.hidden = kind, hidden
        for name, value in whole.named_parameters():
            self.register_parameter(name, value)
        self.dropout = CounterDropout(rate, stream)

    def forward(self, x):
        return self.layer(self.dropout(self.layer(x, 0)), 1)

    def layer(self, x, index):
        weights = [value for name, value in self.named_parameters() if name.endswith(f"_l{index}")]
        h = torch.zeros(1, x.shape[0], self.hidden, dtype=x.dtype)
        if self.kind is nn.LSTM:
            return torch._VF.lstm(x, (h, h), weights, True, 1, 0.0, False, False, True)[0]
        return torch._VF.gru(x, h, weights, True, 1, 0.0, False, False, True)[0]


case("RecurrentDropout", lambda: Tagger("layers", [
    Dropped(nn.LSTM, 3, 6, 0.4, 0), Dropped(nn.GRU, 6, 5, 0.3, 1)], nn.Linear(5, 3)), [(5, 3)], steps, labels(3, 5))
