using System.Numerics.Tensors;
using MlNetDeepLearning.Tensors;

namespace Microsoft.ML.Trainers;

/// <summary>Means that go to where their rows are. Rows are split by their number, so that sums have the same bits on any number of threads.</summary>
internal sealed class KMeansAlgorithm(ExampleSet examples, int clusters)
{
    private const int Stripes = 8;

    private readonly float[] _norms = new float[clusters];
    private readonly double[][][] _sums = [.. Enumerable.Range(0, Stripes).Select(_ => Enumerable.Range(0, clusters).Select(_ => new double[examples.FeatureCount]).ToArray())];
    private readonly double[][] _weights = [.. Enumerable.Range(0, Stripes).Select(_ => new double[clusters])];
    private readonly double[] _scores = new double[Stripes];

    public float[][] Centroids { get; } = [.. Enumerable.Range(0, clusters).Select(_ => new float[examples.FeatureCount])];

    /// <summary>Starts at rows taken at random, each once.</summary>
    public void StartAtRandom(Random random)
    {
        // Reservoir sampling: one pass, however many rows there are.
        long seen = 0;
        foreach ((ExampleBlock block, int row) in examples.Pass(null))
        {
            long place = seen < clusters ? seen : random.NextInt64(seen + 1);
            if (place < clusters) Put((int)place, block[row]);
            seen++;
        }
    }

    /// <summary>Starts at rows that are far apart: each with a probability that goes with its squared distance from those before.</summary>
    public void StartFarApart(Random random)
    {
        double[] distances = new double[examples.Count];
        Array.Fill(distances, 1);
        for (int cluster = 0; cluster < clusters; cluster++)
        {
            double total = 0;
            foreach ((ExampleBlock block, int row) in examples.Pass(null)) total += distances[block.First + row] * Math.Max(0, block.Weights[row]);
            // Where all rows stand on means already, any one will do.
            double target = total > 0 ? random.NextDouble() * total : -1, sum = 0;
            bool chosen = false;
            foreach ((ExampleBlock block, int row) in examples.Pass(null))
            {
                sum += distances[block.First + row] * Math.Max(0, block.Weights[row]);
                if (!chosen && sum > target)
                {
                    Put(cluster, block[row]);
                    chosen = true;
                }
            }
            foreach ((ExampleBlock block, int row) in examples.Pass(null))
            {
                double distance = Distance(block[row], cluster);
                ref double nearest = ref distances[block.First + row];
                nearest = cluster == 0 ? distance : Math.Min(nearest, distance);
            }
        }
    }

    /// <summary>Moves the means to where their rows are; gives the mean squared distance before.</summary>
    public double Step()
    {
        for (int stripe = 0; stripe < Stripes; stripe++)
        {
            foreach (double[] sum in _sums[stripe]) Array.Clear(sum);
            Array.Clear(_weights[stripe]);
        }
        Array.Clear(_scores);
        ExampleBlock[] pending = new ExampleBlock[Stripes];
        int count = 0;
        foreach (ExampleBlock block in examples.Blocks())
        {
            pending[count++] = block;
            if (count < Stripes) continue;
            Run(pending, count);
            count = 0;
        }
        Run(pending, count);
        for (int cluster = 0; cluster < clusters; cluster++)
        {
            double weight = _weights.Sum(stripe => stripe[cluster]);
            if (!(weight > 0)) continue;
            float[] centroid = Centroids[cluster];
            for (int i = 0; i < centroid.Length; i++)
            {
                double sum = 0;
                for (int stripe = 0; stripe < Stripes; stripe++) sum += _sums[stripe][cluster][i];
                centroid[i] = (float)(sum / weight);
            }
            _norms[cluster] = TensorPrimitives.SumOfSquares<float>(centroid);
        }
        return _scores.Sum() / examples.WeightSum;
    }

    private void Put(int cluster, FeatureVector features)
    {
        Array.Clear(Centroids[cluster]);
        features.AddTo(Centroids[cluster], 1);
        _norms[cluster] = features.NormSquared;
    }

    private float Distance(FeatureVector features, int cluster) => Math.Max(0, features.NormSquared - 2 * features.Dot(Centroids[cluster]) + _norms[cluster]);

    private void Run(ExampleBlock[] blocks, int count)
    {
        AssignTask task = new(this, blocks);
        Workers.Run(count, ref task);
    }

    private readonly struct AssignTask(KMeansAlgorithm algorithm, ExampleBlock[] blocks) : ITask
    {
        public void Run(int index)
        {
            ExampleBlock block = blocks[index];
            double score = 0;
            for (int row = 0; row < block.Count; row++)
            {
                FeatureVector features = block[row];
                int best = 0;
                float nearest = float.PositiveInfinity;
                for (int cluster = 0; cluster < algorithm._norms.Length; cluster++)
                {
                    float distance = algorithm._norms[cluster] - 2 * features.Dot(algorithm.Centroids[cluster]);
                    if (distance < nearest) (best, nearest) = (cluster, distance);
                }
                float weight = block.Weights[row];
                score += weight * (double)Math.Max(0, nearest + features.NormSquared);
                features.AddTo(algorithm._sums[index][best], weight);
                algorithm._weights[index][best] += weight;
            }
            algorithm._scores[index] += score;
        }
    }
}
