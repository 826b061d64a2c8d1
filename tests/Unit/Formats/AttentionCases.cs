using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Tests.Unit.Formats;

/// <summary>Files of one attention, rotary embedding or other operator of transformers each, of ONNX and of com.microsoft.</summary>
public static class AttentionCases
{
    private const string Contrib = "com.microsoft";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<NodeCase> All { get; } = [.. Attentions(), .. Rotations(), .. Fused(), .. ContribAttentions()];

    private static Tensor X(int seed, params int[] shape)
    {
        var x = new Tensor(ElementType.Float32, Shape.Of(shape));
        for (int i = 0; i < x.Count; i++) x.AsSpan<float>()[i] = (i * 37 + seed * 13) % 41 / 16f - 1.25f;
        return x;
    }

    private static Tensor Seen(params int[] shape)
    {
        var mask = new Tensor(ElementType.Bool, Shape.Of(shape));
        for (int i = 0; i < mask.Count; i++) mask.AsSpan<bool>()[i] = i % 5 != 2;
        return mask;
    }

    private static Tensor Flags(params int[] shape)
    {
        var mask = new Tensor(ElementType.Int32, Shape.Of(shape));
        for (int i = 0; i < mask.Count; i++) mask.AsSpan<int>()[i] = i % 5 != 2 ? 1 : 0;
        return mask;
    }

    private static NodeCase Onnx(string name, string op, int version, int outputs, (string, object)[] attributes, params Tensor?[] inputs) =>
        new(name, "", version, op, attributes, outputs, inputs);

    private static NodeCase Microsoft(string name, string op, int outputs, (string, object)[] attributes, params Tensor?[] inputs) =>
        new(name, Contrib, 1, op, attributes, outputs, inputs);

    private static IEnumerable<NodeCase> Attentions()
    {
        Tensor q = X(1, 2, 4, 3, 8), k = X(2, 2, 4, 5, 8), v = X(3, 2, 4, 5, 6);
        Tensor q3 = X(1, 2, 3, 24), k3 = X(2, 2, 5, 24), v3 = X(3, 2, 5, 30);
        (string, object)[] three = [("q_num_heads", 3), ("kv_num_heads", 3)];
        yield return Onnx("attention", "Attention", 23, 1, [], q, k, v);
        yield return Onnx("attention scaled", "Attention", 23, 1, [("scale", 0.7f)], q, k, v);
        yield return Onnx("attention causal", "Attention", 23, 1, [("is_causal", 1)], q, X(2, 2, 4, 3, 8), X(3, 2, 4, 3, 6));
        yield return Onnx("attention with numbers to add", "Attention", 23, 1, [], q, k, v, X(4, 3, 5));
        yield return Onnx("attention with what is seen", "Attention", 23, 1, [], q, k, v, Seen(2, 1, 3, 5));
        yield return Onnx("attention of three dimensions of the mask", "Attention", 23, 1, [], q, k, v, X(5, 4, 3, 5));
        yield return Onnx("attention side by side", "Attention", 23, 1, three, q3, k3, v3);
        yield return Onnx("attention with groups", "Attention", 23, 1, [], q, X(2, 2, 2, 5, 8), X(3, 2, 2, 5, 6));
        yield return Onnx("attention with groups side by side", "Attention", 23, 1, [("q_num_heads", 4), ("kv_num_heads", 2), ("is_causal", 1)], X(1, 2, 5, 32), X(2, 2, 5, 16), X(3, 2, 5, 12));
        yield return Onnx("attention with softcap", "Attention", 23, 1, [("softcap", 2f)], q, k, v, X(4, 3, 5));
        yield return Onnx("attention with a past", "Attention", 23, 3, [], q, k, v, null, X(6, 2, 4, 2, 8), X(7, 2, 4, 2, 6));
        yield return Onnx("attention with a past side by side", "Attention", 23, 3, [.. three, ("is_causal", 1)], q3, X(2, 2, 3, 24), X(3, 2, 3, 30), X(8, 3, 5), X(6, 2, 3, 2, 8), X(7, 2, 3, 2, 10));
        for (int mode = 0; mode < 4; mode++)
            yield return Onnx($"attention with scores {mode}", "Attention", 23, 4, [("qk_matmul_output_mode", mode), ("softcap", 3f)], q, k, v, X(4, 3, 5));
    }

