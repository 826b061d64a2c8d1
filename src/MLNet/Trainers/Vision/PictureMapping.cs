using System.Runtime.ExceptionServices;
using Microsoft.ML.Data;
using MlNetDeepLearning.Imaging;
using MlNetDeepLearning.Runtime;
using MlNetDeepLearning.Tensors;

namespace Microsoft.ML.Vision;

/// <summary>Classifies the pictures of several rows at once. A picture that cannot be read is an error when its own row is read.</summary>
internal sealed class PictureMapping(DataViewSchema input, DataViewSchema.DetachedColumn predicted, DataViewSchema.DetachedColumn score, int pictures, ImageClassificationModelParameters model)
    : BatchMapping(input, [new MappedColumn(predicted, pictures), new MappedColumn(score, pictures)])
{
    // Beyond this a larger batch is no faster, and decoded pictures are large.
    private const int LargestBatch = 32;
    private const int LargestBatchValues = 1 << 22;

    public override int BatchSize { get; } = Math.Clamp(LargestBatchValues / model.Reader.Length, 1, LargestBatch);

    protected override BatchScorer CreateScorer(DataViewRow row, bool[] active, int capacity) => new Scorer(new PictureBytes(row, InputSchema[pictures]), InputSchema[pictures].Name, model, capacity);

    private sealed class Scorer(PictureBytes source, string column, ImageClassificationModelParameters model, int capacity) : BatchScorer
    {
        private readonly byte[][] _files = new byte[capacity][];
        private readonly long[] _rows = new long[capacity];
        private readonly Exception?[] _errors = new Exception?[capacity];
        private readonly float[] _scores = new float[capacity * model.ClassCount];
        private readonly Tensor _pictures = new(ElementType.Float32, Shape.Of(capacity, model.Reader.Height, model.Reader.Width, 3));

        public override void Read(int slot)
        {
            _rows[slot] = source.Row;
            _files[slot] = source.Read();
        }

        public override void Score(int count)
        {
            if (count == 1) Decode(0);
            else Parallel.For(0, count, Decode);
            Tensor batch = count == capacity ? _pictures : _pictures.Leading(Shape.Of(count, model.Reader.Height, model.Reader.Width, 3));
            using Execution run = model.Executor.Start([batch]);
            run.Output(0).AsSpan<float>().CopyTo(_scores);
        }

        public override Delegate CreateGetter(int computed, RowSlot slot) => computed == 0
            ? (ValueGetter<uint>)((ref uint key) => key = Best(ScoresOf(slot.Index)))
            : (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
            {
                Span<float> scores = ScoresOf(slot.Index);
                VBufferEditor<float> editor = VBufferEditor.Create(ref value, scores.Length);
                scores.CopyTo(editor.Values);
                value = editor.Commit();
            });

        private Span<float> ScoresOf(int slot)
        {
            if (_errors[slot] is { } error) ExceptionDispatchInfo.Throw(error);
            return _scores.AsSpan(slot * model.ClassCount, model.ClassCount);
        }

        private static uint Best(ReadOnlySpan<float> scores)
        {
            int best = -1;
            for (int i = 0; i < scores.Length; i++)
                if (!float.IsNaN(scores[i]) && (best < 0 || scores[i] > scores[best])) best = i;
            return (uint)(best + 1);
        }

        private void Decode(int slot)
        {
            _errors[slot] = null;
            Span<float> target = _pictures.AsSpan<float>().Slice(slot * model.Reader.Length, model.Reader.Length);
            try
            {
                model.Reader.Read(_files[slot], target);
            }
            catch (ImageFormatException error)
            {
                target.Clear();
                _errors[slot] = PictureReader.Unreadable(_rows[slot], column, error);
            }
        }
    }
}
