using NetGen.Conformance.Engines;
using NetGen.Ilgpu;
using Xunit;

namespace NetGen.Conformance;

/// <summary>Factors that are packed before they are multiplied: how panels are brought to shared memory, and what it saves.</summary>
public sealed class DevicePackingTests(ITestOutputHelper output)
{
    /// <summary>Each float of a panel that is not in a gap is copied by one thread, four at once.</summary>
    [Fact]
    public void ThreadsShareAPanelByFours()
    {
        Check<Tensor128<TensorFloat32Word>>();
        Check<SmallTensor<Side64, TensorFloat32Word>>();
        Check<SmallTensor<Side32, TensorFloat32Word>>();
        Check<Tensor128<BFloat16Words>>();
        Check<SmallTensor<Side64, BFloat16Words>>();
        Check<SmallTensor<Side32, BFloat16Words>>();

        static void Check<TTile>()
            where TTile : struct, IWordTile<TTile>
        {
            Assert.Equal(Tile<TTile>.Side * TTile.Depth, 4 * Tile<TTile>.Threads);
            Assert.Equal(4 * TTile.Panel, PanelBringer<TTile>.Pitch * TTile.Depth * TTile.Numbers);
            var copied = Enumerable.Range(0, Tile<TTile>.Threads).Select(PanelBringer<TTile>.Place).ToArray();
            Assert.All(copied, place => Assert.Equal(0, place % 4));

            var words = from line in Enumerable.Range(0, Tile<TTile>.Side)
                        from word in Enumerable.Range(0, TTile.Depth)
                        select TTile.Place(line, word);
            Assert.Equal(words.Order(), copied.SelectMany(place => Enumerable.Range(place, 4)).Order());
        }
    }

    /// <summary>What is copied does not pass through registers, and is not rounded any more.</summary>
    [Fact]
    public void PanelsAreCopied()
    {
        Check<Tensor128<TensorFloat32Word>>("cvt.rna.tf32.f32");
        Check<SmallTensor<Side64, TensorFloat32Word>>("cvt.rna.tf32.f32");
        Check<SmallTensor<Side32, TensorFloat32Word>>("cvt.rna.tf32.f32");
        Check<Tensor128<BFloat16Words>>("cvt.rn.bf16x2.f32");
        Check<SmallTensor<Side64, BFloat16Words>>("cvt.rn.bf16x2.f32");
        Check<SmallTensor<Side32, BFloat16Words>>("cvt.rn.bf16x2.f32");

        static void Check<TTile>(string rounding)
            where TTile : struct, IWordTile<TTile>
        {
            Action<Product<Panels, Panels, Rows<Store>>> body =
                ProductKernel.Run<TTile, Panels, PanelBringer<TTile>, Panels, PanelBringer<TTile>, Rows<Store>>;
            var ptx = PtxCompiler.Compile(body.Method);
            Assert.DoesNotContain(".local", ptx);
            Assert.Empty(PtxFlow.WronglyUniform(ptx));

            // Of either factor one panel before the loop, and one in it.
            ptx = PtxFlow.Reachable(ptx);
            Assert.Equal(4, Count(ptx, "cp.async.cg.shared.global"));
            Assert.Equal(4, Count(ptx, "cp.async.wait_all"));
            Assert.Equal(0, Count(ptx, rounding));
            Assert.Equal(0, Count(ptx, "ld.global"));
        }
    }

    /// <summary>Where the left factor is packed, a warp has a fifth less to do at least; <see cref="Warp"/> says how much.</summary>
    [Fact]
    public void WarpsHaveLessToDo()
    {
        Check<Tensor128<TensorFloat32Word>>("TensorFloat32");
        Check<Tensor128<BFloat16Words>>("BFloat16");

        void Check<TTile>(string precision)
            where TTile : struct, IWordTile<TTile>
        {
            var (plain, packed) = (new PanelUnderTest<TTile>(packs: false), new PanelUnderTest<TTile>(packs: true));
            Compare("result", plain.OfForward, packed.OfForward);
            Compare("gradient of the input", plain.OfInputGradient, packed.OfInputGradient);
            Compare("gradient of the weights", plain.OfWeightGradient, packed.OfWeightGradient);

            void Compare(string what, int instructions, int fewer)
            {
                output.WriteLine($"{what} in {precision}: {instructions} instructions, packed {fewer}");
                Assert.InRange(fewer, 1, instructions * 4 / 5);
            }
        }
    }

    /// <summary>Memory to pack in is reserved, or nothing is packed: products themselves take none.</summary>
    [Fact]
    public void NothingIsPackedWithoutMemory()
    {
        var run = new ProductUnderTest(PtxLoader.Device(out _), 1, 10, 4240, 9, 0, 0);
        var (queue, memory) = (run.Queue, run.Queue.Memory);
        queue.Precision = Precision.TensorFloat32;
        var (takings, kernels) = (memory.Takings, queue.Kernels);
        run.Multiply();
        Assert.Equal((takings, kernels + 1), (memory.Takings, queue.Kernels));

        // Ten lines in a tile of 32, nine steps in two panels of eight, and the gaps.
        var needs = queue.Measure(run.Multiply);
        Assert.Equal((2 * ((32 * 8) + 16), 0), (needs.Panels, needs.Workspace));
        Assert.Equal(needs.Panels * sizeof(float), needs.Bytes);
        queue.Reserve(needs);
        (takings, kernels) = (memory.Takings, queue.Kernels);
        run.Multiply();

        Assert.Equal((takings, kernels + 2), (memory.Takings, queue.Kernels));
        Assert.Equal(0, queue.Measure(run.Multiply).Bytes);
        run.CheckBits(Rounded.TensorFloat32);
    }

    /// <summary>Without tensor cores the same is read and written by ordinary instructions.</summary>
    [Fact]
    public void TheSameInSimulation()
    {
        var run = new ProductUnderTest(Device.Fresh(Device.IlgpuCpu()), 2, 5, 33, 19, 1, 0);
        run.LaunchPacked<SmallTensor<Side32, BFloat16Words>>(left: true, right: true);
        run.CheckBits(Rounded.BFloat16);
    }

    private static int Count(string text, string word) => text.Split(word).Length - 1;
}
