using System.Formats.Tar;
using System.IO.Compression;
using MlNetDeepLearning.DeepLearning;
using MlNetDeepLearning.Imaging;

namespace MlNetDeepLearning.Tests.Unit.DeepLearning;

public sealed class ImageDatasetTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("dataset").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void LabelledFoldersAreDividedByClass()
    {
        for (int i = 0; i < 20; i++) Picture($"cat/{i:00}.png", i);
        for (int i = 0; i < 10; i++) Picture($"dog/deeper/{i:00}.jpg", 100 + i);
        File.WriteAllText(Path.Combine(_root, "cat", "notes.txt"), "not a picture");
        ImageDataset data = ImageDataset.Load(_root);
        Assert.Equal(["cat", "dog"], data.Labels);
        Assert.False(data.HasOwnTest);
        Assert.Equal((4, 2), (data.Test.Count(s => s.Label == "cat"), data.Test.Count(s => s.Label == "dog")));
        Assert.Equal((2, 1), (data.Validation.Count(s => s.Label == "cat"), data.Validation.Count(s => s.Label == "dog")));
        Assert.Equal(30, data.All.Distinct().Count());
        Assert.Equal(data.Test.Select(s => s.Name), ImageDataset.Load(_root).Test.Select(s => s.Name));
        Assert.NotEqual(data.Test.Select(s => s.Name), ImageDataset.Load(_root, new ImageDatasetOptions(Seed: 2)).Test.Select(s => s.Name));
    }

    [Fact]
    public void TrainValidationAndTestFoldersAreRecognised()
    {
        foreach (string part in new[] { "Train", "valid", "test" })
            foreach (string label in new[] { "10", "9" })
                for (int i = 0; i < 3; i++) Picture($"{part}/{label}/{i}.png", part.Length * 100 + label.Length * 10 + i);
        ImageDataset data = ImageDataset.Load(_root);
        Assert.Equal(["9", "10"], data.Labels);
        Assert.True(data.HasOwnTest);
        Assert.Equal((6, 6, 6), (data.Train.Count, data.Validation.Count, data.Test.Count));
    }

    [Fact]
    public void ListsOfPathsAndLabelsAreRead()
    {
        for (int i = 0; i < 8; i++) Picture($"pictures/a, b {i}.png", i);
        File.WriteAllLines(Path.Combine(_root, "list.csv"),
            ["label,Path,split", .. Enumerable.Range(0, 8).Select(i => $"{(i % 2 == 0 ? "even" : "odd")},\"pictures/a, b {i}.png\",{(i < 6 ? "train" : "test")}")]);
        ImageDataset data = ImageDataset.Load(Path.Combine(_root, "list.csv"));
        Assert.Equal(["even", "odd"], data.Labels);
        Assert.Equal(2, data.Test.Count);
        Assert.Equal(4, data.Train[0].Load().Width);

        File.WriteAllText(Path.Combine(_root, "broken.csv"), "path,label\npictures/a\n");
        DatasetException e = Assert.Throws<DatasetException>(() => ImageDataset.Load(Path.Combine(_root, "broken.csv")));
        Assert.Contains("line 2", e.Message);
    }

    [Fact]
    public void ArchivesAreRead()
    {
        for (int i = 0; i < 4; i++) Picture($"in/x/{i}.png", i);
        for (int i = 0; i < 4; i++) Picture($"in/y/{i}.png", 10 + i);
        string data = Path.Combine(_root, "data");
        Directory.CreateDirectory(data);
        ZipFile.CreateFromDirectory(Path.Combine(_root, "in"), Path.Combine(data, "set-train.zip"));
        using (FileStream file = File.Create(Path.Combine(data, "set-test.tar.gz")))
        using (var gzip = new GZipStream(file, CompressionLevel.Fastest)) TarFile.CreateFromDirectory(Path.Combine(_root, "in"), gzip, includeBaseDirectory: true);
        ImageDataset set = ImageDataset.Load(data);
        Assert.Equal(["x", "y"], set.Labels);
        Assert.Equal(8, set.Test.Count);
        Assert.Equal(4, set.Test[0].Load().Width);

        byte[] bytes = File.ReadAllBytes(Path.Combine(data, "set-test.tar.gz"));
        File.WriteAllBytes(Path.Combine(_root, "cut.tar.gz"), bytes[..(bytes.Length / 2)]);
        Assert.Contains("damaged", Assert.Throws<DatasetException>(() => ImageDataset.Load(Path.Combine(_root, "cut.tar.gz"))).Message);
    }

    [Fact]
    public void IdxFilesAreReadAndChecked()
    {
        byte[] images = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, .. Enumerable.Range(0, 12).Select(i => (byte)i)];
        File.WriteAllBytes(Path.Combine(_root, "train-images-idx3-ubyte"), images);
        File.WriteAllBytes(Path.Combine(_root, "train-labels-idx1-ubyte"), [0, 0, 8, 1, 0, 0, 0, 2, 7, 3]);
        ImageDataset data = ImageDataset.Load(_root, new ImageDatasetOptions(0, 0));
        Assert.Equal(["7", "3"], data.Train.Select(s => s.Label));
        Image second = data.Train[1].Load();
        Assert.Equal((3, 2), (second.Width, second.Height));
        Assert.Equal([6, 7, 8, 9, 10, 11], second.Pixels);

        File.WriteAllBytes(Path.Combine(_root, "train-images-idx3-ubyte"), images[..20]);
        Assert.Contains("cut short", Assert.Throws<DatasetException>(() => ImageDataset.Load(_root)).Message);
    }

    [Fact]
    public void CifarFilesAreRead()
    {
        byte[] record = [1, .. Enumerable.Repeat((byte)200, 1024), .. Enumerable.Repeat((byte)100, 1024), .. Enumerable.Repeat((byte)50, 1024)];
        File.WriteAllBytes(Path.Combine(_root, "data_batch_1.bin"), [.. record, .. record]);
        File.WriteAllBytes(Path.Combine(_root, "test_batch.bin"), record);
        File.WriteAllLines(Path.Combine(_root, "batches.meta.txt"), ["airplane", "automobile"]);
        ImageDataset data = ImageDataset.Load(_root, new ImageDatasetOptions(0, 0));
        Assert.Equal("automobile", data.Test.Single().Label);
        Assert.Equal([200, 100, 50], data.Train[0].Load().Pixels[..3]);

        File.WriteAllBytes(Path.Combine(_root, "test_batch.bin"), record[..3000]);
        Assert.Contains("test_batch.bin", Assert.Throws<DatasetException>(() => ImageDataset.Load(_root)).Message);
    }

    [Fact]
    public void WhatCannotBeUsedIsExplained()
    {
        Assert.Contains("does not exist", Assert.Throws<DatasetException>(() => ImageDataset.Load(Path.Combine(_root, "nowhere"))).Message);
        Assert.Contains("No labelled pictures", Assert.Throws<DatasetException>(() => ImageDataset.Load(_root)).Message);
        Directory.CreateDirectory(Path.Combine(_root, "empty"));
        Assert.Contains("hold no pictures", Assert.Throws<DatasetException>(() => ImageDataset.Load(_root)).Message);
        Picture("loose.png", 1);
        Assert.Contains("no folders of labels", Assert.Throws<DatasetException>(() => ImageDataset.Load(_root)).Message);
        Picture("train/a/1.png", 1);
        Picture("other/1.png", 2);
        Assert.Contains("'other'", Assert.Throws<DatasetException>(() => ImageDataset.Load(_root)).Message);
    }

    [Fact]
    public void TheCheckFindsUnreadableDuplicateAndTooFew()
    {
        for (int i = 0; i < 6; i++) Picture($"train/a/{i}.png", i);
        Picture("train/b/0.png", 50);
        Picture("test/a/0.png", 3);
        Picture("test/b/0.png", 60);
        File.WriteAllText(Path.Combine(_root, "train", "a", "text.jpg"), "this is no picture");
        ImageDataset data = ImageDataset.Load(_root, new ImageDatasetOptions(ValidationFraction: 0));
        DatasetCheck check = DatasetCheck.Run(data);
        Assert.EndsWith("text.jpg", Assert.Single(check.Unreadable).Sample.Name);
        (ImageSample test, ImageSample train) = Assert.Single(check.Duplicates);
        Assert.Equal(("0.png", "3.png"), (Path.GetFileName(test.Name), Path.GetFileName(train.Name)));
        Assert.Contains("'b' has 1 training picture", Assert.Single(check.Problems()));
        Assert.Equal((4, 4), (check.Sizes.MinWidth, check.Sizes.MaxHeight));
        Assert.False(check.AllGrey);
        Assert.Equal(9, data.Without(check.Unreadable.Select(u => u.Sample).ToHashSet()).All.Count());
    }

    [SharedDataFact("datasets/mnist")]
    public void MnistIsRead()
    {
        ImageDataset data = ImageDataset.Load(SharedData.PathOf("datasets/mnist"));
        Assert.Equal((60_000, 10_000), (data.Train.Count + data.Validation.Count, data.Test.Count));
        Assert.InRange(data.Validation.Count, 5_995, 6_005);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => i.ToString()), data.Labels);
        Assert.Equal("7", data.Test[0].Label);
    }

    private void Picture(string relative, int seed)
    {
        string path = Path.Combine(_root, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var image = new Image(4, 4, PixelFormat.Rgb24);
        new Random(seed).NextBytes(image.Pixels);
        image.Save(path);
    }
}
