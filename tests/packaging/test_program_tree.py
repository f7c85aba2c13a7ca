"""A program as laptops get it: compiled alone, the same each time, whole by its own manifest."""

import subprocess
import sys
from pathlib import Path

import pytest

import program_tree
from tipdesk.core.installation import check_tree
from tipdesk.core.settings import resource


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "somewhere" / "app-1"
    for name, text in {
        "app/tipdesk/__init__.py": "",
        "app/tipdesk/words.py": "def words():\n    return 'tipdesk', 1 / 0\n",
        "app/data.txt": "data\n",
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_modules_are_compiled_in_their_place_and_run_without_their_source(tree: Path) -> None:
    program_tree.compile_modules(tree / "app", sys.executable, shown="app/")
    names = {path.relative_to(tree).as_posix() for path in tree.rglob("*") if path.is_file()}
    assert names == {"app/tipdesk/__init__.pyc", "app/tipdesk/words.pyc", "app/data.txt"}
    command = [sys.executable, "-P", "-c", "from tipdesk.words import words; words()"]
    done = subprocess.run(
        command, cwd=tree, env={"PYTHONPATH": "app"}, capture_output=True, text=True, check=False
    )
    assert 'File "app/tipdesk/words.py", line 2, in words' in done.stderr
    assert not list(tree.rglob("__pycache__"))


def test_a_compiled_module_says_nothing_of_where_when_and_by_whom(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = tmp_path / "tipdesk" / "words"
    for source in sorted(tree.rglob("*.py")):
        program_tree.copy(source, second / source.relative_to(tree))
    program_tree.compile_modules(tree, sys.executable)
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    monkeypatch.setenv("PYTHONPATH", str(second))
    program_tree.compile_modules(second, sys.executable)
    for path in sorted(tree.rglob("*.pyc")):
        assert path.read_bytes() == (second / path.relative_to(tree)).read_bytes(), path.name


def test_a_settled_tree_is_what_its_manifest_says(tree: Path) -> None:
    tree.joinpath("app").chmod(0o700)
    program_tree.settle(tree)
    assert check_tree(tree).whole
    done = subprocess.run(
        ["sha256sum", "--check", "--quiet", program_tree.MANIFEST], cwd=tree, check=False
    )
    assert done.returncode == 0
    for path in tree.rglob("*"):
        assert path.stat().st_mtime == program_tree.CLOCK
        assert oct(path.stat().st_mode)[-3:] == ("755" if path.is_dir() else "644")
    (tree / "app" / "data.txt").write_text("other\n")
    assert check_tree(tree).altered == ("app/data.txt",)


def test_the_program_brings_its_resources_and_compiled_sentences(tmp_path: Path) -> None:
    program_tree.copy_program(tmp_path)
    package = tmp_path / "tipdesk"
    assert (package / "__main__.py").exists()
    assert (package / "_resources" / "style.qss").read_bytes() == resource("style.qss").read_bytes()
    sentences = list((package / "_translations").rglob("*"))
    assert {path.name for path in sentences if path.is_file()} == {"tipdesk.mo"}
    assert len([path for path in sentences if path.suffix == ".mo"]) == 2


@pytest.mark.parametrize(
    ("name", "is_left_out"),
    [
        ("babel/global.dat", False),
        ("babel/locale-data/ar.dat", True),
        ("PIL/_imagingcms.cp313-win_amd64.pyd", False),
        ("PIL/_avif.cp313-win_amd64.pyd", True),
        ("cffi/api.py", True),
        ("_cffi_backend.cp313-win_amd64.pyd", False),
        ("cryptography-50.0.2.dist-info/METADATA", True),
        ("reportlab/pdfbase/pdfdoc.py", False),
        ("openpyxl/tests/test.py", True),
        ("PySide6/QtQuick.pyd", True),
    ],
)
def test_what_no_line_reaches_stays_out(name: str, is_left_out: bool) -> None:
    assert bool(program_tree.LEFT_OUT.search(name)) is is_left_out


def test_licences_lie_in_a_folder_for_each(tmp_path: Path) -> None:
    site = tmp_path / "site"
    for name in (
        "a-1.dist-info/licenses/sub/LICENSE",
        "a-1.dist-info/METADATA",
        "b-2.dist-info/LICENCE.rst",
    ):
        program_tree.copy(Path(__file__), site / name)
    program_tree.copy_licences([site], tmp_path / "licences")
    names = {
        path.relative_to(tmp_path / "licences").as_posix()
        for path in (tmp_path / "licences").rglob("*")
        if path.is_file()
    }
    assert {"a-1/sub/LICENSE", "b-2/LICENCE.rst", "tipdesk/LICENSE", "Qt/LGPL-3.0.txt"} <= names
    assert {"SQLCipher/LICENSE.md", "HarfBuzz/COPYING", "libzint/LICENSE"} <= names
    assert {name for name in names if name.startswith("tipdesk/fonts/")} == {
        "tipdesk/fonts/IBMPlexSansArabic-OFL.txt", "tipdesk/fonts/Noto-OFL.txt",
    }  # fmt: skip
    assert {"tipdesk/icons/LICENSE", "tipdesk/unicode/LICENSE.txt"} <= names
    assert not any("METADATA" in name for name in names)
