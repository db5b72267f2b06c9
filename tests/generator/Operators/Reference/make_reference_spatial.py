"""The references of operators that look at neighbours or change the size of an image; see make_reference.py.

    python3 make_reference_spatial.py
"""
from torch import nn

from make_reference import write

BILINEAR = 1


def norms():
    write("lrn", "LocalResponseNorm", {"size": 5}, nn.LocalResponseNorm(5), (7, 2, 3), spread=40.0)
    write(
        "lrn_even", "LocalResponseNorm", {"size": 4, "Alpha": 2, "Beta": 0.3, "K": 0.5}, nn.LocalResponseNorm(4, 2, 0.3, 0.5), (3, 3, 1))
    write("lrn_of_steps", "LocalResponseNorm", {"size": 3, "Alpha": 1, "K": 2}, nn.LocalResponseNorm(3, 1, k=2), (1, 5))


def pools():
    for name, layer, module in (("avg", "AdaptiveAvgPool2d", nn.AdaptiveAvgPool2d), ("max", "AdaptiveMaxPool2d", nn.AdaptiveMaxPool2d)):
        write(f"adaptive_{name}", layer, {"output": 4}, module(4), (3, 7, 9))
        write(f"adaptive_{name}_larger", layer, {"Height": 5, "Width": 7}, module((5, 7)), (2, 3, 6))
        write(f"adaptive_{name}_regular", layer, {"output": 3}, module(3), (2, 7, 9))
        write(f"adaptive_{name}_one_axis", layer, {"Width": 2}, module((None, 2)), (1, 4, 5))
        write(f"adaptive_{name}_of_one_pixel", layer, {"output": 3}, module(3), (2, 1, 1))


def paddings():
    for name, module in (("ZeroPad2d", nn.ZeroPad2d), ("ReflectionPad2d", nn.ReflectionPad2d), ("ReplicationPad2d", nn.ReplicationPad2d)):
        write(name.lower(), name, {"padding": 2}, module(2), (2, 3, 4))
        write(f"{name.lower()}_sides", name, {"Left": 3, "Top": 1, "Bottom": 2}, module((3, 0, 1, 2)), (1, 3, 4))
    write("replicationpad2d_of_one_pixel", "ReplicationPad2d", {"padding": 3}, nn.ReplicationPad2d(3), (3, 1, 1))


def shuffles():
    write("pixel_shuffle", "PixelShuffle", {"factor": 2}, nn.PixelShuffle(2), (12, 3, 1))
    write("pixel_shuffle_by_threes", "PixelShuffle", {"factor": 3}, nn.PixelShuffle(3), (9, 2, 4))
    write("pixel_unshuffle", "PixelUnshuffle", {"factor": 2}, nn.PixelUnshuffle(2), (3, 4, 6))
    write("pixel_unshuffle_by_threes", "PixelUnshuffle", {"factor": 3}, nn.PixelUnshuffle(3), (1, 3, 6))


def transposed_convolutions():
    write("conv_transpose2d", "ConvTranspose2d", {"outChannels": 3, "Kernel": 3}, nn.ConvTranspose2d(2, 3, 3), (2, 3, 4))
    write(
        "conv_transpose2d_strided", "ConvTranspose2d", {"outChannels": 3, "Kernel": 3, "Stride": 2, "Padding": 1, "OutputPadding": 1},
        nn.ConvTranspose2d(2, 3, 3, stride=2, padding=1, output_padding=1), (2, 3, 4))
    write(
        "conv_transpose2d_grouped", "ConvTranspose2d", {"outChannels": 6, "Kernel": 2, "Stride": 2, "Groups": 3, "Bias": False},
        nn.ConvTranspose2d(3, 6, 2, stride=2, groups=3, bias=False), (3, 2, 3))
    write(
        "conv_transpose2d_dilated", "ConvTranspose2d",
        {"outChannels": 1, "KernelHeight": 2, "KernelWidth": 3, "StrideWidth": 3, "PaddingHeight": 1,
         "DilationHeight": 3, "DilationWidth": 2, "OutputPaddingHeight": 2},
        nn.ConvTranspose2d(2, 1, (2, 3), stride=(1, 3), padding=(1, 0), dilation=(3, 2), output_padding=(2, 0)), (2, 4, 1))


def upsampling():
    write("upsample", "Upsample", {"scaleFactor": 2}, nn.Upsample(scale_factor=2), (2, 3, 5))
    write("upsample_by_a_fraction", "Upsample", {"scaleFactor": 1.3}, nn.Upsample(scale_factor=1.3), (1, 7, 11))
    write("upsample_smaller", "Upsample", {"scaleFactor": 0.37}, nn.Upsample(scale_factor=0.37), (1, 7, 11))
    write("upsample_to_a_size", "Upsample", {"Height": 82, "Width": 5}, nn.Upsample((82, 5)), (1, 2, 7))
    for corners in (False, True):
        settings, torch = {"Mode": BILINEAR, "AlignCorners": corners}, {"mode": "bilinear", "align_corners": corners}
        name = "bilinear_aligned" if corners else "bilinear"
        write(f"upsample_{name}", "Upsample", {"scaleFactor": 2, **settings}, nn.Upsample(scale_factor=2, **torch), (2, 3, 5))
        write(
            f"upsample_{name}_by_a_fraction", "Upsample", {"scaleFactor": 1.7, **settings}, nn.Upsample(scale_factor=1.7, **torch), (1, 5, 7))
        write(f"upsample_{name}_smaller", "Upsample", {"scaleFactor": 0.3, **settings}, nn.Upsample(scale_factor=0.3, **torch), (1, 11, 7))
        write(f"upsample_{name}_to_a_size", "Upsample", {"Height": 4, "Width": 9, **settings}, nn.Upsample((4, 9), **torch), (1, 1, 9))
        write(f"upsample_{name}_to_one_pixel", "Upsample", {"Height": 1, "Width": 1, **settings}, nn.Upsample((1, 1), **torch), (2, 3, 4))


if __name__ == "__main__":
    norms()
    pools()
    paddings()
    shuffles()
    transposed_convolutions()
    upsampling()
