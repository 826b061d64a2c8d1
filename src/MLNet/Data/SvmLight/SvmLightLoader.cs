using Microsoft.ML.Model;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// Loads rows from text in the format of SVM-light (Joachims, https://www.cs.cornell.edu/people/tj/svm_light/), line by line as they are asked for:
/// <c>label qid:group cost:weight index:value index:value … # comment</c>, with spaces or tabs in between. The columns are Label (a number), Weight (1 where there is no
/// <c>cost</c>), GroupId (a key that counts from <c>qid:0</c>, missing where there is none), Comment and Features, a vector. Indices come in any order, and those
/// beyond the vector are left out; <c>sid</c> is left out too, as are lines that are empty or only a comment. A line that cannot be read is a
/// <see cref="FormatException"/> that names file and line.
/// </summary>
public sealed class SvmLightLoader : IDataLoader<IMultiStreamSource>
{
    internal const string Kind = "SvmLightLoader";

    private readonly DataViewSchema _schema;

    internal SvmLightLoader(IHostEnvironment environment, SvmLightFeatures features)
    {
        Environment = environment;
        Features = features;
        DataViewSchema.Builder builder = new();
        builder.AddColumn("Label", NumberDataViewType.Single);
        builder.AddColumn("Weight", NumberDataViewType.Single);
        builder.AddColumn("GroupId", new KeyDataViewType(typeof(ulong), SvmLightRow.GroupCount));
        builder.AddColumn("Comment", TextDataViewType.Instance);
        DataViewSchema.Annotations.Builder annotations = new();
        if (features.Names is { } names) annotations.AddTexts(AnnotationNames.SlotNames, [.. names.Select(name => name.AsMemory())]);
        builder.AddColumn("Features", new VectorDataViewType(NumberDataViewType.Single, features.Count), annotations.ToAnnotations());
        _schema = builder.ToSchema();
    }

    internal IHostEnvironment Environment { get; }

    internal SvmLightFeatures Features { get; }

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema() => _schema;

    /// <summary>The rows of the files. Nothing is read until a cursor asks for rows, and each cursor reads anew.</summary>
    public IDataView Load(IMultiStreamSource input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new SvmLightDataView(this, input);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        ctx.Writer.Kind(Kind);
        ctx.Writer.Set("zeroBased", Features.IsZeroBased);
        if (Features.Names is { } names) ctx.Writer.Texts("names", names);
        else ctx.Writer.Set("inputSize", Features.Count);
    }

    internal static SvmLightLoader LoadModel(ModelReader reader)
    {
        string[]? names = reader.Has("names") ? reader.Texts("names") : null;
        int count = names?.Length ?? reader.Int("inputSize");
        if (count < 1) throw reader.Invalid("it has no features");
        if (names is not null && names.Distinct().Count() != names.Length) throw reader.Invalid("two of its features have one name");
        return new SvmLightLoader(new MLContext(), new SvmLightFeatures(count, reader.Flag("zeroBased"), names));
    }
}
