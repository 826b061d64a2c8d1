using System.Globalization;
using System.Text.RegularExpressions;

namespace MlNetDeepLearning.DeepLearning.Scoring;

/// <summary>The names of classes by their number.</summary>
public sealed partial class ClassLabels
{
    private readonly string[] _names;

    /// <summary>Makes labels of names in the order of the classes.</summary>
    public ClassLabels(IEnumerable<string> names) => _names = [.. names];

    /// <summary>No names: classes are called by their numbers.</summary>
    public static ClassLabels None { get; } = new([]);

    /// <summary>The 80 classes of COCO's detection task.</summary>
    public static ClassLabels Coco { get; } = new(("person,bicycle,car,motorcycle,airplane,bus,train,truck,boat,traffic light,fire hydrant,stop sign,parking meter,bench,bird,cat,dog,horse,sheep,cow," +
        "elephant,bear,zebra,giraffe,backpack,umbrella,handbag,tie,suitcase,frisbee,skis,snowboard,sports ball,kite,baseball bat,baseball glove,skateboard,surfboard,tennis racket,bottle," +
        "wine glass,cup,fork,knife,spoon,bowl,banana,apple,sandwich,orange,broccoli,carrot,hot dog,pizza,donut,cake,chair,couch,potted plant,bed," +
        "dining table,toilet,tv,laptop,mouse,remote,keyboard,cell phone,microwave,oven,toaster,sink,refrigerator,book,clock,vase,scissors,teddy bear,hair drier,toothbrush").Split(','));

    /// <summary>The 20 classes of Pascal VOC.</summary>
    public static ClassLabels Voc { get; } = new("aeroplane,bicycle,bird,boat,bottle,bus,car,cat,chair,cow,diningtable,dog,horse,motorbike,person,pottedplant,sheep,sofa,train,tvmonitor".Split(','));

    /// <summary>The only class of face detectors.</summary>
    public static ClassLabels Face { get; } = new(["face"]);

    /// <summary>How many there are.</summary>
    public int Count => _names.Length;

    /// <summary>The name of a class, or <c>class 7</c> where it has none.</summary>
    public string this[int index] => index >= 0 && index < _names.Length ? _names[index] : $"class {index}";

    /// <summary>Reads a file of a name a line: plain, with its number (<c>7:cat</c>), or as ImageNet's list (<c>n02123045 tabby, tabby cat</c>, of which the first name is taken).</summary>
    /// <exception cref="FormatException">The file has no names, or more than a million.</exception>
    public static ClassLabels Load(string path)
    {
        string[] lines = [.. File.ReadLines(path).Take(1_000_001).Select(l => l.Trim())];
        while (lines.Length > 0 && lines[^1].Length == 0) lines = lines[..^1];
        if (lines.Length is 0 or > 1_000_000) throw new FormatException($"'{path}' is no list of labels: it has {(lines.Length == 0 ? "no lines" : "more than a million lines")}.");
        bool numbered = lines.Select((line, i) => line.StartsWith($"{i}:", StringComparison.Ordinal)).All(b => b);
        return new ClassLabels(lines.Select(line => numbered ? line[(line.IndexOf(':') + 1)..].Trim() : Synset().IsMatch(line) ? line[10..].Split(',')[0].Trim() : line));
    }

    /// <summary>Reads what a model's metadata says of its classes: a name a line under <c>labels</c>, or the map of YOLO files under <c>names</c>; null where it says nothing.</summary>
    public static ClassLabels? FromMetadata(IReadOnlyDictionary<string, string> metadata)
    {
        if (metadata.TryGetValue("labels", out string? lines) && lines.Length > 0) return new ClassLabels(lines.Split('\n'));
        if (!metadata.TryGetValue("names", out string? map)) return null;
        SortedDictionary<int, string> names = [];
        foreach (Match match in NumberedName().Matches(map)) names[int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)] = match.Groups[2].Success ? match.Groups[2].Value : match.Groups[3].Value;
        return names.Count > 0 && names.Keys.Last() == names.Count - 1 ? new ClassLabels(names.Values) : null;
    }

    /// <summary>These labels for a network of so many classes: with a background class in front, or without it, where they are one apart.</summary>
    /// <exception cref="ArgumentException">There are too many or too few.</exception>
    public ClassLabels For(int classes) =>
        Count == 0 || Count == classes ? this
        : Count == classes - 1 ? new ClassLabels(["background", .. _names])
        : Count == classes + 1 && _names[0] is "background" or "__background__" or "dummy" ? new ClassLabels(_names[1..])
        : throw new ArgumentException($"There are {Count} labels, but the network has {classes} classes.");

    [GeneratedRegex(@"^n\d{8} ")]
    private static partial Regex Synset();

    [GeneratedRegex("""(\d+)\s*:\s*(?:'([^']*)'|"([^"]*)")""")]
    private static partial Regex NumberedName();
}
