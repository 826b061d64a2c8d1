using System.Collections.Immutable;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>
/// Measures how much a model relies on each feature: by how much its metrics change where the feature's values are dealt to the rows at random. Breiman (2001), "Random forests".
/// </summary>
/// <typeparam name="TMetrics">The metrics.</typeparam>
/// <typeparam name="TStatistics">How they change.</typeparam>
internal sealed class PermutationImportance<TMetrics, TStatistics>(IHostEnvironment environment, Func<IDataView, TMetrics> evaluate,
    Func<IReadOnlyList<TMetrics>, TMetrics, TStatistics> summarize, bool useFeatureWeightFilter, int? numberOfExamplesToUse, int permutationCount) where TMetrics : class
{
    /// <summary>The changes for each feature, in their order; without repetitions where it was left out because its weight is 0.</summary>
    public ImmutableArray<TStatistics> Of(ITransformer transformer, object model, string featureColumnName, IDataView data)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(permutationCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(numberOfExamplesToUse ?? 1, 1, nameof(numberOfExamplesToUse));
        DataViewSchema.Column column = InputColumn.Get(data.Schema, featureColumnName, "PermutationFeatureImportance");
        if (column.Type is not VectorDataViewType { Size: > 0 and int size } vector || vector.ItemType != NumberDataViewType.Single)
            throw InputColumn.Mismatch("PermutationFeatureImportance", featureColumnName, "a vector of Single of known size", column.Type.ToString()!);
        IDataView rows = new CachedDataView(numberOfExamplesToUse is int limit ? new RangeDataView(data, 0, limit) : data, [column]);
        VBuffer<float>[] features = Read(rows, column);
        if (features.Length == 0) throw new InvalidOperationException("There are no rows to measure the importance of features on.");
        TMetrics baseline = evaluate(transformer.Transform(rows));
        LinearModelParameters? linear = useFeatureWeightFilter ? ((model as CalibratedModelParametersBase)?.SubModel ?? model) as LinearModelParameters : null;
        Random random = new(environment.NextSeed());
        TStatistics[] results = new TStatistics[size];
        float[] values = new float[features.Length];
        for (int slot = 0; slot < size; slot++)
        {
            List<TMetrics> metrics = [];
            if (linear is null || linear.Weights[slot] != 0)
            {
                for (int row = 0; row < values.Length; row++) values[row] = features[row].GetItemOrDefault(slot);
                for (int repetition = 0; repetition < permutationCount; repetition++)
                {
                    random.Shuffle(values);
                    metrics.Add(evaluate(transformer.Transform(new MappedDataView(rows, new SlotReplacing(rows.Schema, column, slot, values)))));
                }
            }
            results[slot] = summarize(metrics, baseline);
        }
        return [.. results];
    }

    /// <summary>The changes for each feature of the last model in a chain, by the features' names.</summary>
    public ImmutableDictionary<string, TStatistics> ByName(ITransformer model, IDataView data)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        List<ITransformer> steps = [];
        Flatten(model, steps);
        int last = steps.FindLastIndex(step => step is ISingleFeaturePredictionTransformer<object>);
        if (last < 0) throw new ArgumentException("No step of the model is a prediction by one column of features.", nameof(model));
        ISingleFeaturePredictionTransformer<object> predictor = (ISingleFeaturePredictionTransformer<object>)steps[last];
        foreach (ITransformer step in steps[..last]) data = step.Transform(data);
        DataViewSchema.Column column = InputColumn.Get(data.Schema, predictor.FeatureColumnName, "PermutationFeatureImportance");
        ImmutableArray<TStatistics> results = Of(new TransformerChain<ITransformer>([.. steps[last..]]), predictor.Model, predictor.FeatureColumnName, data);
        VBuffer<ReadOnlyMemory<char>> names = default;
        if (column.HasSlotNames()) column.GetSlotNames(ref names);
        ImmutableDictionary<string, TStatistics>.Builder named = ImmutableDictionary.CreateBuilder<string, TStatistics>();
        for (int slot = 0; slot < results.Length; slot++)
        {
            string name = names.Length > slot ? names.GetItemOrDefault(slot).ToString() : "";
            named[name.Length > 0 && !named.ContainsKey(name) ? name : $"Slot{slot}"] = results[slot];
        }
        return named.ToImmutable();
    }

    private static void Flatten(ITransformer model, List<ITransformer> steps)
    {
        if (model is ITransformerChainAccessor chain)
            foreach (ITransformer step in chain.Transformers) Flatten(step, steps);
        else steps.Add(model);
    }

    private static VBuffer<float>[] Read(IDataView data, DataViewSchema.Column column)
    {
        List<VBuffer<float>> rows = [];
        using DataViewRowCursor cursor = data.GetRowCursor([data.Schema[column.Index]]);
        ValueGetter<VBuffer<float>> get = cursor.GetGetter<VBuffer<float>>(data.Schema[column.Index]);
        while (cursor.MoveNext())
        {
            VBuffer<float> vector = default;
            get(ref vector);
            rows.Add(vector);
        }
        return [.. rows];
    }

    /// <summary>The rows with one slot of a vector taken from a list.</summary>
    private sealed class SlotReplacing(DataViewSchema input, DataViewSchema.Column column, int slot, float[] values)
        : RowMapping(input, [new MappedColumn(new DataViewSchema.DetachedColumn(input[column.Index]), column.Index)])
    {
        public override Delegate?[] CreateGetters(DataViewRow row, bool[] active)
        {
            if (!active[0]) return [null];
            ValueGetter<VBuffer<float>> get = row.GetGetter<VBuffer<float>>(InputSchema[column.Index]);
            VBuffer<float> vector = default;
            return
            [
                (ValueGetter<VBuffer<float>>)((ref VBuffer<float> target) =>
                {
                    get(ref vector);
                    Replace(in vector, values[row.Position], ref target);
                }),
            ];
        }

        private void Replace(in VBuffer<float> vector, float value, ref VBuffer<float> target)
        {
            int place = vector.IsDense ? slot : vector.GetIndices().BinarySearch(slot);
            if (place >= 0)
            {
                vector.CopyTo(ref target);
                VBufferEditor<float> editor = VBufferEditor.CreateFromBuffer(ref target);
                editor.Values[place] = value;
                target = editor.Commit();
                return;
            }
            // The slot is one of those that the sparse vector leaves out.
            ReadOnlySpan<float> items = vector.GetValues();
            ReadOnlySpan<int> indices = vector.GetIndices();
            float[] all = new float[items.Length + 1];
            int[] places = new int[items.Length + 1];
            items[..~place].CopyTo(all);
            indices[..~place].CopyTo(places);
            (all[~place], places[~place]) = (value, slot);
            items[~place..].CopyTo(all.AsSpan(~place + 1));
            indices[~place..].CopyTo(places.AsSpan(~place + 1));
            target = new VBuffer<float>(vector.Length, all.Length, all, places);
        }
    }
}
