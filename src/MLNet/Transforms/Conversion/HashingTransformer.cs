using Microsoft.ML.Data;
using Microsoft.ML.Model;

namespace Microsoft.ML.Transforms;

/// <summary>What is known of one column that is hashed.</summary>
internal sealed record HashedColumn(HashingEstimator.ColumnOptions Options, HashInversion? Inversion)
{
    public uint Mask => (uint)((1UL << Options.NumberOfBits) - 1);
}

/// <summary>Turns values into keys by hashing them; made by <see cref="HashingEstimator"/>. Missing values become 0, the missing key.</summary>
public sealed class HashingTransformer : OneToOneTransformerBase
{
    internal const string Kind = "Hash";
    internal const string Expected = "text, numbers, truth values, keys, row identities or vectors of these";

    private readonly HashedColumn[] _columns;

    internal HashingTransformer(HashedColumn[] columns) : base([.. columns.Select(column => new InputOutputColumnPair(column.Options.Name, column.Options.InputColumnName))])
        => _columns = columns;

    internal static bool Fits(DataViewType item) => item is TextDataViewType or KeyDataViewType or NumberDataViewType or BooleanDataViewType or RowIdDataViewType;

    internal static HashingTransformer Load(ModelReader reader)
    {
        IReadOnlyList<InputOutputColumnPair> pairs = reader.Columns();
        return new HashingTransformer([.. reader.Children(ModelWriter.ColumnsName).Select((column, i) => column.Guard(() => new HashedColumn(
            new HashingEstimator.ColumnOptions(pairs[i].OutputColumnName, pairs[i].InputColumnName, column.Int("bits"), column.Value<uint>("seed"), column.Flag("ordered"), 0, column.Flag("combine")),
            HashInversion.Read(column))))]);
    }

    private protected override void SaveModel(ModelWriter writer)
    {
        writer.Kind(Kind);
        writer.Columns(Columns);
        writer.EachColumn((column, i) =>
        {
            HashingEstimator.ColumnOptions options = _columns[i].Options;
            column.Set("bits", options.NumberOfBits);
            column.Set("seed", options.Seed);
            column.Set("ordered", options.UseOrderedHashing);
            column.Set("combine", options.Combine);
            _columns[i].Inversion?.Write(column);
        });
    }

    private protected override DataViewSchema.DetachedColumn OutputColumn(int pair, DataViewSchema.Column input)
    {
        HashedColumn column = _columns[pair];
        if (ItemMapping.ItemOf(input.Type) is not { } item || !Fits(item)) throw InputColumn.Mismatch(Kind, input.Name, Expected, input.Type.ToString()!);
        KeyDataViewType key = new(typeof(uint), 1UL << column.Options.NumberOfBits);
        DataViewSchema.Annotations.Builder annotations = new();
        column.Inversion?.Annotate(annotations, AnnotationNames.KeyValues);
        if (!column.Options.Combine) annotations.Add(input.Annotations, name => name == AnnotationNames.SlotNames);
        return new DataViewSchema.DetachedColumn(Columns[pair].OutputColumnName, column.Options.Combine ? key : ItemMapping.TypeOf(input.Type, key), annotations.ToAnnotations());
    }

    private protected override Delegate CreateGetter(int pair, DataViewRow row, DataViewSchema.Column input)
        => ItemMapping.ItemOf(input.Type)!.Raw.Accept(new Getter(row, input, _columns[pair]));

    /// <summary>Something that collects the values behind each key, and an action that takes the current row's.</summary>
    internal (HashInversion.Builder, Action) Inverter(int pair, DataViewRow row)
    {
        DataViewSchema.Column input = row.Schema[Columns[pair].InputColumnName];
        HashInversion.Builder builder = new(1 << _columns[pair].Options.NumberOfBits, _columns[pair].Options.MaximumNumberOfInverts);
        return (builder, ItemMapping.ItemOf(input.Type)!.Raw.Accept(new Collector(row, input, _columns[pair], builder)));
    }

