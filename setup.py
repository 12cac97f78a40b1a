"""The compiled modules; all else of the package is declared in setup.cfg.

They are optional: without Cython, lxml's headers or a C compiler the package installs all the same and does their work in Python.
"""

import os
import shutil
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

FOLDER = Path("cleaners/_speedups")
DEPENDS = [*FOLDER.glob("*.p*"), Path("setup.py"), Path("constraints.txt")]


class BuildExtensions(build_ext):
    """Compiles side by side, and not again what is in the tree already: every `pip install -e` would, four times in CI."""

    def finalize_options(self) -> None:
        super().finalize_options()
        self.parallel = self.parallel or os.cpu_count()

    def build_extension(self, ext: Extension) -> None:
        made = FOLDER / Path(self.get_ext_filename(ext.name)).name
        if made.exists() and all(not path.exists() or path.stat().st_mtime < made.stat().st_mtime for path in DEPENDS):
            target = Path(self.get_ext_fullpath(ext.name))
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.exists() or not made.samefile(target):
                shutil.copy2(made, target)
        else:
            super().build_extension(ext)


def extensions() -> list:
    try:
        import lxml
        from Cython.Build import cythonize
    except ImportError:
        return []
    return cythonize(
        [
            Extension(f"cleaners._speedups.{path.stem}", [str(path)], include_dirs=lxml.get_include(), extra_compile_args=["-O3"], optional=True)
            for path in sorted(FOLDER.glob("*.pyx"))
        ]
    )


setup(ext_modules=extensions(), cmdclass={"build_ext": BuildExtensions})
