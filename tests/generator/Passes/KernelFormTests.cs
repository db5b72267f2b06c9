using NetGen.Fusion;
using NetGen.Planning;

namespace NetGen.Generator.Tests.Passes;

public class KernelFormTests
{
    [Fact]
    public void Layers_of_equal_settings_and_shapes_have_one_form()
    {
        var forms = Forms(d => d.Layer("B", "Linear", d.Layer("A", "Linear", d.Input, ("outFeatures", 5)), ("outFeatures", 5)));

        Assert.Equal(2, forms.Length);
        Assert.Equal(forms[0], forms[1]);
        Assert.Equal(forms[0].GetHashCode(), forms[1].GetHashCode());
    }

    [Fact]
    public void Other_shapes_are_another_form() => AllDiffer(Forms(d =>
        d.Layer("B", "Linear", d.Layer("A", "Linear", d.Input, ("outFeatures", 4)), ("outFeatures", 5))));

    [Fact]
    public void Other_operators_are_another_form() => AllDiffer(Forms(d => d.Layer(
        "B", "Relu", d.Layer("B", "Linear", d.Layer("A", "Tanh", d.Layer("A", "Linear", d.Input, ("outFeatures", 5))), ("outFeatures", 5)))));

    [Fact]
    public void Dropouts_draw_different_numbers_and_so_have_different_forms()
    {
        var forms = Forms(d =>
        {
            var x = d.Layer("A", "Dropout", d.Layer("A", "Linear", d.Input, ("outFeatures", 5)), ("p", 0.5));
            return d.Layer("B", "Dropout", d.Layer("B", "Linear", x, ("outFeatures", 5)), ("p", 0.5));
        });

        AllDiffer(forms);
    }

    private static void AllDiffer(KernelForm[] forms)
    {
        Assert.Equal(2, forms.Length);
        Assert.NotEqual(forms[0], forms[1]);
    }

    private static KernelForm[] Forms(Func<Declared, NetGen.Operators.Value> declare)
    {
        var d = new Declared(training: true, 5);
        var graph = d.Build(declare(d));
        var schedule = Planner.Plan(Fuser.Fuse(graph, graph.Nodes.Count, []), ProgramKind.Evaluation, ParameterLayout.Of(d.Parameters));
        return [.. schedule.Forward.Select(kernel => KernelForm.Of(schedule, kernel, out _))];
    }
}
