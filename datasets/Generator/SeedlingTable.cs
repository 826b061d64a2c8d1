using System.Globalization;
using System.Text;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Datasets;

/// <summary>
/// The data set <c>seedlings</c>: whether a seedling thrives, by the conditions that it grows in. Each variety has an optimum of its own in the middle of the
/// ranges, and each soil an acidity that suits it, so nothing grows better simply with more of anything: a linear model learns next to nothing.
/// </summary>
public static class SeedlingTable
{
    /// <summary>The seed of the table in the repository.</summary>
    public const ulong Seed = 20261128;

    /// <summary>The number of rows.</summary>
    public const int Rows = 3000;

    private static readonly (string Name, double Temperature, double Humidity, double Light)[] Varieties = [("alba", 16, 70, 9), ("nigra", 24, 45, 12), ("rubra", 20, 58, 15), ("viridis", 27, 75, 11)];
    private static readonly (string Name, double Acidity)[] Soils = [("clay", 7.1), ("loam", 6.4), ("peat", 5.4)];

    /// <summary>The table as CSV.</summary>
    public static string ToText()
    {
        var random = new PhiloxSequence(new Philox(Seed));
        var text = new StringBuilder("variety,soil,temperature,humidity,light_hours,acidity,thrives\n");
        for (int row = 0; row < Rows; row++)
        {
            var variety = Varieties[random.NextInt32(Varieties.Length)];
            var soil = Soils[random.NextInt32(Soils.Length)];
            double temperature = Math.Round(random.NextSingle(8, 35), 1), humidity = Math.Round(random.NextSingle(25, 95)), light = Math.Round(random.NextSingle(5, 18), 1), acidity = Math.Round(random.NextSingle(4.2f, 8.4f), 1);
            double strain = Square((temperature - variety.Temperature) / 9) + Square((humidity - variety.Humidity) / 25) + Square((light - variety.Light) / 5) + Square((acidity - soil.Acidity) / 1.5);
            // Chance decides near the border, and in one row of fifty.
            bool thrives = strain + random.NextSingle(-0.15f, 0.15f) < 2.4 ^ random.NextSingle() < 0.02f;
            bool known = random.NextSingle() >= 0.05f;
            text.Append(CultureInfo.InvariantCulture, $"{variety.Name},{soil.Name},{temperature},{humidity},{light},{(known ? acidity.ToString(CultureInfo.InvariantCulture) : "")},{(thrives ? "yes" : "no")}\n");
        }
        return text.ToString();

        static double Square(double x) => x * x;
    }
}
