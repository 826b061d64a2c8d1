using Microsoft.ML;
using Microsoft.ML.Data;
using static MlNetDeepLearning.Tests.Unit.MLNet.TransformChecks;
using ColumnOptions = Microsoft.ML.Transforms.HashingEstimator.ColumnOptions;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

/// <summary>Hashes are those of MurmurHash3 and of the official package, whose figures its documentation and tests give.</summary>
public sealed class HashingTests
{
    private readonly MLContext _ml = new(seed: 1);

    private sealed class One<T>
    {
        public T Value { get; set; } = default!;
    }

    private sealed class Several<T>
    {
        [VectorType(5)]
        public T[] Dense { get; set; } = [];

        [VectorType(10)]
        public VBuffer<T> Sparse { get; set; }
    }

    private uint HashOf<T>(T value, int bits = 31, uint seed = 314489979, bool ordered = false)
        => _ml.Transforms.Conversion.Hash(new ColumnOptions("Key", "Value", bits, seed, ordered)).Fit(Data(value)).Transform(Data(value)).GetColumn<uint>("Key").Single();

    private IDataView Data<T>(T value) => _ml.Data.LoadFromEnumerable(new[] { new One<T> { Value = value } });

    [Theory]
    [InlineData("abc", 0u, 0xB3DD93FAu)]
    [InlineData("a", 0x9747b28cu, 0x7FA09EA6u)]
    [InlineData("aaaa", 0x9747b28cu, 0x5A97808Au)]
    [InlineData("test", 0x9747b28cu, 0x704b81dcu)]
    [InlineData("Hello, world!", 0x9747b28cu, 0x24884CBAu)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x9747b28cu, 0x2FA826CDu)]
    public void TextsHaveTheHashesOfMurmurHash3(string text, uint seed, uint hash)
        => Assert.Equal((hash & 0x7FFFFFFF) + 1, HashOf(text, seed: seed));

    [Fact]
    public void ItemsHaveTheHashesOfTheOfficialPackage()
    {
        Check((byte)1, 502, 537, 746, 847, 711);
        Check((sbyte)2, 407, 801, 652, 727, 462);
        Check((short)0, 842, 358, 20, 429, 333);
        Check((ushort)2, 407, 801, 652, 727, 462);
        Check(1, 502, 537, 746, 847, 711);
        Check(2u, 407, 801, 652, 727, 462);
        Check(0L, 512, 851, 795, 333, 113);
        Check(1UL, 329, 190, 574, 880, 471);
        Check(2L, 484, 713, 128, 95, 9);
        Check(1f, 463, 855, 732, 56, 557);
        Check(-1f, 252, 612, 780, 116, 515);
        Check(0f, 842, 358, 20, 429, 333);
        Check(-0f, 842, 358, 20, 429, 333);
        Check(float.NaN, 0, 0, 0, 0, 0);
        Check(1d, 188, 57, 690, 655, 896);
        Check(-1d, 885, 804, 22, 461, 309);
        Check(double.NaN, 0, 0, 0, 0, 0);
        Check(true, 502, 537, 746, 847, 711);
        Check("hello".AsMemory(), 940, 951, 857, 770, 0);
        Check("".AsMemory(), 0, 0, 0, 0, 0);
    }

    private void Check<T>(T item, uint single, uint ordered, uint orderedAtThree, uint combined, uint combinedSparse)
    {
        Assert.Equal(single, HashOf(item, 10));
        Assert.Equal(ordered, HashOf(item, 10, ordered: true));
        IDataView data = _ml.Data.LoadFromEnumerable(new[] { new Several<T> { Dense = [item, item, item, item, item], Sparse = new(10, 3, [item, item, item], [0, 3, 7]) } });
        IDataView output = _ml.Transforms.Conversion.Hash(new ColumnOptions("Each", "Dense", 10), new ColumnOptions("Ordered", "Dense", 10, useOrderedHashing: true), new ColumnOptions("All", "Dense", 10, combine: true),
            new ColumnOptions("EachSparse", "Sparse", 10), new ColumnOptions("OrderedSparse", "Sparse", 10, useOrderedHashing: true), new ColumnOptions("AllSparse", "Sparse", 10, combine: true)).Fit(data).Transform(data);
        Assert.All(output.GetColumn<uint[]>("Each").Single(), key => Assert.Equal(single, key));
        uint[] each = output.GetColumn<uint[]>("Ordered").Single(), sparse = output.GetColumn<uint[]>("OrderedSparse").Single();
        Assert.Equal((ordered, orderedAtThree), (each[0], each[3]));
        Assert.Equal((ordered, orderedAtThree), (sparse[0], sparse[3]));
        Assert.Equal(single, output.GetColumn<uint[]>("EachSparse").Single()[7]);
        Assert.Equal((combined, combinedSparse), (output.GetColumn<uint>("All").Single(), output.GetColumn<uint>("AllSparse").Single()));
    }

    private sealed class Row
    {
        public string Category { get; set; } = "";

        public uint Age { get; set; }

        [VectorType(2)]
        public float[] Pair { get; set; } = [3.5f, 2.5f];
    }

    private IDataView Rows() => _ml.Data.LoadFromEnumerable(new Row[] { new() { Category = "MLB", Age = 18 }, new() { Category = "NFL", Age = 14 }, new() { Category = "NFL", Age = 15 }, new() { Category = "MLS", Age = 14 } });

    [Fact]
    public void EqualValuesGetEqualKeysThatRememberThem()
    {
        IDataView output = Run(_ml, _ml.Transforms.Conversion.Hash("CategoryHashed", "Category", 16, -1).Append(_ml.Transforms.Conversion.Hash("AgeHashed", "Age", 8)), Rows());
        uint[] keys = [.. output.GetColumn<uint>("CategoryHashed")], ages = [.. output.GetColumn<uint>("AgeHashed")];
        Assert.Equal((keys[1], ages[1]), (keys[2], ages[3]));
        Assert.Equal(3, keys.Distinct().Count());
        VBuffer<ReadOnlyMemory<char>> values = default;
        output.Schema["CategoryHashed"].GetKeyValues(ref values);
        Assert.False(values.IsDense);
        Assert.Equal(new[] { $"{keys[0] - 1} MLB", $"{keys[1] - 1} NFL", $"{keys[3] - 1} MLS" }.Order(), values.Items().Select(item => $"{item.Key} {item.Value}").Order());
        Assert.Equal("Key<UInt32, 0-65535>", output.Schema["CategoryHashed"].Type.ToString());
    }

    [Fact]
    public void ValuesBehindHashesAreKept()
    {
        IDataView output = Run(_ml, _ml.Transforms.Conversion.Hash(new ColumnOptions("All", "Pair", 10, maximumNumberOfInverts: -1), new ColumnOptions("Ordered", "Pair", 10, useOrderedHashing: true, maximumNumberOfInverts: -1),
            new ColumnOptions("Same", "Category", 1, maximumNumberOfInverts: -1), new ColumnOptions("First", "Category", 1, maximumNumberOfInverts: 1)), Rows());
        Assert.Equal(["2.5", "3.5"], KeyValues(output, "All").Where(text => text.Length > 0));
        Assert.Equal(["0:3.5", "1:2.5"], KeyValues(output, "Ordered").Where(text => text.Length > 0).Order());
        Assert.Contains(KeyValues(output, "Same"), text => text is "{MLB,NFL}" or "{NFL,MLS}" or "{MLB,MLS}" or "{MLB,NFL,MLS}");
        Assert.DoesNotContain(KeyValues(output, "First"), text => text.Contains('{'));
    }

    [Fact]
    public void WhatCannotBeHashedIsRefused()
    {
        Assert.Contains("1 to 31 bits", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Conversion.Hash("K", "Category", 32)).Message);
        Assert.Contains("at most 30 bits", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Conversion.Hash("K", "Category", 31, 1)).Message);
        Assert.Throws<ArgumentException>(() => new ColumnOptions("K", useOrderedHashing: true, combine: true));
        IDataView times = Data(DateTime.UnixEpoch);
        Assert.Contains("'Value'", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Conversion.Hash("K", "Value").Fit(times)).Message);
    }

    [Fact]
    public void TextsBeyondAsciiHashTheSameEveryTime()
    {
        string[] texts = ["é", "aé", "aaé", "aaaé", "日本語", "a日本", "😀", "ééééé"];
        uint[] hashes = [.. texts.Select(text => HashOf(text))];
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
        Assert.Equal(hashes, texts.Select(text => HashOf($" {text} ")));
    }
}
