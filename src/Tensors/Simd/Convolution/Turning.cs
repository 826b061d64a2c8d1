namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>Transposes matrices in blocks of 8 x 8 and 4 x 4.</summary>
internal static unsafe class Turning
{
    /// <summary>target[j][i] = source[i][j] for <paramref name="rows"/> x <paramref name="columns"/> numbers.</summary>
    public static void Run(float* source, nint sourceStep, float* target, nint targetStep, int rows, int columns)
    {
        int size = Transpose8.IsSupported ? 8 : 4, wholeRows = rows - rows % size, wholeColumns = columns - columns % size;
        if (!Transpose8.IsSupported && !Transpose4.IsSupported) wholeRows = wholeColumns = 0;
        // Along the nearer rows first, and few far ones at once: they fall into the same cache sets.
        if (targetStep > sourceStep && Transpose8.IsSupported)
            for (int j = 0; j < wholeColumns; j += 4)
                for (int i = 0; i < wholeRows; i += 8) Transpose8.Half(source + i * sourceStep + j, sourceStep, target + j * targetStep + i, targetStep);
        else if (targetStep > sourceStep)
            for (int j = 0; j < wholeColumns; j += size)
                for (int i = 0; i < wholeRows; i += size) Block(source + i * sourceStep + j, sourceStep, target + j * targetStep + i, targetStep);
        else
            for (int i = 0; i < wholeRows; i += size)
                for (int j = 0; j < wholeColumns; j += size) Block(source + i * sourceStep + j, sourceStep, target + j * targetStep + i, targetStep);
        Rest(source, sourceStep, target, targetStep, 0, wholeRows, wholeColumns, columns);
        Rest(source, sourceStep, target, targetStep, wholeRows, rows, 0, columns);
    }

    private static void Block(float* source, nint sourceStep, float* target, nint targetStep)
    {
        if (Transpose8.IsSupported) Transpose8.Run(source, sourceStep, target, targetStep);
        else Transpose4.Run(source, sourceStep, target, targetStep);
    }

    private static void Rest(
        float* source, nint sourceStep, float* target, nint targetStep, int firstRow, int endRow, int firstColumn, int endColumn)
    {
        for (int j = firstColumn; j < endColumn; j++)
            for (int i = firstRow; i < endRow; i++) target[j * targetStep + i] = source[i * sourceStep + j];
    }
}
