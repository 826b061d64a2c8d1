namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>The taps of a <see cref="TapConvolution"/> that one phase of its results meets, with their weights.</summary>
/// <param name="Row">The first row of the results that the phase computes.</param>
/// <param name="Column">The first column.</param>
/// <param name="Taps">For each tap the channel, row and column in the padded planes that the first result reads.</param>
/// <param name="Weights">Room for the packed weights.</param>
internal sealed record TapPhase(int Row, int Column, (int Channel, int Row, int Column)[] Taps, TapWeights Weights)
{
    /// <summary>Where each tap stands in the padded planes; set when their size is known.</summary>
    public int[] Offsets { get; private set; } = [];

    /// <summary>Finds the taps in the planes.</summary>
    public void Locate(PaddedPlanes planes) => Offsets = [.. Taps.Select(t => planes.Offset(t.Channel, t.Row, t.Column))];
}
