"""The compiled modules; all else of the package is declared in setup.cfg.

They are optional: without Cython, lxml's headers or a C compiler the package installs all the same and does their work in Python.
"""

from pathlib import Path

from setuptools import setup


def extensions() -> list:
    try:
        import lxml
        from Cython.Build import cythonize
        from setuptools import Extension
    except ImportError:
        return []
    sources = sorted(Path("cleaners/_speedups").glob("*.pyx"))
    return cythonize(
        [
            Extension(f"cleaners._speedups.{path.stem}", [str(path)], include_dirs=lxml.get_include(), extra_compile_args=["-O3"], optional=True)
            for path in sources
        ]
    )


setup(ext_modules=extensions())
