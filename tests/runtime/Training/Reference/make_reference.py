"""Writes optimisers.json: what PyTorch's optimisers, schedules and gradient clipping compute, in double.

Run with Debian's python3-torch (1.13): /usr/bin/python3 make_reference.py
"""
import json
import os

import torch

torch.manual_seed(2)
COUNT, STEPS = 37, 10  # 37 numbers: whole vectors of every width and a tail


def floats(tensor):
    return [float(x) for x in tensor.flatten()]


initial = torch.randn(COUNT).float()
gradients = torch.randn(STEPS, COUNT).float()
gradients[:, 5] = 0
gradients[0, 6] = 0


def run(make, lr):
    p = torch.nn.Parameter(initial.double().clone())
    optimizer = make([p], lr)
    after = []
    for step in range(STEPS):
        p.grad = gradients[step].double().clone()
        optimizer.step()
        after.append(floats(p.detach()))
    return after


def sgd(**settings):
    return "Sgd", settings, lambda p, lr: torch.optim.SGD(
        p, lr, momentum=settings.get("momentum", 0), dampening=settings.get("dampening", 0),
        weight_decay=settings.get("weightDecay", 0), nesterov=bool(settings.get("nesterov", 0)))


def adam(name, kind, decay, **settings):
    return name, settings, lambda p, lr: kind(
        p, lr, betas=(settings.get("beta1", 0.9), settings.get("beta2", 0.999)), eps=settings.get("eps", 1e-8),
        weight_decay=settings.get("weightDecay", decay))


def rmsprop(**settings):
    return "RmsProp", settings, lambda p, lr: torch.optim.RMSprop(
        p, lr, alpha=settings.get("alpha", 0.99), eps=settings.get("eps", 1e-8), weight_decay=settings.get("weightDecay", 0),
        momentum=settings.get("momentum", 0), centered=bool(settings.get("centered", 0)))


cases = [sgd(), sgd(weightDecay=0.1)]
for dampening in (0, 0.3):
    for decay in (0, 0.1):
        cases.append(sgd(momentum=0.9, dampening=dampening, weightDecay=decay))
for decay in (0, 0.1):
    cases.append(sgd(momentum=0.9, weightDecay=decay, nesterov=1))
for name, kind, decay in (("Adam", torch.optim.Adam, 0), ("AdamW", torch.optim.AdamW, 1e-2)):
    cases.append(adam(name, kind, decay))
    cases.append(adam(name, kind, decay, weightDecay=0.2))
    cases.append(adam(name, kind, decay, beta1=0.5, beta2=0.9, eps=1e-3, weightDecay=0))
for centered in (0, 1):
    for momentum in (0, 0.8):
        for decay in (0, 0.1):
            cases.append(rmsprop(momentum=momentum, centered=centered, weightDecay=decay))
cases.append(rmsprop(alpha=0.7, eps=1e-2))

optimisers = [
    {"optimiser": name, "settings": settings, "learningRate": 0.05, "after": run(make, 0.05)} for name, settings, make in cases
]


def rates(make, steps=25, lr=0.4):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr)
    schedule = make(optimizer)
    result = []
    for _ in range(steps):
        result.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return result


lr = torch.optim.lr_scheduler
schedules = {
    "StepLr": rates(lambda o: lr.StepLR(o, 7, 0.3)),
    "CosineAnnealing": rates(lambda o: lr.CosineAnnealingLR(o, 10, 0.01)),
    "LinearWarmUp": rates(lambda o: lr.LinearLR(o, 0.25, 1.0, 8)),
    "WarmUpThenCosine": rates(
        lambda o: lr.SequentialLR(o, [lr.LinearLR(o, 0.25, 1.0, 8), lr.CosineAnnealingLR(o, 17, 0.01)], [8])),
}


def clipped(clip):
    p = torch.nn.Parameter(initial.double().clone())
    p.grad = gradients[0].double().clone()
    clip(p)
    return floats(p.grad)


clipping = {
    "norm": clipped(lambda p: torch.nn.utils.clip_grad_norm_(p, 1.5)),
    "largeNorm": clipped(lambda p: torch.nn.utils.clip_grad_norm_(p, 1000.0)),
    "value": clipped(lambda p: torch.nn.utils.clip_grad_value_(p, 0.5)),
}

reference = {
    "torch": torch.__version__,
    "initial": floats(initial),
    "gradients": [floats(g) for g in gradients],
    "optimisers": optimisers,
    "schedules": schedules,
    "clipping": clipping,
}


def rounded(value):
    if isinstance(value, float):
        return float(f"{value:.10g}")
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    return [rounded(v) for v in value] if isinstance(value, list) else value


with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "optimisers.json"), "w") as file:
    text = json.dumps(rounded(reference), separators=(",", ":"))
    file.write(text.replace("},{", "},\n{").replace("],[", "],\n[") + "\n")
