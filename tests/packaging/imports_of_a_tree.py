"""What the modules of a Windows tree import and is not in it: `python3.13 imports_of_a_tree.py TREE`.

Follows every import (also in functions) from tipdesk's own modules and from what Python loads by
itself. Prints a line for each module that is nowhere: its name, and who asks for it. Run by the Python
that the tree is compiled for; standard library only.
"""

import dis
import marshal
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import CodeType

_BEGIN = ("encodings", "runpy", "site", "zipimport", "PySide6", "importlib.resources")
_BUILT_INTO_THE_DLL = frozenset({
    "_abc", "_ast", "_bisect", "_blake2", "_codecs", "_codecs_cn", "_codecs_hk", "_codecs_iso2022",
    "_codecs_jp", "_codecs_kr", "_codecs_tw", "_collections", "_contextvars", "_csv", "_datetime",
    "_functools", "_heapq", "_imp", "_interpchannels", "_interpqueues", "_interpreters", "_io", "_json",
    "_locale", "_lsprof", "_md5", "_multibytecodec", "_opcode", "_operator", "_pickle", "_random",
    "_sha1", "_sha2", "_sha3", "_signal", "_sre", "_stat", "_statistics", "_string", "_struct",
    "_suggestions", "_symtable", "_sysconfig", "_thread", "_tokenize", "_tracemalloc", "_typing",
    "_warnings", "_weakref", "_winapi", "array", "atexit", "binascii", "builtins", "cmath", "errno",
    "faulthandler", "gc", "itertools", "marshal", "math", "mmap", "msvcrt", "nt", "sys", "time", "winreg",
    "zlib",
})  # fmt: skip


class Modules:
    """Everything that can be imported in a tree."""

    def __init__(self, tree: Path) -> None:
        self.codes: dict[str, CodeType] = {}
        self.packages: set[str] = set()
        for path in (tree / "app").rglob("*.pyc"):
            self._add(path.relative_to(tree / "app").as_posix(), path.read_bytes())
        with zipfile.ZipFile(next(tree.glob("python3*.zip"))) as library:
            for name in library.namelist():
                self._add(name, library.read(name))
        binary = [path.relative_to(tree / "app") for path in (tree / "app").rglob("*.pyd")]
        binary += [path.relative_to(tree / "dlls") for path in (tree / "dlls").glob("*.pyd")]
        self.others = _BUILT_INTO_THE_DLL | {
            path.as_posix().partition(".")[0].replace("/", ".") for path in binary
        }

    def _add(self, name: str, data: bytes) -> None:
        parts = name.removesuffix(".pyc").split("/")
        if parts[-1] == "__init__":
            parts.pop()
            self.packages.add(".".join(parts))
        self.codes[".".join(parts)] = marshal.loads(data[16:])

    def imported_by(self, name: str) -> set[tuple[str, tuple[str, ...]]]:
        """Module, and the names that are taken from it."""
        package = name if name in self.packages else name.rpartition(".")[0]
        return set(_imports(self.codes[name], package))


def _imports(code: CodeType, package: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    before: list[object] = []
    for instruction in dis.get_instructions(code):
        if instruction.opname == "IMPORT_NAME":
            level, names = before[-2:]
            yield _absolute(str(instruction.argval), level, package), tuple(names or ())
        before = [*before[-1:], instruction.argval]
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _imports(constant, package)


def _absolute(name: str, level: object, package: str) -> str:
    if not isinstance(level, int) or level == 0:
        return name
    above = package.split(".")[: len(package.split(".")) - level + 1]
    return ".".join([*above, *([name] if name else [])])


def lacking(tree: Path) -> dict[str, set[str]]:
    """Module that is nowhere → those who ask for it."""
    modules = Modules(tree)
    left = [name for name in modules.codes if name.startswith(("tipdesk", "encodings."))]
    left += [
        name for name in modules.codes if name.startswith("PIL.") and name.endswith("ImagePlugin")
    ]
    left += _BEGIN
    reached: set[str] = set()
    missing: dict[str, set[str]] = {}
    while left:
        name = left.pop()
        if name in reached or name not in modules.codes:
            continue
        reached.add(name)
        left.append(name.rpartition(".")[0])
        for module, names in modules.imported_by(name):
            if module in modules.codes or module in modules.others:
                left += [module, *(f"{module}.{taken}" for taken in names)]
            else:
                missing.setdefault(module, set()).add(name)
    return missing


if __name__ == "__main__":
    for module, askers in sorted(lacking(Path(sys.argv[1])).items()):
        print(module, *sorted(askers))
