using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Microsoft.ML.Data;
using Microsoft.ML.Model;

namespace Microsoft.ML.Transforms;

/// <summary>Computes a column by an expression given as text.</summary>
public sealed class ExpressionEstimator : IEstimator<ExpressionTransformer>
{
    private readonly ExpressionTransformer _transformer;

    internal ExpressionEstimator(string output, string expression, string[] inputs) => _transformer = new ExpressionTransformer(output, expression, inputs);

    /// <inheritdoc/>
    public ExpressionTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _transformer.GetOutputSchema(input.Schema);
        return _transformer;
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        SchemaShape.Column[] inputs = [.. _transformer.Inputs.Select(name => inputSchema.Get(name, ExpressionTransformer.LoaderSignature))];
        foreach (SchemaShape.Column input in inputs)
            if (input.IsKey || !ExpressionTypes.IsKnown(input.ItemType.RawType)) throw InputColumn.Mismatch(ExpressionTransformer.LoaderSignature, input.Name, ExpressionTransformer.Expected, input.TypeText);
        SchemaShape.Column[] vectors = [.. inputs.Where(input => input.Kind != SchemaShape.Column.VectorKind.Scalar)];
        if (vectors.Length > 1) throw ExpressionTransformer.TwoVectors(vectors[1].Name);
        Type type = ExpressionParser.Parse(_transformer.Expression, [.. inputs.Select(input => (Expression)Expression.Parameter(input.ItemType.RawType))]).Type;
        return inputSchema.With(new SchemaShape.Column(_transformer.Output, vectors.Length == 0 ? SchemaShape.Column.VectorKind.Scalar : vectors[0].Kind, TypeNames.Primitive(type)!, false,
            new SchemaShape(vectors.SelectMany(vector => vector.Annotations.Where(annotation => annotation.Name == AnnotationNames.SlotNames)))));
    }
}

/// <summary>Computes a column by an expression; made by <see cref="ExpressionEstimator"/>. With a vector among its inputs it does so for each item.</summary>
public sealed class ExpressionTransformer : RowToRowTransformerBase
{
    /// <summary>The name of the transformer in model files.</summary>
    public const string LoaderSignature = "ExprTransform";

    internal const string Expected = "Int32, Int64, Single, Double, a truth value or text, or a vector of these";

