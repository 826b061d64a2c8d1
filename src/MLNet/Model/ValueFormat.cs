using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.ML.Data;

namespace Microsoft.ML.Model;

/// <summary>Writes values of column types as JSON and reads them back, bit for bit.</summary>
internal static class ValueFormat
{
    public static JsonNode Write<T>(in T value) => value switch
    {
        float number => float.IsFinite(number) ? number : number.ToString(CultureInfo.InvariantCulture),
        double number => double.IsFinite(number) ? number : number.ToString(CultureInfo.InvariantCulture),
        sbyte number => number,
        byte number => number,
        short number => number,
        ushort number => number,
        int number => number,
        uint number => number,
        long number => number,
        ulong number => number,
        bool truth => truth,
        ReadOnlyMemory<char> text => text.ToString(),
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
        TimeSpan span => span.ToString("c", CultureInfo.InvariantCulture),
        DataViewRowId id => id.ToString(),
        _ => throw new InvalidOperationException($"A value of type {typeof(T)} cannot be saved in a model file."),
    };

    public static T Read<T>(JsonNode node)
    {
        JsonValue value = node as JsonValue ?? throw new FormatException($"expected a value of type {typeof(T).Name}");
        object read = typeof(T) == typeof(float) ? Real(value, static v => v.GetValue<float>(), static t => float.Parse(t, CultureInfo.InvariantCulture))
            : typeof(T) == typeof(double) ? Real(value, static v => v.GetValue<double>(), static t => double.Parse(t, CultureInfo.InvariantCulture))
            : typeof(T) == typeof(ReadOnlyMemory<char>) ? value.GetValue<string>().AsMemory()
            : typeof(T) == typeof(DateTime) ? DateTime.ParseExact(value.GetValue<string>(), "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind)
            : typeof(T) == typeof(DateTimeOffset) ? DateTimeOffset.ParseExact(value.GetValue<string>(), "O", CultureInfo.InvariantCulture)
            : typeof(T) == typeof(TimeSpan) ? TimeSpan.ParseExact(value.GetValue<string>(), "c", CultureInfo.InvariantCulture)
            : typeof(T) == typeof(DataViewRowId) ? Id(value.GetValue<string>())
            : value.GetValue<T>()!;
        return (T)read;
    }

    public static JsonArray WriteAll<T>(ReadOnlySpan<T> values)
    {
        JsonArray array = [];
        foreach (ref readonly T value in values) array.Add(Write(in value));
        return array;
    }

    public static T[] ReadAll<T>(JsonNode? node)
        => [.. (node as JsonArray ?? throw new FormatException("expected a list of values")).Select(item => Read<T>(item ?? throw new FormatException("a value is null")))];

    private static object Real<TReal>(JsonValue value, Func<JsonValue, TReal> number, Func<string, TReal> special) where TReal : struct
        => value.TryGetValue(out string? text) ? special(text) : number(value);

    private static DataViewRowId Id(string text) => text.Length == 32
        ? new DataViewRowId(ulong.Parse(text.AsSpan(16), NumberStyles.HexNumber, CultureInfo.InvariantCulture), ulong.Parse(text.AsSpan(0, 16), NumberStyles.HexNumber, CultureInfo.InvariantCulture))
        : throw new FormatException($"'{text}' is not a row identity");
}
