"""What every file of twins declares its cases with."""
import torch.nn.functional as F

from layers import Case, momentum

CASES = []
CE, MSE, BCE = F.cross_entropy, F.mse_loss, F.binary_cross_entropy_with_logits


def case(name, network, inputs, loss, targets, optimizer=None, batch=3):
    CASES.append(Case(name, network, inputs, loss, targets, optimizer or momentum(0.05), batch))


def labels(classes, *size):
    return [("labels", classes, *size)]


def holes(classes, ignored, *size):
    """Labels of which about every third is the one that does not count."""
    return [("holes", classes, ignored, *size)]


def values(*size):
    return [("values", *size)]
