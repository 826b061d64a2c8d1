using MlNetDeepLearning.Tests.Benchmarks;

string[] options = args.Length > 1 ? args[1..] : [];
switch (args.FirstOrDefault())
{
    case "attention":
        return AttentionBenchmark.Run(options);
    case "gemm":
        return GemmBenchmark.Run(options);
    case "conv":
        return ConvBenchmark.Run(options);
    case "elementwise":
        return ElementwiseBenchmark.Run(options);
    case "quantized":
        return QuantizedBenchmark.Run(options);
    case "recurrent":
        return RecurrentBenchmark.Run(options);
    case "scoring":
        return ScoringBenchmark.Run(options);
    case "text":
        return TextBenchmark.Run(options);
    case "training":
        return TrainingBenchmark.Run(options);
    case "transfer":
        return TransferBenchmark.Run(options);
    default:
        Console.Error.WriteLine(
            "Which benchmark? One of: attention, conv, elementwise, gemm, quantized, recurrent, scoring, text, training, transfer. Options of all: --against-torch, --quick; of quantized: --ort node_modules; of scoring: --ort node_modules, --only NAME,…, --batch 1,8, --threads 1,2, --profile; of attention: --profile, --plain; of training: --workload mlp,cnn,resnet20, --profile; of text: --rows N, --train-all; of transfer: --data folder, --models file,….");
        return 2;
}
