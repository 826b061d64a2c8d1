using MlNetDeepLearning.Tests.Benchmarks;

string[] options = args.Length > 1 ? args[1..] : [];
switch (args.FirstOrDefault())
{
    case "gemm":
        return GemmBenchmark.Run(options);
    default:
        Console.Error.WriteLine("Which benchmark? One of: gemm. Options of all: --against-torch, --quick.");
        return 2;
}
