"""The PyTorch twin of every network in ../../Cases, under the same names, and how each is trained: a file for each file there."""
import importlib
import pkgutil

from networks.cases import CASES

for module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{module.name}")
