namespace NetGen.Generator.Tests.Declaration;

/// <summary>Sizes that do not fit: the argument, attribute or expression is underlined, and who gives what is said.</summary>
public sealed class ShapeDiagnosticTests
{
    [Fact]
    public void TheTutorialsMistake() => Underlined.Reports(
        """
        [Network(3, 32, 32)]
        [CrossEntropyLoss]
        public partial class Net
        {
            [Conv2d(12, Kernel = 5, Padding = 2), Relu] private partial Tensor Conv1(Tensor x);
            [Conv2d(16, Kernel = 5, Padding = 2), Relu, MaxPool2d(2)] private partial Tensor Pool(Tensor x);
            [Flatten, Linear(120, [|In = 2304|]), Relu] private partial Tensor Fc1(Tensor x);
            [Linear(10)] private partial Tensor Fc2(Tensor x);
        }

        public static class Program
        {
            public static void Run(Net net, float[] x, int[] labels)
            {
                net.Predict(x, new float[10]);
                net.CreateTrainer(new Adam(1e-3f), batchSize: 2).Step(x, labels);
                Console.WriteLine(Net.Summary);
            }
        }
        """,
        "NG0201",
        "Fc1 expects 2304 inputs (In = 2304) but receives 4096: Pool gives 16×16×16");

    [Fact]
    public void InputOfAConvolution() => Underlined.Reports(
        """
        [Network(3, 8, 8)]
        public partial class Net
        {
            [Conv2d(4, Kernel = 3, [|In = 1|])] private partial Tensor C1(Tensor x);
        }
        """,
        "NG0201",
        "C1 expects 1 channels (In = 1) but receives 3: the input is 3×8×8");

    [Fact]
    public void SettingOutOfRange() => Underlined.Reports(
        """
        [Network(3, 8, 8)]
        public partial class Net
        {
            [Conv2d(4, [|Kernel = 0|])] private partial Tensor C1(Tensor x);
        }
        """,
        "NG0202",
        "C1: Kernel must be at least 1, but is 0");

    [Fact]
    public void PositionalSettingOutOfRange() => Underlined.Reports(
        """
        [Network(8)]
        public partial class Net
        {
            [Linear([|-3|])] private partial Tensor F1(Tensor x);
        }
        """,
        "NG0202",
        "F1: outFeatures must be at least 1, but is -3");

    [Fact]
    public void AnImageIsNeeded() => Underlined.Reports(
        """
        [Network(3, 8, 8)]
        public partial class Net
        {
            [Flatten] private partial Tensor Flat(Tensor x);
            [[|Conv2d(4, Kernel = 3)|], Relu] private partial Tensor C1(Tensor x);
        }
        """,
        "NG0203",
        "C1 expects an image, channels × height × width, but receives 192: Flat gives 192");

    [Fact]
    public void KernelLargerThanTheImage() => Underlined.Reports(
        """
        [Network(3, 4, 9)]
        public partial class Net
        {
            [Conv2d(4, Kernel = 3)] private partial Tensor C1(Tensor x);
            [Relu, Conv2d(4, [|KernelHeight = 5|], KernelWidth = 3)] private partial Tensor C2(Tensor x);
        }
        """,
        "NG0204",
        "C2: the kernel reaches over 5 pixels, but the height of 4×2×7 is 2: C1 gives 4×2×7");

    [Fact]
    public void GroupsDoNotDivide() => Underlined.Reports(
        """
        [Network(3, 4, 4)]
        public partial class Net
        {
            [Conv2d(4, [|Groups = 2|])] private partial Tensor C1(Tensor x);
        }
        """,
        "NG0205",
        "C1: 2 groups must divide both the 3 input channels and the 4 output channels: the input is 3×4×4");

    [Fact]
    public void SumOfDifferentShapes() => Underlined.Reports(
        """
        [Network(3, 8, 8)]
        public partial class Net
        {
            [Conv2d(4, Kernel = 3)] private partial Tensor C1(Tensor x);

            private Tensor Forward(Tensor x)
            {
                var y = C1(x);
                return ([|y + x|]).Relu();
            }
        }
        """,
        "NG0206",
        "Add: 4×6×6 and 3×8×8 do not fit together: aligned at the right, 6 meets 8, where sizes must be equal or one of them 1: "
        + "C1 gives 4×6×6, the input x is 3×8×8");

    [Fact]
    public void ReshapeToAnotherCount() => Underlined.Reports(
        """
        [Network(3, 8, 8)]
        public partial class Net
        {
            [Linear(4)] private partial Tensor F1(Tensor x);

            private Tensor Forward(Tensor x) => F1([|x.Reshape(10, 10)|]);
        }
        """,
        "NG0211",
        "Reshape: 3×8×8 has 192 elements, but 10×10 has 100: the input x is 3×8×8");

