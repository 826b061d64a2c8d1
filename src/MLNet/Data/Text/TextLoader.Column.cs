namespace Microsoft.ML.Data;

public sealed partial class TextLoader
{
    /// <summary>A column of the loaded data: its name, the type of its items, and the fields of each line that it takes.</summary>
    public sealed class Column
    {
        /// <summary>The name.</summary>
        public string Name = null!;

        /// <summary>The fields it takes: one for a single item, a range or several for a vector.</summary>
        public Range[] Source = null!;

        /// <summary>Makes the items keys, which the file numbers from 0; null for plain values.</summary>
        public KeyCount? KeyCount;

        /// <summary>Makes a column whose settings are still to be set.</summary>
        public Column() { }

        /// <summary>A column of single items.</summary>
        /// <param name="name">The name.</param>
        /// <param name="dataKind">The type of the items.</param>
        /// <param name="index">The field it takes, from 0.</param>
        public Column(string name, DataKind dataKind, int index) : this(name, dataKind, [new Range(index)]) { }

        /// <summary>A column of vectors.</summary>
        /// <param name="name">The name.</param>
        /// <param name="dataKind">The type of the items.</param>
        /// <param name="minIndex">The first field it takes, from 0.</param>
        /// <param name="maxIndex">The last field it takes.</param>
        public Column(string name, DataKind dataKind, int minIndex, int maxIndex) : this(name, dataKind, [new Range(minIndex, maxIndex)]) { }

        /// <summary>A column of any fields.</summary>
        /// <param name="name">The name.</param>
        /// <param name="dataKind">The type of the items.</param>
        /// <param name="source">The fields it takes.</param>
        /// <param name="keyCount">Makes the items keys; null for plain values.</param>
        public Column(string name, DataKind dataKind, Range[] source, KeyCount? keyCount = null)
        {
            ArgumentNullException.ThrowIfNull(name);
            ArgumentNullException.ThrowIfNull(source);
            Name = name;
            DataKind = dataKind;
            Source = source;
            KeyCount = keyCount;
        }

        /// <summary>The type of the items; single-precision numbers at first.</summary>
        public DataKind DataKind { get; set; } = DataKind.Single;
    }

    /// <summary>Fields of a line, next to each other.</summary>
    public sealed class Range
    {
        /// <summary>The first field, from 0.</summary>
        public int Min;

        /// <summary>The last field; null takes one field, or all from <see cref="Min"/> on where a flag says so.</summary>
        public int? Max;

        /// <summary>Whether the range goes to the last field; the first lines of the data say how many there are, the same number in each.</summary>
        public bool AutoEnd;

        /// <summary>Whether the range goes to the end of each line, so that the vectors differ in size.</summary>
        public bool VariableEnd;

        /// <summary>Whether the range leaves out the fields that other columns take.</summary>
        public bool AllOther;

        /// <summary>Whether a single field makes a vector of one item, not an item.</summary>
        public bool ForceVector;

        /// <summary>Makes a range whose settings are still to be set.</summary>
        public Range() { }

        /// <summary>One field.</summary>
        public Range(int index)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            Min = index;
            Max = index;
        }

        /// <summary>The fields from <paramref name="min"/> to <paramref name="max"/>, as a vector; null takes all that the lines have, the same number in each.</summary>
        public Range(int min, int? max)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(min);
            if (max < min) throw new ArgumentOutOfRangeException(nameof(max), max, $"The last field cannot lie before the first, {min}.");
            Min = min;
            Max = max;
            ForceVector = true;
            AutoEnd = max is null;
        }
    }
}