    private static IEnumerable<NodeCase> Rotations()
    {
        Tensor places = Tensor.Of<long>([2, 3], 0, 1, 2, 5, 6, 4);
        yield return Onnx("rotary", "RotaryEmbedding", 23, 1, [], X(1, 2, 4, 3, 8), X(2, 10, 4), X(3, 10, 4), places);
        yield return Onnx("rotary of neighbours", "RotaryEmbedding", 23, 1, [("interleaved", 1)], X(1, 2, 4, 3, 8), X(2, 10, 4), X(3, 10, 4), places);
        yield return Onnx("rotary side by side", "RotaryEmbedding", 23, 1, [("num_heads", 4)], X(1, 2, 3, 32), X(2, 2, 3, 4), X(3, 2, 3, 4));
        yield return Onnx("rotary of a part", "RotaryEmbedding", 23, 1, [("rotary_embedding_dim", 4)], X(1, 2, 4, 3, 8), X(2, 10, 2), X(3, 10, 2), places);
        yield return Microsoft("contrib rotary", "RotaryEmbedding", 1, [], X(1, 2, 3, 32), Tensor.Ints(2), X(2, 10, 4), X(3, 10, 4));
        yield return Microsoft("contrib rotary by places", "RotaryEmbedding", 1, [("interleaved", 1)], X(1, 2, 4, 3, 8), places, X(2, 10, 4), X(3, 10, 4));
    }

    private static IEnumerable<NodeCase> Fused()
    {
        Tensor x = X(1, 2, 3, 8), skip = X(2, 2, 3, 8), scale = X(3, 8), shift = X(4, 8), bias = X(5, 8);
        yield return Microsoft("gelu", "Gelu", 1, [], x);
        yield return Microsoft("fast gelu", "FastGelu", 1, [], x, bias);
        yield return Microsoft("bias gelu", "BiasGelu", 1, [], x, bias);
        yield return Microsoft("quick gelu", "QuickGelu", 1, [("alpha", 1.5f)], x);
        yield return Microsoft("skip", "SkipLayerNormalization", 1, [("epsilon", 1e-5f)], x, skip, scale, shift, bias);
        yield return Microsoft("skip without shift", "SkipLayerNormalization", 1, [("epsilon", 1e-5f)], x, skip, scale);
        yield return Microsoft("skip simplified", "SkipSimplifiedLayerNormalization", 1, [("epsilon", 1e-5f)], x, skip, scale, bias);
        yield return Onnx("simplified", "SimplifiedLayerNormalization", 17, 1, [("axis", -1), ("epsilon", 1e-5f), ("stash_type", 1)], x, scale);
        Tensor ids = Tensor.Of<int>([2, 3], 1, 0, 4, 2, 2, 3), kinds = Tensor.Of<int>([2, 3], 0, 0, 1, 0, 1, 1);
        yield return Microsoft("embedding", "EmbedLayerNormalization", 2, [("epsilon", 1e-5f)], ids, kinds, X(1, 6, 8), X(2, 5, 8), X(3, 2, 8), scale, shift, Tensor.Of<int>([2, 3], 1, 1, 0, 1, 1, 1));
        yield return Microsoft("embedding alone", "EmbedLayerNormalization", 2, [("epsilon", 1e-5f)], ids, null, X(1, 6, 8), X(2, 5, 8), null, scale, shift);
        yield return Microsoft("product", "FusedMatMul", 1, [("alpha", 0.5f), ("transA", 1), ("transB", 0), ("transBatchA", 0), ("transBatchB", 0)], X(1, 2, 5, 3), X(2, 2, 5, 4));
        yield return Microsoft("gemm", "FusedGemm", 1, [("activation", "LeakyRelu"), ("activation_alpha", 0.2f), ("transB", 1)], X(1, 3, 5), X(2, 4, 5), X(3, 4));
        yield return Microsoft("convolution", "FusedConv", 1, [("activation", "Relu"), ("pads", (int[])[1, 1, 1, 1])], X(1, 1, 2, 4, 4), X(2, 3, 2, 3, 3), X(3, 3), X(4, 1, 3, 4, 4));
        yield return Microsoft("convolution clipped", "FusedConv", 1, [("activation", "Clip"), ("activation_params", (float[])[-0.5f, 0.75f])], X(1, 1, 2, 4, 4), X(2, 3, 2, 3, 3));
    }

