using System.Reflection;

namespace MlNetDeepLearning.Tests.Unit.Graphs;

/// <summary>
/// The operator table. Each static property of type <c>OperatorRow[]</c> in this class, in whichever of its files, adds rows; every
/// registered operator needs one at least.
/// </summary>
public static partial class OperatorRows
{
    /// <summary>All rows.</summary>
    public static IReadOnlyList<OperatorRow> All { get; } =
        [.. typeof(OperatorRows).GetProperties(BindingFlags.Static | BindingFlags.NonPublic)
            .Where(p => p.PropertyType == typeof(OperatorRow[]))
            .OrderBy(p => p.Name, StringComparer.Ordinal)
            .SelectMany(p => (OperatorRow[])p.GetValue(null)!)];

    /// <summary>The rows' numbers and names, for theories.</summary>
    public static TheoryData<int, string> Numbered
    {
        get
        {
            var data = new TheoryData<int, string>();
            for (int i = 0; i < All.Count; i++) data.Add(i, All[i].ToString());
            return data;
        }
    }
}
