Console.Error.WriteLine("Built without the package ILGPU, and so without code for devices: -p:UseIlgpu=true restores it.");
return 2;
