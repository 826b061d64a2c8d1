using Microsoft.ML;

namespace MlNetDeepLearning.ModelConsumer;

/// <summary>What the model reads.</summary>
internal sealed class Picture
{
    public string ImagePath { get; set; } = "";
}

/// <summary>What the model says.</summary>
internal sealed class Prediction
{
    public float[] Score { get; set; } = [];
}

/// <summary>Predicts from any number of threads. The managed runtime's prediction engine allows that; of the official one each thread needs its own.</summary>
internal sealed class Predictor(MLContext context, ITransformer model) : IDisposable
{
#if MLNET_PACKAGES
    private readonly ThreadLocal<PredictionEngine<Picture, Prediction>> _engines = new(() => context.Model.CreatePredictionEngine<Picture, Prediction>(model), trackAllValues: true);

    public Prediction Predict(string path) => _engines.Value!.Predict(new Picture { ImagePath = path });

    public void Dispose()
    {
        foreach (PredictionEngine<Picture, Prediction> engine in _engines.Values) engine.Dispose();
        _engines.Dispose();
    }
#else
    private readonly PredictionEngine<Picture, Prediction> _engine = context.Model.CreatePredictionEngine<Picture, Prediction>(model);

    public Prediction Predict(string path) => _engine.Predict(new Picture { ImagePath = path });

    public void Dispose() => _engine.Dispose();
#endif
}
