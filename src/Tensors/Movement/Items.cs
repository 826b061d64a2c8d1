using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MlNetDeepLearning.Tensors;

/// <summary>Code that moves elements without looking at them: written once, compiled for each width.</summary>
public interface IItemVisitor
{
    /// <summary>Called with a type as wide as one element: an unsigned integer, or <see cref="string"/> for text.</summary>
    void Visit<T>();
}

/// <summary>Elements seen as items of a width, whatever they mean.</summary>
public static unsafe class Items
{
    /// <summary>Calls the visitor with the item type of an element type.</summary>
    public static void Visit<TVisitor>(ElementType type, ref TVisitor visitor) where TVisitor : struct, IItemVisitor
    {
        if (type == ElementType.String)
        {
            visitor.Visit<string>();
            return;
        }
        switch (type.Size())
        {
            case 1: visitor.Visit<byte>(); break;
            case 2: visitor.Visit<ushort>(); break;
            case 4: visitor.Visit<uint>(); break;
            case 8: visitor.Visit<ulong>(); break;
            default: visitor.Visit<UInt128>(); break;
        }
    }

    /// <summary>The first element as an item; the others follow it.</summary>
    public static ref T ItemsOf<T>(this Tensor tensor)
    {
        if (tensor.Type == ElementType.String) return ref Unsafe.As<string, T>(ref MemoryMarshal.GetReference(tensor.Strings));
        return ref Unsafe.AsRef<T>(tensor.Pointer);
    }
}
