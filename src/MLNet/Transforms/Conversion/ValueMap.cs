using System.Text.Json.Nodes;
using Microsoft.ML.Data;
using Microsoft.ML.Model;
using Microsoft.ML.Model.Onnx;
using MlNetDeepLearning.Graphs;

namespace Microsoft.ML.Transforms;

/// <summary>A table from items to values, single or vectors.</summary>
internal abstract class ValueMap(PrimitiveDataViewType keyType, DataViewType valueType, DataViewSchema.Annotations annotations)
{
    public PrimitiveDataViewType KeyType => keyType;

    public DataViewType ValueType => valueType;

    /// <summary>The annotations of the value column, such as the texts behind keys.</summary>
    public DataViewSchema.Annotations Annotations => annotations;

    /// <summary>A getter of the values of a column's items.</summary>
    public abstract Delegate CreateGetter(DataViewRow row, DataViewSchema.Column input);

    /// <summary>The values of items in a graph.</summary>
    public abstract Value ToOnnx(Value items);

    public abstract void Write(ModelWriter writer);

    /// <summary>Reads the table off two columns of a data view.</summary>
    public static ValueMap Of(IDataView data, DataViewSchema.Column keyColumn, DataViewSchema.Column valueColumn)
    {
        PrimitiveDataViewType key = keyColumn.Type as PrimitiveDataViewType
            ?? throw new ArgumentException($"The key column '{keyColumn.Name}' is {keyColumn.Type}; a table is looked up by single items.", nameof(keyColumn));
        PrimitiveDataViewType item = ItemMapping.ItemOf(valueColumn.Type)
            ?? throw new ArgumentException($"The value column '{valueColumn.Name}' is {valueColumn.Type}; a table holds single items or vectors of them.", nameof(valueColumn));
        return key.Raw.Accept(new KeyVisitor(item, new FromData(data, keyColumn, valueColumn)));
    }

    public static ValueMap Read(ModelReader reader)
    {
        PrimitiveDataViewType key = reader.Type("keyType") as PrimitiveDataViewType ?? throw reader.Invalid("'keyType' is no primitive type");
        DataViewType value = reader.Type("valueType");
        PrimitiveDataViewType item = ItemMapping.ItemOf(value) ?? throw reader.Invalid("'valueType' is no primitive type and no vector");
        DataViewSchema.Annotations annotations = reader.Guard(() => SchemaFormat.Read(reader.Node("valueColumn"))[0].Annotations);
        return key.Raw.Accept(new KeyVisitor(item, new FromModel(reader, key, value, annotations)));
    }

    private abstract class Source
    {
        public abstract ValueMap Make<TKey, TItem>();
    }

    private sealed class FromData(IDataView data, DataViewSchema.Column keyColumn, DataViewSchema.Column valueColumn) : Source
    {
        public override ValueMap Make<TKey, TItem>()
        {
            using DataViewRowCursor cursor = data.GetRowCursor([keyColumn, valueColumn]);
            ValueGetter<TKey> getKey = cursor.GetGetter<TKey>(keyColumn);
            Delegate getValue = Getters.Of(cursor, valueColumn);
            List<(TKey, TItem[])> pairs = [];
            while (cursor.MoveNext())
            {
                TKey key = default!;
                getKey(ref key);
                TItem[] items = new TItem[1];
                if (getValue is ValueGetter<TItem> single) single(ref items[0]);
                else
                {
                    VBuffer<TItem> vector = default;
                    ((ValueGetter<VBuffer<TItem>>)getValue)(ref vector);
                    items = [.. vector.DenseValues()];
                }
                pairs.Add((key, items));
            }
            return new ValueMap<TKey, TItem>((PrimitiveDataViewType)keyColumn.Type, valueColumn.Type, valueColumn.Annotations, pairs);
        }
    }

