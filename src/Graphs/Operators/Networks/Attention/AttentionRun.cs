using MlNetDeepLearning.Tensors;
using MlNetDeepLearning.Tensors.Simd;

namespace MlNetDeepLearning.Graphs;

/// <summary>The kernel of <see cref="Attention"/> for given shapes: sizes, where everything lies, and the keys and values with those before.</summary>
internal sealed unsafe class AttentionRun
{
    private readonly Attention _op;
    private AttentionArguments _sizes;
    private readonly int _before;
    private readonly bool _sideBySide;
    private double[] _scores = [];

    public AttentionRun(Kernel k, Attention op)
    {
        Shape q = k.Input(0).Shape, key = k.Input(1).Shape, v = k.Input(2).Shape;
        _op = op;
        _sideBySide = q.Rank == 3;
        int heads = _sideBySide ? op.QNumHeads!.Value : q[1], keyHeads = _sideBySide ? op.KvNumHeads!.Value : key[1];
        _before = k.HasInput(4) ? k.Input(4).Shape[2] : 0;
        _sizes = new AttentionArguments
        {
            Batches = q[0],
            Heads = heads,
            KeyHeads = keyHeads,
            Rows = q[-2],
            Keys = key[-2] + _before,
            Width = _sideBySide ? q[2] / heads : q[3],
            ValueWidth = _sideBySide ? v[2] / keyHeads : v[3],
            Softcap = op.Softcap,
            Causal = op.IsCausal,
            Before = _before,
        };
        _sizes.Scale = op.Scale ?? (float)(1 / Math.Sqrt(_sizes.Width));
        _sizes.QLayout = HeadLayout.Of(_sideBySide, heads, _sizes.Rows, _sizes.Width);
        _sizes.YLayout = HeadLayout.Of(_sideBySide, heads, _sizes.Rows, _sizes.ValueWidth);
        if (k.HasInput(3)) LayOutMask(k.Input(3).Shape);
    }

    public void Run(Kernel k)
    {
        // All keys and values together are results, or needed in one piece because there are some before.
        AttentionArguments a = _sizes;
        ElementType type = k.Input(0).Type;
        long keys = (long)a.Batches * a.KeyHeads * a.Keys * a.Width, values = (long)a.Batches * a.KeyHeads * a.Keys * a.ValueWidth;
        bool fast = type == ElementType.Float32 && !k.Reference && !k.HasOutput(3);
        bool convert = fast && k.HasInput(3) && k.Input(3).Type == ElementType.Bool;
        long keyBytes = _before > 0 && !k.HasOutput(1) ? keys * type.Size() : 0, valueBytes = _before > 0 && !k.HasOutput(2) ? values * type.Size() : 0;
        long maskBytes = convert ? k.Input(3).Count * sizeof(float) : 0;
        byte* scratch = keyBytes + valueBytes + maskBytes > 0 ? k.Scratch<byte>(keyBytes + valueBytes + maskBytes + 128) : null;
        byte* key = Joined(k, 1, 4, a.Width, scratch, out HeadLayout keyLayout);
        byte* value = Joined(k, 2, 5, a.ValueWidth, scratch + (keyBytes + 63) / 64 * 64, out HeadLayout valueLayout);
        (a.KLayout, a.VLayout) = (keyLayout, valueLayout);
        if (!fast)
        {
            if (_scores.Length < a.Keys) _scores = new double[a.Keys];
            var reference = new AttentionReference(k, _op, a, (IntPtr)key, (IntPtr)value, _scores);
            ElementTypeVisitor.Float(type, ref reference);
            return;
        }
        a.Q = k.In<float>(0);
        a.K = (float*)key;
        a.V = (float*)value;
        a.Y = k.Out<float>(0);
        if (k.HasInput(6)) a.Lengths = k.In<long>(6);
        if (k.HasInput(3))
        {
            a.Mask = convert ? Numbers(k.Input(3), (float*)(scratch + (keyBytes + 63) / 64 * 64 + (valueBytes + 63) / 64 * 64)) : k.In<float>(3);
            if (a.MaskStep == 1) a.Keys = Math.Min(a.Keys, k.Input(3).Shape[-1]);
        }
        VectorAttention.Run(in a);
    }

    private void LayOutMask(Shape mask)
    {
        Span<int> d = [1, 1, 1, 1];
        for (int n = 1; n <= mask.Rank; n++) d[^n] = mask[-n];
        _sizes.MaskLayout = new HeadLayout(d[0] == 1 ? 0 : (nint)d[1] * d[2] * d[3], d[1] == 1 ? 0 : (nint)d[2] * d[3], d[2] == 1 ? 0 : d[3]);
        _sizes.MaskStep = d[3] == 1 && _sizes.Keys != 1 ? 0 : 1;
    }

    // What a mask hides gets the lowest number, not infinity, so that rows that see nothing stay finite.
    private static float* Numbers(Tensor mask, float* target)
    {
        byte* seen = mask.As<byte>();
        for (long i = 0; i < mask.Count; i++) target[i] = seen[i] != 0 ? 0 : float.MinValue;
        return target;
    }

    private byte* Joined(Kernel k, int input, int before, int width, byte* scratch, out HeadLayout layout)
    {
        Tensor now = k.Input(input);
        int rows = now.Shape[-2], size = now.Type.Size(), heads = _sizes.KeyHeads;
        layout = HeadLayout.Of(_sideBySide, heads, rows, width);
        if (_before == 0 && !k.HasOutput(input)) return now.Pointer;
        HeadLayout from = layout, past = HeadLayout.Of(false, heads, _before, width);
        layout = HeadLayout.Of(false, heads, rows + _before, width);
        byte* target = k.HasOutput(input) ? k.Output(input).Pointer : scratch;
        for (int batch = 0; batch < _sizes.Batches; batch++)
            for (int head = 0; head < heads; head++)
            {
                byte* line = target + (batch * layout.Batch + head * layout.Head) * size;
                long earlier = (long)_before * width * size;
                if (_before > 0) Buffer.MemoryCopy(k.Input(before).Pointer + (batch * past.Batch + head * past.Head) * size, line, earlier, earlier);
                for (int row = 0; row < rows; row++)
                    Buffer.MemoryCopy(now.Pointer + (batch * from.Batch + head * from.Head + row * from.Row) * size, line + earlier + (long)row * width * size, width * size, width * size);
            }
        return target;
    }
}
