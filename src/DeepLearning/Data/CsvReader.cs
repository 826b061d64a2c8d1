using System.Text;

namespace MlNetDeepLearning.DeepLearning;

/// <summary>Reads a list of paths and labels, with an optional third column that says train, validation or test. Paths are relative to the list.</summary>
internal static class CsvReader
{
    private static readonly string[] PathNames = ["path", "image", "imagepath", "image_path", "file", "filename", "file_name"];
    private static readonly string[] LabelNames = ["label", "class", "category", "target"];
    private static readonly string[] SplitNames = ["split", "set", "subset", "usage"];

    public static Collected Read(string file, ImageDatasetOptions options)
    {
        var found = new Collected("a list of paths and labels");
        string folder = Path.GetDirectoryName(file)!;
        Split whole = ImageDatasetReader.SplitOf(Path.GetFileName(file));
        int path = 0, label = 1, split = -1, number = 0;
        char separator = file.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t' : '\0';
        foreach (string line in File.ReadLines(file))
        {
            number++;
            if (line.Trim().Length == 0) continue;
            if (separator == '\0') separator = line.Contains(',') ? ',' : line.Contains('\t') ? '\t' : ';';
            string[] fields = Fields(line, separator);
            if (number == 1)
            {
                int p = Find(fields, PathNames), l = Find(fields, LabelNames);
                if (p >= 0 && l >= 0)
                {
                    (path, label, split) = (p, l, Find(fields, SplitNames));
                    continue;
                }
            }
            if (fields.Length <= Math.Max(path, label) || fields[path].Length == 0 || fields[label].Length == 0)
                throw new DatasetException($"'{file}', line {number}: expected a path and a label separated by '{(separator == '\t' ? "tab" : separator)}', found '{(line.Length > 80 ? line[..80] + "…" : line)}'.");
            Split part = split >= 0 && split < fields.Length ? ImageDatasetReader.SplitOf(fields[split]) : whole;
            found[part].Add(new FileSample(Path.GetFullPath(Path.Combine(folder, fields[path])), fields[label], options.Decode));
        }
        return found;
    }

    private static int Find(string[] fields, string[] names) => Array.FindIndex(fields, f => names.Contains(f.Trim().ToLowerInvariant()));

    private static string[] Fields(string line, char separator)
    {
        List<string> fields = [];
        var field = new StringBuilder();
        bool quoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (quoted && c == '"' && i + 1 < line.Length && line[i + 1] == '"')
            {
                field.Append('"');
                i++;
            }
            else if (c == '"') quoted = !quoted;
            else if (c == separator && !quoted)
            {
                fields.Add(field.ToString().Trim());
                field.Clear();
            }
            else field.Append(c);
        }
        fields.Add(field.ToString().Trim());
        return [.. fields];
    }
}
