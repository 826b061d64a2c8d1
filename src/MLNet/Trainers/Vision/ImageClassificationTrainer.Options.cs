using Microsoft.ML.Trainers;

namespace Microsoft.ML.Vision;

public sealed partial class ImageClassificationTrainer
{
    /// <summary>The pretrained networks.</summary>
    public enum Architecture
    {
        /// <summary>ResNet V2 with 101 layers: 2,048 features of pictures of 299x299.</summary>
        ResnetV2101,

        /// <summary>Inception V3: 1,001 scores of pictures of 299x299.</summary>
        InceptionV3,

        /// <summary>MobileNet V2: 1,001 scores of pictures of 224x224.</summary>
        MobilenetV2,

        /// <summary>ResNet V2 with 50 layers: 2,048 features of pictures of 299x299.</summary>
        ResnetV250,
    }

    /// <summary>How an <see cref="ImageClassificationTrainer"/> learns.</summary>
    public sealed class Options : TrainerInputBaseWithLabel
    {
        /// <summary>The pictures of a batch.</summary>
        public int BatchSize = 10;

        /// <summary>The largest number of times that the pictures are gone through.</summary>
        public int Epoch = 200;

        /// <summary>The learning rate; a <see cref="LearningRateScheduler"/> has its own and takes its place.</summary>
        public float LearningRate = 0.01f;

        /// <summary>When to end before <see cref="Epoch"/>; null never does.</summary>
        public EarlyStopping? EarlyStoppingCriteria = new();

        /// <summary>The pretrained network.</summary>
        public Architecture Arch = Architecture.ResnetV250;

        /// <summary>The new column of probabilities.</summary>
        public string ScoreColumnName = "Score";

        /// <summary>The new column of the likeliest class, a key.</summary>
        public string PredictedLabelColumnName = "PredictedLabel";

        /// <summary>What the name of the trained network's file in the workspace begins with; the name of the pretrained network's file follows.</summary>
        public string FinalModelPrefix = "custom_retrained_model_based_on_";

        /// <summary>Called for each picture whose features are known, and after each epoch; null writes to the context's log.</summary>
        public Action<ImageClassificationMetrics>? MetricsCallback = null;

        /// <summary>The folder of the features and of the trained network's file; null to leave no files behind.</summary>
        public string? WorkspacePath = null;

        /// <summary>Whether accuracy and cross-entropy of the training pictures are measured and reported.</summary>
        public bool TestOnTrainSet = true;

        /// <summary>Whether features of the training pictures that lie in the workspace are taken as they are.</summary>
        public bool ReuseTrainSetBottleneckCachedValues = false;

        /// <summary>Whether features of the validation pictures that lie in the workspace are taken as they are.</summary>
        public bool ReuseValidationSetBottleneckCachedValues = false;

        /// <summary>The pictures that decide when to stop; null takes a part of the training pictures.</summary>
        public IDataView? ValidationSet;

        /// <summary>The part of the training pictures, from 0 to 1, that is kept for validation where there is no <see cref="ValidationSet"/>; null for none.</summary>
        public float? ValidationSetFraction = 0.1f;

        /// <summary>The file in the workspace that holds the features of the training pictures.</summary>
        public string TrainSetBottleneckCachedValuesFileName = "trainSetBottleneckFile.csv";

        /// <summary>The file in the workspace that holds the features of the validation pictures.</summary>
        public string ValidationSetBottleneckCachedValuesFileName = "validationSetBottleneckFile.csv";

        /// <summary>Gives the learning rate of each batch; null keeps it at <see cref="LearningRate"/>.</summary>
        public LearningRateScheduler? LearningRateScheduler = new ExponentialLRDecay();

        /// <summary>Makes the options with their defaults.</summary>
        public Options() { }
    }
}
