using System.Numerics;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>A vector times a packed matrix, as in scoring one row: panel after panel is streamed from memory.</summary>
internal unsafe struct PackedVector : ITask
{
    private const int NumbersOfPiece = 1 << 16;

    private float* _x;
    private PackedPanels _b;
    private int _width;
    private int _k;
    private int _n;
    private int _grain;
    private float* _y;
    private TileFinish _finish;

    /// <summary>y [n] = epilogue(alpha · x [k] · B + beta · y), where B [k, n] is packed as panels of <paramref name="width"/> columns.</summary>
    public static void Run(int n, int k, float* x, nint xStep, float* b, int width, float alpha, float beta, float* y, in Epilogue epilogue)
    {
        if (alpha == 0) k = 0;
        if (xStep != 1 && k > 0) x = PackBuffer.Gather(x, xStep, k);
        var task = new PackedVector
        {
            _x = x,
            _b = new PackedPanels { Data = b, Room = BlockSizes.Round(n, width) },
            _width = width,
            _k = k,
            _n = n,
            _grain = BlockSizes.Round(Math.Max(1, NumbersOfPiece / Math.Max(k, 1)), width),
            _y = y,
            _finish = TileFinish.Create(alpha, beta, in epilogue, true, true),
        };
        Workers.Run(BlockSizes.Divide(n, task._grain), ref task);
    }

    public readonly void Run(int index)
    {
        float* sums = PackBuffer.Columns(_width);
        int depth = BlockSizes.Depth(_k);
        for (int column = index * _grain, end = Math.Min(_n, column + _grain); column < end; column += _width)
        {
            new Span<float>(sums, _width).Clear();
            for (int k = 0; k < _k; k += depth)
            {
                int count = Math.Min(depth, _k - k);
                Add(_x + k, _b.Panel(column, k, count), count, sums);
            }
            TileEdge.Finish(sums, _width, _y + column, 0, 1, Math.Min(_width, _n - column), 0, column, in _finish);
        }
    }

    private readonly void Add(float* x, float* panel, int count, float* sums)
    {
        int j = 0, size = Vector<float>.Count;
        for (; j <= _width - 4 * size; j += 4 * size) AddFour(x, panel + j, count, sums + j);
        for (; j <= _width - size; j += size) AddOne(x, panel + j, count, sums + j);
        for (; j < _width; j++)
        {
            for (int k = 0; k < count; k++) sums[j] += x[k] * panel[k * _width + j];
        }
    }

    // Two k at a time give eight independent sums, as many as the multipliers need to be busy.
    private readonly void AddFour(float* x, float* b, int count, float* sums)
    {
        int width = _width, size = Vector<float>.Count, k = 0;
        Vector<float> s0 = Vector.Load(sums), s1 = Vector.Load(sums + size), s2 = Vector.Load(sums + 2 * size), s3 = Vector.Load(sums + 3 * size);
        Vector<float> t0 = default, t1 = default, t2 = default, t3 = default;
        for (; k <= count - 2; k += 2, b += 2 * width)
        {
            Vector<float> v = new(x[k]), w = new(x[k + 1]);
            float* c = b + width;
            s0 = Vector.MultiplyAddEstimate(v, Vector.Load(b), s0);
            s1 = Vector.MultiplyAddEstimate(v, Vector.Load(b + size), s1);
            s2 = Vector.MultiplyAddEstimate(v, Vector.Load(b + 2 * size), s2);
            s3 = Vector.MultiplyAddEstimate(v, Vector.Load(b + 3 * size), s3);
            t0 = Vector.MultiplyAddEstimate(w, Vector.Load(c), t0);
            t1 = Vector.MultiplyAddEstimate(w, Vector.Load(c + size), t1);
            t2 = Vector.MultiplyAddEstimate(w, Vector.Load(c + 2 * size), t2);
            t3 = Vector.MultiplyAddEstimate(w, Vector.Load(c + 3 * size), t3);
        }
        if (k < count)
        {
            Vector<float> v = new(x[k]);
            s0 = Vector.MultiplyAddEstimate(v, Vector.Load(b), s0);
            s1 = Vector.MultiplyAddEstimate(v, Vector.Load(b + size), s1);
            s2 = Vector.MultiplyAddEstimate(v, Vector.Load(b + 2 * size), s2);
            s3 = Vector.MultiplyAddEstimate(v, Vector.Load(b + 3 * size), s3);
        }
        (s0 + t0).Store(sums);
        (s1 + t1).Store(sums + size);
        (s2 + t2).Store(sums + 2 * size);
        (s3 + t3).Store(sums + 3 * size);
    }

    private readonly void AddOne(float* x, float* b, int count, float* sums)
    {
        int width = _width, k = 0;
        Vector<float> s0 = Vector.Load(sums), s1 = default, s2 = default, s3 = default;
        for (; k <= count - 4; k += 4, b += 4 * width)
        {
            s0 = Vector.MultiplyAddEstimate(new Vector<float>(x[k]), Vector.Load(b), s0);
            s1 = Vector.MultiplyAddEstimate(new Vector<float>(x[k + 1]), Vector.Load(b + width), s1);
            s2 = Vector.MultiplyAddEstimate(new Vector<float>(x[k + 2]), Vector.Load(b + 2 * width), s2);
            s3 = Vector.MultiplyAddEstimate(new Vector<float>(x[k + 3]), Vector.Load(b + 3 * width), s3);
        }
        for (; k < count; k++, b += width) s0 = Vector.MultiplyAddEstimate(new Vector<float>(x[k]), Vector.Load(b), s0);
        (s0 + s1 + (s2 + s3)).Store(sums);
    }
}
