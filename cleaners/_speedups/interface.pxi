# Raised with every change of what the Python around passes to a compiled module or takes from it; the same number stands in __init__.py.
INTERFACE = 28
