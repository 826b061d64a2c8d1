using System.Buffers;
using System.Numerics;

namespace MlNetDeepLearning.Imaging;

/// <summary>
/// Random changes of training images. What happens to an image depends on the seed, the epoch and its index alone, so any number of
/// threads gives the same images. Steps that move pixels are combined, in their order, to one map and resampled once; then steps
/// that change colours, in their order, to one matrix; then erasing. Values outside black to white are clipped only where colours change.
/// </summary>
/// <param name="Steps">The steps; empty changes nothing.</param>
public sealed record AugmentationPipeline(IReadOnlyList<Augmentation> Steps)
{
    /// <summary>What is seen beyond the border of the image.</summary>
    public FillMode Fill { get; init; } = FillMode.Reflect;

    /// <summary>The value beyond the border with <see cref="FillMode.Constant"/>.</summary>
    public float FillValue { get; init; }

    /// <summary>The value of black in the buffers.</summary>
    public float Black { get; init; }

    /// <summary>The value of white in the buffers: 1, or 255 for pixels that are not scaled.</summary>
    public float White { get; init; } = 1;

    /// <summary>The blending of images within a batch, or null; it is up to the caller to apply it to whole batches.</summary>
    public Mixup? Mixup { get; init; }

    /// <summary>Changes nothing.</summary>
    public static AugmentationPipeline None { get; } = new([]);

    /// <summary>For images whose sides matter, such as digits and text: small rotation, shift and zoom.</summary>
    public static AugmentationPipeline Light { get; } = new([new Rotate(8), new Shift(0.06f, 0.06f), new Zoom(0.94f, 1.06f)]) { Fill = FillMode.Edge };

    /// <summary>For small photographs: mirrored half of the time, and cropped after padding by an eighth. Pixels are only moved, so nothing blurs.</summary>
    public static AugmentationPipeline Standard { get; } = new([new HorizontalFlip(), new RandomCrop()]);

    /// <summary>For small sets of photographs: mirrored, cropped, turned, zoomed, other colours, partly erased.</summary>
    public static AugmentationPipeline Strong { get; } = new(
        [new HorizontalFlip(), new RandomCrop(), new Rotate(15), new Zoom(0.85f, 1.2f), new ColorJitter(0.3f, 0.3f, 0.3f, 0.04f), new RandomErasing(0.25f)]);

    /// <summary>Whether there is nothing to do for single images.</summary>
    public bool IsEmpty => Steps.Count == 0;

    /// <summary>The pipeline that a command line names: a preset (none, light, standard, strong) and single steps, joined by commas,
    /// such as "light", "standard,color:0.3" or "flip,rotate:20,mixup:0.2". See <see cref="AugmentationText"/> for the steps.</summary>
    /// <exception cref="FormatException">A name or a number is not known; the message lists what there is.</exception>
    public static AugmentationPipeline Parse(string text) => AugmentationText.Parse(text);

    /// <summary>Writes the changed image to <paramref name="target"/>.</summary>
    /// <param name="source">channels x height x width values.</param>
    /// <param name="target">As many values; not the same memory.</param>
    /// <param name="channels">1 (grey) or 3 (red, green, blue); with other numbers each channel is changed as grey is.</param>
    /// <param name="height">The rows.</param>
    /// <param name="width">The columns.</param>
    /// <param name="seed">The seed of the training.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="sample">The index of the image in the data set.</param>
    /// <exception cref="ArgumentException">A buffer has another size, or they overlap.</exception>
    public void Apply(ReadOnlySpan<float> source, Span<float> target, int channels, int height, int width, ulong seed, int epoch, long sample)
    {
        int plane = height * width;
        if (source.Length != channels * plane || target.Length != source.Length)
            throw new ArgumentException($"{channels} x {height} x {width} takes {channels * plane} values; the source has {source.Length}, the target {target.Length}.");
        if (source.Overlaps(target)) throw new ArgumentException("The source and the target are the same memory.", nameof(target));

        AffineMap map = AffineMap.Identity;
        bool colored = false;
        for (int i = 0; i < Steps.Count; i++)
        {
            if (Steps[i] is GeometricAugmentation step)
            {
                var random = new RandomStream(seed, epoch, sample, i);
                map = map.After(step.Draw(ref random, height, width));
            }
            colored |= Steps[i] is ColorAugmentation;
        }
        if (map == AffineMap.Identity) source.CopyTo(target);
        else AffineWarp.Apply(source, target, channels, height, width, map, Fill, FillValue);
        if (colored) Recolor(target, channels, plane, seed, epoch, sample);
        for (int i = 0; i < Steps.Count; i++)
        {
            if (Steps[i] is not RandomErasing step) continue;
            var random = new RandomStream(seed, epoch, sample, i);
            step.Apply(ref random, target, channels, height, width, Black, White);
        }
    }

    /// <summary>The changed image, in the same format. For files and looking at; training works on float buffers. Alpha is dropped.</summary>
    public Image Apply(Image image, ulong seed, int epoch, long sample)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Format == PixelFormat.Rgba32) image = image.Convert(PixelFormat.Rgb24);
        int count = image.Pixels.Length;
        float[] source = ArrayPool<float>.Shared.Rent(count), target = ArrayPool<float>.Shared.Rent(count);
        float scale = (White - Black) / 255, offset = -Black / scale;
        image.ToChw(source.AsSpan(0, count), image.Channels == 1 ? PixelChannels.Gray : PixelChannels.Rgb, [offset], [scale]);
        Apply(source.AsSpan(0, count), target.AsSpan(0, count), image.Channels, image.Height, image.Width, seed, epoch, sample);
        Image result = ImageTensors.FromChw(target.AsSpan(0, count), image.Channels, image.Height, image.Width, [offset], [scale]);
        ArrayPool<float>.Shared.Return(source);
        ArrayPool<float>.Shared.Return(target);
        return result;
    }

    private void Recolor(Span<float> image, int channels, int plane, ulong seed, int epoch, long sample)
    {
        Vector3 mean = channels == 3
            ? new Vector3(Mean(image[..plane]), Mean(image.Slice(plane, plane)), Mean(image.Slice(2 * plane, plane)))
            : new Vector3(Mean(image));
        ColorMatrix colors = ColorMatrix.Identity;
        for (int i = 0; i < Steps.Count; i++)
        {
            if (Steps[i] is not ColorAugmentation step) continue;
            var random = new RandomStream(seed, epoch, sample, i);
            colors = step.Draw(ref random, colors, mean - new Vector3(Black));
        }
        colors.Apply(image, channels, plane, Black, White);
    }

    private static float Mean(ReadOnlySpan<float> values)
    {
        Vector<float> sum = Vector<float>.Zero;
        int i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count) sum += new Vector<float>(values[i..]);
        float total = Vector.Sum(sum);
        for (; i < values.Length; i++) total += values[i];
        return total / values.Length;
    }
}
