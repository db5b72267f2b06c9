using static NetGen.Samples.Zoo.Entry;

namespace NetGen.Samples.Zoo;

/// <summary>All networks of the zoo, roughly in the order of their years.</summary>
internal static class Networks
{
    public static IReadOnlyList<Entry> All { get; } =
    [
        Of("textbooks", LinearRegression.Summary, s => new LinearRegression(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("textbooks", LogisticRegression.Summary, s => new LogisticRegression(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("Rosenblatt 1958", Perceptron.Summary, s => new Perceptron(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("Rumelhart et al. 1986", Xor.Summary, s => new Xor(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("textbooks", SoftmaxClassifier.Summary, s => new SoftmaxClassifier(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("LeCun et al. 1998", LeNet5.Summary, s => new LeNet5(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("LeCun et al. 1998", LeNet5Relu.Summary, s => new LeNet5Relu(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("PyTorch's tutorial", CifarCnn.Summary, s => new CifarCnn(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("Krizhevsky et al. 2012", OriginalAlexNet.Summary, s => new OriginalAlexNet(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("Krizhevsky 2014", AlexNet.Summary, s => new AlexNet(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("Lin et al. 2013", NetworkInNetwork.Summary, s => new NetworkInNetwork(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("Simonyan, Zisserman 2014", Vgg11.Summary, s => new Vgg11(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("Simonyan, Zisserman 2014", Vgg13.Summary, s => new Vgg13(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("Simonyan, Zisserman 2014", Vgg16.Summary, s => new Vgg16(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("Simonyan, Zisserman 2014", Vgg19.Summary, s => new Vgg19(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("Szegedy et al. 2014", GoogLeNet.Summary, s => new GoogLeNet(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("Ronneberger et al. 2015", UNet.Summary, s => new UNet(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("He et al. 2015, section 4.2", ResNet20.Summary, s => new ResNet20(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("He et al. 2015, section 4.2", ResNet20OptionB.Summary, s => new ResNet20OptionB(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("transfer learning", TransferResNet20.Summary, s => new TransferResNet20(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("He et al. 2015, section 4.2", ResNet32.Summary, s => new ResNet32(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("He et al. 2015, section 4.2", ResNet44.Summary, s => new ResNet44(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("He et al. 2015, section 4.2", ResNet56.Summary, s => new ResNet56(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("He et al. 2015", ResNet18.Summary, s => new ResNet18(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("He et al. 2015", ResNet34.Summary, s => new ResNet34(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("He et al. 2015", ResNet50.Summary, s => new ResNet50(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("He et al. 2015", ResNet101.Summary, s => new ResNet101(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("He et al. 2015", ResNet152.Summary, s => new ResNet152(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("Huang et al. 2016", DenseNet121.Summary, s => new DenseNet121(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("Huang et al. 2016", DenseNet169.Summary, s => new DenseNet169(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("Iandola et al. 2016", SqueezeNet10.Summary, s => new SqueezeNet10(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("Iandola et al. 2016", SqueezeNet11.Summary, s => new SqueezeNet11(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("Wang et al. 2018", NonLocalCnn.Summary, s => new NonLocalCnn(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("Vaswani et al. 2017", CharacterTransformer.Summary, s => new CharacterTransformer(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("Howard et al. 2017", MobileNetV1.Summary, s => new MobileNetV1(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("Sandler et al. 2018", MobileNetV2.Summary, s => new MobileNetV2(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("PyTorch's tutorial", NameClassifier.Summary, s => new NameClassifier(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("Hochreiter, Schmidhuber 1997", RowLstm.Summary, s => new RowLstm(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("Cho et al. 2014", ReviewGru.Summary, s => new ReviewGru(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("Schuster, Paliwal 1997", ReviewBiLstm.Summary, s => new ReviewBiLstm(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("Cho et al. 2014", ActivityGru.Summary, s => new ActivityGru(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("Karpathy 2015", CharacterRnn.Summary, s => new CharacterRnn(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("Karpathy 2015", CharacterLstm.Summary, s => new CharacterLstm(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("Huang et al. 2015", WordTagger.Summary, s => new WordTagger(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("Sutskever et al. 2014", Translator.Summary, s => new Translator(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("Dosovitskiy et al. 2020", VisionTransformer.Summary, s => new VisionTransformer(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
        Of("Dosovitskiy et al. 2020", VitB16.Summary, s => new VitB16(s), (n, o, b, s) => n.CreateTrainer(o, b, s)),
    ];

    /// <summary>The network of that name, written in whatever letters.</summary>
    public static Entry? Find(string name) => All.FirstOrDefault(e => e.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
