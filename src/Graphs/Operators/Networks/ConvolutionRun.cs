using System.Numerics;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>Runs the three passes of a convolution for the operators that are one: the fast kernel where there is one, else the plain form.</summary>
internal static unsafe class ConvolutionRun
{
    /// <summary>Operands x, w and perhaps a bias; result y.</summary>
    public static void Forward(Kernel k, WindowAttributes attributes, int groups, in Epilogue activation)
    {
        if (Fast(k) && k.Kept is ConvolutionForward kept)
        {
            Epilogue epilogue = activation;
            if (k.HasInput(2)) epilogue.RowBias = k.In<float>(2);
            kept.Run(k.In<float>(0), k.In<float>(1), k.Out<float>(0), in epilogue, k.IsFixed(1) ? k.Version(1) : -1);
            return;
        }
        ConvolutionGeometry g = attributes.WithKernelOf(k.Input(1).Shape).Geometry(k.Input(0).Shape, k.Output(0).Shape[1], groups);
        if (Fast(k) && g.IsPlanar)
        {
            k.Kept = new ConvolutionForward(g);
            Forward(k, attributes, groups, in activation);
            return;
        }
        var pass = new ForwardPass(k, g);
        ElementTypeVisitor.Float(k.Input(0).Type, ref pass);
        FusedActivation.Apply(k, in activation);
    }

    /// <summary>Operands at <paramref name="w"/> and <paramref name="dy"/> and perhaps a bias; the result has the input's shape.</summary>
    public static void GradientInput(Kernel k, Func<Kernel, ConvolutionGeometry> geometry, int w, int dy, int bias)
    {
        if (Fast(k) && k.Kept is ConvolutionGradientInput kept)
        {
            Epilogue epilogue = default;
            if (bias >= 0 && k.HasInput(bias)) epilogue.RowBias = k.In<float>(bias);
            kept.Run(k.In<float>(w), k.In<float>(dy), k.Out<float>(0), in epilogue, k.IsFixed(w) ? k.Version(w) : -1);
            return;
        }
        ConvolutionGeometry g = geometry(k);
        if (Fast(k) && g.IsPlanar)
        {
            k.Kept = new ConvolutionGradientInput(g);
            GradientInput(k, geometry, w, dy, bias);
            return;
        }
        var pass = new InputPass(k, g, w, dy, bias);
        ElementTypeVisitor.Float(k.Output(0).Type, ref pass);
    }

    /// <summary>Operands x and dy; the result has the weights' shape.</summary>
    public static void GradientWeight(Kernel k, WindowAttributes attributes, int groups)
    {
        if (Fast(k) && k.Kept is ConvolutionGradientWeight kept)
        {
            kept.Run(k.In<float>(0), k.In<float>(1), k.Out<float>(0), k.Scratch<float>(kept.ScratchCount));
            return;
        }
        ConvolutionGeometry g = attributes.WithKernelOf(k.Output(0).Shape).Geometry(k.Input(0).Shape, k.Input(1).Shape[1], groups);
        if (Fast(k) && g.IsPlanar)
        {
            k.Kept = new ConvolutionGradientWeight(g);
            GradientWeight(k, attributes, groups);
            return;
        }
        var pass = new WeightPass(k, g);
        ElementTypeVisitor.Float(k.Output(0).Type, ref pass);
    }

    private static bool Fast(Kernel k) => k.Output(0).Type == ElementType.Float32 && !k.Reference;

    private readonly struct ForwardPass(Kernel k, ConvolutionGeometry g) : IFloatVisitor
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            ConvolutionReference.Forward(g, k.In<T>(0), k.In<T>(1), k.HasInput(2) ? k.In<T>(2) : null, k.Out<T>(0));
    }

    private readonly struct InputPass(Kernel k, ConvolutionGeometry g, int w, int dy, int bias) : IFloatVisitor
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            ConvolutionReference.GradientInput(g, k.In<T>(w), k.In<T>(dy), bias >= 0 && k.HasInput(bias) ? k.In<T>(bias) : null, k.Out<T>(0));
    }

    private readonly struct WeightPass(Kernel k, ConvolutionGeometry g) : IFloatVisitor
    {
        public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T> =>
            ConvolutionReference.GradientWeight(g, k.In<T>(0), k.In<T>(1), k.Out<T>(0));
    }
}
