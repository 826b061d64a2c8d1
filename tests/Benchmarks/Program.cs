using MlNetDeepLearning.Tests.Benchmarks;

string[] options = args.Length > 1 ? args[1..] : [];
switch (args.FirstOrDefault())
{
    case "gemm":
        return GemmBenchmark.Run(options);
    case "conv":
        return ConvBenchmark.Run(options);
    case "elementwise":
        return ElementwiseBenchmark.Run(options);
    case "training":
        return TrainingBenchmark.Run(options);
    default:
        Console.Error.WriteLine(
            "Which benchmark? One of: conv, elementwise, gemm, training. Options of all: --against-torch, --quick; of training: --workload mlp,cnn,resnet20, --profile.");
        return 2;
}
