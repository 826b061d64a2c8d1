using System.Reflection;
using Microsoft.ML.Data;
using MemberTypes = Microsoft.ML.Data.MemberTypes;

namespace Microsoft.ML;

/// <summary>Loads text files and saves data as text.</summary>
public static class TextLoaderSaverCatalog
{
    /// <summary>Makes a loader of text files.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="separatorChar">The character between fields.</param>
    /// <param name="hasHeader">Whether the first line of each file names the fields.</param>
    /// <param name="dataSample">Data whose first lines tell the names and the number of fields.</param>
    /// <param name="allowQuoting">Whether a field in quotes may hold separators, and quotes that are doubled.</param>
    /// <param name="trimWhitespace">Whether white space at the end of lines is left out.</param>
    /// <param name="allowSparse">Whether lines may end in sparse fields, <c>index:value</c>.</param>
    public static TextLoader CreateTextLoader(this DataOperationsCatalog catalog, TextLoader.Column[] columns, char separatorChar = '\t', bool hasHeader = false,
        IMultiStreamSource? dataSample = null, bool allowQuoting = false, bool trimWhitespace = false, bool allowSparse = false)
    {
        ArgumentNullException.ThrowIfNull(columns);
        TextLoader.Options options = Options(separatorChar, hasHeader, allowQuoting, trimWhitespace, allowSparse);
        options.Columns = columns;
        return catalog.CreateTextLoader(options, dataSample);
    }

    /// <summary>Makes a loader of text files.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">How they are read.</param>
    /// <param name="dataSample">Data whose first lines tell the names and the number of fields.</param>
    public static TextLoader CreateTextLoader(this DataOperationsCatalog catalog, TextLoader.Options options, IMultiStreamSource? dataSample = null)
        => new(catalog.Environment, options, dataSample);

    /// <summary>Makes a loader of text files whose columns are the members of a class with <see cref="LoadColumnAttribute"/>.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="separatorChar">The character between fields.</param>
    /// <param name="hasHeader">Whether the first line of each file names the fields.</param>
    /// <param name="dataSample">Data whose first lines tell the names and the number of fields.</param>
    /// <param name="allowQuoting">Whether a field in quotes may hold separators, and quotes that are doubled.</param>
    /// <param name="trimWhitespace">Whether white space at the end of lines is left out.</param>
    /// <param name="allowSparse">Whether lines may end in sparse fields, <c>index:value</c>.</param>
    public static TextLoader CreateTextLoader<TInput>(this DataOperationsCatalog catalog, char separatorChar = '\t', bool hasHeader = false,
        IMultiStreamSource? dataSample = null, bool allowQuoting = false, bool trimWhitespace = false, bool allowSparse = false)
        => catalog.CreateTextLoader<TInput>(Options(separatorChar, hasHeader, allowQuoting, trimWhitespace, allowSparse), dataSample);

    /// <summary>Makes a loader of text files whose columns are the members of a class with <see cref="LoadColumnAttribute"/>.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">How they are read; the columns come from the class.</param>
    /// <param name="dataSample">Data whose first lines tell the names and the number of fields.</param>
    public static TextLoader CreateTextLoader<TInput>(this DataOperationsCatalog catalog, TextLoader.Options options, IMultiStreamSource? dataSample = null)
    {
        TextLoader.Options bound = options?.Copy() ?? new TextLoader.Options();
        bound.Columns = ColumnsOf(typeof(TInput));
        return catalog.CreateTextLoader(bound, dataSample);
    }

    /// <summary>Loads a text file. Nothing but its first lines is read until a cursor asks for rows.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="path">The file, a folder, a pattern such as <c>data/part-*.csv</c>, or several of these joined with <c>+</c>.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="separatorChar">The character between fields.</param>
    /// <param name="hasHeader">Whether the first line of each file names the fields.</param>
    /// <param name="allowQuoting">Whether a field in quotes may hold separators, and quotes that are doubled.</param>
    /// <param name="trimWhitespace">Whether white space at the end of lines is left out.</param>
    /// <param name="allowSparse">Whether lines may end in sparse fields, <c>index:value</c>.</param>
    public static IDataView LoadFromTextFile(this DataOperationsCatalog catalog, string path, TextLoader.Column[] columns, char separatorChar = '\t',
        bool hasHeader = false, bool allowQuoting = false, bool trimWhitespace = false, bool allowSparse = false)
    {
        MultiFileSource files = MultiFileSource.Existing(path);
        return catalog.CreateTextLoader(columns, separatorChar, hasHeader, files, allowQuoting, trimWhitespace, allowSparse).Load(files);
    }

