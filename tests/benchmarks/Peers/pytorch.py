"""PyTorch as a peer that works on command, so that both sides can take turns. Called with the number of threads; writes its
version, then answers each line read:

    predict NAME BATCH TURNS     milliseconds that the turns took together
    train NAME BATCH TURNS       the same; a turn is forward, backward and an update by gradient descent
    export NAME BATCH ONNX PTH   writes the network for that batch, and its weights
    forget                       lets go of the networks
"""
import sys
import time

import torch
from torch import nn


def mlp():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 10))


class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1 = nn.Sequential(nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2))
        self.c3 = nn.Sequential(nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2))
        self.classifier = nn.Sequential(
            nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))

    def forward(self, x):
        return self.classifier(self.c3(self.c1(x)))


class RowLstm(nn.Module):
    def __init__(self):
        super().__init__()
        self.rows, self.output = nn.LSTM(28, 128, 2, batch_first=True), nn.Linear(128, 10)

    def forward(self, x):
        return self.output(self.rows(x.squeeze(1))[0][:, -1])


class Layers(nn.Module):
    """A stack under the name that a declaration with one layer method gives its parameters."""

    def __init__(self, layers):
        super().__init__()
        self.layers = layers

    def forward(self, x):
        return self.layers(x)


def cifar_small():
    return Layers(nn.Sequential(nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(4096, 10)))


class CifarBlock(nn.Module):
    """He et al. 2015, section 4.2, option A: the way around halves the image and adds channels of zeros."""

    def __init__(self, before, channels, stride):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(before, channels, 3, stride, 1, bias=False), nn.BatchNorm2d(channels)
        self.conv2, self.bn2 = nn.Conv2d(channels, channels, 3, 1, 1, bias=False), nn.BatchNorm2d(channels)
        self.stride, self.missing = stride, channels - before

    def forward(self, x):
        y = self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x)))))
        if self.missing:
            half = self.missing // 2
            x = nn.functional.pad(x[:, :, ::self.stride, ::self.stride], (0, 0, 0, 0, half, self.missing - half))
        return torch.relu(y + x)


class ResNet20(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16)
        self.layer1 = nn.Sequential(*(CifarBlock(16, 16, 1) for _ in range(3)))
        self.layer2 = nn.Sequential(CifarBlock(16, 32, 2), CifarBlock(32, 32, 1), CifarBlock(32, 32, 1))
        self.layer3 = nn.Sequential(CifarBlock(32, 64, 2), CifarBlock(64, 64, 1), CifarBlock(64, 64, 1))
        self.linear = nn.Linear(64, 10)

    def forward(self, x):
        x = self.layer3(self.layer2(self.layer1(torch.relu(self.bn1(self.conv1(x))))))
        return self.linear(x.mean((2, 3)))


def zoo(name, **settings):
    def make():
        import torchvision
        return getattr(torchvision.models, name)(**settings)
    return make


DIGIT, SMALL, PICTURE = (1, 28, 28), (3, 32, 32), (3, 224, 224)

# Name: how the network is made, the shape of a sample, the number of classes.
NETWORKS = {
    "mlp": (lambda: Layers(mlp()), DIGIT, 10), "lenet5": (LeNet5, DIGIT, 10), "cifarsmall": (cifar_small, SMALL, 10),
    "resnet20": (ResNet20, SMALL, 10), "lstm": (RowLstm, DIGIT, 10), "alexnet": (zoo("alexnet"), PICTURE, 1000),
    "vgg11": (zoo("vgg11"), PICTURE, 1000), "resnet18": (zoo("resnet18"), PICTURE, 1000),
    "resnet50": (zoo("resnet50"), PICTURE, 1000), "googlenet": (zoo("googlenet", init_weights=False), PICTURE, 1000),
    "densenet121": (zoo("densenet121"), PICTURE, 1000), "mobilenetv2": (zoo("mobilenet_v2"), PICTURE, 1000),
}


class Run:
    def __init__(self, name, batch):
        make, shape, classes = NETWORKS[name]
        torch.manual_seed(1)
        self.network = make()
        self.optimizer = torch.optim.SGD(self.network.parameters(), lr=0.01)
        self.inputs = torch.rand(batch, *shape)
        self.labels = torch.randint(0, classes, (batch,))

    def loss(self):
        outputs, loss = self.network(self.inputs), nn.functional.cross_entropy
        if isinstance(outputs, torch.Tensor):
            return loss(outputs, self.labels)
        main, *others = outputs
        return loss(main, self.labels) + 0.3 * sum(loss(other, self.labels) for other in others)

    def train(self):
        self.optimizer.zero_grad(set_to_none=True)
        self.loss().backward()
        self.optimizer.step()

    def predict(self):
        with torch.inference_mode():
            self.network(self.inputs)

    def export(self, model, weights):
        self.network.eval()
        torch.onnx.export(self.network, self.inputs, model, opset_version=13, input_names=["x"], output_names=["scores"])
        torch.save(self.network.state_dict(), weights)

    def time(self, work, turns):
        self.network.train(work == "train")
        step = self.train if work == "train" else self.predict
        start = time.perf_counter()
        for _ in range(turns):
            step()
        return (time.perf_counter() - start) * 1000


def main():
    torch.set_num_threads(int(sys.argv[1]))
    answers = sys.stdout
    sys.stdout = sys.stderr
    print(torch.__version__, file=answers, flush=True)
    runs = {}
    for line in sys.stdin:
        work, *rest = line.split()
        answer = "done"
        if work == "forget":
            runs.clear()
        else:
            name, batch, *arguments = rest
            if (name, batch) not in runs:
                runs[name, batch] = Run(name, int(batch))
            if work == "export":
                runs[name, batch].export(*arguments)
            else:
                answer = runs[name, batch].time(work, int(arguments[0]))
        print(answer, file=answers, flush=True)


if __name__ == "__main__":
    main()
