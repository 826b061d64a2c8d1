using MlNetDeepLearning.Graphs;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Formats.Onnx;

/// <summary>The attentions and rotary embeddings of com.microsoft, made of ONNX's Attention and what goes before it.</summary>
internal static class ContribAttention
{
    /// <summary>ONNX's RotaryEmbedding: tables for each row, or tables from which positions pick.</summary>
    public static Value RotaryEmbedding(ImportedNode n)
    {
        _ = n.TakeValue<int>("rotary_embedding_dim");
        (Value cos, Value sin) = (n.Inputs[1]!, n.Inputs[2]!);
        if (ContribCompositions.Operand(n, 3) is { } places) (cos, sin) = (cos.Gather(places), sin.Gather(places));
        return n.Inputs[0]!.RotaryEmbedding(cos, sin, n.TakeValue<int>("num_heads") ?? 0, n.TakeValue<bool>("interleaved") ?? false);
    }

    /// <summary>com.microsoft's: positions are the second operand, one offset or a list for each batch.</summary>
    public static Value ContribRotaryEmbedding(ImportedNode n)
    {
        Value x = n.Inputs[0]!, places = n.Inputs[1]!, cos = n.Inputs[2]!, sin = n.Inputs[3]!;
        _ = n.TakeValue<int>("rotary_embedding_dim");
        if ((n.TakeValue<float>("scale") ?? 1) != 1) throw n.Error("a scale other than 1 is not supported");
        if (n.TakeValue<bool>("is_packed_batching") ?? false) throw n.Error("packed batches are not supported");
        int heads = n.TakeValue<int>("num_heads") is { } given and > 0 ? given : x.Shape.Rank == 3 ? x.Shape[2].Value / (2 * cos.Shape[1].Value) : 0;
        if (places.Shape.Rank == 1)
        {
            int rows = x.Shape.Rank == 3 ? 1 : 2;
            places = (ContribCompositions.Places(n.Graph, n.Graph.Add(new ShapeOf(rows, rows + 1), x)) + places).Unsqueeze(0);
        }
        return x.RotaryEmbedding(cos.Gather(places), sin.Gather(places), heads, n.TakeValue<bool>("interleaved") ?? false);
    }

    /// <summary>Attention with the projection of its input to queries, keys and values.</summary>
    public static IReadOnlyList<Value> Attention(ImportedNode n)
    {
        int heads = n.TakeValue<int>("num_heads") ?? throw n.Error("it needs the attribute 'num_heads', which is missing");
        float hidden = n.TakeValue<float>("mask_filter_value") ?? -10000;
        if (n.TakeValue<bool>("do_rotary") ?? false) throw n.Error("do_rotary is not supported");
        if (n.TakeValue<bool>("past_present_share_buffer") ?? false) throw n.Error("past_present_share_buffer is not supported");
        _ = n.TakeValue<int>("rotary_embedding_dim");
        Value x = ContribCompositions.Added(n.Inputs[0]!.MatMul(n.Inputs[1]!), Operand(n, 2));
        IReadOnlyList<Value> qkv = n.TakeValue<Ints>("qkv_hidden_sizes") is { Length: 3 } sizes ? x.Split(2, sizes[0], sizes[1], sizes[2]) : x.SplitEvenly(2, 3);
        (Value? pastKey, Value? pastValue) = (null, null);
        if (Operand(n, 4) is { } past) (pastKey, pastValue) = (past.Slice(0, 0, 1).Squeeze(0), past.Slice(0, 1, 2).Squeeze(0));
        Value? mask = Mask(n, Operand(n, 3), x, Length(qkv[1], pastKey), hidden);
        if (Operand(n, 5) is { } bias) mask = mask is null ? bias : mask + bias;
        Node node = n.Graph.AddNode(new Attention(n.TakeValue<bool>("unidirectional") ?? false, heads, heads, Scale: Scale(n)), qkv[0], qkv[1], qkv[2], mask, pastKey, pastValue);
        return n.OutputCount < 2 ? [node.Outputs[0]] : [node.Outputs[0], n.Graph.Concat(0, node.Outputs[1].Unsqueeze(0), node.Outputs[2].Unsqueeze(0))];
    }

    /// <summary>Attention of operands that are projected already, apart or packed together.</summary>
    public static IReadOnlyList<Value> MultiHeadAttention(ImportedNode n)
    {
        int heads = n.TakeValue<int>("num_heads") ?? throw n.Error("it needs the attribute 'num_heads', which is missing");
        float hidden = n.TakeValue<float>("mask_filter_value") ?? -10000;
        Value q = n.Inputs[0]!;
        Value? k = Operand(n, 1), v = Operand(n, 2), pastKey = Operand(n, 6), pastValue = Operand(n, 7);
        if (k is null) (q, k, v) = (Part(q, 0, 3), Part(q, 1, 3), Part(q, 2, 3));
        else if (v is null) (k, v) = (Part(k, 0, 2), Part(k, 1, 2));
        if (k.Shape.Rank == 4) (k, v) = (SideBySide(k), SideBySide(v!));
        if (Operand(n, 3) is { } bias)
        {
            (int wq, int wk, int wv) = (q.Shape[2].Value, k.Shape[2].Value, v!.Shape[2].Value);
            (q, k, v) = (q + bias.Slice(0, 0, wq), k + bias.Slice(0, wq, wq + wk), v + bias.Slice(0, wq + wk, wq + wk + wv));
        }
        Value? mask = Mask(n, Operand(n, 4), q, Length(k, pastKey), hidden);
        if (Operand(n, 5) is { } added) mask = mask is null ? added : mask + added;
        Node node = n.Graph.AddNode(new Attention(n.TakeValue<bool>("unidirectional") ?? false, heads, heads, Scale: Scale(n)), q, k, v, mask, pastKey, pastValue);
        return [.. node.Outputs];
    }

