using System.Diagnostics;
using NetGen.Ilgpu;

namespace NetGen.Benchmarks.Gpu;

/// <summary>How fast a device multiplies large matrices: what networks are held against.</summary>
internal static class Peak
{
    private const int Times = 10;

    /// <summary>Operations a second (two for each multiplication and addition): the best of several rounds.</summary>
    /// <param name="device">The device.</param>
    /// <param name="precision">How exactly it multiplies.</param>
    /// <param name="side">Rows, columns and steps of the product.</param>
    public static double Measure(Device device, Precision precision, int side)
    {
        lock (device.Gate)
        {
            var queue = device.Queue!;
            queue.Precision = precision;
            var blocks = queue.Memory.Take("A product", 0, (long)side * side, (long)side * side, (long)side * side);
            var (a, b) = (Matrix.Of(blocks[0].Start, side, side, 1), Matrix.Of(blocks[1].Start, side, side, 1));
            var target = new Rows<Store>(side, side, new(blocks[2].Start));
            var best = double.MaxValue;
            void Multiply() => Products.Run<Matrix, Line, Matrix, Line, Rows<Store>>(queue, a, b, target, side, side, side, 1);
            queue.Reserve(queue.Measure(Multiply));
            for (var round = 0; round < 5; round++)
            {
                var start = Stopwatch.GetTimestamp();
                for (var time = 0; time < Times; time++)
                {
                    Multiply();
                }

                queue.Finish();
                best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
            }

            Array.ForEach(blocks, block => block.Dispose());
            return 2.0 * side * side * side * Times / best;
        }
    }

    /// <summary>Seconds to bring so many floats to the device: the least of several.</summary>
    public static double Copy(Device device, int floats)
    {
        lock (device.Gate)
        {
            var queue = device.Queue!;
            var block = queue.Memory.Take("A copy", 0, floats)[0];
            var (values, best) = (queue.PageLocked(floats), double.MaxValue);
            for (var round = 0; round < 5; round++)
            {
                var start = Stopwatch.GetTimestamp();
                queue.Copies.Begin(values.Span, block.Start);
                queue.Copies.Finish();
                best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
            }

            values.Dispose();
            block.Dispose();
            return best;
        }
    }
}
