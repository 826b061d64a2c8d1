using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text;

namespace MlNetDeepLearning.Graphs;

/// <summary>Gives a record parameter another ONNX attribute name than its own in snake_case.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OnnxNameAttribute(string name) : Attribute
{
    /// <summary>The ONNX name.</summary>
    public string Name { get; } = name;
}

/// <summary>An attribute of an operator: a parameter of its record.</summary>
/// <param name="Name">The ONNX name.</param>
/// <param name="Type">The C# type, without nullability.</param>
/// <param name="Default">The value when the attribute is left out.</param>
/// <param name="Required">True when it cannot be left out.</param>
public sealed record OperatorAttribute(string Name, Type Type, object? Default, bool Required);

/// <summary>An operator's name, attributes and how to make one from attribute values.</summary>
public sealed class OperatorType
{
    private readonly ConstructorInfo _constructor;
    private readonly PropertyInfo[] _properties;

    internal OperatorType(string domain, string name,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicProperties)] Type type)
    {
        Domain = domain;
        Name = name;
        _constructor = type.GetConstructors().MaxBy(c => c.GetParameters().Length)!;
        ParameterInfo[] parameters = _constructor.GetParameters();
        _properties = [.. parameters.Select(p => type.GetProperty(p.Name!) ?? throw new InvalidOperationException($"{type.Name}.{p.Name} is no property."))];
        Attributes = [.. parameters.Select((p, i) => new OperatorAttribute(
            _properties[i].GetCustomAttribute<OnnxNameAttribute>()?.Name ?? SnakeCase(p.Name!),
            Nullable.GetUnderlyingType(p.ParameterType) ?? p.ParameterType,
            p.HasDefaultValue ? p.DefaultValue ?? Empty(p.ParameterType) : null,
            !p.HasDefaultValue))];
    }

    /// <summary>The ONNX domain.</summary>
    public string Domain { get; }

    /// <summary>The ONNX name.</summary>
    public string Name { get; }

    /// <summary>The attributes in the order of the record's parameters.</summary>
    public IReadOnlyList<OperatorAttribute> Attributes { get; }

    /// <summary>Makes an operator.</summary>
    /// <param name="attribute">Gives an attribute's value in its C# type, or null when it is left out.</param>
    /// <exception cref="ShapeException">A required attribute is missing.</exception>
    public Operator Create(Func<OperatorAttribute, object?> attribute)
    {
        object?[] values = [.. Attributes.Select(a => attribute(a) ?? (a.Required
            ? throw new ShapeException($"{Name} needs the attribute '{a.Name}', which is missing.")
            : a.Default))];
        try
        {
            return (Operator)_constructor.Invoke(values);
        }
        catch (TargetInvocationException e) when (e.InnerException is not null)
        {
            throw new ShapeException($"{Name}: {e.InnerException.Message}");
        }
    }

    /// <summary>The attributes' values of an operator of this type; those left out are null.</summary>
    public IEnumerable<(OperatorAttribute Attribute, object? Value)> Read(Operator op) =>
        Attributes.Select((a, i) => (a, _properties[i].GetValue(op)));

    private static object? Empty(Type type)
    {
        if (type == typeof(Ints)) return default(Ints);
        if (type == typeof(ListOf<float>)) return default(ListOf<float>);
        if (type == typeof(ListOf<string>)) return default(ListOf<string>);
        if (type == typeof(ListOf<long>)) return default(ListOf<long>);
        return null;
    }

    private static string SnakeCase(string name)
    {
        var text = new StringBuilder();
        foreach (char c in name)
        {
            if (char.IsUpper(c) && text.Length > 0) text.Append('_');
            text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString();
    }
}
