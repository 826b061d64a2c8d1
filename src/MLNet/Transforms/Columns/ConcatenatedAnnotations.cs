using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>The annotations of a vector that is joined from columns: where each slot comes from, and whether all are normalized.</summary>
internal static class ConcatenatedAnnotations
{
    public static DataViewSchema.Annotations Of(DataViewSchema.Column[] columns, bool variable)
    {
        DataViewSchema.Annotations.Builder builder = new();
        if (columns.All(column => column.IsNormalized())) builder.AddPrimitiveValue(AnnotationNames.IsNormalized, BooleanDataViewType.Instance, true);
        if (!variable && columns.Any(column => column.Type is not VectorDataViewType || column.HasSlotNames()))
        {
            List<ReadOnlyMemory<char>> names = [];
            foreach (DataViewSchema.Column column in columns) AddNames(names, column);
            builder.AddTexts(AnnotationNames.SlotNames, names);
        }
        return builder.ToAnnotations();
    }

    private static void AddNames(List<ReadOnlyMemory<char>> names, DataViewSchema.Column column)
    {
        if (column.Type is not VectorDataViewType vector)
        {
            names.Add(column.Name.AsMemory());
            return;
        }
        VBuffer<ReadOnlyMemory<char>> slots = new(vector.Size, 0, [], []);
        if (column.HasSlotNames()) column.GetSlotNames(ref slots);
        names.AddRange(slots.DenseValues().Select(slot => slot.IsEmpty ? slot : $"{column.Name}.{slot}".AsMemory()));
    }
}
