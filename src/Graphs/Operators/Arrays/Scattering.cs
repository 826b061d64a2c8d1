using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetDeepLearning.Tensors;

namespace MlNetDeepLearning.Graphs;

/// <summary>What ScatterElements and ScatterND share: the first operand is copied, then blocks of the third are put or combined at given places, in order.</summary>
internal static unsafe class Scattering
{
    public static void Check(Inference i, string reduction)
    {
        if (reduction is not ("none" or "add" or "mul" or "max" or "min")) throw i.Error($"reduction '{reduction}' is none of none, add, mul, max, min");
        if (i.Element(0) != i.Element(2)) throw i.Error("operand and updates hold different types");
    }

    public static void Run(Kernel k, IntPtr places, int block, string reduction)
    {
        if (k.Output(0).Pointer != k.Input(0).Pointer || k.Output(0).Type == ElementType.String) k.Input(0).CopyTo(k.Output(0));
        if (reduction == "none")
        {
            var put = new Put(k, places, block);
            Items.Visit(k.Output(0).Type, ref put);
        }
        else
        {
            var combine = new Combine(k, places, block, reduction);
            ElementTypeVisitor.Number(k.Output(0).Type, ref combine);
        }
    }

    private readonly struct Put(Kernel k, IntPtr places, int block) : IItemVisitor
    {
        public void Visit<T>()
        {
            ref T y = ref k.Output(0).ItemsOf<T>();
            ref T u = ref k.Input(2).ItemsOf<T>();
            for (long n = 0; n < k.Input(2).Count / Math.Max(1, block); n++)
                MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref u, (nint)(n * block)), block)
                    .CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref y, (nint)((long*)places)[n]), block));
        }
    }

    private readonly struct Combine(Kernel k, IntPtr places, int block, string reduction) : INumberVisitor
    {
        public void Visit<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            T* y = k.Out<T>(0), u = k.In<T>(2);
            for (long n = 0; n < k.Input(2).Count / Math.Max(1, block); n++)
            {
                T* target = y + ((long*)places)[n], source = u + n * block;
                for (int i = 0; i < block; i++)
                    target[i] = reduction switch
                    {
                        "add" => target[i] + source[i],
                        "mul" => target[i] * source[i],
                        "max" => T.Max(target[i], source[i]),
                        _ => T.Min(target[i], source[i]),
                    };
            }
        }
    }
}
