namespace NetGen.Samples.Zoo;

/// <summary>
/// U-Net (Ronneberger, Fischer and Brox: Convolutional Networks for Biomedical Image Segmentation, 2015): says for every pixel what
/// it belongs to, so the loss compares scores of 2×256×256 with 256×256 labels. The way down halves the image four times and sees
/// what there is; the way up doubles it again with transposed convolutions, and at each size what was seen on the way down is laid
/// beside, so that it also knows where. Convolutions are padded here, so that images keep their size (the paper crops); height and
/// width must be multiples of 16.
/// </summary>
[Network(1, 256, 256)]
[CrossEntropyLoss]
public partial class UNet
{
    [TwoConvolutions(Channels = 64)] private partial Tensor Down1(Tensor x);
    [TwoConvolutions(Channels = 128)] private partial Tensor Down2(Tensor x);
    [TwoConvolutions(Channels = 256)] private partial Tensor Down3(Tensor x);
    [TwoConvolutions(Channels = 512)] private partial Tensor Down4(Tensor x);
    [TwoConvolutions(Channels = 1024)] private partial Tensor Bottom(Tensor x);

    [UpAndBeside(Channels = 512)] private partial Tensor Up4(Tensor x, Tensor beside);
    [UpAndBeside(Channels = 256)] private partial Tensor Up3(Tensor x, Tensor beside);
    [UpAndBeside(Channels = 128)] private partial Tensor Up2(Tensor x, Tensor beside);
    [UpAndBeside(Channels = 64)] private partial Tensor Up1(Tensor x, Tensor beside);

    [Conv2d(2, Kernel = 1)] private partial Tensor Classes(Tensor x);

    private Tensor Forward(Tensor x)
    {
        var whole = Down1(x);
        var half = Down2(whole.MaxPool2d(2));
        var quarter = Down3(half.MaxPool2d(2));
        var eighth = Down4(quarter.MaxPool2d(2));
        x = Up4(Bottom(eighth.MaxPool2d(2)), eighth);
        x = Up3(x, quarter);
        x = Up2(x, half);
        return Classes(Up1(x, whole));
    }
}
