using Microsoft.ML.Data;
using Microsoft.ML.Model;

namespace Microsoft.ML.Trainers;

/// <summary>Linear models at the nodes of a tree. The score is the sum of those on the way down, each times how much it counts there.</summary>
public sealed class LdSvmModelParameters : ModelParametersBase<float>, IScalarModel
{
    internal const string Kind = "LdSvmModel";

    private readonly LinearUnit[] _models, _gates, _ways;
    private readonly float _sigma;

    internal LdSvmModelParameters(LinearUnit[] models, LinearUnit[] gates, LinearUnit[] ways, float sigma)
    {
        _models = models;
        _gates = gates;
        _ways = ways;
        _sigma = sigma;
        InputType = new VectorDataViewType(NumberDataViewType.Single, models[0].Weights.Length);
    }

    /// <summary>The type of the features.</summary>
    public DataViewType InputType { get; }

    /// <summary>The type of the score.</summary>
    public DataViewType OutputType => NumberDataViewType.Single;

    int IModelParameters.FeatureCount => _models[0].Weights.Length;

    internal static LdSvmModelParameters Load(ModelReader reader)
    {
        LinearUnit[] models = Read(reader, "models"), gates = Read(reader, "gates"), ways = Read(reader, "ways");
        if (models.Length == 0 || models.Length != gates.Length || models.Length != 2 * ways.Length + 1
            || models.Concat(gates).Concat(ways).Any(unit => unit.Weights.Length == 0 || unit.Weights.Length != models[0].Weights.Length))
            throw reader.Invalid("the nodes do not make a tree");
        return new LdSvmModelParameters(models, gates, ways, reader.Single("sigma"));
    }

    float IScalarModel.Score(in VBuffer<float> features)
    {
        FeatureVector vector = new(in features);
        double sum = 0;
        for (int node = 0; ; node = _ways[node].Of(vector) > 0 ? 2 * node + 1 : 2 * node + 2)
        {
            sum += Math.Tanh(_sigma * _gates[node].Of(vector)) * _models[node].Of(vector);
            if (node >= _ways.Length) return (float)sum;
        }
    }

    TResult IModelParameters.Accept<TResult>(IModelVisitor<TResult> visitor) => visitor.Visit(this);

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Value("sigma", _sigma);
        Write(writer, "models", _models);
        Write(writer, "gates", _gates);
        Write(writer, "ways", _ways);
    }

    private static void Write(ModelWriter writer, string name, LinearUnit[] units) => writer.Items(name, units.Length, (one, i) =>
    {
        one.Floats("weights", units[i].Weights);
        one.Value("bias", units[i].Bias);
    });

    private static LinearUnit[] Read(ModelReader reader, string name) => [.. reader.Children(name).Select(one => new LinearUnit(one.Floats("weights"), one.Single("bias")))];
}
