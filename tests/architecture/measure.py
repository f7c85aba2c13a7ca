"""Figures of the house: how large its parts are, and how much one must know to change one.

    python tests/architecture/measure.py [ROOT ...]

prints them for each checkout, side by side (without ROOT: for this one). `figures.toml` beside it
holds what stands today, and `test_figures.py` holds later work to it: a figure may become better,
or worse with a written reason.
"""

from __future__ import annotations

import ast
import os
import statistics
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

HERE = Path(__file__).resolve().parents[2]
SHORT, LONG, LONG_FUNCTION = 60, 500, 60  # lines

# A window that comes as far as the unlock screen, in a process of its own: what it has imported.
_AT_THE_UNLOCK_SCREEN = """
import sys
from PySide6.QtWidgets import QApplication
def stands(*_):
    for _turn in range(2):
        QApplication.processEvents()
    print(sum(name.partition(".")[0] == "tipdesk" for name in sys.modules), flush=True)
    import os
    os._exit(0)
QApplication.exec = stands
sys.argv = ["tipdesk", "--vault", sys.argv[1]]
from tipdesk.__main__ import main
main()
"""

Class = tuple[str, str]  # module, name
_HOLD_STATEMENTS = (ast.stmt, ast.excepthandler, ast.match_case)  # an import is one


@dataclass(frozen=True)
class House:
    """The files of one checkout, read once: dotted module → tree and text."""

    root: Path
    trees: Mapping[str, ast.Module]
    texts: Mapping[str, str]
    packages: frozenset[str]

    @cached_property
    def classes(self) -> list[tuple[str, ast.ClassDef]]:
        """Every class with its module."""
        return [
            (module, node)
            for module, tree in self.trees.items()
            for node in ast.walk(tree)
            if isinstance(node, ast.ClassDef)
        ]

    @cached_property
    def origins(self) -> dict[str, dict[str, Class]]:
        """Module → the names that it imports, and where each is defined."""
        return {module: _origins(tree) for module, tree in self.trees.items()}

    def imports(self, module: str, *, inner: bool = False) -> set[str]:
        """Our modules that `module` imports at its top; with `inner` also within functions. What is
        imported for the type checker alone does not count."""
        imported: set[str] = set()
        for node in _imports(self.trees[module], inner=inner):
            if isinstance(node, ast.Import):
                names = [(alias.name, "") for alias in node.names]
            else:
                names = [(node.module or "", alias.name) for alias in node.names]
            for place, name in names:
                full_name = f"{place}.{name}" if name else place
                imported |= {full_name} if full_name in self.trees else {place} & self.trees.keys()
        return imported - {module} - self.packages


def read(root: Path) -> House:
    """The product of the checkout at `root`."""
    paths = sorted((root / "tipdesk").rglob("*.py"))
    named = {_module(path.relative_to(root)): path for path in paths}
    texts = {module: path.read_text("utf-8") for module, path in named.items()}
    return House(
        root,
        {module: ast.parse(text) for module, text in texts.items()},
        texts,
        frozenset(module for module, path in named.items() if path.name == "__init__.py"),
    )


def figures(house: House) -> dict[str, float]:
    """Every figure by its name; see `figures.toml` for what each means."""
    lines = [text.count("\n") for text in house.texts.values()]
    folders = Counter(
        path.parent for path in (house.root / "tipdesk").rglob("*.py") if path.is_file()
    )
    imported = [len(house.imports(module)) for module in house.trees]
    import_lines = sum(
        (node.end_lineno or node.lineno) - node.lineno + 1
        for tree in house.trees.values()
        for node in _imports(tree, inner=True, for_types=True)
    )
    bases = bases_of(house)
    return {
        "files": len(lines),
        "lines": sum(lines),
        "short_files_percent": _percent(sum(count < SHORT for count in lines), len(lines)),
        "long_files": sum(count > LONG for count in lines),
        "longest_file": max(lines),
        "folders": len(folders),
        "folder_median": statistics.median(folders.values()),
        "folder_largest": max(folders.values()),
        "imports_p95": _p95(imported),
        "import_lines_percent": _percent(import_lines, sum(lines)),
        "import_rings": len(rings({m: house.imports(m) for m in house.trees})),
        "folder_rings": len(folder_rings(house)),
        "longest_function": max(_functions(house)),
        "bases_of_one": len(bases_of_one(house)),
        "deepest_inheritance": max(depth(name, bases) for name in bases),
        "most_public_methods": max(count for count in public_methods(house).values()),
        "bare_dialogs": sum("QDialog" in _base_names(node) for _, node in house.classes),
        "private_uses_in_ui_tests": private_uses(house.root / "tests" / "ui"),
        "modules_at_unlock": modules_at_unlock(house.root),
    }


