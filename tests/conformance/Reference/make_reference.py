#!/usr/bin/env python3
"""Computes the conformance cases with PyTorch in double precision and writes one .safetensors file for each.

    python3 make_reference.py [CASE ...]        (PyTorch 1.13 or later; no other package)

Keys of a file (all numbers float64, except what is given to the network, which float32 holds exactly):
    initial.NAME          the state_dict that everything starts from
    input.I, target.I     one batch; outputgradient.I where the network has no loss
    output.I              outputs in eval mode
    training.output.I, training.loss, gradient.NAME, inputgradient.I, statistics.NAME
                          one forward and backward pass in train mode, and the running statistics after it
                          (without input gradients where parameters are frozen)
    steps.losses, steps.NAME
                          the losses of ten optimiser steps on that batch, and the state_dict after them

A tensor of more than LARGE elements is given in half precision at first, and its results are thinned to every THIN-th
element, so that the files stay small. Inputs are drawn anew until a perturbation of the size of float rounding changes
no result by more than rounding does: no kink of a ReLU or a max pool lies within reach.
"""
import json
import os
import struct
import sys

import torch

from networks import CASES

LARGE, THIN = 2048, 13
HERE = os.path.dirname(os.path.abspath(__file__))


def optimizer(case, parameters):
    name, settings = case.optimizer
    return getattr(torch.optim, name)(parameters, **settings)


def initial(case, module, seed):
    """Draws every parameter and buffer, so that none has a special value such as 0 or 1."""
    g = torch.Generator().manual_seed(seed)
    state = {}
    for name, value in module.state_dict().items():
        if name.endswith("num_batches_tracked"):
            state[name] = torch.tensor(3)
            continue
        draw = torch.randn(value.shape, generator=g, dtype=torch.float64)
        if name.endswith("running_var"):
            draw = 0.75 + 0.2 * draw.abs()
        elif value.dim() <= 1:
            draw = (1 if norm_weight(module, name) else 0) + 0.2 * draw
        else:
            draw = draw * (2.0 / value[0].numel()) ** 0.5
        state[name] = draw.half() if value.numel() > LARGE else draw.float()
    return state


def norm_weight(module, name):
    owner = module.get_submodule(name.rpartition(".")[0])
    return name.endswith(".weight") and isinstance(owner, torch.nn.modules.batchnorm._BatchNorm)


