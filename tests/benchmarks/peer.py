"""Times PyTorch on command, so that both sides can take turns: each line read is "CASE WORK BATCH STEPS", each line
written the milliseconds that the steps took together. One thread, as the other side."""
import sys
import time

import torch
from torch import nn


def lenet():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))


class LstmRows(nn.Module):
    def __init__(self):
        super().__init__()
        self.rows, self.output = nn.LSTM(28, 128, 2, batch_first=True), nn.Linear(256, 10)

    def forward(self, x):
        return self.output(self.rows(x)[1][0].transpose(0, 1).flatten(1))


# Name: how the network is made, the shape of a sample, the number of classes.
CASES = {"lenet": (lenet, (1, 28, 28), 10), "lstm": (LstmRows, (28, 28), 10)}


class Run:
    def __init__(self, case, batch):
        make, shape, classes = CASES[case]
        torch.manual_seed(1)
        self.network = make()
        self.optimizer = torch.optim.SGD(self.network.parameters(), lr=0.01)
        self.loss = nn.CrossEntropyLoss()
        self.inputs = torch.rand(batch, *shape)
        self.labels = torch.randint(0, classes, (batch,))

    def train(self):
        self.optimizer.zero_grad(set_to_none=True)
        self.loss(self.network(self.inputs), self.labels).backward()
        self.optimizer.step()

    def predict(self):
        with torch.inference_mode():
            self.network(self.inputs)


def main():
    torch.set_num_threads(1)
    print(torch.__version__, flush=True)
    runs = {}
    for line in sys.stdin:
        case, work, batch, steps = line.split()
        if (case, work, batch) not in runs:
            runs[case, work, batch] = Run(case, int(batch))
        run = runs[case, work, batch]
        run.network.train(work == "train")
        step = run.train if work == "train" else run.predict
        start = time.perf_counter()
        for _ in range(int(steps)):
            step()
        print((time.perf_counter() - start) * 1000, flush=True)


main()
