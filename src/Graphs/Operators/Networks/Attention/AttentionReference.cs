using System.Numerics;
using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>Attention for any floating-point type, a row at a time in double precision; also the one that gives the scores.</summary>
internal readonly unsafe struct AttentionReference(Kernel k, Attention op, AttentionArguments a, IntPtr keys, IntPtr values, double[] scores) : IFloatVisitor
{
    public void Visit<T>() where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        for (int batch = 0; batch < a.Batches; batch++)
            for (int head = 0; head < a.Heads; head++)
                for (int row = 0; row < a.Rows; row++) Row<T>(batch, head, row);
    }

    private void Row<T>(int batch, int head, int row) where T : unmanaged, IFloatingPointIeee754<T>
    {
        int keyHead = head / (a.Heads / a.KeyHeads);
        T* q = k.In<T>(0) + batch * a.QLayout.Batch + head * a.QLayout.Head + row * a.QLayout.Row;
        T* key = (T*)keys + batch * a.KLayout.Batch + keyHead * a.KLayout.Head;
        T* value = (T*)values + batch * a.VLayout.Batch + keyHead * a.VLayout.Head;
        T* y = k.Out<T>(0) + batch * a.YLayout.Batch + head * a.YLayout.Head + row * a.YLayout.Row;
        T* stored = k.HasOutput(3) ? k.Out<T>(3) + (((long)batch * a.Heads + head) * a.Rows + row) * a.Keys : null;
        for (int j = 0; j < a.Keys; j++)
        {
            double sum = 0;
            for (int d = 0; d < a.Width; d++) sum += D(q[d]) * D(key[j * a.KLayout.Row + d]);
            scores[j] = sum * a.Scale;
        }
        Store(0, stored);
        if (a.Softcap != 0)
            for (int j = 0; j < a.Keys; j++) scores[j] = a.Softcap * Math.Tanh(scores[j] / a.Softcap);
        Store(1, stored);
        for (int j = 0; j < a.Keys; j++) scores[j] = Masked<T>(scores[j], batch, head, row, j);
        Store(2, stored);
        Softmax();
        Store(3, stored);
        for (int d = 0; d < a.ValueWidth; d++)
        {
            double sum = 0;
            for (int j = 0; j < a.Keys; j++) sum += scores[j] == 0 ? 0 : scores[j] * D(value[j * a.VLayout.Row + d]);
            y[d] = T.CreateSaturating(sum);
        }
    }

    private double Masked<T>(double score, int batch, int head, int row, int j) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if ((a.Causal && j > row + a.Before) || (k.HasInput(6) && j >= k.In<long>(6)[batch])) return double.NegativeInfinity;
        if (!k.HasInput(3)) return score;
        Tensor mask = k.Input(3);
        if (a.MaskStep == 1 && j >= mask.Shape[-1]) return double.NegativeInfinity;
        nint at = batch * a.MaskLayout.Batch + head * a.MaskLayout.Head + row * a.MaskLayout.Row + j * a.MaskStep;
        return mask.Type == ElementType.Bool ? mask.As<byte>()[at] != 0 ? score : score + float.MinValue : score + D(mask.As<T>()[at]);
    }

    private void Softmax()
    {
        double largest = double.NegativeInfinity, sum = 0;
        for (int j = 0; j < a.Keys; j++) largest = Math.Max(largest, scores[j]);
        // Without any key there is nothing to be distributed.
        for (int j = 0; j < a.Keys; j++) sum += scores[j] = double.IsNegativeInfinity(largest) ? 0 : Math.Exp(scores[j] - largest);
        for (int j = 0; j < a.Keys; j++) scores[j] = sum == 0 ? 0 : scores[j] / sum;
    }

    private void Store<T>(int mode, T* target) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (target == null || op.QkMatmulOutputMode != mode) return;
        for (int j = 0; j < a.Keys; j++) target[j] = T.CreateSaturating(scores[j]);
    }

    private static double D<T>(T value) where T : INumber<T> => double.CreateSaturating(value);
}
