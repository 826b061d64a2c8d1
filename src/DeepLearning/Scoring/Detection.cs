namespace MlNetDeepLearning.DeepLearning.Scoring;

/// <summary>A rectangle. Its unit depends on where it stands: parts of a network's input, 0 to 1, or pixels of a picture.</summary>
public readonly record struct Box(float Left, float Top, float Right, float Bottom)
{
    /// <summary>Right minus left, at least 0.</summary>
    public float Width => Math.Max(0, Right - Left);

    /// <summary>Bottom minus top, at least 0.</summary>
    public float Height => Math.Max(0, Bottom - Top);

    /// <summary>Width times height.</summary>
    public float Area => Width * Height;

    /// <summary>The box around a centre.</summary>
    public static Box Around(float x, float y, float width, float height) => new(x - width / 2, y - height / 2, x + width / 2, y + height / 2);

    /// <summary>The area that two boxes share, in parts of the area that they cover together: 0 to 1.</summary>
    public static float Overlap(Box a, Box b)
    {
        float width = Math.Min(a.Right, b.Right) - Math.Max(a.Left, b.Left), height = Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Top, b.Top);
        if (width <= 0 || height <= 0) return 0;
        float shared = width * height;
        return shared / (a.Area + b.Area - shared);
    }
}

/// <summary>Something found in a picture.</summary>
/// <param name="Box">Where.</param>
/// <param name="Class">The number of its class, from 0.</param>
/// <param name="Score">How sure the network is, 0 to 1.</param>
public readonly record struct Detection(Box Box, int Class, float Score);

/// <summary>Keeps of detections that lie on one another the surest.</summary>
public static class NonMaximumSuppression
{
    /// <summary>The surest detections, surest first, of which no two of a class overlap more than allowed.</summary>
    /// <param name="candidates">The detections.</param>
    /// <param name="overlap">The most that two of a class may share, in parts of what they cover together.</param>
    /// <param name="most">How many are kept at most.</param>
    public static IReadOnlyList<Detection> Keep(IEnumerable<Detection> candidates, float overlap = 0.45f, int most = 300)
    {
        List<Detection> kept = [];
        foreach (Detection candidate in candidates.Where(c => float.IsFinite(c.Score)).OrderByDescending(c => c.Score))
        {
            if (kept.Count >= most) break;
            if (!kept.Exists(k => k.Class == candidate.Class && Box.Overlap(k.Box, candidate.Box) > overlap)) kept.Add(candidate);
        }
        return kept;
    }
}
