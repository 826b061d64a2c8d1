namespace Microsoft.ML.Transforms;

/// <summary>How items of one type are hashed: as the 32-bit words that hold them, texts as their bytes.</summary>
internal abstract class ItemHash<T>
{
    public static ItemHash<T> Instance { get; } = (ItemHash<T>)Make();

    /// <summary>The whole hash of one item.</summary>
    public uint Of(uint seed, in T item) => Finish(Fold(seed, in item), 1);

    /// <summary>Takes one more item into a hash.</summary>
    public abstract uint Fold(uint hash, in T item);

    /// <summary>Ends the hash of a number of items.</summary>
    public abstract uint Finish(uint hash, int count);

    private static object Make() => default(T) switch
    {
        ReadOnlyMemory<char> => new TextHash(),
        float => new OneWord<float>(static item => BitConverter.SingleToUInt32Bits(item == 0 ? 0 : item)),
        bool => new OneWord<bool>(static item => item ? 1u : 0u),
        sbyte => new OneWord<sbyte>(static item => (uint)item),
        byte => new OneWord<byte>(static item => item),
        short => new OneWord<short>(static item => (uint)item),
        ushort => new OneWord<ushort>(static item => item),
        int => new OneWord<int>(static item => (uint)item),
        uint => new OneWord<uint>(static item => item),
        double => new FourWords<double>(static item => (BitConverter.DoubleToUInt64Bits(item == 0 ? 0 : item), 0), 8),
        long => new FourWords<long>(static item => ((ulong)item, 0), 8),
        ulong => new FourWords<ulong>(static item => (item, 0), 8),
        Data.DataViewRowId => new FourWords<Data.DataViewRowId>(static item => (item.Low, item.High), 16),
        _ => throw new NotSupportedException($"{typeof(T).Name} is not hashed."),
    };

    private sealed class OneWord<TItem>(Func<TItem, uint> word) : ItemHash<TItem>
    {
        public override uint Fold(uint hash, in TItem item) => MurmurHash.Round(hash, word(item));

        public override uint Finish(uint hash, int count) => MurmurHash.Finish(hash, count * sizeof(uint));
    }

    private sealed class FourWords<TItem>(Func<TItem, (ulong Low, ulong High)> words, int bytes) : ItemHash<TItem>
    {
        public override uint Fold(uint hash, in TItem item)
        {
            (ulong low, ulong high) = words(item);
            hash = MurmurHash.Round(MurmurHash.Round(hash, (uint)low), (uint)(low >> 32));
            return bytes == 8 ? hash : MurmurHash.Round(MurmurHash.Round(hash, (uint)high), (uint)(high >> 32));
        }

        public override uint Finish(uint hash, int count) => MurmurHash.Finish(hash, count * bytes);
    }

    private sealed class TextHash : ItemHash<ReadOnlyMemory<char>>
    {
        public override uint Fold(uint hash, in ReadOnlyMemory<char> item) => MurmurHash.OfText(hash, item.Span.Trim(' '));

        public override uint Finish(uint hash, int count) => hash;
    }
}
