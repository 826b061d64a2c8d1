namespace MlNetDeepLearning.Imaging;

/// <summary>The colour resolution of a JPEG file that is written.</summary>
public enum ChromaSubsampling
{
    /// <summary><see cref="Half"/> below quality 90, <see cref="None"/> from there.</summary>
    Auto,

    /// <summary>4:4:4, a colour sample a pixel.</summary>
    None,

    /// <summary>4:2:0, a colour sample for each 2 x 2 pixels.</summary>
    Half,
}
