using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// A function of one eight-bit number as a table of its 256 results, which is exact and faster than computing any of them twice. Operands: x, its scale and
/// zero point; the result's scale and zero point.
/// </summary>
internal static unsafe class QuantizedTable
{
    public static void Infer(Inference i)
    {
        QuantizedTypes.RequireQuantized(i, 0, 1, 2);
        QuantizedTypes.RequireNumbers(i, 3);
        QuantizedTypes.RequireNumbers(i, 4);
        ElementType type = i.HasInput(4) ? i.Element(4) : i.Element(0);
        if (!QuantizedTypes.IsByte(type)) throw i.Error($"the result's zero point holds {type}, expected UInt8 or Int8");
        i.Output(type, i.Shape(0));
    }

    /// <summary>Runs a function, which has a parameter.</summary>
    public static void Run(Kernel k, float parameter, Func<float, float, float> function)
    {
        if (k.Kept is not byte[] table) k.Kept = table = new byte[256];
        Fill(table, k.Input(0).Type, k.Input(1), k.HasInput(2) ? k.Input(2) : null, k.Output(0).Type, k.Input(3), k.HasInput(4) ? k.Input(4) : null, parameter, function);
        var work = new Work { X = k.Input(0).Pointer, Y = k.Output(0).Pointer, Table = table };
        if (k.Reference)
            for (long i = 0; i < k.Output(0).Count; i++) work.Y[i] = table[work.X[i]];
        else Workers.For(checked((int)k.Output(0).Count), 1 << 16, ref work);
    }

    /// <summary>Fills a table: the results for each byte that x can be.</summary>
    public static void Fill(byte[] table, ElementType x, Tensor xScale, Tensor? xZero, ElementType y, Tensor yScale, Tensor? yZero,
        float parameter, Func<float, float, float> function)
    {
        (int low, int high) = QuantizedTypes.Bounds(y);
        int from = xZero is null ? 0 : QuantizedTypes.Integer(xZero), to = yZero is null ? 0 : QuantizedTypes.Integer(yZero);
        float scale = QuantizedTypes.Scale(xScale), step = QuantizedTypes.Scale(yScale);
        for (int b = 0; b < 256; b++)
        {
            float result = function(((x == ElementType.Int8 ? (sbyte)b : b) - from) * scale, parameter) / step;
            table[b] = (byte)((int)MathF.Round(Math.Clamp(float.IsNaN(result) ? 0 : result, low - to, high - to)) + to);
        }
    }

    /// <summary>Looks bytes up in a table, on all threads.</summary>
    public struct Work : IRangeTask
    {
        public byte* X;
        public byte* Y;
        public byte[] Table;

        public readonly void Run(int start, int end)
        {
            fixed (byte* table = Table) ByteLoops.Lookup(X + start, Y + start, end - start, table);
        }
    }
}
