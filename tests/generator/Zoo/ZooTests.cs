namespace NetGen.Generator.Tests.Zoo;

/// <summary>The networks of samples/Zoo are those of the papers and of torchvision: in size, and name for name.</summary>
public class ZooTests
{
    [Theory]
    [InlineData("LinearRegression", 14)]
    [InlineData("LogisticRegression", 31)]
    [InlineData("Perceptron", 3)]
    [InlineData("Xor", 17)]
    [InlineData("SoftmaxClassifier", 235_146)]
    [InlineData("LeNet5", 61_706)]
    [InlineData("LeNet5Relu", 61_706)]
    [InlineData("CifarCnn", 62_006)]
    [InlineData("NetworkInNetwork", 966_986)]
    [InlineData("AlexNet", 61_100_840)]
    [InlineData("OriginalAlexNet", 60_965_224)]
    [InlineData("Vgg11", 132_863_336)]
    [InlineData("Vgg13", 133_047_848)]
    [InlineData("Vgg16", 138_357_544)]
    [InlineData("Vgg19", 143_667_240)]
    [InlineData("GoogLeNet", 13_004_888)]
    [InlineData("ResNet18", 11_689_512)]
    [InlineData("ResNet34", 21_797_672)]
    [InlineData("ResNet50", 25_557_032)]
    [InlineData("ResNet101", 44_549_160)]
    [InlineData("ResNet152", 60_192_808)]
    [InlineData("ResNet20", 269_722)]
    [InlineData("ResNet20OptionB", 272_474)]
    [InlineData("TransferResNet20", 271_482)]
    [InlineData("ResNet32", 464_154)]
    [InlineData("ResNet44", 658_586)]
    [InlineData("ResNet56", 853_018)]
    [InlineData("DenseNet121", 7_978_856)]
    [InlineData("DenseNet169", 14_149_480)]
    [InlineData("UNet", 31_030_658)]
    [InlineData("SqueezeNet10", 1_248_424)]
    [InlineData("SqueezeNet11", 1_235_496)]
    [InlineData("MobileNetV1", 4_231_976)]
    [InlineData("MobileNetV2", 3_504_872)]
    [InlineData("NonLocalCnn", 103_242)]
    [InlineData("NameClassifier", 26_258)]
    [InlineData("RowLstm", 214_282)]
    [InlineData("ReviewGru", 1_088_578)]
    [InlineData("ReviewBiLstm", 1_085_250)]
    [InlineData("ActivityGru", 180_102)]
    [InlineData("CharacterLstm", 873_793)]
    [InlineData("CharacterRnn", 99_393)]
    [InlineData("WordTagger", 2_406_617)]
    [InlineData("Translator", 14_018_416)]
    [InlineData("CharacterTransformer", 818_241)]
    [InlineData("VisionTransformer", 2_693_578)]
    [InlineData("VitB16", 86_567_656)]
    public void Parameters_are_as_many_as_published(string network, long count) => Assert.Equal(
        count, ZooFiles.Model(network).Parameters.Where(p => !p.Spec.IsBuffer).Sum(p => p.Spec.Shape.Count));

    [Theory]
    [InlineData("AlexNet")]
    [InlineData("Vgg11")]
    [InlineData("Vgg13")]
    [InlineData("Vgg16")]
    [InlineData("Vgg19")]
    [InlineData("GoogLeNet")]
    [InlineData("ResNet18")]
    [InlineData("ResNet34")]
    [InlineData("ResNet50")]
    [InlineData("ResNet101")]
    [InlineData("ResNet152")]
    [InlineData("ResNet20")]
    [InlineData("ResNet20OptionB")]
    [InlineData("ResNet32")]
    [InlineData("ResNet44")]
    [InlineData("ResNet56")]
    [InlineData("DenseNet121")]
    [InlineData("DenseNet169")]
    [InlineData("MobileNetV2")]
    [InlineData("NonLocalCnn")]
    [InlineData("CharacterTransformer")]
    [InlineData("VisionTransformer")]
    [InlineData("VitB16")]
    [InlineData("SqueezeNet10")]
    [InlineData("SqueezeNet11")]
    public void Names_and_shapes_are_those_of_PyTorchs_state_dict(string network) => Assert.Equal(
        ZooFiles.StateDict(network),
        ZooFiles.Model(network).Parameters
            .Select(p => $"{p.Name} {string.Join("x", p.Spec.Shape.Sizes)}".TrimEnd()).Order(StringComparer.Ordinal));

    /// <summary>The average pool before the classifiers makes them fit.</summary>
    [Theory]
    [InlineData("AlexNet")]
    [InlineData("Vgg11")]
    [InlineData("GoogLeNet")]
    public void Images_may_have_other_sizes(string network)
    {
        var other = ZooFiles.Model(network, text => text.Replace("[Network(3, 224, 224)]", "[Network(3, 250, 331)]"));
        var shapes = other.Parameters.Select(p => $"{p.Name} {p.Spec.Shape}");

        Assert.NotNull(other.Training);
        Assert.Equal(ZooFiles.Model(network).Parameters.Select(p => $"{p.Name} {p.Spec.Shape}"), shapes);
    }

    [Fact]
    public void Every_network_of_the_zoo_is_counted()
    {
        var counted = typeof(ZooTests).GetMethod(nameof(Parameters_are_as_many_as_published))!
            .GetCustomAttributes(typeof(InlineDataAttribute), inherit: false).Cast<InlineDataAttribute>().Select(row => (string)row.Data[0]!);
        Assert.Equal(ZooFiles.Networks.Order(StringComparer.Ordinal), counted.Order(StringComparer.Ordinal));
    }
}
