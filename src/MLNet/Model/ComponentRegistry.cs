using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Image;
using Microsoft.ML.Transforms.Onnx;
using Microsoft.ML.Transforms.Text;
using Microsoft.ML.Vision;

namespace Microsoft.ML.Model;

/// <summary>
/// The components a model file may consist of, by the names they have there. Nothing else is ever made from a file.
/// </summary>
internal static class ComponentRegistry
{
    /// <summary>Makes a component from its settings; <paramref name="Version"/> is the newest of its formats that can be read.</summary>
    public sealed record Loader(Func<ModelReader, ICanSaveModel> Load, int Version = 1);

    public static IReadOnlyDictionary<string, Loader> Loaders { get; } = new Dictionary<string, Loader>
    {
        [ChainFormat.Kind] = new(ChainFormat.Read),
        [TextLoader.Kind] = new(TextLoader.LoadModel),
        [SvmLightLoader.Kind] = new(SvmLightLoader.LoadModel),
        [DatabaseLoader.Kind] = new(DatabaseLoader.LoadModel),
        [ColumnConcatenatingTransformer.Kind] = new(ColumnConcatenatingTransformer.Load),
        [ColumnCopyingTransformer.Kind] = new(ColumnCopyingTransformer.Load),
        [ColumnSelectingTransformer.Kind] = new(ColumnSelectingTransformer.Load),
        [ValueToKeyMappingTransformer.Kind] = new(ValueToKeyMappingTransformer.Load),
        [KeyToValueMappingTransformer.Kind] = new(KeyToValueMappingTransformer.Load),
        [KeyToVectorMappingTransformer.Kind] = new(KeyToVectorMappingTransformer.Load),
        [KeyToBinaryVectorMappingTransformer.Kind] = new(KeyToBinaryVectorMappingTransformer.Load),
        [HashingTransformer.Kind] = new(HashingTransformer.Load),
        [ValueMappingTransformer.Kind] = new(ValueMappingTransformer.Load),
        [NormalizingTransformer.Kind] = new(NormalizingTransformer.Load),
        [LpNormNormalizingTransformer.Kind] = new(LpNormNormalizingTransformer.Load),
        [TypeConvertingTransformer.Kind] = new(TypeConvertingTransformer.Load),
        [PredictionFormat.BinaryKind] = new(PredictionFormat.LoadBinary),
        [PredictionFormat.MulticlassKind] = new(PredictionFormat.LoadMulticlass),
        [PredictionFormat.RegressionKind] = new(PredictionFormat.LoadRegression),
        [PredictionFormat.RankingKind] = new(PredictionFormat.LoadRanking),
        [PredictionFormat.ClusteringKind] = new(PredictionFormat.LoadClustering),
        [PredictionFormat.AnomalyKind] = new(PredictionFormat.LoadAnomaly),
        [CalibratedModels.Kind] = new(CalibratedModels.Load),
        [LinearBinaryModelParameters.Kind] = new(LinearBinaryModelParameters.Load),
        [LinearRegressionModelParameters.Kind] = new(LinearRegressionModelParameters.Load),
        [PoissonRegressionModelParameters.Kind] = new(PoissonRegressionModelParameters.Load),
        [LinearMulticlassModelParameters.Kind] = new(LinearMulticlassModelParameters.Load),
        [MaximumEntropyModelParameters.Kind] = new(MaximumEntropyModelParameters.Load),
        [ImageClassificationModelParameters.Kind] = new(ImageClassificationModelParameters.Load),
        [NaiveBayesMulticlassModelParameters.Kind] = new(NaiveBayesMulticlassModelParameters.Load),
        [OneVersusAllModelParameters.Kind] = new(OneVersusAllModelParameters.Load),
        [PairwiseCouplingModelParameters.Kind] = new(PairwiseCouplingModelParameters.Load),
        [PriorModelParameters.Kind] = new(PriorModelParameters.Load),
        [KMeansModelParameters.Kind] = new(KMeansModelParameters.Load),
        [PcaModelParameters.Kind] = new(PcaModelParameters.Load),
        [FeatureContributionCalculatingTransformer.Kind] = new(FeatureContributionCalculatingTransformer.Load),
        [CalibratorTransformers.Kind] = new(CalibratorTransformers.Load),
        [LdSvmModelParameters.Kind] = new(LdSvmModelParameters.Load),
        [FieldAwareFactorizationMachineModelParameters.Kind] = new(FieldAwareFactorizationMachineModelParameters.Load),
        [FieldAwareFactorizationMachinePredictionTransformer.Kind] = new(FieldAwareFactorizationMachinePredictionTransformer.Load),
        [ModelStatisticsBase.Kind] = new(ModelStatisticsBase.Load),
        [LinearModelParameterStatistics.Kind] = new(LinearModelParameterStatistics.Load),
        [MissingValueReplacingTransformer.Kind] = new(MissingValueReplacingTransformer.Load),
        [MissingValueIndicatorTransformer.Kind] = new(MissingValueIndicatorTransformer.Load),
        [SlotSelectingTransformer.Kind] = new(SlotSelectingTransformer.Load),
        [PrincipalComponentAnalysisTransformer.Kind] = new(PrincipalComponentAnalysisTransformer.Load),
        [ApproximatedKernelTransformer.Kind] = new(ApproximatedKernelTransformer.Load),
        [CustomMappingFormat.Kind] = new(CustomMappingFormat.Load),
        [ExpressionTransformer.LoaderSignature] = new(ExpressionTransformer.Load),
        [TextNormalizingTransformer.Kind] = new(TextNormalizingTransformer.Load),
        [WordTokenizingTransformer.Kind] = new(WordTokenizingTransformer.Load),
        [TokenizingByCharactersTransformer.Kind] = new(TokenizingByCharactersTransformer.Load),
        [StopWordsRemovingTransformer.Kind] = new(StopWordsRemovingTransformer.Load),
        [CustomStopWordsRemovingTransformer.Kind] = new(CustomStopWordsRemovingTransformer.Load),
        [NgramExtractingTransformer.Kind] = new(NgramExtractingTransformer.Load),
        [NgramHashingTransformer.Kind] = new(NgramHashingTransformer.Load),
        [TermExpandingTransformer.Kind] = new(TermExpandingTransformer.Load),
        [WordEmbeddingTransformer.Kind] = new(WordEmbeddingTransformer.Load),
        [LatentDirichletAllocationTransformer.Kind] = new(LatentDirichletAllocationTransformer.Load),
        [OnnxTransformer.Kind] = new(OnnxTransformer.Load),
        [TensorFlowTransformer.Kind] = new(TensorFlowTransformer.Load),
        [ImageLoadingTransformer.ImagesKind] = new(ImageLoadingTransformer.Load),
        [ImageLoadingTransformer.BytesKind] = new(ImageLoadingTransformer.Load),
        [ImageResizingTransformer.Kind] = new(ImageResizingTransformer.Load),
        [ImageGrayscalingTransformer.Kind] = new(ImageGrayscalingTransformer.Load),
        [ImagePixelExtractingTransformer.Kind] = new(ImagePixelExtractingTransformer.Load),
        [VectorToImageConvertingTransformer.Kind] = new(VectorToImageConvertingTransformer.Load),
    };
}
