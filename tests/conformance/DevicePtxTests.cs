using System.Reflection;
using System.Text.RegularExpressions;
using NetGen.Conformance.Engines;
using NetGen.Ilgpu;
using Xunit;

namespace NetGen.Conformance;

/// <summary>
/// What NVIDIA's GPUs would be given: the kernels of whole networks are compiled to PTX, which needs no GPU, and looked through. The
/// networks make their steps on a device that notes kernels instead of running them.
/// </summary>
public sealed partial class DevicePtxTests(ITestOutputHelper output)
{
    /// <summary>Kernels alike but for the network that their epilogue was written for are looked at once.</summary>
    private static readonly HashSet<string> Seen = [];

    [Theory]
    [InlineData(typeof(Samples.Zoo.LeNet5Relu))]
    [InlineData(typeof(Samples.Zoo.CharacterTransformer))]
    [InlineData(typeof(Samples.Zoo.MobileNetV2))]
    [InlineData(typeof(Samples.Zoo.ResNet18))]
    public void KernelsOfTheZooAreSound(Type type)
    {
        var network = (Network)Activator.CreateInstance(type, 0UL, Initialization.He)!;
        Look(device => NetworkUnderTest.TryOut(network.To(device)));
    }

    [Fact]
    public void KernelsOfAllCasesAreSound() => Look(device =>
    {
        foreach (var @case in Case.All)
        {
            NetworkUnderTest.TryOut(((Network)Activator.CreateInstance(@case.Network, 0UL, Initialization.He)!).To(device));
        }
    });

    [Fact]
    public void TilesMultiplyInRegisters()
    {
        Check<Tile128>(products: 8 * 8 * 8, loads: 8 * 4);
        Check<SmallTile<Side64>>(products: 16 * 4 * 4, loads: 16 * 2);
        Check<SmallTile<Side32>>(products: 8 * 4 * 4, loads: 8 * 2);

        static void Check<TTile>(int products, int loads)
            where TTile : struct, ITile<TTile>
        {
            var ptx = Compiled<TTile, Matrix, Bringer<TTile, Matrix, Line>>();

            // Each product is added at once, of which NVIDIA's assembler makes one instruction.
            Assert.Equal(products, Count(ptx, "mul.f32"));
            Assert.Equal(products, Count(ptx, "add.f32"));
            Assert.Equal(loads, Count(ptx, "ld.shared.v4"));
        }
    }

    /// <summary>What tensor cores take and give stays in registers, and what other devices do instead is not reached.</summary>
    [Fact]
    public void TensorCoresMultiply()
    {
        Check<Tensor128<TensorFloat32Word>>("m16n8k8", 16, 6, "cvt.rna.tf32.f32");
        Check<SmallTensor<Side64, TensorFloat32Word>>("m16n8k8", 8, 6, "cvt.rna.tf32.f32");
        Check<SmallTensor<Side32, TensorFloat32Word>>("m16n8k8", 4, 3, "cvt.rna.tf32.f32");
        Check<Tensor128<BFloat16Words>>("m16n8k16", 16, 6, "cvt.rn.bf16x2.f32");
        Check<SmallTensor<Side64, BFloat16Words>>("m16n8k16", 8, 6, "cvt.rn.bf16x2.f32");
        Check<SmallTensor<Side32, BFloat16Words>>("m16n8k16", 4, 3, "cvt.rn.bf16x2.f32");

        static void Check<TTile>(string form, int products, int reads, string rounding)
            where TTile : struct, ITile<TTile>
        {
            var ptx = Compiled<TTile, Matrix, Bringer<TTile, Matrix, Line>>();

            Assert.Equal(1, Count(ptx, ".reg .f32 acc<64>;"));
            Assert.DoesNotContain(".local", ptx);
            Assert.Empty(PtxFlow.WronglyUniform(ptx));
            ptx = PtxFlow.Reachable(ptx);
            Assert.Equal(products, Count(ptx, "mma.sync.aligned." + form));
            Assert.Equal(reads, Count(ptx, "ldmatrix.sync.aligned.m8n8.x4"));

            // Each thread brings four words of either factor before the loop, and four in it, of one line or of four.
            Assert.Equal(32, Count(ptx, rounding));
            Assert.Equal(0, Count(ptx, "mul.f32"));
        }
    }

    [Theory]
    [InlineData("mov.u32 %r1, %tid.x;\nsetp.lt.s32 %p1, %r1, 5;\n@%p1 bra.uni L_1;\nret;\nL_1:\nret;", 1)]
    [InlineData("mov.u32 %r1, %ctaid.x;\nsetp.lt.s32 %p1, %r1, 5;\n@%p1 bra.uni L_1;\nret;\nL_1:\nret;", 0)]
    [InlineData(
        "mov.u32 %r1, %tid.x;\nmov.b32 %r2, 0;\nsetp.lt.s32 %p1, %r1, 5;\n@%p1 bra L_1;\nmov.b32 %r2, 1;\nL_1:\n"
        + "setp.eq.s32 %p2, %r2, 1;\n@%p2 bra.uni L_2;\nret;\nL_2:\nret;",
        1)]
    public void FlagsOnWhichThreadsDifferAreFound(string ptx, int branches) =>
        Assert.Equal(branches, PtxFlow.WronglyUniform(ptx).Count());

    /// <summary>A kernel of products of two such factors.</summary>
    private static string Compiled<TTile, TFactor, TBringer>()
        where TTile : struct, ITile<TTile>
        where TFactor : struct
        where TBringer : struct, IBringer<TBringer, TFactor>
    {
        Action<Product<TFactor, TFactor, Rows<Store>>> body =
            ProductKernel.Run<TTile, TFactor, TBringer, TFactor, TBringer, Rows<Store>>;
        return PtxCompiler.Compile(body.Method);
    }

    private void Look(Action<Device> work)
    {
        var kernels = new HashSet<MethodInfo>();
        work(Device.Loading("notes", new NotingLoader(kernel => kernels.Add(kernel))));
        var (looked, wrong) = (0, kernels.SelectMany(LostPadding).Distinct().ToList());
        foreach (var kernel in kernels.Where(k => Seen.Add(NameOf(k))))
        {
            var ptx = PtxCompiler.Compile(kernel);
            looked++;

            if (ptx.Contains(".local"))
            {
                wrong.Add($"{kernel}: an array in local memory");
            }

            wrong.AddRange(PtxFlow.WronglyUniform(ptx).Select(branch => $"{kernel}: {branch}"));
        }

        output.WriteLine($"{looked} of {kernels.Count} kernels looked at");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static IEnumerable<string> LostPadding(MethodInfo kernel) =>
        ArgumentLayout.LostPadding(kernel.GetParameters()[0].ParameterType);

    private static int Count(string text, string word) => text.Split(word).Length - 1;

    private static string NameOf(MethodInfo kernel) => Program().Replace(kernel.ToString()!, "");

    [GeneratedRegex(@"NetGen\.Generated\.<\w+>\w+__\w+\+|\w+(Inference|Training)\+")]
    private static partial Regex Program();
}
