"""Writes small checkpoints as training scripts leave them, in both of PyTorch's formats, for TorchFileTests.

    python3 make_checkpoints.py

Made with PyTorch 1.13. The weights are those of the tests' network: weight i of a tensor is i / 4 - 1.
"""

import collections
import pathlib

import numpy
import torch

FOLDER = pathlib.Path(__file__).parent


def ramp(*shape, dtype=torch.float32):
    return (torch.arange(torch.Size(shape).numel()) / 4 - 1).reshape(shape).to(dtype)


def weights(prefix=""):
    tensors = collections.OrderedDict()
    tensors[prefix + "fc.weight"] = ramp(3, 4)
    tensors[prefix + "fc.bias"] = ramp(3)
    tensors[prefix + "scale.factor"] = ramp(1)
    tensors[prefix + "scale.num_batches_tracked"] = torch.tensor(7)
    return tensors


def save(name, value, new=True, protocol=2):
    torch.save(value, FOLDER / name, _use_new_zipfile_serialization=new, pickle_protocol=protocol)


module = torch.nn.Linear(4, 3)  # its state_dict has _metadata, which is set by the opcode BUILD
optimizer = torch.optim.SGD(module.parameters(), lr=0.1, momentum=0.9)
module(torch.ones(1, 4)).sum().backward()
optimizer.step()
module.weight.data, module.bias.data = ramp(3, 4), ramp(3)
state = module.state_dict(prefix="fc.")
state["scale.factor"] = ramp(1)

# What training scripts save beside the weights; the optimiser's tensors are storages too.
beside = {
    "epoch": 12,
    "arch": "tiny",
    "best_prec1": numpy.float64(91.73),
    "best": torch.tensor(91.73),
    "milestones": collections.Counter([100, 150]),
    "history": [(1, 0.5), (2, 0.25)],
    "large": 2**70,
    "device": torch.device("cpu"),
    "optimizer": optimizer.state_dict(),
}

# All element types, and views that share one storage.
base = ramp(4, 6)
kinds = {str(t).removeprefix("torch."): (ramp(2, 3) * 4).to(t) for t in (
    torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16, torch.int8,
    torch.uint8, torch.bool)}
views = {
    "whole": base,
    "transposed": base.t(),
    "row": base[2],
    "column": base[:, 1],
    "block": base[1:3, 2:5],
    "steps": base[::2, ::3],
    "expanded": base[0, 0].expand(2, 2),
    "scalar": base[3, 5],
    "empty": base[:0],
    "parameter": torch.nn.Parameter(base[1]),
}

for new, kind in ((True, "zip"), (False, "stream")):
    save(f"plain.{kind}", weights(), new)
    save(f"metadata.{kind}", state, new)
    save(f"nested.{kind}", {**beside, "state_dict": weights("module.")}, new)
    save(f"kinds.{kind}", kinds, new)
    save(f"views.{kind}", views, new)
    save(f"protocol3.{kind}", {"model": weights(), **beside}, new, protocol=3)
    save(f"protocol5.{kind}", {"net": weights("_orig_mod.module."), **beside}, new, protocol=5)

# A whole module, which is refused: reading it would run the module's code.
save("module.zip", module)
