namespace MlNetDeepLearning.Graphs;

/// <summary>Rotary position embedding (ONNX RotaryEmbedding; Su et al. 2021), a composition.</summary>
public static class RotaryEmbeddingBuilder
{
    /// <summary>
    /// Turns pairs of numbers of each head by angles that follow from the position: the first half of a head against the second, or each
    /// number against its neighbour when <paramref name="interleaved"/>. Numbers behind the first 2 · (width of the tables) stay as they are.
    /// </summary>
    /// <param name="x">[batch, heads, rows, width], or [batch, rows, heads · width] with <paramref name="heads"/> given.</param>
    /// <param name="cos">The angles' cosines for each row, [batch or 1, rows, half of what is turned].</param>
    /// <param name="sin">Their sines.</param>
    /// <param name="heads">The number of heads that lie side by side.</param>
    /// <param name="interleaved">Whether the numbers of a pair are neighbours.</param>
    public static Value RotaryEmbedding(this Value x, Value cos, Value sin, int heads = 0, bool interleaved = false)
    {
        bool sideBySide = x.Shape.Rank == 3;
        Value input = x;
        if (sideBySide) x = x.Reshape(0, 0, heads, x.Shape[2].IsKnown ? x.Shape[2].Value / heads : -1);
        (cos, sin) = (cos.Unsqueeze(sideBySide ? 2 : 1), sin.Unsqueeze(sideBySide ? 2 : 1));
        int half = cos.Shape[3].Value;
        bool all = x.Shape[3] == 2 * half;
        Value turned = all ? x : x.Slice(3, 0, 2 * half);
        Value a = interleaved ? turned.Slice(3, 0, long.MaxValue, 2) : turned.Slice(3, 0, half);
        Value b = interleaved ? turned.Slice(3, 1, long.MaxValue, 2) : turned.Slice(3, half);
        Value first = a * cos - b * sin, second = a * sin + b * cos;
        Value y = interleaved
            ? x.Graph.Concat(4, first.Unsqueeze(4), second.Unsqueeze(4)).ReshapeLike(turned)
            : x.Graph.Concat(3, first, second);
        if (!all) y = x.Graph.Concat(3, y, x.Slice(3, 2 * half));
        return sideBySide ? y.ReshapeLike(input) : y;
    }
}