    /// <summary>Loads a text file whose columns are the members of a class with <see cref="LoadColumnAttribute"/>.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="path">The file, a folder, a pattern such as <c>data/part-*.csv</c>, or several of these joined with <c>+</c>.</param>
    /// <param name="separatorChar">The character between fields.</param>
    /// <param name="hasHeader">Whether the first line of each file names the fields.</param>
    /// <param name="allowQuoting">Whether a field in quotes may hold separators, and quotes that are doubled.</param>
    /// <param name="trimWhitespace">Whether white space at the end of lines is left out.</param>
    /// <param name="allowSparse">Whether lines may end in sparse fields, <c>index:value</c>.</param>
    public static IDataView LoadFromTextFile<TInput>(this DataOperationsCatalog catalog, string path, char separatorChar = '\t', bool hasHeader = false,
        bool allowQuoting = false, bool trimWhitespace = false, bool allowSparse = false)
    {
        MultiFileSource files = MultiFileSource.Existing(path);
        return catalog.CreateTextLoader<TInput>(separatorChar, hasHeader, files, allowQuoting, trimWhitespace, allowSparse).Load(files);
    }

    /// <summary>Loads a text file.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="path">The file, a folder, a pattern such as <c>data/part-*.csv</c>, or several of these joined with <c>+</c>.</param>
    /// <param name="options">How it is read; null takes the settings that the file has in its first lines.</param>
    public static IDataView LoadFromTextFile(this DataOperationsCatalog catalog, string path, TextLoader.Options? options = null)
    {
        MultiFileSource files = MultiFileSource.Existing(path);
        return catalog.CreateTextLoader(options ?? new TextLoader.Options(), files).Load(files);
    }

    /// <summary>Loads a text file whose columns are the members of a class with <see cref="LoadColumnAttribute"/>.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="path">The file, a folder, a pattern such as <c>data/part-*.csv</c>, or several of these joined with <c>+</c>.</param>
    /// <param name="options">How it is read; the columns come from the class.</param>
    public static IDataView LoadFromTextFile<TInput>(this DataOperationsCatalog catalog, string path, TextLoader.Options options)
    {
        MultiFileSource files = MultiFileSource.Existing(path);
        return catalog.CreateTextLoader<TInput>(options, files).Load(files);
    }

    /// <summary>Saves data as text, which <see cref="LoadFromTextFile(DataOperationsCatalog, string, TextLoader.Options)"/> reads back.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">The data.</param>
    /// <param name="stream">Receives the text as UTF-8; it stays open.</param>
    /// <param name="separatorChar">The character between fields: tab, space, comma, semicolon or bar.</param>
    /// <param name="headerRow">Whether a line names the fields.</param>
    /// <param name="schema">Whether the first lines say how to load the file.</param>
    /// <param name="keepHidden">Whether columns that a later one of the same name hides are written too.</param>
    /// <param name="forceDense">Whether every value is written, also where a row is mostly zeros.</param>
    public static void SaveAsText(this DataOperationsCatalog catalog, IDataView data, Stream stream, char separatorChar = '\t', bool headerRow = true,
        bool schema = true, bool keepHidden = false, bool forceDense = false)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(stream);
        if (separatorChar is not ('\t' or ' ' or ',' or ';' or '|'))
            throw new ArgumentException($"'{separatorChar}' cannot separate fields: use tab, space, comma, semicolon or bar.", nameof(separatorChar));
        DataViewSchema.Column[] columns = [.. data.Schema.Where(column => (keepHidden || !column.IsHidden) && TextSaving.CanSave(column.Type))];
        if (columns.Length == 0) throw new ArgumentException("The data has no column that can be written as text.", nameof(data));
        new TextSaving(separatorChar, headerRow, schema, forceDense).Save(catalog.Environment, data, columns, stream);
    }

    private static TextLoader.Options Options(char separator, bool hasHeader, bool quoting, bool trim, bool sparse)
        => new() { Separators = [separator], HasHeader = hasHeader, AllowQuoting = quoting, TrimWhitespace = trim, AllowSparse = sparse };

    private static TextLoader.Column[] ColumnsOf(Type type)
    {
        MemberInfo[] members = [.. SchemaDefinition.MembersOf(type, SchemaDefinition.Direction.Read)];
        if (members.Length == 0) throw new ArgumentException($"{type.Name} has no public field or property to load.");
        return [.. members.Select(ColumnOf)];
    }

    private static TextLoader.Column ColumnOf(MemberInfo member)
    {
        LoadColumnAttribute load = member.GetCustomAttribute<LoadColumnAttribute>()
            ?? throw new InvalidOperationException($"{member.DeclaringType?.Name}.{member.Name} has no [LoadColumn], so it is not said which field it is loaded from.");
        Type held = MemberTypes.TypeOf(member);
        Type? item = MemberTypes.ItemType(held);
        KeyTypeAttribute? key = member.GetCustomAttribute<KeyTypeAttribute>();
        return new TextLoader.Column(member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name,
            TypeNames.KindOf(item ?? held) ?? throw new InvalidOperationException($"{member.DeclaringType?.Name}.{member.Name} is of type {held.Name}, which cannot be loaded from text."),
            [.. load.Ranges.Select(range => new TextLoader.Range { Min = range.First, Max = range.Last, ForceVector = range.IsVector || item is not null })],
            key is null ? null : key.Count is ulong count ? new KeyCount(count) : new KeyCount());
    }
}
