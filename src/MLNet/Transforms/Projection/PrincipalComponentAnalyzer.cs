using Microsoft.ML.Data;
using Microsoft.ML.Model;
using Microsoft.ML.Model.Onnx;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace Microsoft.ML.Transforms;

/// <summary>Learns the directions in which vectors differ most, and describes each vector by how far it lies along them.</summary>
public sealed class PrincipalComponentAnalyzer : IEstimator<PrincipalComponentAnalysisTransformer>
{
    private readonly IHostEnvironment _environment;
    private readonly InputOutputColumnPair _columns;
    private readonly string? _weight;
    private readonly int _rank;
    private readonly int _oversampling;
    private readonly bool _ensureZeroMean;
    private readonly int? _seed;

    internal PrincipalComponentAnalyzer(IHostEnvironment environment, InputOutputColumnPair columns, string? weight, int rank, int oversampling, bool ensureZeroMean, int? seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rank);
        ArgumentOutOfRangeException.ThrowIfNegative(oversampling);
        _environment = environment;
        _columns = columns;
        _weight = weight;
        _rank = rank;
        _oversampling = oversampling;
        _ensureZeroMean = ensureZeroMean;
        _seed = seed;
    }

    /// <inheritdoc/>
    public PrincipalComponentAnalysisTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        DataViewSchema.Column column = VectorColumns.Check(InputColumn.Get(input.Schema, _columns.InputColumnName, PrincipalComponentAnalysisTransformer.Kind), PrincipalComponentAnalysisTransformer.Kind);
        if (_weight is not null && InputColumn.Get(input.Schema, _weight, PrincipalComponentAnalysisTransformer.Kind).Type != NumberDataViewType.Single)
            throw InputColumn.Mismatch(PrincipalComponentAnalysisTransformer.Kind, _weight, "Single", input.Schema[_weight].Type.ToString()!);
        using IChannel channel = _environment.Start(PrincipalComponentAnalysisTransformer.Kind);
        ExampleSet examples = new(input, _columns.InputColumnName, null, _weight, PrincipalComponentAnalysisTransformer.Kind, channel);
        if (examples.Count == 0) throw new InvalidOperationException($"Column '{_columns.InputColumnName}' has no row to learn from.");
        PrincipalDirections found = PrincipalDirections.Find(examples, _rank, _oversampling, _ensureZeroMean, new Random(_seed ?? _environment.NextSeed()));
        int size = ((VectorDataViewType)column.Type).Size;
        // Where the vectors differ in fewer directions than were asked for, the others are 0.
        float[][] directions = [.. Enumerable.Range(0, Math.Min(_rank, size)).Select(i => i < found.Vectors.Length ? found.Vectors[i] : new float[size])];
        float[] offsets = [.. directions.Select(direction => found.Mean is null ? 0 : (float)direction.Zip(found.Mean, (a, b) => (double)a * b).Sum())];
        return new PrincipalComponentAnalysisTransformer([_columns], directions, offsets);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        VectorColumns.Check(inputSchema, _columns.InputColumnName, PrincipalComponentAnalysisTransformer.Kind);
        if (_weight is not null) inputSchema.Get(_weight, PrincipalComponentAnalysisTransformer.Kind);
        return inputSchema.With(new SchemaShape.Column(_columns.OutputColumnName, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false));
    }
}

/// <summary>Describes vectors by how far they lie along the directions in which they differ most; made by <see cref="PrincipalComponentAnalyzer"/>.</summary>
public sealed class PrincipalComponentAnalysisTransformer : OneToOneTransformerBase, IOnnxConvertible
{
    internal const string Kind = "ProjectToPrincipalComponents";

    private readonly float[][] _directions;
    private readonly float[] _offsets;

    internal PrincipalComponentAnalysisTransformer(IReadOnlyList<InputOutputColumnPair> columns, float[][] directions, float[] offsets) : base(columns)
    {
        _directions = directions;
        _offsets = offsets;
    }

    internal static PrincipalComponentAnalysisTransformer Load(ModelReader reader)
    {
        int size = reader.Int("size"), rank = reader.Int("rank");
        if (size < 1 || rank < 1) throw reader.Invalid("there are no directions");
        float[][] directions = [.. reader.Children("directions").Select(one => one.Floats("vector", size))];
        if (directions.Length != rank) throw reader.Invalid($"there are not {rank} directions");
        return new PrincipalComponentAnalysisTransformer(reader.Columns(), directions, reader.Floats("offsets", rank));
    }

    void IOnnxConvertible.Convert(OnnxConversion conversion)
    {
        Value x = conversion.Flat(Columns[0].InputColumnName, Kind);
        float[] turned = new float[_directions.Length * _directions[0].Length];
        for (int i = 0; i < _directions.Length; i++)
            for (int j = 0; j < _directions[0].Length; j++) turned[j * _directions.Length + i] = _directions[i][j];
        conversion.Set(Columns[0].OutputColumnName, x.MatMul(x.Graph.Constant(Tensor.Of<float>([_directions[0].Length, _directions.Length], turned))) - x.Graph.Constant(Tensor.Of<float>([_offsets.Length], _offsets)));
    }

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Columns(Columns);
        writer.Set("size", _directions[0].Length);
        writer.Set("rank", _directions.Length);
        writer.Floats("offsets", _offsets);
        writer.Items("directions", _directions.Length, (one, i) => one.Floats("vector", _directions[i]));
    }

    private protected override DataViewSchema.DetachedColumn OutputColumn(int pair, DataViewSchema.Column input)
    {
        if (((VectorDataViewType)VectorColumns.Check(input, Kind).Type).Size != _directions[0].Length)
            throw InputColumn.Mismatch(Kind, input.Name, $"a vector of {_directions[0].Length} Single", input.Type.ToString()!);
        return new DataViewSchema.DetachedColumn(Columns[pair].OutputColumnName, new VectorDataViewType(NumberDataViewType.Single, _directions.Length));
    }

    private protected override Delegate CreateGetter(int pair, DataViewRow row, DataViewSchema.Column input)
    {
        ValueGetter<VBuffer<float>> get = row.GetGetter<VBuffer<float>>(input);
        VBuffer<float> source = default;
        return (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
        {
            get(ref source);
            FeatureVector vector = new(in source);
            VBufferEditor<float> editor = VBufferEditor.Create(ref value, _directions.Length);
            for (int i = 0; i < _directions.Length; i++) editor.Values[i] = vector.Dot(_directions[i]) - _offsets[i];
            value = editor.Commit();
        });
    }
}

/// <summary>Columns of vectors of known size of Single.</summary>
internal static class VectorColumns
{
    private const string Expected = "a vector of known size of Single";

    public static DataViewSchema.Column Check(DataViewSchema.Column input, string reader) => input.Type is VectorDataViewType { IsKnownSize: true } vector && vector.ItemType == NumberDataViewType.Single
        ? input : throw InputColumn.Mismatch(reader, input.Name, Expected, input.Type.ToString()!);

    public static SchemaShape.Column Check(SchemaShape shape, string name, string reader)
    {
        SchemaShape.Column input = shape.Get(name, reader);
        return input.Kind == SchemaShape.Column.VectorKind.Vector && input.ItemType.Equals(NumberDataViewType.Single) ? input : throw InputColumn.Mismatch(reader, name, Expected, input.TypeText);
    }
}
