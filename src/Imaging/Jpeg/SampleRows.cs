using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Imaging;

/// <summary>The rows of one component at the full resolution of the image. A component halved in a direction is brought up with the
/// triangle filter, three quarters of the nearer sample and one quarter of the farther; any other ratio takes the nearest.</summary>
internal sealed class SampleRows
{
    private readonly JpegFrame _frame;
    private readonly JpegComponent _component;
    private readonly bool _halvedAcross;
    private readonly bool _halvedDown;
    private readonly bool _full;
    private readonly bool _smooth;
    private readonly byte[] _row = [];

    // Weighted sums of two rows, with one more sample before the first and after the last.
    private readonly ushort[] _sums = [];

    public SampleRows(JpegFrame frame, JpegComponent component)
    {
        _frame = frame;
        _component = component;
        bool fullAcross = component.Horizontal == frame.MaxHorizontal, fullDown = component.Vertical == frame.MaxVertical;
        _halvedAcross = component.Horizontal * 2 == frame.MaxHorizontal;
        _halvedDown = component.Vertical * 2 == frame.MaxVertical;
        _full = fullAcross && fullDown;
        _smooth = (fullAcross || _halvedAcross) && (fullDown || _halvedDown);
        if (_full) return;
        _row = new byte[frame.Width + 2];
        if (_smooth && _halvedAcross) _sums = new ushort[component.Width + 2];
    }

    /// <summary>The samples of row <paramref name="y"/> of the image, at least as many as it is wide.</summary>
    public ReadOnlySpan<byte> Row(int y)
    {
        if (_full) return Source(y);
        if (!_smooth) Nearest(y);
        else if (!_halvedDown) Widen(Source(y));
        else
        {
            int below = (y & 1) * 2 - 1;
            ReadOnlySpan<byte> near = Source(y / 2), far = Source(Math.Clamp(y / 2 + below, 0, _component.Height - 1));
            if (_halvedAcross) Widen(near, far);
            else Blend(near, far, _row, bias: 1 + (y & 1));
        }
        return _row;
    }

    private ReadOnlySpan<byte> Source(int y) => _component.Samples.AsSpan(y * _component.Stride, _component.Width);

    private void Nearest(int y)
    {
        ReadOnlySpan<byte> source = Source(y * _component.Vertical / _frame.MaxVertical);
        for (int x = 0; x < _frame.Width; x++) _row[x] = source[x * _component.Horizontal / _frame.MaxHorizontal];
    }

    private void Widen(ReadOnlySpan<byte> near)
    {
        Span<ushort> sums = _sums.AsSpan(1, near.Length);
        for (int i = 0; i < near.Length; i++) sums[i] = near[i];
        Double(shift: 2, biasLeft: 1, biasRight: 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Widen(ReadOnlySpan<byte> near, ReadOnlySpan<byte> far)
    {
        Span<ushort> sums = _sums.AsSpan(1, near.Length);
        int i = 0;
        for (; i + 16 <= near.Length; i += 16) Sum(near[i..], far[i..]).CopyTo(sums[i..]);
        for (; i < near.Length; i++) sums[i] = (ushort)(3 * near[i] + far[i]);
        Double(shift: 4, biasLeft: 8, biasRight: 7);
    }

    private static Vector256<ushort> Sum(ReadOnlySpan<byte> near, ReadOnlySpan<byte> far) => Widen16(near) * 3 + Widen16(far);

    private static Vector256<ushort> Widen16(ReadOnlySpan<byte> source)
    {
        Vector128<byte> bytes = Vector128.Create(source);
        return Vector256.Create(Vector128.WidenLower(bytes), Vector128.WidenUpper(bytes));
    }

    private static void Blend(ReadOnlySpan<byte> near, ReadOnlySpan<byte> far, Span<byte> target, int bias)
    {
        for (int i = 0; i < near.Length; i++) target[i] = (byte)((3 * near[i] + far[i] + bias) >> 2);
    }

    /// <summary>Makes two samples of each sum: a quarter of the way to the one on its left, and to the one on its right.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Double(int shift, int biasLeft, int biasRight)
    {
        Span<ushort> sums = _sums;
        int width = sums.Length - 2, i = 1;
        sums[0] = sums[1];
        sums[^1] = sums[^2];
        Span<ushort> pairs = MemoryMarshal.Cast<byte, ushort>(_row.AsSpan());
        if (BitConverter.IsLittleEndian)
        {
            Vector256<ushort> left = Vector256.Create((ushort)biasLeft), right = Vector256.Create((ushort)biasRight);
            for (; i + 16 <= width + 1 && i + 15 <= pairs.Length; i += 16)
            {
                Vector256<ushort> near = Vector256.Create(sums[i..]) * 3;
                Vector256<ushort> even = (near + Vector256.Create(sums[(i - 1)..]) + left) >>> shift;
                Vector256<ushort> odd = (near + Vector256.Create(sums[(i + 1)..]) + right) >>> shift;
                (even | odd << 8).CopyTo(pairs[(i - 1)..]);
            }
        }
        for (; i <= width; i++)
        {
            int near = sums[i] * 3, x = 2 * (i - 1);
            _row[x] = (byte)((near + sums[i - 1] + biasLeft) >> shift);
            if (x + 1 < _row.Length) _row[x + 1] = (byte)((near + sums[i + 1] + biasRight) >> shift);
        }
    }
}
