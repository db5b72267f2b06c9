using System.CommandLine;
using System.Globalization;
using NetGen.Benchmarks.Generation;
using NetGen.Benchmarks.Kernels;
using NetGen.Benchmarks.Scaling;
using NetGen.Benchmarks.Startup;
using NetGen.Benchmarks.Table;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var root = new RootCommand("Measures NetGen: networks against PyTorch and ONNX Runtime, and the generator.")
{
    TableCommand.Create(),
    ScalingCommand.Create(),
    KernelsCommand.Create(),
    StartupCommand.Create(),
    Compilation.CreateCommand(),
};
return root.Parse(args).Invoke();