    /// <summary>Causal attention whose keys and values serve several heads each, with rotary embedding and what came before.</summary>
    public static IReadOnlyList<Value> GroupQueryAttention(ImportedNode n)
    {
        int heads = n.TakeValue<int>("num_heads") ?? throw n.Error("it needs the attribute 'num_heads', which is missing");
        int keyHeads = n.TakeValue<int>("kv_num_heads") ?? throw n.Error("it needs the attribute 'kv_num_heads', which is missing");
        if ((n.TakeValue<int>("local_window_size") ?? -1) > 0) throw n.Error("local_window_size is not supported");
        if ((n.TakeValue<int>("smooth_softmax") ?? 0) > 0) throw n.Error("smooth_softmax is not supported");
        bool interleaved = n.TakeValue<bool>("rotary_interleaved") ?? false;
        Value q = n.Inputs[0]!;
        Value? k = Operand(n, 1), v = Operand(n, 2), pastKey = Operand(n, 3), pastValue = Operand(n, 4);
        if (k is null)
        {
            int width = q.Shape[2].Value / (heads + 2 * keyHeads);
            IReadOnlyList<Value> parts = q.Split(2, heads * width, keyHeads * width, keyHeads * width);
            (q, k, v) = (parts[0], parts[1], parts[2]);
        }
        if (n.TakeValue<bool>("do_rotary") ?? false)
        {
            Value places = Operand(n, 9) ?? Rows(q, pastKey).Unsqueeze(0);
            (Value cos, Value sin) = (n.Inputs[7]!.Gather(places), n.Inputs[8]!.Gather(places));
            (q, k) = (q.RotaryEmbedding(cos, sin, heads, interleaved), k.RotaryEmbedding(cos, sin, keyHeads, interleaved));
        }
        Value lengths = n.Inputs[5]!.Reshape(-1).Cast(ElementType.Int64) + n.Graph.Constant(Tensor.Scalar(1L));
        Node node = n.Graph.AddNode(new Attention(true, keyHeads, heads, Scale: Scale(n), Softcap: n.TakeValue<float>("softcap") ?? 0),
            q, k, v, Operand(n, 10), pastKey, pastValue, lengths);
        return [node.Outputs[0], node.Outputs[1], node.Outputs[2]];
    }

    private static Value? Operand(ImportedNode n, int index) => ContribCompositions.Operand(n, index);

    private static float? Scale(ImportedNode n) => n.TakeValue<float>("scale") is { } scale and not 0 ? scale : null;

    // [batch, rows, heads, parts, width]: one of the parts as [batch, rows, heads · width].
    private static Value Part(Value packed, int part, int parts) =>
        packed.Shape.Rank == 5 && packed.Shape[3] == parts
            ? packed.Slice(3, part, part + 1).Reshape(0, 0, packed.Shape[2].Value * packed.Shape[4].Value)
            : throw new ShapeException($"operand {packed} should be [batch, rows, heads, {parts}, width]");

    private static Value SideBySide(Value x) => x.Transpose(0, 2, 1, 3).Reshape(0, 0, x.Shape[1].Value * x.Shape[3].Value);

    // The number of keys, those before included, as a list of one number.
    private static Value Length(Value k, Value? before)
    {
        Value rows = k.Graph.Add(new ShapeOf(1, 2), k);
        return before is null ? rows : rows + k.Graph.Add(new ShapeOf(2, 3), before);
    }

    // The places of the rows of [batch, rows, …] behind those before.
    private static Value Rows(Value q, Value? before)
    {
        Value places = ContribCompositions.Places(q.Graph, q.Graph.Add(new ShapeOf(1, 2), q));
        return before is null ? places : places + q.Graph.Add(new ShapeOf(2, 3), before);
    }

    // Masks are lengths [batch], ends and starts [2 · batch], or ones for what is seen: [batch, keys], [batch, rows, keys], [batch, 1, …, …].
    private static Value? Mask(ImportedNode n, Value? mask, Value rows, Value keys, float hidden)
    {
        if (mask is null) return null;
        Value seen;
        if (mask.Shape.Rank == 1)
        {
            Value places = ContribCompositions.Places(n.Graph, keys).Cast(mask.Type.Element);
            if (mask.Shape[0] == rows.Shape[0] || !mask.Shape[0].IsKnown) seen = places.Less(mask.Reshape(-1, 1, 1, 1));
            else if (mask.Shape[0] == rows.Shape[0] * 2)
            {
                IReadOnlyList<Value> bounds = mask.SplitEvenly(0, 2);
                seen = places.Less(bounds[0].Reshape(-1, 1, 1, 1)).And(places.GreaterOrEqual(bounds[1].Reshape(-1, 1, 1, 1)));
            }
            else throw n.Error($"a mask of {mask.Shape} is not supported");
        }
        else
        {
            Value wide = mask.Shape.Rank == 2 ? mask.Unsqueeze(1, 2) : mask.Shape.Rank == 3 ? mask.Unsqueeze(1) : mask;
            seen = wide.Cast(ElementType.Bool);
        }
        return seen.Where(rows.Like(0), rows.Like(hidden));
    }
}
