using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

/// <summary>Damaged text files are read, or end in an error that names the file. <c>MLNETDL_MUTATIONS</c> sets how many are tried.</summary>
public sealed class TextMutationTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();
    private readonly MLContext _ml = new(1);

    public void Dispose() => File.Delete(_path);

    private static int Rounds => Mutations.Rounds(4000);

    [Fact]
    public void DamagedTextIsReadOrRefusedClearly()
    {
        byte[][] seeds =
        [
            "id,name,a,b\n1,\"x, \"\"y\"\"\",0.5,1e3\n2,z,,NaN\n"u8.ToArray(),
            "1 5 0:2 3:4\n0 3\n2 6 1:1 9:1\n"u8.ToArray(),
            "#@ TextLoader{\n#@   header+\n#@   sep=tab\n#@   col=Label:R4:0\n#@   col=F:U4[3]:1-2\n#@   col={name=\"a b\" type=TX src=3}\n#@ }\nl\tf\tg\th\n1\t2\t0\tx\n"u8.ToArray(),
            [0xEF, 0xBB, 0xBF, .. "\"a\r\nb\"\tc\r\r\n'd"u8],
        ];
        Random random = new(11);
        for (int round = 0; round < Rounds; round++)
        {
            List<byte> bytes = [.. seeds[random.Next(seeds.Length)]];
            for (int edits = random.Next(1, 8); edits > 0 && bytes.Count > 0; edits--) Mutations.Edit(bytes, random, "\"\",:\r\n\t09-{}@#"u8);
            File.WriteAllBytes(_path, [.. bytes]);
            Exception? error = Record.Exception(() => ReadAll(round % 5, random));
            Assert.True(error is null or FormatException or ArgumentException, $"round {round}: {Convert.ToHexString([.. bytes])}\n{error}");
            if (error is FormatException) Assert.Contains(_path, error.Message);
        }
    }

    private void ReadAll(int kind, Random random)
    {
        TextLoader.Options options = new()
        {
            AllowQuoting = random.Next(2) == 0,
            ReadMultilines = random.Next(2) == 0,
            AllowSparse = kind == 1 || random.Next(4) == 0,
            HasHeader = random.Next(2) == 0,
            TrimWhitespace = random.Next(2) == 0,
            MissingRealsAsNaNs = random.Next(2) == 0,
            UseThreads = random.Next(2) == 0,
            EscapeChar = random.Next(4) == 0 ? '\\' : '"',
            Separators = kind == 1 ? [' '] : random.Next(2) == 0 ? [','] : [',', '\t', ';'],
            Columns = random.Next(3) == 0 ? [new("A", DataKind.Int32, 0), new("B", DataKind.Boolean, 1)]
                : [new("A", DataKind.Single, 0), new("B", DataKind.String, 1), new("C", DataKind.Single, [new() { Min = 2, VariableEnd = true }]), new("D", DataKind.UInt16, [new(1, 3)], new KeyCount(5))],
        };
        IDataView data = kind >= 3 ? _ml.Data.LoadFromTextFile(_path) : _ml.Data.LoadFromTextFile(_path, options);
        using DataViewRowCursor cursor = data.GetRowCursor(data.Schema);
        Action[] reads = [.. data.Schema.Select(column => Reader(cursor, column))];
        while (cursor.MoveNext())
            foreach (Action read in reads) read();
    }

    private static Action Reader(DataViewRow row, DataViewSchema.Column column) => column.Type switch
    {
        VectorDataViewType { ItemType: KeyDataViewType key } when key.RawType == typeof(ushort) => Reader<VBuffer<ushort>>(row, column),
        VectorDataViewType { ItemType.RawType: Type type } when type == typeof(float) => Reader<VBuffer<float>>(row, column),
        TextDataViewType => Reader<ReadOnlyMemory<char>>(row, column),
        NumberDataViewType { RawType: Type type } when type == typeof(float) => Reader<float>(row, column),
        _ => static () => { }
        ,
    };

    private static Action Reader<T>(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<T> get = row.GetGetter<T>(column);
        T value = default!;
        return () => get(ref value);
    }
}
