using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// Fourier transforms of overlapping parts of signals (ONNX STFT): from [N, samples, 1 or 2] to [N, frames, bins, 2]. Operands are the signals, the
/// distance of frames, the optional window that frames are multiplied by, and the optional length of frames (the window's, or else the signal's).
/// </summary>
/// <param name="Onesided">Whether only the first half of the bins is wanted: the others follow from them where the signal is real.</param>
public sealed record STFT(bool Onesided = true) : Operator
{
    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        i.RequireRank(0, 3, 3);
        SymbolicShape x = i.Shape(0);
        if (x[2] is { IsKnown: true } parts && parts.Value is not (1 or 2)) throw i.Error($"the last axis holds {parts} numbers, expected 1 (real) or 2 (complex)");
        Dim frame = i.HasInput(3) ? i.Integers(3) is { } given ? checked((int)given[0]) : Dim.Unknown() : i.HasInput(2) ? i.Shape(2)[0] : x[1];
        if (i.HasInput(2))
        {
            i.RequireRank(2, 1, 1);
            i.RequireEqual(frame, i.Shape(2)[0], "the lengths of frames and of the window");
        }
        Dim frames = Dim.Unknown();
        if (i.Integers(1) is { } step && x[1].IsKnown && frame.IsKnown)
        {
            if (step[0] < 1 || frame.Value < 1 || frame.Value > x[1].Value) throw i.Error($"frames of {frame} every {step[0]} samples do not fit a signal of {x[1]}");
            frames = (int)((x[1].Value - frame.Value) / step[0] + 1);
        }
        i.Output(i.Element(0), [x[0], frames, Onesided ? frame.Map(n => n / 2 + 1) : frame, 2]);
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        Shape x = k.Input(0).Shape, y = k.Output(0).Shape;
        int length = k.HasInput(3) ? (int)Scalars.Number(k.Input(3)) : k.HasInput(2) ? k.Input(2).Shape[0] : x[1], parts = x[2];
        if (k.Kept is not FourierPlan plan || plan.Length != length) k.Kept = plan = new FourierPlan(length);
        new FourierLines
        {
            Count = checked(y[0] * y[1]),
            Inner = y[1],
            From = ((long)x[1] * parts, (long)Scalars.Number(k.Input(1)) * parts),
            To = ((long)y[1] * y[2] * 2, y[2] * 2L),
            SampleStep = parts,
            BinStep = 2,
            Samples = length,
            Bins = y[2],
            Complex = parts == 2,
        }.Run(k, plan, k.HasInput(2) ? k.Input(2) : null);
    }
}

/// <summary>Applies <see cref="Graphs.STFT"/>.</summary>
public static class STFTBuilder
{
    /// <summary>Fourier transforms of the parts of signals [N, samples, 1] that begin every <paramref name="step"/> samples and are as long as the window.</summary>
    public static Value STFT(this Value signal, int step, Value window, bool onesided = true) =>
        signal.Graph.Add(new STFT(onesided), signal, signal.Graph.Scalar(ElementType.Int64, step), window);

    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<STFT>();
}
