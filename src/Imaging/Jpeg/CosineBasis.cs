using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetDeepLearning.Imaging;

/// <summary>What the forward and the inverse cosine transform have in common: the factors sqrt(2) cos(k pi / 16) and the
/// transposition between their passes.</summary>
internal static class CosineBasis
{
    public const float C1 = 1.38703985f;
    public const float C2 = 1.30656296f;
    public const float C3 = 1.17587560f;
    public const float C5 = 0.78569496f;
    public const float C6 = 0.54119610f;
    public const float C7 = 0.27589938f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Odd(
        Vector256<float> a, Vector256<float> ca, Vector256<float> b, Vector256<float> cb,
        Vector256<float> c, Vector256<float> cc, Vector256<float> d, Vector256<float> cd) =>
        Vector256.MultiplyAddEstimate(a, ca, b * cb) + Vector256.MultiplyAddEstimate(c, cc, d * cd);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(
        ref Vector256<float> v0, ref Vector256<float> v1, ref Vector256<float> v2, ref Vector256<float> v3,
        ref Vector256<float> v4, ref Vector256<float> v5, ref Vector256<float> v6, ref Vector256<float> v7)
    {
        (Vector128<float> a0, Vector128<float> a1, Vector128<float> a2, Vector128<float> a3) =
            Transpose(v0.GetLower(), v1.GetLower(), v2.GetLower(), v3.GetLower());
        (Vector128<float> b0, Vector128<float> b1, Vector128<float> b2, Vector128<float> b3) =
            Transpose(v4.GetLower(), v5.GetLower(), v6.GetLower(), v7.GetLower());
        (Vector128<float> c0, Vector128<float> c1, Vector128<float> c2, Vector128<float> c3) =
            Transpose(v0.GetUpper(), v1.GetUpper(), v2.GetUpper(), v3.GetUpper());
        (Vector128<float> d0, Vector128<float> d1, Vector128<float> d2, Vector128<float> d3) =
            Transpose(v4.GetUpper(), v5.GetUpper(), v6.GetUpper(), v7.GetUpper());
        v0 = Vector256.Create(a0, b0);
        v1 = Vector256.Create(a1, b1);
        v2 = Vector256.Create(a2, b2);
        v3 = Vector256.Create(a3, b3);
        v4 = Vector256.Create(c0, d0);
        v5 = Vector256.Create(c1, d1);
        v6 = Vector256.Create(c2, d2);
        v7 = Vector256.Create(c3, d3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<float>, Vector128<float>, Vector128<float>, Vector128<float>) Transpose(
        Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d)
    {
        Vector128<float> ac0 = ZipLower(a, c), ac1 = ZipUpper(a, c), bd0 = ZipLower(b, d), bd1 = ZipUpper(b, d);
        return (ZipLower(ac0, bd0), ZipUpper(ac0, bd0), ZipLower(ac1, bd1), ZipUpper(ac1, bd1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipLower(Vector128<float> a, Vector128<float> b) => Vector128.ConditionalSelect(
        Vector128.Create(-1, 0, -1, 0).AsSingle(),
        Vector128.Shuffle(a, Vector128.Create(0, 0, 1, 1)), Vector128.Shuffle(b, Vector128.Create(0, 0, 1, 1)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipUpper(Vector128<float> a, Vector128<float> b) => Vector128.ConditionalSelect(
        Vector128.Create(-1, 0, -1, 0).AsSingle(),
        Vector128.Shuffle(a, Vector128.Create(2, 2, 3, 3)), Vector128.Shuffle(b, Vector128.Create(2, 2, 3, 3)));
}
