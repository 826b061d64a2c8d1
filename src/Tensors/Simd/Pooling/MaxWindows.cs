using System.Numerics;

namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>
/// The gradient of max pooling over windows of any size and stride: for neighbouring windows at once, tap by tap, whichever element first
/// equals the largest takes the gradient. Input and gradient lie in rows whose columns are sorted by their remainder by the stride.
/// </summary>
internal sealed unsafe class MaxWindows
{
    private readonly ConvolutionGeometry _g;
    private readonly PaddedPlanes _planes;
    private readonly int _width;

    /// <summary>Prepares the sizes.</summary>
    public MaxWindows(ConvolutionGeometry g)
    {
        _g = g;
        // Not-a-number equals nothing, so padding is never the largest.
        _planes = new PaddedPlanes(1, g.Height.Input, g.Width.Input, g.Height.Before, g.Width.Before, (g.Height.Output - 1) * g.Height.Stride + g.Height.Extent,
            (g.Width.Output - 1) * g.Width.Stride + g.Width.Extent, g.Width.Stride, Padding: float.NaN);
        _width = BlockSizes.Round(g.Width.Output, Vector<float>.Count);
    }

    /// <summary>The numbers of memory that <see cref="Plane"/> needs.</summary>
    public long Room => 2 * ConvolutionBuffer.Aligned(_planes.Count) + 2 * _width;

    /// <summary>Takes one plane back.</summary>
    public void Plane(float* x, float* y, float* dy, float* dx, float* room)
    {
        float* planes = room, sums = room + ConvolutionBuffer.Aligned(_planes.Count), largest = sums + ConvolutionBuffer.Aligned(_planes.Count), g = largest + _width;
        WindowAxis h = _g.Height, w = _g.Width;
        _planes.Copy(x, 0, planes);
        new Span<float>(sums, (int)_planes.Count).Clear();
        new Span<float>(largest, _width).Fill(float.NaN);
        new Span<float>(g, _width).Clear();
        for (int oh = 0; oh < h.Output; oh++, y += w.Output, dy += w.Output)
        {
            new Span<float>(y, w.Output).CopyTo(new Span<float>(largest, w.Output));
            new Span<float>(dy, w.Output).CopyTo(new Span<float>(g, w.Output));
            long row = (long)oh * h.Stride * _planes.RowStep;
            for (int j = 0; j < _width; j += Vector<float>.Count) Windows(planes + row + j, sums + row + j, Vector.Load(largest + j), Vector.Load(g + j));
        }
        for (int i = 0; i < h.Input; i++, dx += w.Input) Row(sums, i + h.Before, dx);
    }

    private void Windows(float* x, float* sums, Vector<float> largest, Vector<float> g)
    {
        for (int kh = 0; kh < _g.Height.Kernel; kh++)
            for (int kw = 0; kw < _g.Width.Kernel; kw++)
            {
                int at = _planes.Offset(0, kh * _g.Height.Dilation, kw * _g.Width.Dilation);
                Vector<int> equal = Vector.Equals(Vector.Load(x + at), largest);
                (Vector.Load(sums + at) + Vector.ConditionalSelect(equal, g, Vector<float>.Zero)).Store(sums + at);
                largest = Vector.ConditionalSelect(equal, new Vector<float>(float.NaN), largest);
            }
    }

    private void Row(float* sums, int row, float* dx)
    {
        int left = _planes.Left, width = Math.Clamp(_planes.Columns - left, 0, _g.Width.Input);
        new Span<float>(dx, _g.Width.Input).Clear();
        if (row >= _planes.Rows) return;
        int i = 0;
        float* from = sums + (long)row * _planes.RowStep;
        if (_planes.Phases == 1) new Span<float>(from + left, i = width).CopyTo(new Span<float>(dx, width));
        else if (_planes.Phases == 2)
        {
            float* even = from + (left + 1) / 2, odd = from + _planes.PhaseWidth + left / 2;
            if (left % 2 == 0) RowPhases.Join(even, odd, dx, width / 2);
            else RowPhases.Join(odd, even, dx, width / 2);
            i = width / 2 * 2;
        }
        for (; i < width; i++) dx[i] = from[(i + left) % _planes.Phases * _planes.PhaseWidth + (i + left) / _planes.Phases];
    }
}
