"""Writes what PyTorch computes for activations, arithmetic and losses, in double, as Arithmetic/cases.json.

Run with the Python that has PyTorch (1.13 made the committed file):  python3 make_reference_arithmetic.py
A case is a layer by its name and settings in NetGen and a function of PyTorch that it must agree with: inputs (shape of one
sample and values; labels where they are integers), output, and the gradient of each input for a given gradient of the output.
"""

import json
import pathlib

import torch
from torch.nn import functional as F

FILE = pathlib.Path(__file__).parent / "Arithmetic" / "cases.json"
BATCH = 2
GENERATOR = torch.Generator().manual_seed(2)


def draw(*size):
    return torch.round(torch.randn(size, generator=GENERATOR, dtype=torch.float64) * 1e3) / 1e3


def labels(classes, *size):
    return torch.randint(classes, size, generator=GENERATOR)


def numbers(tensor):
    return [float(v) for v in tensor.detach().flatten()]


def case(name, layer, settings, function, *inputs):
    inputs = [x.requires_grad_() if x.is_floating_point() else x for x in inputs]
    y = function(*inputs)
    dy = draw(*y.shape)
    y.backward(dy)
    return {
        "name": name,
        "layer": layer,
        "settings": settings,
        "inputs": [
            {
                "shape": list(x.shape[1:]),
                "labels": not x.is_floating_point(),
                "values": numbers(x),
                "gradient": numbers(x.grad) if x.is_floating_point() else [],
            }
            for x in inputs
        ],
        "output": numbers(y),
        "outputGradient": numbers(dy),
    }


def vector(size=5, spread=2.0):
    return draw(BATCH, size) * spread


def activations():
    yield case("leaky relu", "LeakyRelu", {}, F.leaky_relu, torch.cat([vector(), torch.zeros(BATCH, 1, dtype=torch.float64)], 1))
    yield case("leaky relu 0.2", "LeakyRelu", {"negativeSlope": 0.2}, lambda x: F.leaky_relu(x, 0.2), vector())
    yield case("leaky relu -0.5", "LeakyRelu", {"negativeSlope": -0.5}, lambda x: F.leaky_relu(x, -0.5), vector())
    yield case("sigmoid", "Sigmoid", {}, torch.sigmoid, vector(spread=8.0))
    yield case("tanh", "Tanh", {}, torch.tanh, vector(spread=3.0))
    yield case("softmax", "Softmax", {}, lambda x: torch.softmax(x, -1), vector())
    yield case("softmax of channels", "Softmax", {"axis": 0}, lambda x: torch.softmax(x, 1), draw(BATCH, 3, 2, 2))
    yield case("softmax of rows", "Softmax", {"axis": -2}, lambda x: torch.softmax(x, -2), draw(BATCH, 2, 3, 2) + 100)


def arithmetic():
    yield case("add", "Add", {}, torch.add, vector(), vector())
    yield case("subtract", "Subtract", {}, torch.sub, vector(), vector())
    yield case("multiply", "Multiply", {}, torch.mul, vector(), vector())
    yield case("negate", "Negate", {}, torch.neg, vector())
    yield case("x + 1.5", "Add", {"right": 1.5}, lambda x: x + 1.5, vector())
    yield case("1.5 - x", "Subtract", {"left": 1.5}, lambda x: 1.5 - x, vector())
    yield case("x - 1.5", "Subtract", {"right": 1.5}, lambda x: x - 1.5, vector())
    yield case("-3 * x", "Multiply", {"left": -3}, lambda x: -3 * x, vector())
    yield case("image * channels", "Multiply", {}, torch.mul, draw(BATCH, 3, 2, 2), draw(BATCH, 3, 1, 1))
    yield case("column - row", "Subtract", {}, lambda x, y: x - y[:, None], draw(BATCH, 3, 1), draw(BATCH, 4))
    yield case("rows + image", "Add", {}, torch.add, draw(BATCH, 1, 3, 1), draw(BATCH, 2, 3, 4))
    yield case("concat", "Concat", {}, lambda *x: torch.cat(x, 1), draw(BATCH, 2, 2, 2), draw(BATCH, 1, 2, 2), draw(BATCH, 3, 2, 2))
    yield case("concat columns", "Concat", {"axis": -1}, lambda *x: torch.cat(x, -1), draw(BATCH, 2, 1), draw(BATCH, 2, 3))


