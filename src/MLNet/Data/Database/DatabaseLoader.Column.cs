using System.Data;

namespace Microsoft.ML.Data;

public sealed partial class DatabaseLoader
{
    /// <summary>What a database loader loads.</summary>
    public sealed class Options
    {
        /// <summary>The columns.</summary>
        public Column[]? Columns;

        /// <summary>Makes options whose columns are still to be set.</summary>
        public Options() { }
    }

    /// <summary>A column of the loaded data: its name, the type of its items, and the fields of the query that it takes.</summary>
    public sealed class Column
    {
        /// <summary>The name.</summary>
        public string Name = null!;

        /// <summary>The type of the items.</summary>
        public DbType Type = DbType.Single;

        /// <summary>The fields it takes; null takes the field of the column's name.</summary>
        public Range[]? Source;

        /// <summary>Makes the items keys, which the database numbers from 0; null for plain values.</summary>
        public KeyCount? KeyCount;

        /// <summary>Makes a column whose settings are still to be set.</summary>
        public Column() { }

        /// <summary>A column of single items.</summary>
        /// <param name="name">The name.</param>
        /// <param name="dbType">The type of the items.</param>
        /// <param name="index">The field it takes, from 0.</param>
        public Column(string name, DbType dbType, int index) : this(name, dbType, [new Range(index)]) { }

        /// <summary>A column of vectors.</summary>
        /// <param name="name">The name.</param>
        /// <param name="dbType">The type of the items.</param>
        /// <param name="minIndex">The first field it takes, from 0.</param>
        /// <param name="maxIndex">The last field it takes.</param>
        public Column(string name, DbType dbType, int minIndex, int maxIndex) : this(name, dbType, [new Range(minIndex, maxIndex)]) { }

        /// <summary>A column of any fields.</summary>
        /// <param name="name">The name.</param>
        /// <param name="dbType">The type of the items.</param>
        /// <param name="source">The fields it takes; null takes the field of the column's name.</param>
        /// <param name="keyCount">Makes the items keys; null for plain values.</param>
        public Column(string name, DbType dbType, Range[]? source, KeyCount? keyCount = null)
        {
            ArgumentNullException.ThrowIfNull(name);
            Name = name;
            Type = dbType;
            Source = source;
            KeyCount = keyCount;
        }
    }

    /// <summary>Fields of a query: one by its name, or some next to each other.</summary>
    public sealed class Range
    {
        /// <summary>The first field, from 0.</summary>
        public int Min;

        /// <summary>The last field.</summary>
        public int Max;

        /// <summary>The field's name; null where it is found by its place.</summary>
        public string? Name;

        /// <summary>Whether a single field makes a vector of one item, not an item.</summary>
        public bool ForceVector;

        /// <summary>Makes a range whose settings are still to be set.</summary>
        public Range() { }

        /// <summary>One field by its place, from 0.</summary>
        public Range(int index) : this(index, index) => ForceVector = false;

        /// <summary>One field by its name.</summary>
        public Range(string name)
        {
            ArgumentException.ThrowIfNullOrEmpty(name);
            Name = name;
        }

        /// <summary>The fields from <paramref name="min"/> to <paramref name="max"/>, as a vector.</summary>
        public Range(int min, int max)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(min);
            ArgumentOutOfRangeException.ThrowIfLessThan(max, min);
            Min = min;
            Max = max;
            ForceVector = true;
        }
    }
}
