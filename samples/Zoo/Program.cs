using System.CommandLine;
using NetGen;
using NetGen.Samples;
using NetGen.Samples.Zoo;

var root = new RootCommand(
    "The networks of the field's textbooks, compiled: what they are made of, training on MNIST or CIFAR-10, and pretrained weights.\n" +
    "Exit code 0: done; 1: an error, said in one sentence; 130: interrupted by Ctrl+C, the weights so far being saved.");
root.Subcommands.Add(Tables.ListCommand());
root.Subcommands.Add(Tables.SummaryCommand());
root.Subcommands.Add(Tables.NamesCommand());
root.Subcommands.Add(Learning.TrainCommand());
root.Subcommands.Add(Learning.EvaluateCommand());
return Sample.Run(root, args);
