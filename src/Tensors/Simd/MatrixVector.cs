using System.Numerics;
using System.Runtime.CompilerServices;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// A vector times a matrix, y = epilogue(alpha · x · op(B) + beta · y): each number of the matrix is used once, so it is streamed from
/// memory in its own order and nothing is packed.
/// </summary>
/// <remarks>A matrix times a vector is the same thing transposed; see <see cref="Gemm"/>.</remarks>
internal unsafe struct MatrixVector : ITask
{
    private const int NumbersOfPiece = 1 << 16;
    private const int DotGroup = 4;
    private const int LeastColumns = 256, MostColumns = 2048;

    private float* _x;
    private float* _b;
    private nint _ldb;
    private bool _transposed;
    private int _k;
    private int _n;
    private int _grain;
    private float* _y;
    private nint _yStep;
    private float _beta;
    private TileFinish _finish;

    /// <summary>Runs the product.</summary>
    /// <param name="n">Numbers in y: columns of op(B).</param>
    /// <param name="k">Numbers in x: rows of op(B).</param>
    /// <param name="x">The vector.</param>
    /// <param name="xStep">The distance of its numbers.</param>
    /// <param name="b">[k, n], or [n, k] when transposed.</param>
    /// <param name="ldb">The distance of B's rows.</param>
    /// <param name="transposed">Whether op(B) is B transposed.</param>
    /// <param name="alpha">Factor on the product.</param>
    /// <param name="beta">Factor on y before.</param>
    /// <param name="y">The result.</param>
    /// <param name="yStep">The distance of its numbers.</param>
    /// <param name="epilogue">Bias and activation of y as a row.</param>
    public static void Run(
        int n, int k, float* x, nint xStep, float* b, nint ldb, bool transposed, float alpha, float beta, float* y, nint yStep, in Epilogue epilogue)
    {
        if (alpha == 0) k = 0;
        if (xStep != 1 && k > 0) x = PackBuffer.Gather(x, xStep, k);
        var task = new MatrixVector
        {
            _x = x,
            _b = b,
            _ldb = ldb,
            _transposed = transposed,
            _k = k,
            _n = n,
            _grain = transposed ? BlockSizes.Round(Math.Max(1, NumbersOfPiece / Math.Max(k, 1)), DotGroup) : Columns(n, k),
            _y = y,
            _yStep = yStep,
            _beta = beta,
            _finish = TileFinish.Create(alpha, beta, in epilogue, true, true),
        };
        Workers.Run(BlockSizes.Divide(n, task._grain), ref task);
    }

    // Long runs of a row stream better than short ones, so there are no more pieces than eight.
    private static int Columns(int n, int k) =>
        (long)n * k <= NumbersOfPiece ? n : Math.Clamp(BlockSizes.Round(BlockSizes.Divide(n, 8), 64), LeastColumns, MostColumns);

    public readonly void Run(int index)
    {
        int start = index * _grain, count = Math.Min(_grain, _n - start);
        float* sums = PackBuffer.Columns(2L * count);
        if (_transposed) Dots(start, count, sums);
        else Combine(start, count, sums);

        if (_yStep == 1)
        {
            TileEdge.Finish(sums, count, _y + start, 0, 1, count, 0, start, in _finish);
            return;
        }
        float* row = sums + count;
        float* y = _y + start * _yStep;
        if (_beta != 0)
        {
            for (int i = 0; i < count; i++) row[i] = y[i * _yStep];
        }
        TileEdge.Finish(sums, count, row, 0, 1, count, 0, start, in _finish);
        for (int i = 0; i < count; i++) y[i * _yStep] = row[i];
    }

    private readonly void Dots(int start, int count, float* sums)
    {
        int i = 0;
        for (; i <= count - DotGroup; i += DotGroup) FourDots(_b + (start + i) * _ldb, sums + i);
        for (; i < count; i++) sums[i] = Dot(_b + (start + i) * _ldb);
    }

