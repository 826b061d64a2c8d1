namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>Transposes matrices in blocks of 8 x 8 and 4 x 4.</summary>
internal static unsafe class Turning
{
    /// <summary>target[j][i] = source[i][j] for <paramref name="rows"/> x <paramref name="columns"/> numbers.</summary>
    public static void Run(float* source, nint sourceStep, float* target, nint targetStep, int rows, int columns)
    {
        int i = 0;
        if (Transpose8.IsSupported)
            for (; i <= rows - 8; i += 8)
            {
                float* s = source + i * sourceStep, t = target + i;
                int j = 0;
                for (; j <= columns - 8; j += 8) Transpose8.Run(s + j, sourceStep, t + j * targetStep, targetStep);
                Rest(s, sourceStep, t, targetStep, 8, j, columns);
            }
        if (Transpose4.IsSupported)
            for (; i <= rows - 4; i += 4)
            {
                float* s = source + i * sourceStep, t = target + i;
                int j = 0;
                for (; j <= columns - 4; j += 4) Transpose4.Run(s + j, sourceStep, t + j * targetStep, targetStep);
                Rest(s, sourceStep, t, targetStep, 4, j, columns);
            }
        Rest(source + i * sourceStep, sourceStep, target + i, targetStep, rows - i, 0, columns);
    }

    private static void Rest(float* source, nint sourceStep, float* target, nint targetStep, int rows, int from, int columns)
    {
        for (int j = from; j < columns; j++)
            for (int i = 0; i < rows; i++) target[j * targetStep + i] = source[i * sourceStep + j];
    }
}
