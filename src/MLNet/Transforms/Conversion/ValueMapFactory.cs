using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Makes lookup tables from pairs of .NET values, where text is <see cref="string"/>.</summary>
internal static class ValueMapFactory
{
    public static ValueMap Of<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue>> pairs, bool valuesAsKeys)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        KeyValuePair<TKey, TValue>[] known = [.. pairs];
        (PrimitiveDataViewType type, Func<Array, object> convert) keys = Column<TKey>(), values = Column<TValue>();
        object keyItems = keys.convert(known.Select(pair => pair.Key).ToArray()), valueItems = values.convert(known.Select(pair => pair.Value).ToArray());
        return keys.type.Raw.Accept(new KeyVisitor(keys.type, keyItems, values.type, valueItems, valuesAsKeys));
    }

    public static ValueMap Of<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue[]>> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        KeyValuePair<TKey, TValue[]>[] known = [.. pairs];
        (PrimitiveDataViewType type, Func<Array, object> convert) keys = Column<TKey>(), values = Column<TValue>();
        object keyItems = keys.convert(known.Select(pair => pair.Key).ToArray());
        object[] valueItems = [.. known.Select(pair => values.convert(pair.Value ?? []))];
        return keys.type.Raw.Accept(new KeyVisitor(keys.type, keyItems, values.type, valueItems, false));
    }

    private static (PrimitiveDataViewType, Func<Array, object>) Column<T>()
    {
        PrimitiveDataViewType type = TypeNames.Primitive(typeof(T))
            ?? throw new ArgumentException($"A column cannot hold {typeof(T)}: use numbers, bool, string, DateTime, DateTimeOffset or TimeSpan.");
        return typeof(T) == typeof(string) ? (type, static items => ((string?[])items).Select(text => text.AsMemory()).ToArray()) : (type, static items => items);
    }

    private sealed class KeyVisitor(PrimitiveDataViewType keyType, object keys, PrimitiveDataViewType valueType, object values, bool valuesAsKeys) : IRawTypeVisitor<ValueMap>
    {
        public ValueMap Visit<TKey>() => valueType.Raw.Accept(new ValueVisitor<TKey>(keyType, (TKey[])keys, valueType, values, valuesAsKeys));
    }

    private sealed class ValueVisitor<TKey>(PrimitiveDataViewType keyType, TKey[] keys, PrimitiveDataViewType valueType, object values, bool valuesAsKeys) : IRawTypeVisitor<ValueMap>
    {
        public ValueMap Visit<TItem>()
        {
            if (values is object[] several && values is not TItem[])
            {
                TItem[][] vectors = [.. several.Cast<TItem[]>()];
                int size = vectors.Length > 0 && vectors.All(items => items.Length == vectors[0].Length) ? vectors[0].Length : 0;
                return new ValueMap<TKey, TItem>(keyType, new VectorDataViewType(valueType, size), DataViewSchema.Annotations.Empty, keys.Zip(vectors));
            }
            TItem[] singles = (TItem[])values;
            return valuesAsKeys ? AsKeys(singles) : new ValueMap<TKey, TItem>(keyType, valueType, DataViewSchema.Annotations.Empty, keys.Zip(singles.Select(item => new[] { item })));
        }

        private ValueMap AsKeys<TItem>(TItem[] singles)
        {
            TItem[] distinct = [.. singles.Distinct(ItemValues.Equality<TItem>())];
            DataViewSchema.Annotations.Builder annotations = new();
            annotations.AddVector(AnnotationNames.KeyValues, valueType, distinct);
            // Values that can be keys are keys as they stand; others are numbered in the order in which they first occur.
            if (singles is uint[] or ulong[])
            {
                ulong largest = singles is uint[] numbers ? numbers.DefaultIfEmpty(1u).Max() : ((ulong[])(object)singles).DefaultIfEmpty(1ul).Max();
                KeyDataViewType type = new(valueType.RawType, Math.Max(Math.Max(1, largest), (ulong)distinct.Length));
                return new ValueMap<TKey, TItem>(keyType, type, type.Count == (ulong)distinct.Length ? annotations.ToAnnotations() : DataViewSchema.Annotations.Empty,
                    keys.Zip(singles.Select(item => new[] { item })));
            }
#pragma warning disable CS8714 // Items of columns are never null.
            Dictionary<TItem, uint> numbered = new(ItemValues.Equality<TItem>());
#pragma warning restore CS8714
            foreach (TItem item in distinct) numbered[item] = (uint)numbered.Count + 1;
            return new ValueMap<TKey, uint>(keyType, new KeyDataViewType(typeof(uint), Math.Max(1, distinct.Length)), annotations.ToAnnotations(),
                keys.Zip(singles.Select(item => new[] { numbered[item] })));
        }
    }
}
