using Microsoft.ML.Data;
using Microsoft.ML.Model;

namespace Microsoft.ML.Transforms;

/// <summary>The texts that fell on each slot of a hash: one as it is, several as {a,b}. Slots that nothing fell on are empty.</summary>
internal sealed class HashInversion(int size, int[] slots, ReadOnlyMemory<char>[] texts)
{
    public static HashInversion? Read(ModelReader reader)
    {
        if (!reader.Has("slots")) return null;
        int size = reader.Int("slotCount");
        int[] slots = reader.Ints("slots");
        ReadOnlyMemory<char>[] texts = [.. reader.Texts("slotTexts").Select(text => text.AsMemory())];
        return reader.Guard(() =>
        {
            _ = new VBuffer<ReadOnlyMemory<char>>(size, texts.Length, texts, slots);
            return slots.Length == texts.Length ? new HashInversion(size, slots, texts) : throw new FormatException("slots and texts do not go together");
        });
    }

    public void Write(ModelWriter writer)
    {
        writer.Set("slotCount", size);
        writer.Set("slots", ValueFormat.WriteAll<int>(slots));
        writer.Texts("slotTexts", texts.Select(text => (string?)text.ToString()));
    }

    public void Annotate(DataViewSchema.Annotations.Builder builder, string name)
    {
        VBuffer<ReadOnlyMemory<char>> all = new(size, texts.Length, texts, slots);
        builder.Add(name, new VectorDataViewType(TextDataViewType.Instance, size), (ref VBuffer<ReadOnlyMemory<char>> value) => all.CopyTo(ref value));
    }

    /// <summary>Collects what falls on which slot.</summary>
    /// <param name="size">The number of slots.</param>
    /// <param name="maximum">The most texts that are kept for a slot; -1 for all.</param>
    public sealed class Builder(int size, int maximum)
    {
        private readonly SortedDictionary<int, List<string>> _found = [];

        public void Add(int slot, string text)
        {
            if (!_found.TryGetValue(slot, out List<string>? texts)) _found[slot] = texts = [];
            if ((maximum < 0 || texts.Count < maximum) && !texts.Contains(text)) texts.Add(text);
        }

        public HashInversion Build() => new(size, [.. _found.Keys],
            [.. _found.Values.Select(texts => (texts.Count == 1 ? texts[0] : $"{{{string.Join(',', texts)}}}").AsMemory())]);
    }
}

/// <summary>The text of an item as it stands in the names of slots: a key as the value it stands for.</summary>
internal static class ItemTexts
{
    public static Func<T, string> Of<T>(DataViewSchema.Column column)
    {
        if (ItemMapping.ItemOf(column.Type) is KeyDataViewType && column.HasKeyValues())
        {
            VBuffer<ReadOnlyMemory<char>> values = default;
            column.GetKeyValues(ref values);
            string[] texts = ["", .. values.DenseValues().Select(value => value.ToString())];
            Func<T, ulong> key = (Func<T, ulong>)ValueConversions.Find(typeof(T), typeof(ulong))!;
            return item => key(item) is ulong place && place < (ulong)texts.Length ? texts[(int)place] : "";
        }
        return ValueConversions.Find(typeof(T), typeof(ReadOnlyMemory<char>)) is Func<T, ReadOnlyMemory<char>> text
            ? item => text(item).ToString()
            : item => ItemValues.Text(in item).ToString();
    }
}