    // A sparse vector is gone through whole unless what it leaves out is missing.
    private sealed class Hasher<T>(HashedColumn column, bool isKey)
    {
        private readonly uint _seed = column.Options.Seed;
        private readonly uint _mask = column.Mask;

        public bool Ordered { get; } = column.Options.UseOrderedHashing;

        public bool DefaultIsMissing { get; } = ItemValues.IsMissing<T>(default!, isKey);

        public uint Of(in T item, int place) => ItemValues.IsMissing(in item, isKey) ? 0
            : (ItemHash<T>.Instance.Of(Ordered ? MurmurHash.Round(_seed, (uint)place) : _seed, in item) & _mask) + 1;

        public uint OfAll(in VBuffer<T> items)
        {
            uint hash = _seed;
            if (!items.IsDense && DefaultIsMissing) return 0;
            foreach (T item in items.IsDense ? items.GetValues() : items.DenseValues().ToArray())
            {
                if (ItemValues.IsMissing(in item, isKey)) return 0;
                hash = ItemHash<T>.Instance.Fold(hash, in item);
            }
            return (ItemHash<T>.Instance.Finish(hash, items.Length) & _mask) + 1;
        }

        public void Each(in VBuffer<T> items, ref VBuffer<uint> value)
        {
            ReadOnlySpan<T> stored = items.GetValues();
            ReadOnlySpan<int> indices = items.GetIndices();
            bool sparse = !items.IsDense && DefaultIsMissing;
            VBufferEditor<uint> editor = VBufferEditor.Create(ref value, items.Length, sparse ? stored.Length : items.Length);
            if (!items.IsDense && !sparse)
                for (int i = 0; i < items.Length; i++) editor.Values[i] = Of(default!, i);
            for (int i = 0; i < stored.Length; i++)
            {
                int place = items.IsDense ? i : indices[i];
                editor.Values[sparse ? i : place] = Of(in stored[i], place);
            }
            if (sparse) indices.CopyTo(editor.Indices);
            value = editor.Commit();
        }
    }

    private sealed class Getter(DataViewRow row, DataViewSchema.Column input, HashedColumn column) : IRawTypeVisitor<Delegate>
    {
        public Delegate Visit<T>()
        {
            Hasher<T> hasher = new(column, AnnotationNames.KeyOf(input.Type) is not null);
            if (input.Type is not VectorDataViewType) return ItemMapping.Getter<T, uint>(row, input, item => hasher.Of(in item, 0));
            ValueGetter<VBuffer<T>> get = row.GetGetter<VBuffer<T>>(input);
            VBuffer<T> items = default;
            if (column.Options.Combine)
                return (ValueGetter<uint>)((ref uint value) =>
                {
                    get(ref items);
                    value = hasher.OfAll(in items);
                });
            return (ValueGetter<VBuffer<uint>>)((ref VBuffer<uint> value) =>
            {
                get(ref items);
                hasher.Each(in items, ref value);
            });
        }
    }

    private sealed class Collector(DataViewRow row, DataViewSchema.Column input, HashedColumn column, HashInversion.Builder builder) : IRawTypeVisitor<Action>
    {
        public Action Visit<T>()
        {
            Hasher<T> hasher = new(column, AnnotationNames.KeyOf(input.Type) is not null);
            Func<T, string> text = ItemTexts.Of<T>(input);
            Delegate getter = Getters.Of(row, input);
            T single = default!;
            VBuffer<T> items = default;
            return () =>
            {
                if (getter is ValueGetter<T> get)
                {
                    get(ref single);
                    Add(in single, 0, "");
                    return;
                }
                ((ValueGetter<VBuffer<T>>)getter)(ref items);
                foreach ((int place, T item) in items.Items(all: !hasher.DefaultIsMissing)) Add(in item, place, hasher.Ordered ? $"{place}:" : "");
            };

            void Add(in T item, int place, string prefix)
            {
                uint key = hasher.Of(in item, place);
                if (key > 0) builder.Add((int)(key - 1), prefix + text(item));
            }
        }
    }
}
