namespace Microsoft.ML.Transforms;

/// <summary>Learns from the values of a column's slots how to normalize them.</summary>
internal abstract class SlotLearner
{
    public static SlotLearner Of(NormalizationRule rule, int slots) => rule.Kind switch
    {
        NormalizationKind.RobustScaling or NormalizationKind.Binning or NormalizationKind.SupervisedBinning => new OfValues(rule, slots),
        _ => new OfStatistics(rule, slots),
    };

    /// <summary>Takes the value of a slot in a row with that label.</summary>
    public abstract void Add(int slot, double value, int label);

    public abstract SlotFunctions Learn();

    private sealed class OfStatistics(NormalizationRule rule, int slots) : SlotLearner
    {
        private readonly SlotStatistics[] _slots = [.. Enumerable.Range(0, slots).Select(_ => new SlotStatistics())];

        public override void Add(int slot, double value, int label) => _slots[slot].Add(rule.OfLogarithms ? Math.Log(value) : value);

        public override SlotFunctions Learn()
        {
            bool distributed = rule.Kind is NormalizationKind.MeanVarianceCdf or NormalizationKind.LogMeanVarianceCdf;
            (double Offset, double Scale)[] learned = [.. _slots.Select(slot => Scaling(in slot, distributed))];
            double[] offsets = [.. learned.Select(slot => slot.Offset)], scales = [.. learned.Select(slot => slot.Scale)];
            return distributed ? new DistributedSlots(rule.Kind, offsets, scales) : new ScaledSlots(rule.Kind, offsets, scales);
        }

        // What does not vary tells nothing and becomes 0.
        private (double Offset, double Scale) Scaling(in SlotStatistics slot, bool distributed)
        {
            if (slot.Count == 0 || !(slot.Maximum > slot.Minimum)) return default;
            if (rule.Kind == NormalizationKind.MinMax)
                return rule.FixZero ? (0, 1 / Math.Max(Math.Abs(slot.Minimum), Math.Abs(slot.Maximum))) : (slot.Minimum, 1 / (slot.Maximum - slot.Minimum));
            // To leave 0 where it is, values are measured by their distance from 0 instead of from the mean.
            if (rule.FixZero && !distributed) return (0, 1 / Math.Sqrt(slot.Variance + slot.Mean * slot.Mean));
            return (slot.Mean, 1 / Math.Sqrt(slot.Variance));
        }
    }

    private sealed class OfValues(NormalizationRule rule, int slots) : SlotLearner
    {
        private readonly List<double>[] _values = [.. Enumerable.Range(0, slots).Select(_ => new List<double>())];
        private readonly List<int>[] _labels = [.. Enumerable.Range(0, slots).Select(_ => new List<int>())];

        public override void Add(int slot, double value, int label)
        {
            if (double.IsNaN(value) || label < 0) return;
            _values[slot].Add(value);
            if (rule.Kind == NormalizationKind.SupervisedBinning) _labels[slot].Add(label);
        }

        public override SlotFunctions Learn()
        {
            if (rule.Kind == NormalizationKind.RobustScaling)
            {
                (double Median, double Scale)[] learned = [.. _values.Select(Scaling)];
                return new ScaledSlots(rule.Kind, [.. learned.Select(slot => rule.CenterData ? slot.Median : 0)], [.. learned.Select(slot => slot.Scale)]);
            }
            double[][] bounds = [.. _values.Select((values, slot) => rule.Kind == NormalizationKind.Binning
                ? DensityBins.Find(values, rule.MaximumBinCount) : LabelBins.Find(values, _labels[slot], rule.MaximumBinCount, rule.MinimumExamplesPerBin))];
            return new BinnedSlots(rule.Kind, bounds, rule.FixZero);
        }

        private (double, double) Scaling(List<double> values)
        {
            values.RemoveAll(value => !double.IsFinite(value));
            if (values.Count == 0) return default;
            values.Sort();
            double median = (values[(values.Count - 1) / 2] + values[values.Count / 2]) / 2, range = values[^1] - values[0];
            return (median, range > 0 ? 1 / (range * rule.QuantileRange) : 0);
        }
    }
}