    private readonly void FourDots(float* b0, float* sums)
    {
        float* x = _x, b1 = b0 + _ldb, b2 = b1 + _ldb, b3 = b2 + _ldb;
        int k = 0, width = Vector<float>.Count;
        Vector<float> s0 = default, s1 = default, s2 = default, s3 = default, t0 = default, t1 = default, t2 = default, t3 = default;
        for (; k <= _k - 2 * width; k += 2 * width)
        {
            Vector<float> v = Vector.Load(x + k), w = Vector.Load(x + k + width);
            s0 = Add(v, b0 + k, s0);
            t0 = Add(w, b0 + k + width, t0);
            s1 = Add(v, b1 + k, s1);
            t1 = Add(w, b1 + k + width, t1);
            s2 = Add(v, b2 + k, s2);
            t2 = Add(w, b2 + k + width, t2);
            s3 = Add(v, b3 + k, s3);
            t3 = Add(w, b3 + k + width, t3);
        }
        float r0 = Vector.Sum(s0 + t0), r1 = Vector.Sum(s1 + t1), r2 = Vector.Sum(s2 + t2), r3 = Vector.Sum(s3 + t3);
        for (; k < _k; k++)
        {
            r0 += x[k] * b0[k];
            r1 += x[k] * b1[k];
            r2 += x[k] * b2[k];
            r3 += x[k] * b3[k];
        }
        sums[0] = r0;
        sums[1] = r1;
        sums[2] = r2;
        sums[3] = r3;
    }

    private readonly float Dot(float* b)
    {
        float* x = _x;
        int k = 0, width = Vector<float>.Count;
        Vector<float> s = default, t = default;
        for (; k <= _k - 2 * width; k += 2 * width)
        {
            s = Add(Vector.Load(x + k), b + k, s);
            t = Add(Vector.Load(x + k + width), b + k + width, t);
        }
        float sum = Vector.Sum(s + t);
        for (; k < _k; k++) sum += x[k] * b[k];
        return sum;
    }

    // Eight rows of the matrix at a time: their sums are loaded and stored once, and all eight run on in memory order.
    private readonly void Combine(int start, int count, float* sums)
    {
        new Span<float>(sums, count).Clear();
        float* b = _b + start;
        int k = 0;
        for (; k <= _k - 8; k += 8) AddEight(_x + k, b + k * _ldb, sums, count);
        for (; k < _k; k++) AddOne(_x[k], b + k * _ldb, sums, count);
    }

    private readonly void AddEight(float* x, float* b, float* sums, int count)
    {
        nint step = _ldb;
        float* c = b + 4 * step;
        Vector<float> x0 = new(x[0]), x1 = new(x[1]), x2 = new(x[2]), x3 = new(x[3]);
        Vector<float> x4 = new(x[4]), x5 = new(x[5]), x6 = new(x[6]), x7 = new(x[7]);
        int j = 0;
        for (; j <= count - Vector<float>.Count; j += Vector<float>.Count)
        {
            Vector<float> sum = Vector.Load(sums + j);
            sum = Add(x0, b + j, sum);
            sum = Add(x1, b + step + j, sum);
            sum = Add(x2, b + 2 * step + j, sum);
            sum = Add(x3, b + 3 * step + j, sum);
            sum = Add(x4, c + j, sum);
            sum = Add(x5, c + step + j, sum);
            sum = Add(x6, c + 2 * step + j, sum);
            sum = Add(x7, c + 3 * step + j, sum);
            sum.Store(sums + j);
        }
        for (; j < count; j++)
        {
            float sum = sums[j];
            for (int i = 0; i < 8; i++) sum = float.MultiplyAddEstimate(x[i], b[i * step + j], sum);
            sums[j] = sum;
        }
    }

    private static void AddOne(float x, float* b, float* sums, int count)
    {
        Vector<float> factor = new(x);
        int j = 0;
        for (; j <= count - Vector<float>.Count; j += Vector<float>.Count) Add(factor, b + j, Vector.Load(sums + j)).Store(sums + j);
        for (; j < count; j++) sums[j] = float.MultiplyAddEstimate(x, b[j], sums[j]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Add(Vector<float> x, float* b, Vector<float> sum) => Vector.MultiplyAddEstimate(x, Vector.Load(b), sum);
}
