using NetGen.Fusion;
using NetGen.Planning;

namespace NetGen.Emit.Cpu;

/// <summary>Emits chains: each is a kernel that has others run for one sample after the other.</summary>
internal sealed class ChainEmitter(Schedule schedule, ISet<string> taken)
{
    private readonly string[] _names = [.. schedule.Chains.Select(_ => KernelNames.Unique("SampleBySample", taken))];

    /// <summary>Writes the statement that runs a chain in the place of its first kernel, and none in the place of its others.</summary>
    /// <returns>Whether the kernel is in a chain.</returns>
    public bool Launch(SourceWriter writer, ScheduledKernel kernel)
    {
        if (schedule.ChainOf(kernel) is not { } chain)
        {
            return false;
        }

        if (ReferenceEquals(schedule.Forward[chain.First], kernel))
        {
            writer.Line($"new {_names[Array.IndexOf([.. schedule.Chains], chain)]}(frame).Launch();");
        }

        return true;
    }

    /// <summary>Writes all chains of the forward pass's kernels.</summary>
    public void Emit(SourceWriter writer, IReadOnlyList<(KernelWords Words, ScheduledKernel Kernel)> forward)
    {
        for (var i = 0; i < _names.Length; i++)
        {
            writer.Line();
            Emit(writer, _names[i], schedule.Chains[i], [.. forward.Skip(schedule.Chains[i].First).Take(schedule.Chains[i].Count)]);
        }
    }

    private static void Emit(SourceWriter writer, string name, Chain chain, (KernelWords Words, ScheduledKernel Kernel)[] members)
    {
        writer.Line("/// <summary>");
        writer.Doc(
            $"Takes each sample through {Numbers.Text(chain.Count)} kernels before the next one. What they hand on, "
            + $"{Numbers.Text(chain.Floats)} floats, lies in the thread's scratch memory and stays in its cache.");
        writer.Line("/// </summary>");
        using (writer.Block($"private readonly struct {name}(Frame frame) : IKernel"))
        {
            using (writer.Block("public void Launch()"))
            {
                writer.Line("frame.Executor.Run(this, frame.Batch, grain: 1);");
            }

            writer.Line();
            using (writer.Block("public void Run(int first, int count, Floats scratch)"))
            using (writer.Block("for (var sample = first; sample < first + count; sample++)"))
            {
                foreach (var (words, kernel) in members)
                {
                    writer.Packed($"new {words.Name}(", words.Arguments(kernel), ").Run(sample, 1, scratch);");
                }
            }
        }
    }
}
