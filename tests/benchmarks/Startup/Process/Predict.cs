using System.Globalization;

// FILE of weights, floats of a sample, classes: loads, predicts once, says the first score.
var (samples, scores) = (new float[int.Parse(args[1], CultureInfo.InvariantCulture)], new float[int.Parse(args[2], CultureInfo.InvariantCulture)]);
Array.Fill(samples, 0.5f);
Subject.Load(args[0]).Predict(samples, scores);
Console.WriteLine(scores[0].ToString(CultureInfo.InvariantCulture));