def bases_of(house: House) -> dict[Class, list[Class]]:
    """Every class of ours and those of our own that it inherits from directly."""
    own = {(module, node.name) for module, node in house.classes}
    bases: dict[Class, list[Class]] = {}
    for module, node in house.classes:
        origins = house.origins[module]
        parents = [_meant(_bare(base), module, origins) for base in node.bases]
        bases[module, node.name] = [parent for parent in parents if parent in own]
    return bases


def bases_of_one(house: House) -> list[Class]:
    """Classes that only one other class inherits from and nobody else uses: halves of one thing.
    What is abstract (Protocol, ABC) says what others must do, and is none."""
    heirs: defaultdict[Class, set[Class]] = defaultdict(set)
    for heir, parents in bases_of(house).items():
        for parent in parents:
            heirs[parent].add(heir)
    abstract = {
        (module, node.name)
        for module, node in house.classes
        if {"Protocol", "ABC", "Generic"} & set(_base_names(node))
    }
    alone = {
        base: next(iter(those))
        for base, those in heirs.items()
        if len(those) == 1 and base not in abstract
    }
    used = _used(house, alone)
    return sorted(base for base in alone if base not in used)


def _used(house: House, heir_of: Mapping[Class, Class]) -> set[Class]:
    """Which of these classes somebody has a use for beside its one heir; the heir itself may make
    them. A line of imports, a comment, a string and the same word for something else are no uses."""
    used: set[Class] = set()

    def visit(node: ast.AST, module: str, inside: Class) -> None:
        for part in ast.iter_child_nodes(node):
            if isinstance(part, ast.Name | ast.Attribute):
                meant = _meant(part, module, house.origins[module])
                makes = isinstance(node, ast.Call) and node.func is part
                if meant in heir_of and (makes or inside != heir_of[meant]) and inside != meant:
                    used.add(meant)
            outermost = isinstance(part, ast.ClassDef) and not inside[1]
            visit(part, module, (module, part.name) if outermost else inside)

    for module, tree in house.trees.items():
        visit(tree, module, (module, ""))
    return used


def public_methods(house: House) -> dict[Class, int]:
    """How many public methods each class has, with those that it inherits from ours."""
    own = {
        (module, node.name): {
            part.name
            for part in node.body
            if isinstance(part, ast.FunctionDef) and not part.name.startswith("_")
        }
        for module, node in house.classes
    }
    bases = bases_of(house)

    def inherited(name: Class) -> set[str]:
        return own[name].union(*(inherited(base) for base in bases[name]))

    return {name: len(inherited(name)) for name in own}


def private_uses(folder: Path) -> int:
    """How often tests of the window reach inside: `x._y`, `getattr(x, "_y")`, and widgets that are
    looked for by their class instead of asked through a driver."""
    uses = 0
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute):
                inside = node.attr.startswith("_") and not node.attr.startswith("__")
                own = isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")
                looked_for = node.attr in ("findChild", "findChildren")
                uses += (inside and not own) or looked_for
            elif (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("getattr", "setattr")
            ):
                uses += len(node.args) > 1 and _is_private_name(node.args[1])
    return uses


def modules_at_unlock(root: Path) -> int:
    """How many of our modules are imported when the unlock screen stands."""
    with tempfile.TemporaryDirectory() as folder:
        vault = Path(folder) / "vault"
        vault.mkdir(mode=0o700)
        (vault / "att").mkdir(mode=0o700)  # enough of a vault to be asked who comes in
        home = {"HOME": folder, "XDG_CONFIG_HOME": folder, "XDG_DATA_HOME": folder}
        done = subprocess.run(
            [sys.executable, "-c", _AT_THE_UNLOCK_SCREEN, str(vault)],
            cwd=root,
            env={**os.environ, **home, "PYTHONPATH": str(root), "QT_QPA_PLATFORM": "offscreen"},
            check=True,
            capture_output=True,
            encoding="utf-8",
        )
    return int(done.stdout.split()[-1])


