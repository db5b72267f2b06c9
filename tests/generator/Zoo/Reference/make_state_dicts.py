"""Writes the name and shape of every tensor in the state_dict of torchvision's networks, one a line, sorted by name.

    python3 make_state_dicts.py

Made with torchvision 0.14.1. A batch norm's num_batches_tracked has no shape: it is one number. torchvision has no ResNets for
CIFAR-10; their names are those of the checkpoints that are published most: with option A of He et al. (2015), section 4.2,
akamaster/pytorch_resnet_cifar10's, with option B chenyaofo/pytorch-cifar-models'.
"""

import pathlib

import torch
import torchvision.models as models
from torch import nn


def cifar_resnet(blocks, projected=False):
    """The modules that hold parameters; nothing is ever computed with them."""
    network = nn.Module()
    network.conv1, network.bn1 = nn.Conv2d(3, 16, 3, bias=False), nn.BatchNorm2d(16)
    channels = 16
    for stage, wide in enumerate((16, 32, 64), start=1):
        layer = nn.Sequential()
        for index in range(blocks):
            block = nn.Module()
            block.conv1, block.bn1 = nn.Conv2d(channels, wide, 3, bias=False), nn.BatchNorm2d(wide)
            block.conv2, block.bn2 = nn.Conv2d(wide, wide, 3, bias=False), nn.BatchNorm2d(wide)
            if projected and channels != wide:
                block.downsample = nn.Sequential(nn.Conv2d(channels, wide, 1, bias=False), nn.BatchNorm2d(wide))
            layer.append(block)
            channels = wide
        network.add_module(f"layer{stage}", layer)
    network.add_module("fc" if projected else "linear", nn.Linear(64, 10))
    return network


def chain(**members):
    """A list is a stack of layers, as several attributes on one method are."""
    network = nn.Module()
    for name, member in members.items():
        network.add_module(name, nn.Sequential(*member) if isinstance(member, list) else member)
    return network


def non_local_cnn():
    def stage(inputs, outputs):
        return [nn.Conv2d(inputs, outputs, 3, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]

    block = chain(theta=nn.Conv2d(64, 32, 1), phi=nn.Conv2d(64, 32, 1), g=nn.Conv2d(64, 32, 1),
                  w=[nn.Conv2d(32, 64, 1), nn.BatchNorm2d(64)])
    return chain(stage1=stage(3, 32), stage2=stage(32, 64), non_local=block, stage3=[nn.MaxPool2d(2), *stage(64, 128)],
                 output=[nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(128, 10)])


def character_transformer():
    block = lambda: models.vision_transformer.EncoderBlock(4, 128, 512, 0.0, 0.0)
    network = chain(tokens=nn.Embedding(65, 128), blocks=[block() for _ in range(4)], norm=nn.LayerNorm(128), output=nn.Linear(128, 65))
    network.positions = nn.Parameter(torch.zeros(64, 128))
    return network


NETWORKS = {
    "AlexNet": lambda: models.alexnet(),
    "Vgg11": lambda: models.vgg11(),
    "Vgg13": lambda: models.vgg13(),
    "Vgg16": lambda: models.vgg16(),
    "Vgg19": lambda: models.vgg19(),
    "GoogLeNet": lambda: models.googlenet(init_weights=False),
    "ResNet18": lambda: models.resnet18(),
    "ResNet34": lambda: models.resnet34(),
    "ResNet50": lambda: models.resnet50(),
    "ResNet101": lambda: models.resnet101(),
    "ResNet152": lambda: models.resnet152(),
    "DenseNet121": lambda: models.densenet121(),
    "DenseNet169": lambda: models.densenet169(),
    "SqueezeNet10": lambda: models.squeezenet1_0(),
    "SqueezeNet11": lambda: models.squeezenet1_1(),
    "MobileNetV2": lambda: models.mobilenet_v2(),
    "ResNet20": lambda: cifar_resnet(3),
    "ResNet20OptionB": lambda: cifar_resnet(3, projected=True),
    "ResNet32": lambda: cifar_resnet(5),
    "ResNet44": lambda: cifar_resnet(7),
    "ResNet56": lambda: cifar_resnet(9),
    "NonLocalCnn": non_local_cnn,
    "CharacterTransformer": character_transformer,
    "VisionTransformer": lambda: models.VisionTransformer(32, 4, 6, 3, 192, 768, num_classes=10),
    "VitB16": lambda: models.vit_b_16(),
}

# The numbers do not matter here, and drawing 138 million of them takes a while.
for name in ("normal_", "uniform_", "kaiming_normal_", "kaiming_uniform_", "trunc_normal_", "xavier_uniform_"):
    setattr(torch.nn.init, name, lambda tensor, *_, **__: tensor)

folder = pathlib.Path(__file__).parent
for name, make in NETWORKS.items():
    network = make()
    lines = sorted(f"{key} {'x'.join(map(str, value.shape))}".rstrip() for key, value in network.state_dict().items())
    (folder / f"{name}.txt").write_text("\n".join(lines) + "\n")
    print(f"{name}: {sum(p.numel() for p in network.parameters()):,} parameters, {len(lines)} tensors")
