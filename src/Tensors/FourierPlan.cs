namespace MlNetDeepLearning.Tensors;

/// <summary>
/// Discrete Fourier transforms of one length in double precision: halving where it is a power of two (Cooley and Tukey 1965), else as a convolution with
/// a chirp (Bluestein 1970), so that every length takes time n·log n. Immutable; made once, used by any number of threads.
/// </summary>
public sealed unsafe class FourierPlan
{
    private readonly int _size;
    private readonly int[] _reversed;
    private readonly double[] _cos, _sin;
    private readonly double[]? _chirpRe, _chirpIm;
    private readonly double[] _filterRe = [], _filterIm = [];

    /// <summary>Prepares transforms of <paramref name="length"/> numbers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is less than 1, or more than 2^28.</exception>
    public FourierPlan(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, 1 << 28);
        Length = length;
        bool halves = (length & (length - 1)) == 0;
        _size = 1;
        while (_size < (halves ? length : 2 * length - 1)) _size *= 2;
        _reversed = new int[_size];
        for (int i = 1; i < _size; i++) _reversed[i] = (_reversed[i / 2] | (i % 2 * _size)) / 2;
        _cos = [.. Enumerable.Range(0, _size / 2).Select(i => Math.Cos(2 * Math.PI * i / _size))];
        _sin = [.. Enumerable.Range(0, _size / 2).Select(i => -Math.Sin(2 * Math.PI * i / _size))];
        if (halves) return;
        (_chirpRe, _chirpIm) = (new double[length], new double[length]);
        (_filterRe, _filterIm) = (new double[_size], new double[_size]);
        for (int i = 0; i < length; i++)
        {
            // The square counts modulo twice the length only; as a number in double precision it would lose digits.
            double angle = Math.PI * ((long)i * i % (2L * length)) / length;
            (_chirpRe[i], _chirpIm[i]) = (Math.Cos(angle), -Math.Sin(angle));
            int mirrored = i == 0 ? 0 : _size - i;
            _filterRe[i] = _filterRe[mirrored] = _chirpRe[i];
            _filterIm[i] = _filterIm[mirrored] = -_chirpIm[i];
        }
        fixed (double* re = _filterRe, im = _filterIm) Halve(re, im);
    }

    /// <summary>The length of a transform.</summary>
    public int Length { get; }

    /// <summary>How many numbers <see cref="Run"/> needs besides.</summary>
    public int Scratch => _chirpRe is null ? 0 : 2 * _size;

    /// <summary>Transforms in place: X[k] = Σ x[n]·e^(-2πi·k·n / length). With <paramref name="re"/> and <paramref name="im"/> exchanged, the inverse times the length.</summary>
    /// <param name="re">The real parts.</param>
    /// <param name="im">The imaginary parts.</param>
    /// <param name="scratch">Memory for <see cref="Scratch"/> numbers.</param>
    public void Run(double* re, double* im, double* scratch)
    {
        if (_chirpRe is null)
        {
            Halve(re, im);
            return;
        }
        double* a = scratch, b = scratch + _size;
        new Span<double>(scratch, 2 * _size).Clear();
        for (int i = 0; i < Length; i++) (a[i], b[i]) = Product(re[i], im[i], _chirpRe[i], _chirpIm![i]);
        Halve(a, b);
        for (int i = 0; i < _size; i++) (a[i], b[i]) = Product(a[i], b[i], _filterRe[i], _filterIm[i]);
        Halve(b, a);
        double scale = 1.0 / _size;
        for (int i = 0; i < Length; i++) (re[i], im[i]) = Product(a[i] * scale, b[i] * scale, _chirpRe[i], _chirpIm![i]);
    }

    private static (double Re, double Im) Product(double a, double b, double c, double d) => (a * c - b * d, a * d + b * c);

    private void Halve(double* re, double* im)
    {
        for (int i = 0; i < _size; i++)
            if (_reversed[i] is var j && j > i) (re[i], re[j], im[i], im[j]) = (re[j], re[i], im[j], im[i]);
        for (int half = 1; half < _size; half *= 2)
        {
            int step = _size / (2 * half);
            for (int first = 0; first < _size; first += 2 * half)
                for (int i = 0; i < half; i++)
                {
                    int low = first + i, high = low + half;
                    (double r, double m) = Product(re[high], im[high], _cos[i * step], _sin[i * step]);
                    (re[high], im[high]) = (re[low] - r, im[low] - m);
                    (re[low], im[low]) = (re[low] + r, im[low] + m);
                }
        }
    }
}
