using Microsoft.ML.Data;
using Microsoft.ML.Model;

namespace Microsoft.ML.Trainers;

/// <summary>The key that a label is, and the values that its keys stand for.</summary>
internal sealed class LabelKeys
{
    private readonly DataViewSchema _schema;

    private LabelKeys(DataViewSchema schema) => _schema = schema;

    public KeyDataViewType Type => (KeyDataViewType)Column.Type;

    public bool AreTexts => Column.HasKeyValues();

    private DataViewSchema.Column Column => _schema[0];

    /// <summary>The keys of a column, with their values where all are known.</summary>
    public static LabelKeys Of(DataViewSchema.Column label)
    {
        bool known = label.Annotations.Schema.GetColumnOrNull(AnnotationNames.KeyValues)?.Type is VectorDataViewType values
            && label.Type is KeyDataViewType key && (ulong)values.Size == key.Count;
        DataViewSchema.Annotations.Builder annotations = new();
        annotations.Add(label.Annotations, name => known && name == AnnotationNames.KeyValues);
        DataViewSchema.Builder builder = new();
        builder.AddColumn(label.Name, label.Type, annotations.ToAnnotations());
        return new LabelKeys(builder.ToSchema());
    }

    public static LabelKeys Read(ModelReader reader, int classes)
    {
        DataViewSchema schema = reader.Guard(() => SchemaFormat.Read(reader.Node("label")));
        return schema.Count == 1 && schema[0].Type is KeyDataViewType key && key.RawType == typeof(uint) && key.Count == (ulong)classes
            ? Of(schema[0]) : throw reader.Invalid($"'label' is no key of {classes} classes");
    }

    public void Write(ModelWriter writer) => writer.Set("label", SchemaFormat.Write(_schema));

    /// <summary>Adds the values, where they are known, as an annotation of that name.</summary>
    public void AddTo(DataViewSchema.Annotations.Builder annotations, string name)
    {
        if (Column.Annotations.Schema.GetColumnOrNull(AnnotationNames.KeyValues) is { } values)
            ((VectorDataViewType)values.Type).ItemType.Raw.Accept(new Copier(Column.Annotations, values, annotations, name));
    }

    private sealed class Copier(DataViewSchema.Annotations source, DataViewSchema.Column values, DataViewSchema.Annotations.Builder target, string name) : IRawTypeVisitor<bool>
    {
        public bool Visit<T>()
        {
            target.Add(name, values.Type, source.GetGetter<VBuffer<T>>(values));
            return true;
        }
    }
}
