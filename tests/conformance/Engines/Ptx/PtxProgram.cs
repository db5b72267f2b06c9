namespace NetGen.Conformance.Engines.Ptx;

/// <summary>
/// A kernel, ready to be run. The threads of a group go together; they part at branches, and meet again where all ways lead. At a
/// barrier all must be there.
/// </summary>
internal sealed class PtxProgram
{
    private readonly PtxKernel _kernel;
    private readonly Step[] _steps;
    private readonly Joins _joins;

    public PtxProgram(string ptx)
    {
        _kernel = PtxParser.Parse(ptx);
        _steps = [.. _kernel.Instructions.Select(Bind)];
        _joins = new([.. _steps.Select(Next), []]);
    }

    private enum Flow
    {
        On,
        Branch,
        Barrier,
        End,
    }

    /// <summary>Instructions, times threads.</summary>
    public long Done { get; private set; }

    /// <summary>Runs so many groups, one after the other.</summary>
    public void Run(int groups, int threads, byte[] parameters, GlobalMemory global, Tally? tally = null)
    {
        if (_kernel.Size("param") > parameters.Length)
        {
            throw new PtxFault($"{_kernel.Size("param")} bytes of parameters are declared, {parameters.Length} given");
        }

        var shared = new SharedMemory(_kernel.Size("shared"), tally);
        for (var group = 0; group < groups; group++)
        {
            shared.Begin();
            global.First = group * threads;
            Run(new(_kernel, threads, group, global, parameters, shared), [.. Enumerable.Range(0, threads)], 0, _steps.Length);
            shared.End();
        }
    }

    /// <summary>On until all that are left are at a place; tells who came there.</summary>
    private int[] Run(Threads threads, int[] lanes, int at, int end)
    {
        int[] arrived = [];
        while (at != end && lanes.Length > 0)
        {
            var step = _steps[at];
            var acting = step.Guard < 0 ? lanes : Acting(at, threads, lanes);
            Done += acting.Length;
            threads.Shared.Tally?.Count(_kernel.Instructions[at].Name, acting);
            if (step.Flow is Flow.On or Flow.Barrier)
            {
                Act(at, threads, acting);
                at++;
                continue;
            }

            var others = acting.Length == lanes.Length ? [] : lanes.Except(acting).ToArray();
            if (step.Flow == Flow.End)
            {
                (lanes, at) = (others, at + 1);
            }
            else if (others.Length == 0 || acting.Length == 0)
            {
                at = acting.Length > 0 ? step.Target : at + 1;
            }
            else if (_joins[at] == end)
            {
                // What is left of a loop goes on with it.
                arrived = Together(arrived, Run(threads, acting, step.Target, end));
                (lanes, at) = (others, at + 1);
            }
            else
            {
                var join = _joins[at];
                lanes = Together(Run(threads, acting, step.Target, join), Run(threads, others, at + 1, join));
                at = join;
            }
        }

        return Together(arrived, lanes);
    }

    private static int[] Together(int[] some, int[] others) =>
        some.Length == 0 ? others : others.Length == 0 ? some : [.. some.Concat(others).Order()];

    /// <summary>Those whose guard is on. Where a branch is called uniform, the threads of a warp agree on it.</summary>
    private int[] Acting(int at, Threads threads, int[] lanes)
    {
        var step = _steps[at];
        var guards = threads.Row(step.Guard);
        var acting = new List<int>(lanes.Length);
        foreach (var lane in lanes)
        {
            if (guards[lane] > 1)
            {
                throw At(at, $"the guard of thread {lane} was never written");
            }

            if (guards[lane] == (step.IsNegated ? 0u : 1u))
            {
                acting.Add(lane);
            }
        }

        if (step.IsUniform && acting.Count > 0 && acting.Count < lanes.Length
            && acting.Select(Warp).Intersect(lanes.Except(acting).Select(Warp)).Any())
        {
            throw At(at, "threads of a warp part at a branch that is called uniform");
        }

        return acting.Count == lanes.Length ? lanes : [.. acting];

        static int Warp(int lane) => lane / Threads.WarpSize;
    }

    private void Act(int at, Threads threads, int[] lanes)
    {
        try
        {
            _steps[at].Work(threads, lanes);
        }
        catch (PtxFault fault)
        {
            throw At(at, fault.Message);
        }
    }

    private Step Bind(Instruction instruction)
    {
        try
        {
            if (instruction.Guard is { } guard && guard.Type != PtxType.Predicate)
            {
                throw new PtxFault($"{guard.Name} is no predicate");
            }

            var binding = new Binding(_kernel, instruction);
            var step = new Step(Flow.On, -1, instruction.Guard?.Row ?? -1, instruction.IsGuardNegated, false, (_, _) => { });
            step = instruction.Name switch
            {
                "bra" => step with { Flow = Flow.Branch, Target = binding.Label() },
                "bra.uni" => step with { Flow = Flow.Branch, Target = binding.Label(), IsUniform = true },
                "ret" => step with { Flow = Flow.End },
                "bar.sync" => step with { Flow = Flow.Barrier, Work = Barrier(binding) },
                _ => step with { Work = Forms.Bind(instruction.Name, binding) },
            };
            binding.End();
            return step;
        }
        catch (PtxFault fault)
        {
            throw new PtxFault(instruction.Line, instruction.Text, fault.Message);
        }
    }

    /// <summary>All threads of the group (PTX ISA 9.7.13.1).</summary>
    private static Work Barrier(Binding binding)
    {
        binding.Expect(0);
        return (threads, lanes) =>
        {
            if (lanes.Length != threads.Count)
            {
                throw new PtxFault($"only {lanes.Length} of {threads.Count} threads are at the barrier");
            }

            threads.Shared.Barrier();
        };
    }

    /// <summary>The instructions that may follow one.</summary>
    private int[] Next(Step step, int at) => step.Flow switch
    {
        Flow.Branch => step.Guard < 0 ? [step.Target] : [step.Target, at + 1],
        Flow.End => step.Guard < 0 ? [_steps.Length] : [_steps.Length, at + 1],
        _ => [at + 1],
    };

    private PtxFault At(int at, string why) => new(_kernel.Instructions[at].Line, _kernel.Instructions[at].Text, why);

    private readonly record struct Step(Flow Flow, int Target, int Guard, bool IsNegated, bool IsUniform, Work Work);
}
