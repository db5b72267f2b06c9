using NetGen.Kernels;

namespace NetGen.Ilgpu;

/// <content>One result, or one sum, for each thread or group.</content>
public static partial class Convolution
{
    /// <summary>One pixel of the output.</summary>
    internal readonly struct PlainForward<TEpilogue>(Conv2dShape s, Floats x, Floats weight, TEpilogue epilogue) : IKernel
        where TEpilogue : struct, IEpilogue
    {
        public void Run(int index)
        {
            var column = index % s.OutWidth;
            var row = index / s.OutWidth % s.OutHeight;
            var channel = index / s.OutPixels % s.OutChannels;
            var sample = index / s.OutPixels / s.OutChannels;
            var image = ((sample * s.InChannels) + (channel / s.GroupOut * s.GroupIn)) * s.InPixels;
            var filter = channel * s.Depth;
            var sum = 0f;
            for (var i = 0; i < s.GroupIn; i++)
            {
                for (var kh = 0; kh < s.KernelHeight; kh++)
                {
                    var r = (row * s.StrideHeight) - s.PaddingHeight + (kh * s.DilationHeight);
                    if (r >= 0 && r < s.InHeight)
                    {
                        for (var kw = 0; kw < s.KernelWidth; kw++)
                        {
                            var c = (column * s.StrideWidth) - s.PaddingWidth + (kw * s.DilationWidth);
                            if (c >= 0 && c < s.InWidth)
                            {
                                sum += x[image + (i * s.InPixels) + (r * s.InWidth) + c]
                                    * weight[filter + (((i * s.KernelHeight) + kh) * s.KernelWidth) + kw];
                            }
                        }
                    }
                }
            }

            epilogue.Apply(V1.Broadcast(sum), channel, index);
        }
    }

    /// <summary>One pixel of the input's gradient.</summary>
    internal readonly struct PlainInputGradient<TEpilogue>(Conv2dShape s, Floats dy, Floats weight, TEpilogue epilogue) : IKernel
        where TEpilogue : struct, IEpilogue
    {
        public void Run(int index)
        {
            var column = index % s.InWidth;
            var row = index / s.InWidth % s.InHeight;
            var channel = index / s.InPixels % s.InChannels;
            var sample = index / s.InPixels / s.InChannels;
            var firstOut = channel / s.GroupIn * s.GroupOut;
            var sum = 0f;
            for (var kh = 0; kh < s.KernelHeight; kh++)
            {
                var r = row + s.PaddingHeight - (kh * s.DilationHeight);
                if (r >= 0 && r % s.StrideHeight == 0 && r / s.StrideHeight < s.OutHeight)
                {
                    for (var kw = 0; kw < s.KernelWidth; kw++)
                    {
                        var c = column + s.PaddingWidth - (kw * s.DilationWidth);
                        if (c >= 0 && c % s.StrideWidth == 0 && c / s.StrideWidth < s.OutWidth)
                        {
                            var pixel = (r / s.StrideHeight * s.OutWidth) + (c / s.StrideWidth);
                            var tap = (((channel % s.GroupIn * s.KernelHeight) + kh) * s.KernelWidth) + kw;
                            for (var o = firstOut; o < firstOut + s.GroupOut; o++)
                            {
                                sum += dy[(((sample * s.OutChannels) + o) * s.OutPixels) + pixel] * weight[(o * s.Depth) + tap];
                            }
                        }
                    }
                }
            }

            epilogue.Apply(V1.Broadcast(sum), channel, index);
        }
    }

    /// <summary>One weight: the terms are all pixels of the output in all samples.</summary>
    internal readonly struct PlainWeightGradient(Conv2dShape s, Floats x, Floats dy, Floats dw, int samples) : IReduction
    {
        public int Terms => samples * s.OutPixels;

        public float Term(int output, int term)
        {
            var kw = output % s.KernelWidth;
            var kh = output / s.KernelWidth % s.KernelHeight;
            var channel = output / s.Depth;
            var input = (channel / s.GroupOut * s.GroupIn) + (output % s.Depth / (s.KernelHeight * s.KernelWidth));
            var pixel = term % s.OutPixels;
            var sample = term / s.OutPixels;
            var r = (pixel / s.OutWidth * s.StrideHeight) - s.PaddingHeight + (kh * s.DilationHeight);
            var c = (pixel % s.OutWidth * s.StrideWidth) - s.PaddingWidth + (kw * s.DilationWidth);
            if (r < 0 || r >= s.InHeight || c < 0 || c >= s.InWidth)
            {
                return 0f;
            }

            return dy[(((sample * s.OutChannels) + channel) * s.OutPixels) + pixel]
                * x[(((sample * s.InChannels) + input) * s.InPixels) + (r * s.InWidth) + c];
        }

        public void Store(int output, float sum) => dw[output] = sum;
    }
}
