using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.TensorFlow;

/// <summary>Spectrograms and what speech networks make of them.</summary>
internal static class AudioRules
{
    // What TensorFlow takes for silence before the logarithm.
    private const double Floor = 1e-12;

    public static readonly Dictionary<string, Func<ImportedNode, Results>> Map = new()
    {
        ["AudioSpectrogram"] = n => Spectrogram(n),
        ["Mfcc"] = n => Mfcc(n),
    };

    // [samples, channels] to [channels, frames, frequencies]: a Hann window, with zeros behind it up to a power of two.
    private static Value Spectrogram(ImportedNode n)
    {
        int window = Positive(n, "window_size"), stride = Positive(n, "stride"), length = 1;
        while (length < window) length *= 2;
        float[] weights = new float[length];
        for (int i = 0; i < window; i++) weights[i] = (float)(0.5 - 0.5 * Math.Cos(2 * Math.PI * i / window));
        Value signal = n.Input(0).Transpose(1, 0).Unsqueeze(-1).Pad([0, 0, 0, 0, length - window, 0]);
        Value spectrum = signal.STFT(stride, n.Graph.Constant(Tensor.Of<float>([length], weights)));
        Value power = (spectrum * spectrum).ReduceSum([-1], keepDims: false);
        return n.Flag("magnitude_squared") ? power : power.Sqrt();
    }

    // The squares of magnitudes go in; bands on the mel scale, their logarithms, and the first terms of their cosine transform come out.
    private static Value Mfcc(ImportedNode n)
    {
        if (n.Known(1) is not { Count: 1 } rate || ShapeArithmetic.Integers(rate) is not [> 0 and var samplesPerSecond]) throw n.Error("the sample rate (input 1) must be known when the graph is built");
        Value spectrum = n.Input(0);
        int bins = spectrum.Shape is { IsRanked: true, Rank: 3 } shape && shape[2].IsKnown ? shape[2].Value : throw n.Error($"the number of frequencies of {spectrum.Type} must be known");
        int bands = Positive(n, "filterbank_channel_count", 40), terms = Positive(n, "dct_coefficient_count", 13);
        Tensor mel = MelBands(bins, bands, samplesPerSecond, n.Float("lower_frequency_limit", 20), n.Float("upper_frequency_limit", 4000));
        Value energies = spectrum.Sqrt().MatMul(n.Graph.Constant(mel));
        return energies.Max(energies.Like(Floor)).Log().MatMul(n.Graph.Constant(Cosines(bands, terms)));
    }

    private static int Positive(ImportedNode n, string attribute, long? otherwise = null) =>
        n.Int(attribute, otherwise) is > 0 and <= 1 << 20 and var number ? (int)number : throw n.Error($"{attribute} {n.Int(attribute, otherwise)} is not possible");

    // Triangles whose tips are equally far apart on the mel scale. A frequency counts to the band below its place and the one above, in the
    // share that it is near their tips.
    private static Tensor MelBands(int bins, int bands, double rate, double lowest, double highest)
    {
        double first = Mel(lowest), spacing = (Mel(highest) - first) / (bands + 1), hertz = 0.5 * rate / (bins - 1);
        int start = (int)(1.5 + lowest / hertz), end = Math.Min(bins - 1, (int)(highest / hertz));
        var weights = new Tensor(ElementType.Float32, [bins, bands]);
        Span<float> w = weights.AsSpan<float>();
        for (int bin = start; bin <= end; bin++)
        {
            double place = (Mel(bin * hertz) - first) / spacing;
            // A frequency that is exactly at a tip counts to the band above.
            int below = (int)Math.Ceiling(place) - 1;
            double share = below + 1 - place;
            if (below >= 1 && below <= bands) w[bin * bands + below - 1] += (float)share;
            if (below >= 0 && below < bands) w[bin * bands + below] += (float)(1 - share);
        }
        return weights;

        static double Mel(double hertz) => 1127 * Math.Log(1 + hertz / 700);
    }

    private static Tensor Cosines(int bands, int terms)
    {
        var cosines = new Tensor(ElementType.Float32, [bands, terms]);
        double scale = Math.Sqrt(2.0 / bands);
        for (int b = 0; b < bands; b++)
            for (int t = 0; t < terms; t++) cosines.AsSpan<float>()[b * terms + t] = (float)(scale * Math.Cos(t * Math.PI / bands * (b + 0.5)));
        return cosines;
    }
}
