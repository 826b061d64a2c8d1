using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeepLearning.Tests.Unit.MLNet;

public sealed class DataViewTypeTests
{
    [Fact]
    public void TypesNameThemselvesAsInMLNet()
    {
        Assert.Equal("String", TextDataViewType.Instance.ToString());
        Assert.Equal("Key<UInt32, 0-9>", new KeyDataViewType(typeof(uint), 10).ToString());
        Assert.Equal("Vector<Single, 3, *, 2>", new VectorDataViewType(NumberDataViewType.Single, 3, 0, 2).ToString());
        Assert.Equal("Vector<Single>", new VectorDataViewType(NumberDataViewType.Single).ToString());
        Assert.Equal("Vector<Single, 4>", new VectorDataViewType(NumberDataViewType.Single, 4).ToString());
    }

    [Fact]
    public void EqualityLooksAtItemsAndDimensions()
    {
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2, 3), new VectorDataViewType(NumberDataViewType.Single, 2, 3));
        Assert.NotEqual(new VectorDataViewType(NumberDataViewType.Single, 2, 3), new VectorDataViewType(NumberDataViewType.Single, 6));
        Assert.NotEqual(new KeyDataViewType(typeof(uint), 3), new KeyDataViewType(typeof(ulong), 3));
        Assert.Equal(typeof(VBuffer<double>), new VectorDataViewType(NumberDataViewType.Double, 3).RawType);
        Assert.Equal(6, new VectorDataViewType(NumberDataViewType.Single, 2, 3).Size);
        Assert.False(new VectorDataViewType(NumberDataViewType.Single, 2, 0).IsKnownSize);
    }

    [Fact]
    public void KeysMustFitTheirRawType()
    {
        Assert.Equal(255ul, new KeyDataViewType(typeof(byte), 255).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(byte), 256));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(uint), 0));
        Assert.Throws<ArgumentException>(() => new KeyDataViewType(typeof(int), 3));
    }

    [Fact]
    public void TheLastColumnOfANameHidesTheOthers()
    {
        DataViewSchema.Builder builder = new();
        builder.AddColumn("A", NumberDataViewType.Single);
        builder.AddColumn("A", TextDataViewType.Instance);
        DataViewSchema schema = builder.ToSchema();
        Assert.True(schema[0].IsHidden);
        Assert.Equal(1, schema["A"].Index);
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => schema["B"]);
        Assert.Contains("'B'", error.Message);
        Assert.Contains("A", error.Message);
    }

    [Fact]
    public void AnnotationsAreReadByTheirOwnTypeOnly()
    {
        DataViewSchema.Annotations.Builder builder = new();
        builder.AddPrimitiveValue("Unit", TextDataViewType.Instance, "kg".AsMemory());
        DataViewSchema.Annotations annotations = builder.ToAnnotations();
        ReadOnlyMemory<char> unit = default;
        annotations.GetValue("Unit", ref unit);
        Assert.Equal("kg", unit.ToString());
        float wrong = 0;
        Assert.Throws<InvalidOperationException>(() => annotations.GetValue("Unit", ref wrong));
        Assert.Throws<ArgumentException>(() => builder.Add("Bad", NumberDataViewType.Single, (Delegate)(ValueGetter<int>)((ref int x) => x = 1)));
    }

    [Fact]
    public void RowIdentitiesDeriveWithoutCollisions()
    {
        HashSet<DataViewRowId> seen = [];
        for (ulong i = 0; i < 2000; i++)
        {
            DataViewRowId id = new(i, 0);
            Assert.True(seen.Add(id) && seen.Add(id.Fork()) && seen.Add(id.Next()) && seen.Add(id.Combine(new(i + 1, 7))));
        }
        Assert.True(new DataViewRowId(9, 1).CompareTo(new DataViewRowId(1, 2)) < 0);
    }
}
