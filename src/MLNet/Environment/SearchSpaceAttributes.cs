namespace Microsoft.ML.SearchSpace;

/// <summary>Marks a property whose own properties are searched too.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class NestOptionAttribute : Attribute
{
    /// <summary>Makes the attribute.</summary>
    public NestOptionAttribute() { }
}

/// <summary>Marks a property that is true or false in a search.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class BooleanChoiceAttribute : Attribute
{
    /// <summary>A choice that starts at false.</summary>
    public BooleanChoiceAttribute() { }

    /// <summary>A choice that starts at a value.</summary>
    public BooleanChoiceAttribute(bool defaultValue) => DefaultValue = defaultValue;

    /// <summary>The value to start at.</summary>
    public bool DefaultValue { get; }
}

/// <summary>Marks a property that is one of several values in a search.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ChoiceAttribute : Attribute
{
    /// <summary>A choice among values, without one to start at.</summary>
    public ChoiceAttribute(params object[] candidates) => Candidates = candidates;

    /// <summary>A choice among values.</summary>
    public ChoiceAttribute(object[] candidates, object defaultValue)
    {
        Candidates = candidates;
        DefaultValue = defaultValue;
    }

    /// <summary>The values.</summary>
    public object[] Candidates { get; }

    /// <summary>The value to start at, or null.</summary>
    public object? DefaultValue { get; }
}

/// <summary>Marks a property that lies in a range in a search.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class RangeAttribute : Attribute
{
    /// <summary>A range of numbers.</summary>
    public RangeAttribute(double min, double max, bool logBase = false) : this(min, max, null, logBase) { }

    /// <summary>A range of numbers with one to start at.</summary>
    public RangeAttribute(double min, double max, double init, bool logBase = false) : this(min, max, (object)init, logBase) { }

    /// <summary>A range of numbers.</summary>
    public RangeAttribute(float min, float max, bool logBase = false) : this(min, max, null, logBase) { }

    /// <summary>A range of numbers with one to start at.</summary>
    public RangeAttribute(float min, float max, float init, bool logBase = false) : this(min, max, (object)init, logBase) { }

    /// <summary>A range of whole numbers.</summary>
    public RangeAttribute(int min, int max, bool logBase = false) : this(min, max, null, logBase) { }

    /// <summary>A range of whole numbers with one to start at.</summary>
    public RangeAttribute(int min, int max, int init, bool logBase = false) : this(min, max, (object)init, logBase) { }

    private RangeAttribute(object min, object max, object? init, bool logBase)
    {
        Min = min;
        Max = max;
        Init = init;
        LogBase = logBase;
    }

    /// <summary>The smallest value.</summary>
    public object Min { get; }

    /// <summary>The largest value.</summary>
    public object Max { get; }

    /// <summary>The value to start at, or null.</summary>
    public object? Init { get; }

    /// <summary>Whether the logarithm is searched evenly, instead of the value.</summary>
    public bool LogBase { get; }
}
