using System.Collections.Immutable;
using Microsoft.ML.Data;
using Microsoft.ML.Model;
using Microsoft.ML.Model.Onnx;

namespace Microsoft.ML.Transforms;

/// <summary>Brings number columns to a common scale; made by <see cref="NormalizingEstimator"/>. Missing values stay missing.</summary>
public sealed class NormalizingTransformer : OneToOneTransformerBase, IOnnxConvertible
{
    internal const string Kind = "Normalize";

    private readonly ColumnNormalizer[] _normalizers;

    internal NormalizingTransformer(IReadOnlyList<InputOutputColumnPair> columns, ColumnNormalizer[] normalizers) : base(columns) => _normalizers = normalizers;

    internal static NormalizingTransformer Load(ModelReader reader)
        => new(reader.Columns(), [.. reader.Children(ModelWriter.ColumnsName).Select(ColumnNormalizer.Read)]);

    /// <summary>What was learned for a column.</summary>
    /// <param name="index">The column's place among the normalized ones.</param>
    public NormalizerModelParametersBase GetNormalizerModelParameters(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _normalizers.Length);
        return _normalizers[index].Parameters();
    }

    void IOnnxConvertible.Convert(OnnxConversion conversion)
    {
        for (int i = 0; i < Columns.Count; i++) conversion.Set(Columns[i].OutputColumnName, _normalizers[i].ToOnnx(conversion.Value(Columns[i].InputColumnName, Kind)));
    }

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Columns(Columns);
        writer.EachColumn((column, i) => _normalizers[i].Write(column));
    }

    private protected override DataViewSchema.DetachedColumn OutputColumn(int pair, DataViewSchema.Column input)
    {
        DataViewType known = _normalizers[pair].Type;
        if (input.Type.RawType != known.RawType || (input.Type as VectorDataViewType)?.Size != (known as VectorDataViewType)?.Size)
            throw InputColumn.Mismatch(Kind, input.Name, known.ToString()!, input.Type.ToString()!);
        DataViewSchema.Annotations.Builder annotations = new();
        annotations.Add(input.Annotations, name => name == AnnotationNames.SlotNames);
        annotations.AddPrimitiveValue(AnnotationNames.IsNormalized, BooleanDataViewType.Instance, true);
        return new DataViewSchema.DetachedColumn(Columns[pair].OutputColumnName, input.Type, annotations.ToAnnotations());
    }

    private protected override Delegate CreateGetter(int pair, DataViewRow row, DataViewSchema.Column input) => _normalizers[pair].CreateGetter(row, input);

    /// <summary>The base of what is learned for a column.</summary>
    public abstract class NormalizerModelParametersBase
    {
        private protected NormalizerModelParametersBase() { }
    }

    /// <summary>A column becomes (value - offset) x scale.</summary>
    /// <typeparam name="TData">The column's item type, or an immutable array of it for a vector.</typeparam>
    public sealed class AffineNormalizerModelParameters<TData> : NormalizerModelParametersBase
    {
        internal AffineNormalizerModelParameters(TData scale, TData offset)
        {
            Scale = scale;
            Offset = offset;
        }

        /// <summary>The factor.</summary>
        public TData Scale { get; }

        /// <summary>What is taken off first.</summary>
        public TData Offset { get; }
    }

    /// <summary>A column becomes the normal probability of being below its value.</summary>
    /// <typeparam name="TData">The column's item type, or an immutable array of it for a vector.</typeparam>
    public sealed class CdfNormalizerModelParameters<TData> : NormalizerModelParametersBase
    {
        internal CdfNormalizerModelParameters(TData mean, TData standardDeviation, bool useLog)
        {
            Mean = mean;
            StandardDeviation = standardDeviation;
            UseLog = useLog;
        }

        /// <summary>The mean.</summary>
        public TData Mean { get; }

        /// <summary>The standard deviation.</summary>
        public TData StandardDeviation { get; }

        /// <summary>Whether it is the logarithm that is distributed normally.</summary>
        public bool UseLog { get; }
    }

    /// <summary>A column becomes the number of the bin that its value lies in, divided by a density, less an offset.</summary>
    /// <typeparam name="TData">The column's item type, or an immutable array of it for a vector.</typeparam>
    public sealed class BinNormalizerModelParameters<TData> : NormalizerModelParametersBase
    {
        internal BinNormalizerModelParameters(ImmutableArray<TData> upperBounds, TData density, TData offset)
        {
            UpperBounds = upperBounds;
            Density = density;
            Offset = offset;
        }

        /// <summary>The upper bounds of the bins, the last infinite; for a vector those of each slot.</summary>
        public ImmutableArray<TData> UpperBounds { get; }

        /// <summary>What the number of the bin is divided by.</summary>
        public TData Density { get; }

        /// <summary>What is taken off then.</summary>
        public TData Offset { get; }
    }
}
