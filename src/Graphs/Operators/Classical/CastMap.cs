using System.Runtime.CompilerServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>
/// The values of a map with integer keys as a row [1, N] (ai.onnx.ml CastMap): in the order of the keys, or with <paramref name="MapForm"/>
/// SPARSE each at the place that its key says, of <paramref name="MaxMap"/>.
/// </summary>
/// <param name="CastTo">TO_FLOAT, TO_STRING or TO_INT64.</param>
/// <param name="MapForm">DENSE or SPARSE.</param>
/// <param name="MaxMap">The length of a sparse row.</param>
public sealed record CastMap(string CastTo = "TO_FLOAT", string MapForm = "DENSE", int MaxMap = 1) : Operator
{
    /// <inheritdoc/>
    public override string Domain => "ai.onnx.ml";

    /// <inheritdoc/>
    public override bool GivesResults => true;

    private ElementType Type => CastTo switch
    {
        "TO_FLOAT" => ElementType.Float32,
        "TO_STRING" => ElementType.String,
        "TO_INT64" => ElementType.Int64,
        _ => throw new ShapeException($"cast_to '{CastTo}' is not one of TO_FLOAT, TO_STRING, TO_INT64"),
    };

    /// <inheritdoc/>
    public override void Infer(Inference i)
    {
        if (MapForm is not ("DENSE" or "SPARSE")) throw i.Error($"map_form '{MapForm}' is not one of DENSE, SPARSE");
        if (i.Element(0) != ElementType.Map) throw i.Error($"the operand must be a map, not {i.Element(0)}");
        i.Output(Type, [1, MapForm == "SPARSE" ? MaxMap : Dim.Unknown()]);
    }

    /// <inheritdoc/>
    public override void Run(Kernel k)
    {
        long[] keys = k.Input(0).Items[0].AsSpan<long>().ToArray();
        var values = new Tensor(Type, [keys.Length]);
        Conversion.Convert(k.Input(0).Items[1], values);
        int[] order = [.. Enumerable.Range(0, keys.Length).OrderBy(n => keys[n])];
        var y = new Tensor(Type, [1, MapForm == "SPARSE" ? MaxMap : keys.Length]);
        var place = new Place(keys, order, MapForm == "SPARSE", values, y);
        Items.Visit(Type, ref place);
        k.Give(0, y);
    }

    private readonly struct Place(long[] keys, int[] order, bool sparse, Tensor values, Tensor y) : IItemVisitor
    {
        public void Visit<T>()
        {
            for (int i = 0; i < order.Length; i++)
            {
                long at = sparse ? keys[order[i]] : i;
                if (at < 0 || at >= y.Count) throw new ShapeException($"the map has key {at}, which is outside a row of {y.Count} (max_map)");
                Unsafe.Add(ref y.ItemsOf<T>(), (nint)at) = Unsafe.Add(ref values.ItemsOf<T>(), order[i]);
            }
        }
    }
}

/// <summary>Registers <see cref="CastMap"/>.</summary>
internal static class CastMapBuilder
{
    [ModuleInitializer]
    internal static void Register() => OperatorSet.Register<CastMap>("ai.onnx.ml");
}