def losses():
    yield case("cross entropy", "CrossEntropyLoss", {}, F.cross_entropy, vector(4, 3.0), labels(4, BATCH))
    yield case("cross entropy of pixels", "CrossEntropyLoss", {}, F.cross_entropy, draw(BATCH, 3, 2, 4), labels(3, BATCH, 2, 4))
    yield case("mean squared error", "MeanSquaredErrorLoss", {}, F.mse_loss, draw(BATCH, 2, 3), draw(BATCH, 2, 3))
    yield case(
        "binary cross entropy", "BinaryCrossEntropyLoss", {}, F.binary_cross_entropy_with_logits, vector(6, 20.0), draw(BATCH, 6).abs() % 1)


def functions():
    def wide():
        return torch.cat([vector(6, 4.0), torch.tensor([[0.0, 1e-5, 30.0, -30.0]] * BATCH, dtype=torch.float64)], 1)

    def positive():
        return vector(6).abs() + 0.01

    yield case("elu", "Elu", {}, F.elu, wide())
    yield case("elu 0.3", "Elu", {"alpha": 0.3}, lambda x: F.elu(x, 0.3), wide())
    yield case("elu -0.3", "Elu", {"alpha": -0.3}, lambda x: F.elu(x, -0.3), wide())
    yield case("gelu", "Gelu", {}, F.gelu, wide())
    yield case("gelu by tanh", "Gelu", {"approximate": True}, lambda x: F.gelu(x, approximate="tanh"), wide())
    yield case("silu", "Silu", {}, F.silu, wide())
    yield case("hard swish", "HardSwish", {}, F.hardswish, wide())
    yield case("relu 6", "Relu6", {}, F.relu6, torch.cat([wide(), torch.full((BATCH, 1), 6.0, dtype=torch.float64)], 1))
    yield case("softplus", "Softplus", {}, F.softplus, wide())
    yield case("softplus 2, 3", "Softplus", {"beta": 2, "threshold": 3}, lambda x: F.softplus(x, 2, 3), wide())
    yield case("exp", "Exp", {}, torch.exp, vector())
    yield case("log", "Log", {}, torch.log, positive())
    yield case("sqrt", "Sqrt", {}, torch.sqrt, positive())
    yield case("abs", "Abs", {}, torch.abs, wide())
    for p in (0, 1, 2, 3, -1, -2, 0.5, -0.5, 1.5, 2.5, 9, 12):
        yield case(f"pow {p}", "Pow", {"exponent": p}, lambda x: torch.pow(x, p), positive() if p % 1 else vector())
    yield case("log softmax", "LogSoftmax", {}, lambda x: F.log_softmax(x, -1), vector(spread=9.0))
    yield case("log softmax of channels", "LogSoftmax", {"axis": 0}, lambda x: F.log_softmax(x, 1), draw(BATCH, 3, 2, 2) + 100)
    yield case("divide", "Divide", {}, torch.div, vector(), vector())
    yield case("image / channels", "Divide", {}, torch.div, draw(BATCH, 3, 2, 2), draw(BATCH, 3, 1, 1))
    yield case("x / 1.5", "Divide", {"right": 1.5}, lambda x: x / 1.5, vector())
    yield case("1.5 / x", "Divide", {"left": 1.5}, lambda x: 1.5 / x, vector())


if __name__ == "__main__":
    lines = ",\n".join(json.dumps(c) for c in [*activations(), *arithmetic(), *losses(), *functions()])
    FILE.write_text(f"[\n{lines}\n]\n")
