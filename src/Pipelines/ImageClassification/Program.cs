Console.WriteLine("MlNetDeepLearning");
