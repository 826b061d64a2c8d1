using Microsoft.ML.Data;
using Microsoft.ML.Model;
using Microsoft.ML.Model.Onnx;
using Microsoft.ML.Transforms.Onnx;
using MlNetDeepLearning.Graphs;

namespace Microsoft.ML.Transforms;

/// <summary>Converts columns to another primitive type.</summary>
public sealed class TypeConvertingEstimator : TrivialEstimator<TypeConvertingTransformer>
{
    internal TypeConvertingEstimator(IReadOnlyList<InputOutputColumnPair> columns, DataKind outputKind) : base(new TypeConvertingTransformer(columns, outputKind)) { }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        PrimitiveDataViewType target = TypeNames.Of(Transformer.OutputKind);
        return inputSchema.With(Transformer.Columns.Select(pair =>
        {
            SchemaShape.Column input = inputSchema.Get(pair.InputColumnName, TypeConvertingTransformer.Kind);
            if (ValueConversions.Find(input.ItemType.RawType, target.RawType) is null)
                throw InputColumn.Mismatch(TypeConvertingTransformer.Kind, input.Name, $"something that can become {target}", input.TypeText);
            bool staysKey = input.IsKey && KeyDataViewType.IsValidDataType(target.RawType);
            return new SchemaShape.Column(pair.OutputColumnName, input.Kind, target, staysKey,
                new SchemaShape(input.Annotations.Where(annotation => annotation.Name == AnnotationNames.SlotNames || staysKey && annotation.Name == AnnotationNames.KeyValues)));
        }));
    }
}

/// <summary>Converts columns to another primitive type; made by <see cref="TypeConvertingEstimator"/>.</summary>
public sealed class TypeConvertingTransformer : OneToOneTransformerBase, IOnnxConvertible
{
    internal const string Kind = "ConvertType";

    internal TypeConvertingTransformer(IReadOnlyList<InputOutputColumnPair> columns, DataKind outputKind) : base(columns)
    {
        TypeNames.Of(outputKind);
        OutputKind = outputKind;
    }

    internal DataKind OutputKind { get; }

    internal static TypeConvertingTransformer Load(ModelReader reader) => new(reader.Columns(), reader.Choice<DataKind>("outputKind"));

    void IOnnxConvertible.Convert(OnnxConversion conversion)
    {
        PrimitiveDataViewType target = TypeNames.Of(OutputKind);
        foreach (InputOutputColumnPair pair in Columns)
        {
            PrimitiveDataViewType item = ItemMapping.ItemOf(conversion.Column(pair.InputColumnName, Kind).Type)!;
            // Numbers with fractions look different as text in ONNX, and texts are no truth values there.
            bool text = item is TextDataViewType || target is TextDataViewType;
            if (OnnxTypes.ElementOf(target) is not { } element || (text && item != target && (item.RawType == typeof(bool) || target.RawType == typeof(bool)
                || item.RawType == typeof(float) || item.RawType == typeof(double))))
                throw new NotSupportedException($"ONNX does not convert {item} to {target} as it is done here (column '{pair.InputColumnName}').");
            conversion.Set(pair.OutputColumnName, conversion.Value(pair.InputColumnName, Kind).Cast(element));
        }
    }

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Columns(Columns);
        writer.Set("outputKind", OutputKind.ToString());
    }

    private protected override DataViewSchema.DetachedColumn OutputColumn(int pair, DataViewSchema.Column input)
    {
        PrimitiveDataViewType target = TypeNames.Of(OutputKind);
        PrimitiveDataViewType? item = ItemMapping.ItemOf(input.Type);
        if (item is null || ValueConversions.Find(item.RawType, target.RawType) is null)
            throw InputColumn.Mismatch(Kind, input.Name, $"something that can become {target}", input.Type.ToString()!);
        bool staysKey = false;
        // A key converted to an unsigned integer stays a key into the same set.
        if (item is KeyDataViewType key && KeyDataViewType.IsValidDataType(target.RawType))
        {
            target = new KeyDataViewType(target.RawType, key.Count);
            staysKey = true;
        }
        DataViewSchema.Annotations.Builder annotations = new();
        annotations.Add(input.Annotations, name => name == AnnotationNames.SlotNames || staysKey && name == AnnotationNames.KeyValues
            || name == AnnotationNames.IsNormalized && item is NumberDataViewType && target is NumberDataViewType);
        return new DataViewSchema.DetachedColumn(Columns[pair].OutputColumnName, ItemMapping.TypeOf(input.Type, target), annotations.ToAnnotations());
    }

    private protected override Delegate CreateGetter(int pair, DataViewRow row, DataViewSchema.Column input)
        => ItemMapping.ItemOf(input.Type)!.Raw.Accept(new FromVisitor(row, input, TypeNames.Of(OutputKind)));

    private sealed class FromVisitor(DataViewRow row, DataViewSchema.Column input, PrimitiveDataViewType target) : IRawTypeVisitor<Delegate>
    {
        public Delegate Visit<TIn>() => target.Raw.Accept(new ToVisitor<TIn>(row, input));
    }

    private sealed class ToVisitor<TIn>(DataViewRow row, DataViewSchema.Column input) : IRawTypeVisitor<Delegate>
    {
        public Delegate Visit<TOut>() => ItemMapping.Getter(row, input, (Func<TIn, TOut>)ValueConversions.Find(typeof(TIn), typeof(TOut))!);
    }
}
