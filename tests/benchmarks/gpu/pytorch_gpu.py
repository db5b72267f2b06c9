"""PyTorch on a GPU as a peer that works on command. Writes its version, or why it cannot run, then answers each line read:

    train NAME BATCH MODE TURNS      milliseconds of each turn by CUDA's events: copying inputs, forward, backward and an update
    predict NAME BATCH MODE TURNS    the same of copying inputs, forward, and copying scores back
    peak SIDE PRECISION              operations a second of a product of two matrices
    forget                           lets go of the networks

MODE is eager or compile, then float32, tensorfloat32 or bfloat16 (autocast): compile-bfloat16. Convolutional networks are channels_last.
An answer that begins with ! says why there is none.
"""
import sys

try:
    import torch
    from torch import nn
except ImportError as missing:
    print(missing)
    sys.exit()

import pytorch


class Block(nn.Module):
    def __init__(self, features, heads, hidden):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(features), nn.LayerNorm(features)
        self.attention = nn.MultiheadAttention(features, heads, batch_first=True)
        self.mlp = nn.Sequential(nn.Linear(features, hidden), nn.GELU(), nn.Linear(hidden, features))

    def forward(self, x):
        y = self.norm1(x)
        x = x + self.attention(y, y, y, need_weights=False)[0]
        return x + self.mlp(self.norm2(x))


class RowTransformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.rows, self.positions = nn.Linear(28, 128), nn.Parameter(torch.zeros(28, 128))
        self.blocks = nn.Sequential(*(Block(128, 4, 512) for _ in range(4)))
        self.norm, self.output = nn.LayerNorm(128), nn.Linear(28 * 128, 10)

    def forward(self, x):
        return self.output(self.norm(self.blocks(self.rows(x.squeeze(1)) + self.positions)).flatten(1))


NETWORKS = {**pytorch.NETWORKS, "transformer": (RowTransformer, pytorch.DIGIT, 10)}


class Run:
    def __init__(self, name, batch, mode):
        make, shape, classes = NETWORKS[name]
        how, self.precision = mode.split("-")
        torch.manual_seed(1)
        self.network = make().cuda()
        if shape[0] > 1:
            self.network = self.network.to(memory_format=torch.channels_last)
        self.forward = torch.compile(self.network, mode="max-autotune") if how == "compile" else self.network
        self.optimizer = torch.optim.SGD(self.network.parameters(), lr=0.01)
        self.inputs, self.labels = torch.rand(batch, *shape).pin_memory(), torch.randint(0, classes, (batch,)).pin_memory()
        self.format = torch.channels_last if shape[0] > 1 else torch.contiguous_format
        self.warm = set()

    def scores(self):
        x = self.inputs.to("cuda", non_blocking=True).contiguous(memory_format=self.format)
        with torch.autocast("cuda", torch.bfloat16, enabled=self.precision == "bfloat16"):
            return self.forward(x)

    def train(self):
        self.optimizer.zero_grad(set_to_none=True)
        loss = nn.functional.cross_entropy(self.scores().float(), self.labels.to("cuda", non_blocking=True))
        loss.backward()
        self.optimizer.step()

    def predict(self):
        with torch.inference_mode():
            self.scores().float().cpu()

    def time(self, work, turns):
        allow(self.precision)
        torch.backends.cudnn.benchmark = True
        self.network.train(work == "train")
        step = self.train if work == "train" else self.predict
        if work not in self.warm:
            self.warm.add(work)
            for _ in range(10):
                step()
        return " ".join(str(timed(step)) for _ in range(turns))


def allow(precision):
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = precision != "float32"


def timed(work):
    start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
    start.record()
    work()
    end.record()
    end.synchronize()
    return start.elapsed_time(end)


def peak(side, precision):
    allow(precision)
    kind = torch.bfloat16 if precision == "bfloat16" else torch.float32
    a, b = torch.rand(side, side, dtype=kind, device="cuda"), torch.rand(side, side, dtype=kind, device="cuda")

    def work():
        for _ in range(10):
            torch.mm(a, b)

    return 20 * side ** 3 / min(timed(work) for _ in range(5)) * 1000


def main():
    if not torch.cuda.is_available():
        print("it finds no CUDA device")
        return
    answers = sys.stdout
    sys.stdout = sys.stderr
    print(f"PyTorch {torch.__version__} on {torch.cuda.get_device_name()}", file=answers, flush=True)
    runs = {}
    for line in sys.stdin:
        work, *rest = line.split()
        answer = "done"
        if work == "forget":
            runs.clear()
            torch.cuda.empty_cache()
        else:
            try:
                if work == "peak":
                    print(peak(int(rest[0]), rest[1]), file=answers, flush=True)
                    continue
                name, batch, mode, turns = rest
                if (name, batch, mode) not in runs:
                    runs[name, batch, mode] = Run(name, int(batch), mode)
                answer = runs[name, batch, mode].time(work, int(turns))
            except Exception as problem:
                answer = "!" + str(problem).splitlines()[0] if str(problem) else "!" + type(problem).__name__
        print(answer, file=answers, flush=True)


if __name__ == "__main__":
    main()