    internal ExpressionTransformer(string output, string expression, string[] inputs)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(output, "outputColumnName");
        ArgumentException.ThrowIfNullOrWhiteSpace(expression);
        ArgumentNullException.ThrowIfNull(inputs, "inputColumnNames");
        if (inputs.Length == 0) throw new ArgumentException("An expression needs at least one input column.", "inputColumnNames");
        Output = output;
        Expression = expression;
        Inputs = inputs;
    }

    internal string Output { get; }

    internal string Expression { get; }

    internal string[] Inputs { get; }

    internal static ExpressionTransformer Load(ModelReader reader) => reader.Guard(() => new ExpressionTransformer(reader.Text("output"), reader.Text("expression"), reader.Texts("inputs")));

    internal static ArgumentOutOfRangeException TwoVectors(string second) => new("inputSchema", $"Only one input of an expression can be a vector; '{second}' is a second one.");

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(LoaderSignature);
        writer.Set("output", Output);
        writer.Set("expression", Expression);
        writer.Texts("inputs", Inputs);
    }

    private protected override RowMapping Bind(DataViewSchema input)
    {
        DataViewSchema.Column[] columns = [.. Inputs.Select(name => InputColumn.Get(input, name, LoaderSignature))];
        foreach (DataViewSchema.Column column in columns)
            if (ItemMapping.ItemOf(column.Type) is null or KeyDataViewType || !ExpressionTypes.IsKnown(ItemMapping.ItemOf(column.Type)!.RawType))
                throw InputColumn.Mismatch(LoaderSignature, column.Name, Expected, column.Type.ToString()!);
        int[] vectors = [.. Enumerable.Range(0, columns.Length).Where(i => columns[i].Type is VectorDataViewType)];
        if (vectors.Length > 1) throw TwoVectors(columns[vectors[1]].Name);
        // Each row puts its values into boxes, from which the compiled expression takes them.
        ParameterExpression boxes = System.Linq.Expressions.Expression.Parameter(typeof(object[]));
        Expression body = ExpressionParser.Parse(Expression, [.. columns.Select((column, i) => (Expression)System.Linq.Expressions.Expression.Field(System.Linq.Expressions.Expression.Convert(
            System.Linq.Expressions.Expression.ArrayIndex(boxes, System.Linq.Expressions.Expression.Constant(i)), typeof(StrongBox<>).MakeGenericType(ItemMapping.ItemOf(column.Type)!.RawType)), nameof(StrongBox<int>.Value)))]);
        PrimitiveDataViewType item = TypeNames.Primitive(body.Type)!;
        DataViewSchema.Annotations.Builder annotations = new();
        if (vectors.Length > 0) annotations.Add(columns[vectors[0]].Annotations, name => name == AnnotationNames.SlotNames);
        DataViewSchema.DetachedColumn output = new(Output, vectors.Length == 0 ? item : ItemMapping.TypeOf(columns[vectors[0]].Type, item), annotations.ToAnnotations());
        return new Mapping(input, output, columns, vectors.Length == 0 ? -1 : vectors[0], item, this, new Lazy<Delegate>(System.Linq.Expressions.Expression.Lambda(body, boxes).Compile));
    }

    private sealed class Mapping(DataViewSchema input, DataViewSchema.DetachedColumn output, DataViewSchema.Column[] columns, int vector, PrimitiveDataViewType item, ExpressionTransformer transformer,
        Lazy<Delegate> compiled) : RowMapping(input, [new MappedColumn(output, [.. columns.Select(column => column.Index)])])
    {
        public override Delegate?[] CreateGetters(DataViewRow row, bool[] active)
        {
            if (!active[0]) return [null];
            object[] boxes = new object[columns.Length];
            List<Action> readers = [];
            IVectorBox? items = null;
            for (int i = 0; i < columns.Length; i++)
            {
                (boxes[i], Action? read, IVectorBox? several) = ItemMapping.ItemOf(columns[i].Type)!.Raw.Accept(new BoxMaker(row, columns[i]));
                if (i == vector) items = several;
                readers.Add(read);
            }
            return [item.Raw.Accept(new Getter(row, boxes, [.. readers], items, transformer, compiled.Value))];
        }
    }

    /// <summary>Puts the items of a vector into a box, one after the other.</summary>
    private interface IVectorBox
    {
        int Length { get; }

        void Take(int place);
    }

    private sealed class VectorBox<T>(StrongBox<T> box) : IVectorBox
    {
        public T[] Items = [];

        public int Length { get; set; }

        public void Take(int place) => box.Value = Items[place];
    }

    private sealed class BoxMaker(DataViewRow row, DataViewSchema.Column column) : IRawTypeVisitor<(object Box, Action Read, IVectorBox? Items)>
    {
        public (object Box, Action Read, IVectorBox? Items) Visit<T>()
        {
            StrongBox<T> box = new();
            if (column.Type is not VectorDataViewType)
            {
                ValueGetter<T> get = row.GetGetter<T>(column);
                return (box, () => get(ref box.Value!), null);
            }
            ValueGetter<VBuffer<T>> getVector = row.GetGetter<VBuffer<T>>(column);
            VBuffer<T> vector = default;
            VectorBox<T> items = new(box);
            return (box, () =>
            {
                getVector(ref vector);
                if (items.Items.Length < vector.Length) items.Items = new T[vector.Length];
                vector.CopyTo(items.Items);
                items.Length = vector.Length;
            }, items);
        }
    }

    private sealed class Getter(DataViewRow row, object[] boxes, Action[] readers, IVectorBox? items, ExpressionTransformer transformer, Delegate compiled) : IRawTypeVisitor<Delegate>
    {
        public Delegate Visit<T>()
        {
            Func<object[], T> compute = (Func<object[], T>)compiled;
            if (items is null)
                return (ValueGetter<T>)((ref T value) =>
                {
                    foreach (Action read in readers) read();
                    value = Compute();
                });
            return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) =>
            {
                foreach (Action read in readers) read();
                VBufferEditor<T> editor = VBufferEditor.Create(ref value, items.Length);
                for (int i = 0; i < items.Length; i++)
                {
                    items.Take(i);
                    editor.Values[i] = Compute();
                }
                value = editor.Commit();
            });

            T Compute()
            {
                try
                {
                    return compute(boxes);
                }
                catch (ArithmeticException error)
                {
                    throw new InvalidOperationException($"Row {row.Position}, column '{transformer.Output}': \"{transformer.Expression}\" divides a whole number by 0, or leaves the range of whole numbers.", error);
                }
            }
        }
    }
}
