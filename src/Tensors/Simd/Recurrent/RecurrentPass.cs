namespace MlNetDeepLearning.Tensors.Simd;

/// <summary>One direction of a recurrent layer on sequences in memory: where everything is, and how far apart.</summary>
public unsafe struct RecurrentPass
{
    /// <summary>The number of time steps.</summary>
    public int Steps;

    /// <summary>The number of sequences.</summary>
    public int Batch;

    /// <summary>Whether time runs from the end to the beginning.</summary>
    public bool Reverse;

    /// <summary>The number of steps of each sequence, or null when all have <see cref="Steps"/>. Results after a sequence's end are 0.</summary>
    public int* Lengths;

    /// <summary>The inputs.</summary>
    public float* X;

    /// <summary>The distance of the inputs of neighbouring steps.</summary>
    public nint XStep;

    /// <summary>The distance of the inputs of neighbouring sequences.</summary>
    public nint XRow;

    /// <summary>The bias of the input products, then that of the recurrent products, each gate after gate; or null.</summary>
    public float* Bias;

    /// <summary>The weights of the cell state on the gates (LSTM): input, output, forget; or null.</summary>
    public float* Peepholes;

    /// <summary>The hidden state before the first step; null for 0.</summary>
    public float* FirstHidden;

    /// <summary>The cell state before the first step; null for 0.</summary>
    public float* FirstCell;

    /// <summary>Takes the hidden state after the last step; or null.</summary>
    public float* LastHidden;

    /// <summary>Takes the cell state after the last step; or null.</summary>
    public float* LastCell;

    /// <summary>The distance of the states of neighbouring sequences.</summary>
    public nint StateRow;

    /// <summary>Takes the hidden state of every step; or null.</summary>
    public float* Y;

    /// <summary>The distance of the results of neighbouring steps.</summary>
    public nint YStep;

    /// <summary>The distance of the results of neighbouring sequences.</summary>
    public nint YRow;
}
