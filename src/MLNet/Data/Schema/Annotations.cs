using Microsoft.ML.Data;

namespace Microsoft.ML;

public sealed partial class DataViewSchema
{
    /// <summary>Named values that belong to a column as a whole, such as <c>KeyValues</c> and <c>SlotNames</c>.</summary>
    public sealed class Annotations
    {
        private readonly Delegate[] _getters;

        private Annotations(DataViewSchema schema, Delegate[] getters)
        {
            Schema = schema;
            _getters = getters;
        }

        /// <summary>No annotations.</summary>
        public static Annotations Empty { get; } = new(DataViewSchema.Empty, []);

        /// <summary>Names and types of the annotations.</summary>
        public DataViewSchema Schema { get; }

        /// <summary>A delegate that reads one annotation.</summary>
        /// <typeparam name="TValue">The annotation's raw type; any other is an <see cref="InvalidOperationException"/>.</typeparam>
        public ValueGetter<TValue> GetGetter<TValue>(Column column)
        {
            if ((uint)column.Index >= (uint)_getters.Length)
                throw new ArgumentException($"'{column.Name}' is not one of these annotations.", nameof(column));
            return _getters[column.Index] as ValueGetter<TValue>
                ?? throw new InvalidOperationException(
                    $"The annotation '{column.Name}' is of type {column.Type}, held in {column.Type.RawType}, not in {typeof(TValue)}.");
        }

        /// <summary>Reads the annotation of that name; an <see cref="ArgumentOutOfRangeException"/> where there is none.</summary>
        public void GetValue<TValue>(string kind, ref TValue value) => GetGetter<TValue>(Schema[kind])(ref value);

        /// <summary>The names of the annotations, or nothing.</summary>
        public override string ToString() => string.Join(", ", Schema.Select(column => column.Name));

        /// <summary>Collects annotations.</summary>
        public sealed class Builder
        {
            private readonly List<(DetachedColumn Column, Delegate Getter)> _items = [];

            /// <summary>Makes a builder without annotations.</summary>
            public Builder() { }

            /// <summary>Adds those of a column's annotations whose names <paramref name="selector"/> accepts.</summary>
            public void Add(Annotations? annotations, Func<string, bool> selector)
            {
                ArgumentNullException.ThrowIfNull(selector);
                if (annotations is null) return;
                foreach (Column column in annotations.Schema)
                    if (!column.IsHidden && selector(column.Name)) _items.Add((new DetachedColumn(column), annotations._getters[column.Index]));
            }

            /// <summary>Adds an annotation that a delegate computes.</summary>
            public void Add<TValue>(string name, DataViewType type, ValueGetter<TValue> getter, Annotations? annotations = null)
                => Add(name, type, (Delegate)getter, annotations);

            /// <summary>Adds an annotation that a delegate computes: a <see cref="ValueGetter{TValue}"/> of the type's raw type.</summary>
            public void Add(string name, DataViewType type, Delegate getter, Annotations? annotations = null)
            {
                ArgumentNullException.ThrowIfNull(getter);
                DetachedColumn column = new(name, type, annotations);
                if (!type.Raw.Accept(new IsGetter(getter)))
                    throw new ArgumentException($"The annotation '{name}' of type {type} needs a ValueGetter<{type.RawType}>, not {getter.GetType()}.", nameof(getter));
                _items.Add((column, getter));
            }

            /// <summary>Adds an annotation with one value.</summary>
            public void AddPrimitiveValue<TValue>(string name, PrimitiveDataViewType type, TValue value, Annotations? annotations = null)
                => Add(name, type, (ref TValue target) => target = value, annotations);

            /// <summary>The annotations added so far.</summary>
            public Annotations ToAnnotations()
                => _items.Count == 0 ? Empty : new(new DataViewSchema([.. _items.Select(item => item.Column)]), [.. _items.Select(item => item.Getter)]);

            private sealed class IsGetter(Delegate getter) : IRawTypeVisitor<bool>
            {
                public bool Visit<T>() => getter is ValueGetter<T>;
            }
        }
    }
}
