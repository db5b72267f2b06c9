using NetGen.Emit;

namespace NetGen.Generator.Tests.Emit;

public class IdentifiersTests
{
    [Theory]
    [InlineData("layer3_Bn1Mean", "layer3_1_Bn1Mean", "layer3_2_Bn1Mean")]
    [InlineData("Layer3_Bn1ReluConv2", "Layer3_1_Bn1ReluConv2", "Layer3_35_Bn1ReluConv2")]
    [InlineData("Layer1_BnCoefficients", "Layer1_0_Bn1Coefficients", "Layer1_0_Bn2Coefficients", "Layer1_1_Bn1Coefficients")]
    [InlineData("Layer1_0Coefficients", "Layer1_0_Bn1Coefficients", "Layer1_0_DownsampleCoefficients")]
    [InlineData("Layer_Conv1", "Layer1_0_Conv1", "Layer2_3_Conv1")]
    [InlineData("features_Conv", "features_Block1_Tail_Conv", "features_Conv")]
    [InlineData("Weight", "A_0_Weight", "B_1_Weight")]
    [InlineData("", "x", "layer1_Relu")]
    public void Names_have_words_in_common(string common, params string[] names) => Assert.Equal(common, Identifiers.Common(names));

    [Theory]
    [InlineData("relu", "relu2")]
    [InlineData("relu3", "relu3_2")]
    public void A_taken_name_gets_a_number_that_can_be_told_from_its_own(string name, string second)
    {
        var taken = new HashSet<string>();

        Assert.Equal(name, Identifiers.Unique(name, taken));
        Assert.Equal(second, Identifiers.Unique(name, taken));
    }
}