def given(case, seed):
    """Inputs and targets; labels and bits are whole numbers."""
    g = torch.Generator().manual_seed(seed)

    def draw(what):
        kind, *size = what
        if kind in ("labels", "ids"):
            return torch.randint(0, size[0], (case.batch, *size[1:]), generator=g, dtype=torch.int32)
        if kind == "holes":
            drawn = torch.randint(-size[0] // 2, size[0], (case.batch, *size[2:]), generator=g, dtype=torch.int32)
            return torch.where(drawn < 0, torch.tensor(size[1], dtype=torch.int32), drawn)
        values = torch.randn((case.batch, *size), generator=g, dtype=torch.float64).float()
        return (values > 0).float() if kind == "bits" else values

    return [draw(s if s[0] == "ids" else ("values", *s)) for s in case.inputs], [draw(t) for t in case.targets]


def whole(tensor):
    return tensor.dtype == torch.int32


def forward(case, module, inputs, targets, step):
    for part in module.modules():
        part.step = step
    outputs = module(*inputs)
    outputs = list(outputs) if isinstance(outputs, tuple) else [outputs]
    if case.loss:
        return outputs, case.loss(*outputs, *[t.long() if whole(t) else t for t in targets])
    return outputs, sum((o * t).sum() for o, t in zip(outputs, targets))


def compute(case, state, inputs, targets):
    """All results as a dictionary; see the keys above."""
    module = case.network().double()
    module.load_state_dict(state)
    inputs = [i.long() if whole(i) else i.double().requires_grad_() for i in inputs]
    targets = [t if whole(t) else t.double() for t in targets]
    results = {}
    module.eval()
    with torch.no_grad():
        outputs = module(*inputs)
    for i, output in enumerate(outputs if isinstance(outputs, tuple) else [outputs]):
        if output is not None:
            results[f"output.{i}"] = output

    module.train()
    outputs, loss = forward(case, module, inputs, targets, 0)
    loss.backward()
    for i, output in enumerate(outputs):
        results[f"training.output.{i}"] = output
    trained = {n: p for n, p in module.named_parameters() if p.requires_grad}
    results.update({f"gradient.{n}": p.grad.clone() for n, p in trained.items()})
    if len(trained) == len(list(module.parameters())):
        results.update({f"inputgradient.{i}": x.grad for i, x in enumerate(inputs) if x.requires_grad})
    results.update({f"statistics.{n}": b.clone() for n, b in module.named_buffers()})
    if case.loss:
        results["training.loss"] = loss.reshape(1)

    module.load_state_dict(state)
    inputs = [i.detach() for i in inputs]
    optimise = optimizer(case, [p for p in module.parameters() if p.requires_grad])
    losses = []
    for step in range(10):
        optimise.zero_grad()
        _, loss = forward(case, module, inputs, targets, step)
        loss.backward()
        optimise.step()
        losses.append(loss.detach())
    if case.loss:
        results["steps.losses"] = torch.stack(losses)
    results.update({f"steps.{n}": v for n, v in module.state_dict().items()})
    return {name: value.detach().double().clone() for name, value in results.items()}


def distance(a, b):
    """The worst difference over all tensors, each relative to its largest value (or to the largest gradient, where it is nought)."""
    largest = max((v.abs().max().item() for n, v in a.items() if n.startswith("gradient.")), default=1.0)
    worst = 0.0
    for name, value in a.items():
        scale = value.abs().max().item()
        scale = scale if scale > 1e-9 * largest else largest
        difference = (value - b[name]).abs().max().item() / scale
        worst = max(worst, difference if difference == difference else float("inf"))
    return worst


def perturbed(tensor, generator):
    if tensor.dtype in (torch.int32, torch.int64):
        return tensor
    noise = torch.randn(tensor.shape, generator=generator, dtype=torch.float64)
    return tensor.double() * (1 + 3e-7 * noise)


def stable(case, state, inputs, targets, results):
    g = torch.Generator().manual_seed(1)
    worst = 0.0
    for _ in range(3):
        other = compute(
            case, {n: perturbed(v, g) for n, v in state.items()}, [i if whole(i) else perturbed(i, g) for i in inputs], targets)
        worst = max(worst, distance(results, other))
    return worst


def thin(value):
    return value.flatten()[::THIN] if value.numel() > LARGE else value


def save(path, tensors, metadata):
    types = {torch.float64: "F64", torch.float32: "F32", torch.float16: "F16", torch.int32: "I32", torch.int64: "I64"}
    header, data = {"__metadata__": metadata}, b""
    for name, value in tensors.items():
        raw = value.detach().contiguous().numpy().tobytes()
        header[name] = {"dtype": types[value.dtype], "shape": list(value.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def make(case):
    module = case.network()
    for seed in range(1, 200):
        state = initial(case, module, seed)
        inputs, targets = given(case, seed)
        results = compute(case, state, inputs, targets)
        worst = stable(case, state, inputs, targets, results)
        if worst < 1.5e-5:
            break
    else:
        raise SystemExit(f"{case.name}: no inputs found that keep away from kinks")

    tensors = {f"initial.{n}": v for n, v in state.items()}
    tensors.update({f"input.{i}": v for i, v in enumerate(inputs)})
    tensors.update({f"{'target' if case.loss else 'outputgradient'}.{i}": v for i, v in enumerate(targets)})
    tensors.update({n: thin(v) for n, v in results.items()})
    name, settings = case.optimizer
    metadata = {"optimizer": name, **{k: json.dumps(v) for k, v in settings.items()}, "large": str(LARGE), "thin": str(THIN)}
    path = os.path.join(HERE, f"{case.name}.safetensors")
    save(path, tensors, metadata)
    losses = results.get("steps.losses", torch.zeros(1))
    print(f"{case.name:24} loss {losses[0]:.3f} to {losses[-1]:.3f}",
          f"seed {seed:3}  sensitivity {worst:.1e}  {os.path.getsize(path):7} bytes")


if __name__ == "__main__":
    torch.set_num_threads(1)
    for case in CASES:
        if len(sys.argv) == 1 or case.name in sys.argv[1:]:
            make(case)
