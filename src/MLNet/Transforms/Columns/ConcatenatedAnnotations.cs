using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>The annotations of a vector that is joined from columns: where each slot comes from, and whether all are normalized.</summary>
internal static class ConcatenatedAnnotations
{
    /// <summary>The annotations of the joined vector; <paramref name="names"/> are what the columns are called in them.</summary>
    public static DataViewSchema.Annotations Of(DataViewSchema.Column[] columns, string[] names, bool variable)
    {
        DataViewSchema.Annotations.Builder builder = new();
        if (columns.All(column => column.IsNormalized())) builder.AddPrimitiveValue(AnnotationNames.IsNormalized, BooleanDataViewType.Instance, true);
        if (!variable && columns.Any(column => column.Type is not VectorDataViewType || column.HasSlotNames()))
            builder.AddTexts(AnnotationNames.SlotNames, columns.Sum(column => (column.Type as VectorDataViewType)?.Size ?? 1), () =>
            {
                List<ReadOnlyMemory<char>> slots = [];
                for (int i = 0; i < columns.Length; i++) AddNames(slots, columns[i], names[i]);
                return [.. slots];
            });
        return builder.ToAnnotations();
    }

    private static void AddNames(List<ReadOnlyMemory<char>> names, DataViewSchema.Column column, string columnName)
    {
        if (column.Type is not VectorDataViewType vector)
        {
            names.Add(columnName.AsMemory());
            return;
        }
        VBuffer<ReadOnlyMemory<char>> slots = new(vector.Size, 0, [], []);
        if (column.HasSlotNames()) column.GetSlotNames(ref slots);
        names.AddRange(slots.DenseValues().Select(slot => slot.IsEmpty ? slot : $"{columnName}.{slot}".AsMemory()));
    }
}
