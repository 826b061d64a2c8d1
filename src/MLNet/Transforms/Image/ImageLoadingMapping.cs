using System.Runtime.ExceptionServices;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Decodes the images of a few rows at once, two for each processor. An error shows when its own row is read.</summary>
internal sealed class ImageLoadingMapping(DataViewSchema input, MappedColumn output, string? folder) : BatchMapping(input, [output])
{
    // Decoded photographs are large, so there are never many of them.
    public override int BatchSize { get; } = Math.Min(2 * Environment.ProcessorCount, 16);

    protected override BatchScorer CreateScorer(DataViewRow input, bool[] active, int capacity) => new Scorer(input, InputSchema[output.Inputs[0]], folder, capacity);

    private sealed class Scorer(DataViewRow row, DataViewSchema.Column column, string? folder, int capacity) : BatchScorer
    {
        private readonly ValueGetter<ReadOnlyMemory<char>> _getName = row.GetGetter<ReadOnlyMemory<char>>(column);
        private readonly ImageFile[] _files = new ImageFile[capacity];
        private readonly MLImage?[] _images = new MLImage?[capacity];
        private readonly Exception?[] _errors = new Exception?[capacity];

        public override void Read(int slot)
        {
            ReadOnlyMemory<char> name = default;
            _getName(ref name);
            _files[slot] = ImageFile.Of(row, column, folder, name);
        }

        public override void Score(int count)
        {
            if (count == 1) Decode(0);
            else Parallel.For(0, count, Decode);
        }

        public override Delegate CreateGetter(int computed, RowSlot slot) => (ValueGetter<MLImage>)((ref MLImage image) =>
        {
            if (_errors[slot.Index] is { } error) ExceptionDispatchInfo.Throw(error);
            image = _images[slot.Index]!;
        });

        private void Decode(int slot)
        {
            (_images[slot], _errors[slot]) = (null, null);
            try
            {
                _images[slot] = _files[slot].Decode();
            }
            catch (Exception error)
            {
                _errors[slot] = error;
            }
        }
    }
}
