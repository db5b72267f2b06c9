using NetGen.Shapes;

namespace NetGen.Declaration;

/// <summary>An attribute as generated code words it: <c>new Conv2dAttribute(6) { Kernel = 5 }</c>.</summary>
/// <param name="Type">The attribute's class, fully qualified.</param>
/// <param name="Positional">Arguments of the constructor.</param>
/// <param name="Named">Properties and their values.</param>
/// <param name="Repeat">How many times the layer is applied.</param>
internal sealed record EntryModel(
    string Type, EquatableArray<string> Positional, EquatableArray<(string Name, string Value)> Named, int Repeat);

/// <summary>A partial layer method whose body is generated.</summary>
/// <param name="Name">The method's name.</param>
/// <param name="Modifiers">Its modifiers as written, with <c>partial</c>.</param>
/// <param name="ReturnType">What it returns, fully qualified.</param>
/// <param name="Parameters">The names of its parameters, all of them tensors.</param>
/// <param name="ParameterTypes">Their types, fully qualified.</param>
/// <param name="Outputs">How many tensors it returns.</param>
/// <param name="WeightName">Its name in checkpoints.</param>
/// <param name="Entries">Its attributes; empty where the declaration is broken, and then the body throws.</param>
internal sealed record LayerModel(
    string Name,
    string Modifiers,
    string ReturnType,
    EquatableArray<string> Parameters,
    EquatableArray<string> ParameterTypes,
    int Outputs,
    string WeightName,
    EquatableArray<EntryModel> Entries);

/// <summary>What one use of a layer was seen to be: <c>3×32×32 → 16×32×32, 448 parameters, 0.44 MMAC</c>.</summary>
/// <param name="Owner">The class that declares the layer.</param>
/// <param name="Layer">The layer's name.</param>
/// <param name="Path">Where it is used: <c>ResNet18.Layer2.1</c>.</param>
/// <param name="Text">Shapes, parameters and multiply-adds.</param>
internal sealed record LayerUse(string Owner, string Layer, string Path, string Text);

/// <summary>One of a block's constants with a value.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Value">Its value, in some use or by default.</param>
internal sealed record ConstantModel(string Name, string Type, string Value);

/// <summary>A block as some use of it sees it: the values of its constants, and its layers' settings with them.</summary>
internal sealed record BlockUse(string Block, EquatableArray<ConstantModel> Constants, EquatableArray<LayerModel> Layers);

/// <summary>A class to which members are added: where it lies and how it is declared.</summary>
/// <param name="Key">Its metadata name.</param>
/// <param name="Namespace">Its namespace, or empty.</param>
/// <param name="Name">Its name.</param>
/// <param name="Accessibility">Its accessibility, as a keyword.</param>
/// <param name="Outer">The partial classes around it, outermost first, as <c>partial class Outer</c>.</param>
internal sealed record ClassModel(string Key, string Namespace, string Name, string Accessibility, EquatableArray<string> Outer);

/// <summary>What a network's generated layer methods need.</summary>
/// <param name="Class">The network's class.</param>
/// <param name="Layers">Its layers.</param>
/// <param name="Inputs">The names of Forward's inputs.</param>
/// <param name="ReturnType">What Forward returns.</param>
/// <param name="HasForward">Whether it declares a Forward; else the layers chain.</param>
/// <param name="IsBroken">Whether the declaration cannot be run.</param>
internal sealed record NetworkLayers(
    ClassModel Class, EquatableArray<LayerModel> Layers, EquatableArray<string> Inputs, string ReturnType, bool HasForward, bool IsBroken);

/// <summary>What a block's generated part needs.</summary>
/// <param name="Class">The block's class.</param>
/// <param name="Default">Its constants and layers as declared.</param>
/// <param name="Defaults">What the defaults of constants are that follow from others of them, in their terms.</param>
/// <param name="Inputs">The names of Forward's inputs.</param>
/// <param name="ReturnType">What Forward returns.</param>
/// <param name="Outputs">How many tensors that is.</param>
/// <param name="HasForward">Whether it declares a Forward; else the layers chain.</param>
/// <param name="Usings">The using directives of its file, for the copies of its methods.</param>
/// <param name="Members">The source text of Forward and of the other members that may mention a constant.</param>
/// <param name="IsBroken">Whether the declaration cannot be run.</param>
internal sealed record BlockLayers(
    ClassModel Class,
    BlockUse Default,
    EquatableArray<(string Name, string Expression)> Defaults,
    EquatableArray<string> Inputs,
    string ReturnType,
    int Outputs,
    bool HasForward,
    EquatableArray<string> Usings,
    EquatableArray<string> Members,
    bool IsBroken);
