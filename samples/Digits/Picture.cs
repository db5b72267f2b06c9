using NetGen.Data;

namespace NetGen.Samples.Digits;

/// <summary>
/// A picture made like MNIST's: light ink on black, the digit 20 pixels high or wide, its centre of mass in the middle of 28 × 28.
/// </summary>
internal sealed record Picture(Image Image, IReadOnlyList<string> Steps)
{
    private const int InkSide = 20;
    private const float Faint = 0.2f;

    /// <summary>Reads FILE.png, FILE:n (image n of an IDX file) or IDX:n (of the test set).</summary>
    public static Picture Read(string name)
    {
        var colon = name.LastIndexOf(':');
        if (colon > 0 && int.TryParse(name[(colon + 1)..], out var number))
        {
            var file = name[..colon];
            return FromIdx(file.Equals("IDX", StringComparison.OrdinalIgnoreCase) ? Mnist.TestImages : file, number);
        }
        return File.Exists(name)
            ? FromImage(PngFile.Read(name))
            : throw new FileNotFoundException($"There is no file {name}. --predict takes FILE.png, FILE:n of an IDX file, or IDX:n.");
    }

    private static Picture FromIdx(string path, int number)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no IDX file {path}.");
        }
        var file = IdxFile.Read(path);
        if (file.Shape.Length != 3)
        {
            throw new InvalidDataException($"{path} holds no images (it has {file.Shape.Length} axes; images have 3).");
        }
        var (count, height, width) = (file.Shape[0], file.Shape[1], file.Shape[2]);
        if (number < 0 || number >= count)
        {
            throw new ArgumentException($"{path} has the images 0 to {count - 1}, not {number}.");
        }
        var pixels = Array.ConvertAll(file.Values[(number * height * width)..((number + 1) * height * width)], b => b / 255f);
        return FromImage(new Image(width, height, 1, pixels));
    }

    private static Picture FromImage(Image image)
    {
        var steps = new List<string> { $"{image.Width} × {image.Height} pixels" };
        var grey = ToGrey(image, steps);
        if (BorderMean(grey) > 0.5)
        {
            grey = grey.Invert();
            steps.Add("dark on light, so inverted");
        }
        if (grey is not { Width: Mnist.Side, Height: Mnist.Side })
        {
            grey = Centered(Stretched(grey));
            steps.Add($"cut to the ink, scaled to {InkSide} pixels and centred in {Mnist.Side} × {Mnist.Side}");
        }
        return new Picture(grey, steps);
    }

    private static Image ToGrey(Image image, List<string> steps)
    {
        var grey = image.ToGrayscale(background: 1);
        if (image.Channels > 1)
        {
            steps.Add("made grey");
        }
        if (Range(grey) < Faint && image.Channels is 2 or 4)
        {
            // White ink on nothing, which a white background hides.
            grey = image.ToGrayscale(background: 0);
        }
        return Range(grey) >= Faint ? grey : throw new InvalidDataException("The picture shows nothing: all of it has about the same colour.");
    }

    private static float Range(Image image) => image.Values.Max() - image.Values.Min();

    private static double BorderMean(Image image)
    {
        var border =
            from y in Enumerable.Range(0, image.Height)
            from x in Enumerable.Range(0, image.Width)
            where x == 0 || y == 0 || x == image.Width - 1 || y == image.Height - 1
            select image.Values[y * image.Width + x];
        return border.Average();
    }

    /// <summary>The greys spread over all of 0 to 1.</summary>
    private static Image Stretched(Image image)
    {
        var (darkest, range) = (image.Values.Min(), Range(image));
        return new Image(image.Width, image.Height, 1, Array.ConvertAll(image.Values, v => (v - darkest) / range));
    }

    private static Image Centered(Image image)
    {
        var ink = CutToInk(image);
        var scale = (double)InkSide / Math.Max(ink.Width, ink.Height);
        var small = ink.Resize(Math.Max(1, (int)Math.Round(ink.Width * scale)), Math.Max(1, (int)Math.Round(ink.Height * scale)));
        var (massX, massY) = CenterOfMass(small);
        var left = Math.Clamp((int)Math.Round(Mnist.Side / 2.0 - massX), 0, Mnist.Side - small.Width);
        var top = Math.Clamp((int)Math.Round(Mnist.Side / 2.0 - massY), 0, Mnist.Side - small.Height);
        var pixels = new float[Mnist.Pixels];
        for (var y = 0; y < small.Height; y++)
        {
            small.Values.AsSpan(y * small.Width, small.Width).CopyTo(pixels.AsSpan((top + y) * Mnist.Side + left));
        }
        return new Image(Mnist.Side, Mnist.Side, 1, pixels);
    }

    private static Image CutToInk(Image image)
    {
        var inked = Enumerable.Range(0, image.Values.Length).Where(i => image.Values[i] > Faint).ToList();
        var (left, right) = (inked.Min(i => i % image.Width), inked.Max(i => i % image.Width));
        var (top, bottom) = (inked[0] / image.Width, inked[^1] / image.Width);
        var (width, height) = (right - left + 1, bottom - top + 1);
        var pixels = new float[width * height];
        for (var y = 0; y < height; y++)
        {
            image.Values.AsSpan((top + y) * image.Width + left, width).CopyTo(pixels.AsSpan(y * width));
        }
        return new Image(width, height, 1, pixels);
    }

    private static (double X, double Y) CenterOfMass(Image image)
    {
        var (mass, x, y) = (0.0, 0.0, 0.0);
        for (var i = 0; i < image.Values.Length; i++)
        {
            mass += image.Values[i];
            x += image.Values[i] * (i % image.Width + 0.5);
            y += image.Values[i] * (i / image.Width + 0.5);
        }
        return (x / mass, y / mass);
    }
}
