using System.Globalization;
using System.Runtime.InteropServices;
using NetGen.Benchmarks.Peers;

// FILE of the network, LIBRARY, extents of a batch: makes a session, predicts once, says the first score.
unsafe
{
    var api = OnnxRuntimeApi.Load(args[1]);
    var session = api.CreateSession(api.CreateEnvironment(), args[0], threads: Environment.ProcessorCount);
    long[] shape = [.. args[2..].Select(extent => long.Parse(extent, CultureInfo.InvariantCulture))];
    var count = shape.Aggregate(1L, (size, extent) => size * extent);
    var x = (float*)NativeMemory.AlignedAlloc((nuint)count * sizeof(float), 64);
    new Span<float>(x, (int)count).Fill(0.5f);
    nint scores = 0;
    api.Run(session, api.CreateTensor(x, count, shape), ref scores);
    Console.WriteLine(api.Data(scores)[0].ToString(CultureInfo.InvariantCulture));
}
