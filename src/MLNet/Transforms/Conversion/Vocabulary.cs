using Microsoft.ML.Data;
using Microsoft.ML.Model;
using Microsoft.ML.Model.Onnx;
using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace Microsoft.ML.Transforms;

/// <summary>The values that keys stand for: key 1 is the first.</summary>
internal abstract class Vocabulary(PrimitiveDataViewType itemType)
{
    /// <summary>The type of the values.</summary>
    public PrimitiveDataViewType ItemType => itemType;

    public abstract int Count { get; }

    /// <summary>A key type always has a member, so a vocabulary without values gives one key that never occurs.</summary>
    public KeyDataViewType KeyType => new(typeof(uint), Math.Max(1, Count));

    /// <summary>A getter that finds the keys of a column's items; 0 for values that are not known.</summary>
    public abstract Delegate CreateKeyGetter(DataViewRow row, DataViewSchema.Column column);

    /// <summary>Annotates a key column with the values.</summary>
    public abstract void Annotate(DataViewSchema.Annotations.Builder builder, bool asText);

    /// <summary>The keys of items in a graph.</summary>
    public abstract Value ToOnnx(Value items);

    public abstract void Write(ModelWriter writer);

    public static Vocabulary Read(ModelReader reader)
    {
        PrimitiveDataViewType type = reader.Type("type") as PrimitiveDataViewType ?? throw reader.Invalid("'type' is no primitive type");
        return type.Raw.Accept(new Loader(reader, type));
    }

    private sealed class Loader(ModelReader reader, PrimitiveDataViewType type) : IRawTypeVisitor<Vocabulary>
    {
        public Vocabulary Visit<T>() => reader.Guard(() => new Vocabulary<T>(type, ValueFormat.ReadAll<T>(reader.Node("values"))));
    }
}

internal sealed class Vocabulary<T> : Vocabulary
{
    private readonly T[] _values;
#pragma warning disable CS8714 // Items of columns are never null.
    private readonly Dictionary<T, uint> _keys;
#pragma warning restore CS8714

    public Vocabulary(PrimitiveDataViewType itemType, T[] values) : base(itemType)
    {
        _values = values;
#pragma warning disable CS8714 // Items of columns are never null.
        _keys = new Dictionary<T, uint>(values.Length, ItemValues.Equality<T>());
#pragma warning restore CS8714
        foreach (T value in values)
            if (!_keys.TryAdd(value, (uint)_keys.Count + 1)) throw new ArgumentException($"The value '{ItemValues.Text(in value)}' occurs twice among the key values.", nameof(values));
    }

    public override int Count => _values.Length;

    public override Delegate CreateKeyGetter(DataViewRow row, DataViewSchema.Column column)
        => ItemMapping.Getter<T, uint>(row, column, item => _keys.GetValueOrDefault(item));

    public override void Annotate(DataViewSchema.Annotations.Builder builder, bool asText)
    {
        if (_values.Length == 0) return;
        if (asText && ItemType is not TextDataViewType) builder.AddTexts(AnnotationNames.KeyValues, [.. _values.Select(value => ItemValues.Text(in value))]);
        else builder.AddVector(AnnotationNames.KeyValues, ItemType, _values);
    }

    public override Value ToOnnx(Value items) => OnnxLookup.Places(items, _values).Cast(ElementType.UInt32);

    public override void Write(ModelWriter writer)
    {
        writer.Type("type", ItemType);
        writer.Set("values", ValueFormat.WriteAll<T>(_values));
    }
}
