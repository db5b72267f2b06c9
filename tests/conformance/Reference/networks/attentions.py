"""The twins of ../../Cases/Attentions.cs."""
import math

import torch
from torch import nn

from layers import CounterDropout, momentum
from networks.cases import CE, MSE, case, labels, values


def attention(features, heads, bias=True):
    return nn.MultiheadAttention(features, heads, bias=bias, batch_first=True)


def attend(module, query, key=None, value=None, causal=False):
    key = query if key is None else key
    mask = torch.full((query.shape[1], key.shape[1]), -math.inf, dtype=query.dtype).triu(1)
    mask = mask if causal else torch.zeros_like(mask)  # without a mask, 1.13 takes a short cut that needs a bias
    return module(query, key, key if value is None else value, need_weights=False, attn_mask=mask)[0]


def plain(q, k, v, causal=False):
    scores = q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])
    if causal:
        scores = scores + torch.full(scores.shape[-2:], -math.inf, dtype=q.dtype).triu(1)
    return scores.softmax(-1) @ v


class SelfAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.norm, self.second = attention(6, 2), nn.LayerNorm(6), attention(6, 1)
        self.third = nn.ModuleList([attention(6, 6, bias=False)])

    def forward(self, x):
        y = x + attend(self.first, x)
        y = self.norm(y + attend(self.first, y))
        return attend(self.third[0], y + attend(self.second, y, causal=True)).relu() - y


class CrossAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.attend, self.values, self.mix = attention(8, 4), nn.Sequential(nn.Linear(8, 8), nn.Tanh()), attention(8, 2)

    def forward(self, x, memory):
        return attend(self.mix, attend(self.attend, x, memory) + x, memory, self.values(memory))


class LongAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.causal, self.full, self.output = attention(5, 1), attention(5, 5), nn.Linear(5, 3)

    def forward(self, x):
        return self.output(attend(self.full, x + attend(self.causal, x, causal=True)).tanh())


class Dropped(nn.Module):
    """nn.MultiheadAttention with two heads, written out for the sake of its dropout."""

    def __init__(self):
        super().__init__()
        self.in_proj_weight, self.in_proj_bias = nn.Parameter(torch.zeros(12, 4)), nn.Parameter(torch.zeros(12))
        self.out_proj, self.drop = nn.Linear(4, 4), CounterDropout(0.3, 0)

    def forward(self, x):
        rows = (x @ self.in_proj_weight.T + self.in_proj_bias).reshape(*x.shape[:2], 3, 2, 2)
        q, k, v = rows.permute(2, 0, 3, 1, 4)
        weights = self.drop((q @ k.transpose(-1, -2) / math.sqrt(2)).softmax(-1))
        return self.out_proj((weights @ v).transpose(1, 2).reshape(x.shape))


class DroppedAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.attend = Dropped()

    def forward(self, x):
        return self.attend(x) + x


class BareAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.query, self.key, self.value = nn.Linear(8, 9), nn.Linear(8, 9), nn.Linear(8, 11)

    def forward(self, x):
        q, k, v = self.query(x), self.key(x), self.value(x)
        groups = plain(*[y.reshape(-1, 2, 3, y.shape[-1]) for y in (q, k, v)], causal=True)
        return groups.reshape(-1, 6, 11) + plain(q, k, v)


case("SelfAttention", SelfAttention, [(7, 6)], MSE, values(7, 6))
# No Adam for attention: the gradient of the keys' bias is zero, and Adam makes rounding errors of it as large as any.
case("CrossAttention", CrossAttention, [(5, 8), (9, 8)], MSE, values(5, 8))
case("LongAttention", LongAttention, [(53, 5)], lambda y, target: CE(y.transpose(1, 2), target), labels(3, 53), batch=1)
case("DroppedAttention", DroppedAttention, [(5, 4)], MSE, values(5, 4), momentum(0.02))
case("BareAttention", BareAttention, [(6, 8)], MSE, values(6, 11), batch=2)
