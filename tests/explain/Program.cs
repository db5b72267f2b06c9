using System.Text;
using NetGen.Explain;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
return Explainer.Run(args, Console.Out, Console.Error);
