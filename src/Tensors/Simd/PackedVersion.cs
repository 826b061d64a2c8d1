namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>Which version of the weights something packed was made from.</summary>
internal struct PackedVersion
{
    // One more than the version, so that nothing is packed at first.
    private long _next;

    /// <summary>True when the weights have to be packed: they are new, or may have changed (<paramref name="version"/> -1). The caller packs them then.</summary>
    public bool IsStale(long version)
    {
        bool stale = version < 0 || version + 1 != _next;
        _next = version + 1;
        return stale;
    }
}