    private static IEnumerable<NodeCase> ContribAttentions()
    {
        Tensor x = X(1, 2, 3, 8), w = X(2, 8, 24), b = X(3, 24);
        (string, object) two = ("num_heads", 2);
        yield return Microsoft("projected", "Attention", 1, [two], x, w, b);
        yield return Microsoft("projected causal", "Attention", 1, [two, ("unidirectional", 1)], x, w, b);
        yield return Microsoft("projected by lengths", "Attention", 1, [two], x, w, b, Tensor.Of<int>([2], 2, 3));
        yield return Microsoft("projected by bounds", "Attention", 1, [two], x, w, b, Tensor.Of<int>([4], 2, 3, 0, 1));
        yield return Microsoft("projected by flags", "Attention", 1, [two], x, w, b, Flags(2, 3));
        yield return Microsoft("projected by flags for rows", "Attention", 1, [two], x, w, b, Flags(2, 3, 3));
        yield return Microsoft("projected with a past", "Attention", 2, [two, ("unidirectional", 1)], x, w, b, null, X(4, 2, 2, 2, 4, 4));
        yield return Microsoft("projected with a bias", "Attention", 1, [two], x, w, b, null, null, X(5, 2, 2, 3, 3));
        yield return Microsoft("projected unevenly", "Attention", 1, [two, ("qkv_hidden_sizes", (int[])[8, 8, 4])], x, X(2, 8, 20), X(3, 20));
        Tensor q = X(1, 2, 3, 8), k = X(2, 2, 5, 8), v = X(3, 2, 5, 12);
        yield return Microsoft("heads", "MultiHeadAttention", 1, [two], q, k, v);
        yield return Microsoft("heads with a bias", "MultiHeadAttention", 1, [two], q, k, v, X(4, 28));
        yield return Microsoft("heads by flags", "MultiHeadAttention", 1, [two], q, k, v, null, Flags(2, 5));
        yield return Microsoft("heads by numbers", "MultiHeadAttention", 1, [two], q, k, v, null, null, X(4, 2, 2, 3, 5));
        yield return Microsoft("heads causal", "MultiHeadAttention", 1, [two, ("unidirectional", 1)], q, X(2, 2, 3, 8), X(3, 2, 3, 8));
        yield return Microsoft("heads with a past", "MultiHeadAttention", 3, [two], q, X(2, 2, 3, 8), X(3, 2, 3, 8), null, null, null, X(4, 2, 2, 4, 4), X(5, 2, 2, 4, 4));
        Tensor total = Tensor.Of<int>([1], 3);
        yield return Microsoft("groups", "GroupQueryAttention", 3, [("num_heads", 4), ("kv_num_heads", 2)], X(1, 1, 3, 64), X(2, 1, 3, 32), X(3, 1, 3, 32), null, null, Tensor.Of<int>([1, 1], 2), total);
        yield return Microsoft("groups turned", "GroupQueryAttention", 3, [("num_heads", 4), ("kv_num_heads", 2), ("do_rotary", 1)], X(1, 1, 3, 64), X(2, 1, 3, 32), X(3, 1, 3, 32), null, null,
            Tensor.Of<int>([1, 1], 2), total, X(4, 16, 8), X(5, 16, 8));
        yield return Microsoft("groups with a past", "GroupQueryAttention", 3, [("num_heads", 4), ("kv_num_heads", 2), ("do_rotary", 1)], X(1, 1, 1, 64), X(2, 1, 1, 32), X(3, 1, 1, 32),
            X(6, 1, 2, 5, 16), X(7, 1, 2, 5, 16), Tensor.Of<int>([1, 1], 5), Tensor.Of<int>([1], 6), X(4, 16, 8), X(5, 16, 8));
        yield return Microsoft("groups packed", "GroupQueryAttention", 3, [("num_heads", 4), ("kv_num_heads", 2)], X(1, 1, 3, 128), null, null, null, null, Tensor.Of<int>([1, 1], 2), total);
    }
}
