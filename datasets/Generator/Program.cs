using System.Globalization;
using MlNetDeepLearning.Datasets;

if (args is not ["shapes", string folder])
{
    Console.Error.WriteLine("usage: dotnet run -c Release --project datasets/Generator -- shapes <folder>");
    return 2;
}
(int count, long bytes) = ShapeDataSet.Write(folder);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} pictures, {bytes:N0} bytes, in {Path.GetFullPath(folder)}"));
return 0;
