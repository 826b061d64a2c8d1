using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Microsoft.ML.Data;
using Microsoft.ML.Model;

namespace Microsoft.ML.Trainers;

/// <summary>Writes the numbers of models as text of their bytes, little end first; vectors that are mostly 0 by the places of what is not.</summary>
internal static class FloatFormat
{
    public static void Floats(this ModelWriter writer, string name, ReadOnlySpan<float> values) => writer.Set(name, Text(values));

    public static float[] Floats(this ModelReader reader, string name, int? count = null) => reader.Guard(() => Numbers(reader, name, reader.Text(name), count));

    public static void Vector(this ModelWriter writer, string name, in VBuffer<float> vector)
    {
        List<int> places = [];
        List<float> values = [];
        foreach ((int place, float value) in vector.Items())
        {
            if (value == 0) continue;
            places.Add(place);
            values.Add(value);
        }
        JsonObject node = new() { ["length"] = vector.Length };
        if (places.Count < vector.Length / 2)
        {
            node["places"] = new JsonArray([.. places.Select(place => (JsonNode)place)]);
            node["values"] = Text(CollectionsMarshal.AsSpan(values));
        }
        else
        {
            float[] dense = new float[vector.Length];
            vector.CopyTo(dense);
            node["values"] = Text(dense);
        }
        writer.Set(name, node);
    }

    public static VBuffer<float> Vector(this ModelReader reader, string name) => reader.Guard(() =>
    {
        JsonObject node = reader.Node(name) as JsonObject ?? throw reader.Invalid($"'{name}' is no vector");
        int length = node["length"]!.GetValue<int>();
        string text = node["values"]!.GetValue<string>();
        if (length < 0) throw reader.Invalid($"'{name}' has a negative length");
        if (node["places"] is not JsonArray list) return new VBuffer<float>(length, Numbers(reader, name, text, length));
        int[] places = [.. list.Select(place => place!.GetValue<int>())];
        return new VBuffer<float>(length, places.Length, Numbers(reader, name, text, places.Length), places);
    });

    private static string Text(ReadOnlySpan<float> values)
    {
        byte[] bytes = new byte[values.Length * 4];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * i), values[i]);
        return Convert.ToBase64String(bytes);
    }

    private static float[] Numbers(ModelReader reader, string name, string text, int? count)
    {
        byte[] bytes = Convert.FromBase64String(text);
        if (bytes.Length % 4 != 0 || bytes.Length / 4 != (count ?? bytes.Length / 4)) throw reader.Invalid($"'{name}' has {bytes.Length} bytes, not {4L * count}");
        float[] values = new float[bytes.Length / 4];
        for (int i = 0; i < values.Length; i++) values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(4 * i));
        return values;
    }
}
