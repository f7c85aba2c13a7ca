"""How a module of the program is started as a process of its own, however it is installed."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import tipdesk
from tests.architecture.sources import product
from tipdesk.core import own_program

# What `sys.executable` may be read for elsewhere: path → why.
ELSEWHERE = {
    "tipdesk/core/hardening.py": "names the program whose crashes Windows reports to nobody",
    "tipdesk/__main__.py": "says what the program was started as, for the line of help",
}
SAYS = "import sys, tipdesk; print(tipdesk.__file__, sys.flags.safe_path, *sys.argv[1:])\n"


def test_nothing_else_starts_this_program() -> None:
    """`multiprocessing` would: in an installed tree that opens a second window."""
    readers = {
        path
        for path, tree in product().items()
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and ast.unparse(node) == "sys.executable")
        or (isinstance(node, ast.ImportFrom) and node.module == "sys")
        or (
            isinstance(node, ast.Import | ast.ImportFrom) and "multiprocessing" in ast.unparse(node)
        )
    }
    assert readers == {"tipdesk/core/own_program.py", *ELSEWHERE}


def test_its_words_are_those_that_the_installed_program_hands_on_to_python() -> None:
    """`packaging/windows/launcher.c`: -P -m tipdesk.MODULE, and no other."""
    words = own_program.module("tipdesk.core.clock")
    assert own_program.command(words, "1", "2") == [
        *(sys.executable, "-P", "-m", "tipdesk.core.clock", "1", "2")
    ]
    for name in ("tipdesk", "json.tool", "os", "-c"):
        with pytest.raises(ValueError, match=name):
            own_program.module(name)


def test_in_a_checkout_it_is_this_package_and_not_one_of_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tipdesk").mkdir()
    (tmp_path / "tipdesk" / "__init__.py").write_text("raise SystemExit('hostile')", "utf-8")
    monkeypatch.chdir(tmp_path)
    command = own_program.command(own_program.module("tipdesk.core.clock"))
    done = subprocess.run(command, env=own_program.environment(), check=True, capture_output=True)
    assert done.stdout == done.stderr == b""


def test_an_interpreter_that_is_not_in_the_tree_finds_the_modules_of_the_tree(
    tmp_path: Path,
) -> None:
    """As `/usr/bin/python3` of the Debian package, started by a script that knows the folder."""
    app = tmp_path / "lib" / "tipdesk" / "app"
    source = Path(tipdesk.__file__).parent
    shutil.copytree(source / "core", app / "tipdesk" / "core")
    shutil.copy(source / "__init__.py", app / "tipdesk")
    (app / "tipdesk" / "says.py").write_text(SAYS, "utf-8")
    (app.parent / "MANIFEST.sha256").touch()
    starts = (
        f"import sys; sys.path.insert(0, {str(app)!r}); import subprocess\n"
        "from tipdesk.core import own_program\n"
        "command = own_program.command(own_program.module('tipdesk.says'), 'word')\n"
        "subprocess.run(command, env=own_program.environment(), check=True)"
    )
    base = getattr(sys, "_base_executable", sys.executable)  # knows no environment of ours
    done = subprocess.run(
        [base, "-I", "-S", "-c", starts], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.split() == [str(app / "tipdesk" / "__init__.py"), "True", "word"]
