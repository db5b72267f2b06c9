#!/bin/sh
# Publishes the benchmark with its own .NET, and runs it: the machine needs nothing but the GPU's driver, and for the comparison a
# Python with PyTorch for CUDA. Where there is no SDK, publish on another machine and copy the folder: arguments are the program's.
set -e
here=$(dirname "$0")
out=${OUT:-$here/../../../artifacts/gpu}
if command -v dotnet > /dev/null; then
    dotnet publish "$here/NetGen.Gpu.csproj" -c Release -r linux-x64 --self-contained -p:UseIlgpu=true -o "$out"
fi
exec "$out/NetGen.Gpu" "$@"
