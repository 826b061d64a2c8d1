namespace Microsoft.ML.Data;

public sealed partial class TextLoader
{
    /// <summary>How a text file is read.</summary>
    public class Options
    {
        /// <summary>Whether a field in quotes may hold separators (and quotes, by <see cref="EscapeChar"/>).</summary>
        public bool AllowQuoting;

        /// <summary>Whether lines may end in sparse fields, <c>index:value</c>, with their number before the first of them.</summary>
        public bool AllowSparse;

        /// <summary>The number of fields; null or 0 where the lines say it.</summary>
        public int? InputSize;

        /// <summary>The characters between fields.</summary>
        public char[] Separators = ['\t'];

        /// <summary>The character before the fraction of a number: a point or a comma.</summary>
        public char DecimalMarker = '.';

        /// <summary>The columns; null takes what the file says of itself, or a label from field 0 and features from the others.</summary>
        public Column[]? Columns;

        /// <summary>Whether white space at the end of lines is left out.</summary>
        public bool TrimWhitespace;

        /// <summary>Whether the first line of each file names the fields.</summary>
        public bool HasHeader;

        /// <summary>Whether lines are parsed on other threads than the one that reads the rows; the rows and their order are the same.</summary>
        public bool UseThreads = true;

        /// <summary>A file whose first line names the fields, where the data has no header of its own.</summary>
        public string? HeaderFile;

        /// <summary>The largest number of rows to read; null reads all.</summary>
        public long? MaxRows;

        /// <summary>Whether fields in quotes may go over several lines.</summary>
        public bool ReadMultilines;

        /// <summary>Whether an empty field in a column of real numbers is NaN, not 0.</summary>
        public bool MissingRealsAsNaNs;

        /// <summary>The character that takes a quote's meaning away inside quotes.</summary>
        public char EscapeChar = '"';

        /// <summary>Makes the options with their defaults.</summary>
        public Options() { }

        internal Options Copy() => (Options)MemberwiseClone();
    }
}
