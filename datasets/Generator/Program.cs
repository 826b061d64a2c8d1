using System.Globalization;
using MlNetDeepLearning.Datasets;

switch (args)
{
    case ["shapes", string folder]:
        (int count, long bytes) = ShapeDataSet.Write(folder);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} pictures, {bytes:N0} bytes, in {Path.GetFullPath(folder)}"));
        return 0;
    case ["seedlings", string folder]:
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "seedlings.csv"), SeedlingTable.ToText());
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{SeedlingTable.Rows} rows in {Path.GetFullPath(folder)}"));
        return 0;
    default:
        Console.Error.WriteLine("usage: dotnet run -c Release --project datasets/Generator -- shapes|seedlings <folder>");
        return 2;
}
