// What the compiler looks for when newer C# is compiled for netstandard2.0.
namespace System.Runtime.CompilerServices;

internal static class IsExternalInit;
