using Microsoft.ML.Data;
using Microsoft.ML.Model;
using Microsoft.ML.Model.Onnx;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace Microsoft.ML.Transforms;

/// <summary>
/// Maps vectors so that the inner product of two results is about the kernel of the two vectors: cosines of random directions
/// (Rahimi and Recht 2007, "Random features for large-scale kernel machines").
/// </summary>
public sealed class ApproximatedKernelMappingEstimator : IEstimator<ApproximatedKernelTransformer>
{
    private readonly IHostEnvironment _environment;
    private readonly InputOutputColumnPair _columns;
    private readonly int _rank;
    private readonly bool _useCosAndSin;
    private readonly KernelBase _kernel;
    private readonly int? _seed;

    internal ApproximatedKernelMappingEstimator(IHostEnvironment environment, InputOutputColumnPair columns, int rank, bool useCosAndSinBases, KernelBase? kernel, int? seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rank);
        _environment = environment;
        _columns = columns;
        _rank = rank;
        _useCosAndSin = useCosAndSinBases;
        _kernel = kernel ?? new GaussianKernel();
        _seed = seed;
    }

    /// <inheritdoc/>
    public ApproximatedKernelTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        DataViewSchema.Column column = VectorColumns.Check(InputColumn.Get(input.Schema, _columns.InputColumnName, ApproximatedKernelTransformer.Kind), ApproximatedKernelTransformer.Kind);
        int size = ((VectorDataViewType)column.Type).Size;
        Random random = new(_seed ?? _environment.NextSeed());
        double distance = KernelDistances.Mean(input, column, _kernel, random);
        float[] directions = new float[checked(_rank * size)];
        for (int i = 0; i < directions.Length; i++) directions[i] = (float)_kernel.Frequency(distance, random);
        float[]? phases = null;
        if (!_useCosAndSin)
        {
            phases = new float[_rank];
            for (int i = 0; i < _rank; i++) phases[i] = (float)(random.NextDouble() * 2 * Math.PI);
        }
        return new ApproximatedKernelTransformer([_columns], size, directions, phases);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        VectorColumns.Check(inputSchema, _columns.InputColumnName, ApproximatedKernelTransformer.Kind);
        return inputSchema.With(new SchemaShape.Column(_columns.OutputColumnName, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false));
    }
}

/// <summary>Maps vectors to random features; made by <see cref="ApproximatedKernelMappingEstimator"/>.</summary>
public sealed class ApproximatedKernelTransformer : OneToOneTransformerBase, IOnnxConvertible
{
    internal const string Kind = "ApproximatedKernelMap";

    private readonly int _size;
    private readonly float[] _directions;
    private readonly float[]? _phases;
    private readonly int _rank;

    /// <summary>Makes the transformer.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="size">The number of items of a vector.</param>
    /// <param name="directions">The directions, one after the other.</param>
    /// <param name="phases">What is added to each before its cosine is taken; null for cosine and sine of each instead.</param>
    internal ApproximatedKernelTransformer(IReadOnlyList<InputOutputColumnPair> columns, int size, float[] directions, float[]? phases) : base(columns)
    {
        _size = size;
        _directions = directions;
        _phases = phases;
        _rank = directions.Length / size;
    }

    internal static ApproximatedKernelTransformer Load(ModelReader reader)
    {
        int size = reader.Int("size"), rank = reader.Int("rank");
        if (size < 1 || rank < 1 || (long)size * rank > int.MaxValue) throw reader.Invalid("there are no directions");
        return new ApproximatedKernelTransformer(reader.Columns(), size, reader.Floats("directions", size * rank), reader.Has("phases") ? reader.Floats("phases", rank) : null);
    }

    void IOnnxConvertible.Convert(OnnxConversion conversion)
    {
        Value x = conversion.Flat(Columns[0].InputColumnName, Kind);
        float[] turned = new float[_directions.Length];
        for (int i = 0; i < _rank; i++)
            for (int j = 0; j < _size; j++) turned[j * _rank + i] = _directions[i * _size + j];
        Value angles = x.MatMul(x.Graph.Constant(Tensor.Of<float>([_size, _rank], turned)));
        Value result = _phases is null
            ? x.Graph.Concat(2, angles.Cos().Unsqueeze(2), angles.Sin().Unsqueeze(2)).Flatten() * MathF.Sqrt(1f / _rank)
            : (angles + x.Graph.Constant(Tensor.Of<float>([_rank], _phases))).Cos() * MathF.Sqrt(2f / _rank);
        conversion.Set(Columns[0].OutputColumnName, result);
    }

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Columns(Columns);
        writer.Set("size", _size);
        writer.Set("rank", _rank);
        writer.Floats("directions", _directions);
        if (_phases is not null) writer.Floats("phases", _phases);
    }

    private protected override DataViewSchema.DetachedColumn OutputColumn(int pair, DataViewSchema.Column input)
    {
        if (((VectorDataViewType)VectorColumns.Check(input, Kind).Type).Size != _size) throw InputColumn.Mismatch(Kind, input.Name, $"a vector of {_size} Single", input.Type.ToString()!);
        return new DataViewSchema.DetachedColumn(Columns[pair].OutputColumnName, new VectorDataViewType(NumberDataViewType.Single, _phases is null ? 2 * _rank : _rank));
    }

    private protected override Delegate CreateGetter(int pair, DataViewRow row, DataViewSchema.Column input)
    {
        ValueGetter<VBuffer<float>> get = row.GetGetter<VBuffer<float>>(input);
        VBuffer<float> source = default;
        return (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
        {
            get(ref source);
            FeatureVector vector = new(in source);
            VBufferEditor<float> editor = VBufferEditor.Create(ref value, _phases is null ? 2 * _rank : _rank);
            float scale = MathF.Sqrt((_phases is null ? 1f : 2f) / _rank);
            for (int i = 0; i < _rank; i++)
            {
                float angle = vector.Dot(_directions.AsSpan(i * _size, _size));
                if (_phases is null) (editor.Values[2 * i], editor.Values[2 * i + 1]) = (scale * MathF.Cos(angle), scale * MathF.Sin(angle));
                else editor.Values[i] = scale * MathF.Cos(angle + _phases[i]);
            }
            value = editor.Commit();
        });
    }
}