    [Fact]
    public void InABlockTheUseIsNamed() => Underlined.Reports(
        """
        [Block]
        public partial class Half
        {
            const int Channels = 4;
            [Conv2d(Channels, Kernel = 3, Stride = 2)] private partial Tensor Down(Tensor x);
            [Conv2d(Channels, [|Kernel = 5|])] private partial Tensor Wide(Tensor x);
        }

        [Network(3, 17, 17)]
        public partial class Net
        {
            [Half] private partial Tensor A(Tensor x);
            [Half(Channels = 8), Relu] private partial Tensor B(Tensor x);
        }
        """,
        "NG0204",
        "Wide: the kernel reaches over 5 pixels, but the height of 8×1×1 is 1: Down gives 8×1×1 (in B.0 of Net)");

    [Fact]
    public void LossOfAWrongPrediction() => Underlined.Reports(
        """
        [Network(8)]
        public partial class Net
        {
            [Linear(4)] private partial Tensor F1(Tensor x);

            private Tensor Forward(Tensor x) => F1(x);

            private Tensor Loss(Tensor y, [Shape(5)] Tensor target) => [|y.MeanSquaredErrorLoss(target)|];
        }
        """,
        "NG0209",
        "MeanSquaredErrorLoss: for a prediction of 4 the target must be 4 per sample, but it is 5 per sample: F1 gives 4");

    [Fact]
    public void PaddingOfAPool() => Underlined.Reports(
        """
        [Network(3, 8, 8)]
        public partial class Net
        {
            [Relu, MaxPool2d(2, [|Padding = 2|])] private partial Tensor P(Tensor x);
        }
        """,
        "NG0210",
        "P: a padding of 2 is more than half of the kernel's height, 2");

    [Fact]
    public void ConcatOfDifferentSizes() => Underlined.Reports(
        """
        [Network(3, 8, 8)]
        public partial class Net
        {
            [MaxPool2d(2)] private partial Tensor P(Tensor x);

            private Tensor Forward(Tensor x) => [|Tensor.Concat(x, P(x))|];
        }
        """,
        "NG0207",
        "Concat along axis 0: all other sizes must be equal, but the shapes are 3×8×8, 3×4×4: the input x is 3×8×8, P gives 3×4×4");

    [Fact]
    public void SettingOfAMethod() => Underlined.Reports(
        """
        [Network(3, 8, 8)]
        public partial class Net
        {
            private Tensor Forward(Tensor x) => x.MaxPool2d([|kernel: 0|]);
        }
        """,
        "NG0202",
        "MaxPool2d: Kernel must be at least 1, but is 0");

    [Fact]
    public void OneOfSeveralInAStack() => Underlined.Reports(
        """
        [Network(1, 28, 28)]
        public partial class Net
        {
            [Conv2d(6, Kernel = 5), Relu, MaxPool2d(2), Flatten, Linear(10, [|In = 400|])] private partial Tensor F(Tensor x);
        }
        """,
        "NG0201",
        "F expects 400 inputs (In = 400) but receives 864: Flatten gives 864");

    [Fact]
    public void AListOfSizesIsToBlameAsAWhole() => Underlined.Reports(
        """
        [Network(1, 28, 28)]
        public partial class Net
        {
            [Relu, [|Reshape(3, 5)|]] private partial Tensor F(Tensor x);
        }
        """,
        "NG0211",
        "F: 1×28×28 has 784 elements, but 3×5 has 15: the input is 1×28×28");

    [Fact]
    public void TooLarge() => Underlined.Reports(
        """
        [Network(70000)]
        public partial class Net
        {
            [[|Linear(70000)|]] private partial Tensor F(Tensor x);
        }
        """,
        "NG0212",
        "F: weight would be 70000×70000, which is more than 2147483647 numbers: the input is 70000");

    [Fact]
    public void IntegersAreNoImages() => Underlined.Reports(
        """
        [Network]
        public partial class Net
        {
            [Linear(3)] private partial Tensor F(Tensor x);

            private Tensor Forward([Shape(7, Type = ElementType.Int32)] Tensor tokens) => F([|tokens + 1|]);
        }
        """,
        "NG0208",
        "Add expects floating-point numbers but receives integers: 7: the input tokens is 7");

    [Fact]
    public void AWrongInputIsReportedWithoutTheHintToFlatten() => Underlined.Reports(
        """
        [Network(3, 8, 8)]
        public partial class Net
        {
            [Conv2d(4, Kernel = 3), Relu, Linear(10, [|In = 144|])] private partial Tensor A(Tensor x);
        }
        """,
        "NG0201",
        "A expects 144 inputs (In = 144) but receives 6: Relu gives 4×6×6");

    [Fact]
    public void ASharedLayerHasOneShape() => Underlined.Reports(
        """
        [Network(8)]
        public partial class Net
        {
            [[|Linear(4)|]] private partial Tensor F1(Tensor x);

            private Tensor Forward(Tensor x) => F1(F1(x));
        }
        """,
        "NG0130",
        "F1 is used again with the same weights, but f1.weight is 4×8 in its first use and would be 4×4 here: F1 gives 4");
}