def rings(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """Groups of nodes that reach each other (Tarjan)."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    open_: list[str] = []
    found_rings: list[list[str]] = []

    def visit(node: str) -> None:
        order[node] = lowest[node] = len(order)
        open_.append(node)
        for next_ in sorted(graph.get(node, ())):
            if next_ not in order:
                visit(next_)
                lowest[node] = min(lowest[node], lowest[next_])
            elif next_ in open_:
                lowest[node] = min(lowest[node], order[next_])
        if lowest[node] == order[node]:
            ring = [open_.pop()]
            while ring[-1] != node:
                ring.append(open_.pop())
            if len(ring) > 1:
                found_rings.append(sorted(ring))

    depth = sys.getrecursionlimit()
    sys.setrecursionlimit(10_000)
    try:
        for node in sorted(graph):
            if node not in order:
                visit(node)
    finally:
        sys.setrecursionlimit(depth)
    return found_rings


def folder_rings(house: House) -> list[list[str]]:
    """Folders of one layer that import each other, whole or in a circle; also within functions."""
    graph: defaultdict[str, set[str]] = defaultdict(set)
    for module in house.trees:
        own = module.split(".")
        for other in house.imports(module, inner=True):
            imported = other.split(".")
            if (
                own[1:2] == imported[1:2]
                and own[2:3] != imported[2:3]
                and len(own) > 2 < len(imported)
            ):
                graph[".".join(own[:3])].add(".".join(imported[:3]))
    return rings(graph)


def _imports(
    tree: ast.AST, *, inner: bool, for_types: bool = False
) -> Iterator[ast.Import | ast.ImportFrom]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            if for_types:
                yield from _imports(node, inner=inner, for_types=True)
        elif isinstance(node, _HOLD_STATEMENTS) and (
            inner or not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ):
            yield from _imports(node, inner=inner, for_types=for_types)


def _base_names(node: ast.ClassDef) -> list[str]:
    return [ast.unparse(_bare(base)).rpartition(".")[2] for base in node.bases]


def _bare(base: ast.expr) -> ast.expr:
    """A base class without what stands in its brackets: `Generic[T]` is Generic."""
    return base.value if isinstance(base, ast.Subscript) else base


def _origins(tree: ast.Module) -> dict[str, Class]:
    """Names that a file imports → where they are defined."""
    return {
        alias.asname or alias.name: (node.module or "", alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def _meant(name: ast.expr, module: str, origins: Mapping[str, Class]) -> Class:
    """What `Name` or `module.Name` means in a file: where it is defined."""
    if isinstance(name, ast.Name):
        return origins.get(name.id, (module, name.id))
    if isinstance(name, ast.Attribute) and isinstance(name.value, ast.Name):
        return ".".join(origins.get(name.value.id, ("", name.value.id))), name.attr
    return "", ast.unparse(name)


def depth(name: Class, bases: Mapping[Class, Sequence[Class]]) -> int:
    """How many classes of ours stand above a class, one above the other. What every error of ours
    has stands above all of them and does not count."""
    above = [base for base in bases[name] if base[1] != "TipdeskError"]
    return 1 + max((depth(base, bases) for base in above), default=-1)


def _functions(house: House) -> Iterator[int]:
    for tree in house.trees.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield (node.end_lineno or node.lineno) - node.lineno + 1


def _is_private_name(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.startswith("_")
        and not node.value.startswith("__")
    )


def _module(path: Path) -> str:
    dotted = ".".join(path.with_suffix("").parts)
    return dotted.removesuffix(".__init__")


def _p95(values: Sequence[int]) -> int:
    return sorted(values)[min(len(values) - 1, int(0.95 * len(values)))]


def _percent(part: int, total: int) -> float:
    return round(100 * part / total, 1)


def main(roots: Sequence[str]) -> None:
    """Print the figures of each checkout in a column."""
    columns = [figures(read(Path(root).resolve())) for root in roots or [str(HERE)]]
    for name in columns[0]:
        print(f"{name:<26}", *(f"{column[name]:>10g}" for column in columns))


if __name__ == "__main__":
    main(sys.argv[1:])