    private sealed class FromModel(ModelReader reader, PrimitiveDataViewType key, DataViewType value, DataViewSchema.Annotations annotations) : Source
    {
        public override ValueMap Make<TKey, TItem>() => reader.Guard(() =>
        {
            TKey[] keys = ValueFormat.ReadAll<TKey>(reader.Node("keys"));
            TItem[][] values = [.. ((JsonArray)reader.Node("values")).Select(items => ValueFormat.ReadAll<TItem>(items))];
            if (keys.Length != values.Length || value is not VectorDataViewType && values.Any(items => items.Length != 1))
                throw new FormatException("keys and values do not go together");
            return new ValueMap<TKey, TItem>(key, value, annotations, keys.Zip(values));
        });
    }

    private sealed class KeyVisitor(PrimitiveDataViewType item, Source source) : IRawTypeVisitor<ValueMap>
    {
        public ValueMap Visit<TKey>() => item.Raw.Accept(new ItemVisitor<TKey>(source));
    }

    private sealed class ItemVisitor<TKey>(Source source) : IRawTypeVisitor<ValueMap>
    {
        public ValueMap Visit<TItem>() => source.Make<TKey, TItem>();
    }
}

internal sealed class ValueMap<TKey, TItem> : ValueMap
{
    private readonly List<KeyValuePair<TKey, TItem[]>> _pairs = [];
#pragma warning disable CS8714 // Items of columns are never null.
    private readonly Dictionary<TKey, TItem[]> _table = new(ItemValues.Equality<TKey>());
#pragma warning restore CS8714

    public ValueMap(PrimitiveDataViewType keyType, DataViewType valueType, DataViewSchema.Annotations annotations, IEnumerable<(TKey Key, TItem[] Value)> pairs)
        : base(keyType, valueType, annotations)
    {
        foreach ((TKey key, TItem[] value) in pairs)
        {
            if (!_table.TryAdd(key, value)) throw new InvalidOperationException($"The key '{ItemValues.Text(in key)}' occurs twice in the table.");
            _pairs.Add(new(key, value));
        }
    }

    public override Delegate CreateGetter(DataViewRow row, DataViewSchema.Column input)
    {
        TItem missing = ValueType is KeyDataViewType ? default! : ItemValues.Missing<TItem>();
        if (ValueType is not VectorDataViewType vector)
            return ItemMapping.Getter<TKey, TItem>(row, input, key => _table.TryGetValue(key, out TItem[]? found) ? found[0] : missing);
        ValueGetter<TKey> get = row.GetGetter<TKey>(input);
        TKey item = default!;
        return (ValueGetter<VBuffer<TItem>>)((ref VBuffer<TItem> value) =>
        {
            get(ref item);
            TItem[] items = _table.TryGetValue(item, out TItem[]? found) ? found : new TItem[vector.Size];
            VBuffer<TItem>.Copy(items, 0, ref value, items.Length);
        });
    }

    public override Value ToOnnx(Value items)
    {
        Value places = OnnxLookup.Places(items, [.. _pairs.Select(pair => pair.Key)]);
        TItem missing = ValueType is KeyDataViewType ? default! : ItemValues.Missing<TItem>();
        if (ValueType is not VectorDataViewType vector) return OnnxLookup.At(places, [missing, .. _pairs.Select(pair => pair.Value[0])]);
        if (!vector.IsKnownSize) throw new NotSupportedException("the table's vectors differ in size.");
        return OnnxLookup.At(places.Squeeze(1), [.. new TItem[vector.Size], .. _pairs.SelectMany(pair => pair.Value)], vector.Size);
    }

    public override void Write(ModelWriter writer)
    {
        writer.Type("keyType", KeyType);
        writer.Type("valueType", ValueType);
        DataViewSchema.Builder schema = new();
        schema.AddColumn("Value", ValueType, Annotations);
        writer.Set("valueColumn", SchemaFormat.Write(schema.ToSchema()));
        writer.Set("keys", ValueFormat.WriteAll<TKey>([.. _pairs.Select(pair => pair.Key)]));
        writer.Set("values", new JsonArray([.. _pairs.Select(pair => (JsonNode)ValueFormat.WriteAll<TItem>(pair.Value))]));
    }
}
