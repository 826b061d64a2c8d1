using System.Numerics;

namespace MlNetDeepLearning.Graphs;

/// <summary>An <see cref="Einsum"/> in its plainest form, for any element type and any equation: for each element of the result a sum over all other labels.</summary>
internal sealed unsafe class EinsumSums
{
    private readonly int[] _outer, _inner;
    private readonly long[][] _outerSteps, _innerSteps;
    private readonly long[] _position;
    private readonly int[] _counters;

    public EinsumSums(EinsumView[] operands, EinsumView result)
    {
        Dictionary<char, int> sizes = [];
        foreach (EinsumView view in operands)
            foreach ((char label, int size) in view.Sizes) sizes[label] = size;
        string summed = string.Concat(sizes.Keys.Where(l => !result.Sizes.ContainsKey(l)).Order());
        _outer = [.. result.Labels.Select(l => sizes[l])];
        _inner = [.. summed.Select(l => sizes[l])];
        _outerSteps = [.. operands.Select(o => result.Labels.Select(l => o.Strides.GetValueOrDefault(l)).ToArray())];
        _innerSteps = [.. operands.Select(o => summed.Select(l => o.Strides.GetValueOrDefault(l)).ToArray())];
        _position = new long[2 * operands.Length];
        _counters = new int[_outer.Length + _inner.Length];
    }

    /// <summary>Computes the result.</summary>
    public void Run(Kernel k)
    {
        var visitor = new Visitor(k, this);
        ElementTypeVisitor.Number(k.Output(0).Type, ref visitor);
    }

    private readonly struct Visitor(Kernel k, EinsumSums sums) : INumberVisitor
    {
        public void Visit<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            int operands = sums._outerSteps.Length;
            Span<long> first = sums._position.AsSpan(0, operands), at = sums._position.AsSpan(operands);
            Span<int> outer = sums._counters.AsSpan(0, sums._outer.Length), inner = sums._counters.AsSpan(sums._outer.Length);
            first.Clear();
            bool nothing = sums._inner.AsSpan().Contains(0);
            for (long y = 0; y < k.Output(0).Count; y++)
            {
                first.CopyTo(at);
                T sum = T.Zero;
                do
                {
                    if (nothing) break;
                    T product = k.In<T>(0)[at[0]];
                    for (int n = 1; n < operands; n++) product *= k.In<T>(n)[at[n]];
                    sum += product;
                }
                while (Next(inner, sums._inner, at, sums._innerSteps));
                k.Out<T>(0)[y] = sum;
                Next(outer, sums._outer, first, sums._outerSteps);
            }
        }

        private static bool Next(Span<int> index, int[] sizes, Span<long> at, long[][] steps)
        {
            for (int d = index.Length - 1; d >= 0; d--)
            {
                bool wraps = ++index[d] == sizes[d];
                for (int n = 0; n < at.Length; n++) at[n] += wraps ? -steps[n][d] * (sizes[d] - 1) : steps[n][d];
                if (!wraps) return true;
                index[d] = 0;
            }
            return false;
        }
    }
}
