using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Names of slots that are pairs of an item of a vector and something else: <c>Item.Other</c>, or <c>[place].Other</c> where the item has no name.</summary>
internal static class PairedNames
{
    public static List<ReadOnlyMemory<char>> Of(DataViewSchema.Column vector, IReadOnlyList<string> others)
    {
        VBuffer<ReadOnlyMemory<char>> slots = default;
        if (vector.HasSlotNames()) vector.GetSlotNames(ref slots);
        List<ReadOnlyMemory<char>> names = [];
        for (int i = 0; i < ((VectorDataViewType)vector.Type).Size; i++)
        {
            ReadOnlyMemory<char> slot = slots.Length > 0 ? slots.GetItemOrDefault(i) : default;
            foreach (string other in others) names.Add((slot.IsEmpty ? $"[{i}].{other}" : $"{slot}.{other}").AsMemory());
        }
        return names;
    }
}
