"""docs/commands and docs/keys: what the program says of its commands, and every key that it knows."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.architecture.sources import ROOT, product
from tipdesk.cli.main import COMMANDS

READMES = ("README.md", "README.ar.md")
KEY_PAGES = ("keys.md", "keys.ar.md")
TYPED = re.compile(r"(?:(?:Ctrl|Alt|Shift)\+)+[\w+-]+|F\d{1,2}")
STANDARD = {
    "Find": "Ctrl+F", "New": "Ctrl+N", "Paste": "Ctrl+V", "Print": "Ctrl+P", "Undo": "Ctrl+Z",
    "ZoomIn": "Ctrl++", "ZoomOut": "Ctrl+-",
}  # fmt: skip
SHORT = {"PageUp": "PgUp", "PageDown": "PgDown", "Enter": "Return", "Backtab": "Tab"}
SILENT = {"Shift", "CapsLock", "NumLock"}  # keys that write nothing and do nothing by themselves


def test_the_pages_of_commands_are_what_the_commands_say() -> None:
    """Otherwise: `python packaging/commands.py`."""
    check = subprocess.run(
        [sys.executable, ROOT / "packaging" / "commands.py", "check"],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (check.stdout, check.returncode) == ("", 0), check.stderr


@pytest.mark.parametrize("name", READMES)
def test_both_readmes_name_every_command(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert [command for command in COMMANDS if f"tipdesk {command}" not in text] == []


def keys_of_the_window() -> Iterator[str]:
    """Every key that the code of the window asks for."""
    for name, tree in product().items():
        if not name.startswith(("tipdesk/ui/", "tipdesk/texts/keys.py")):
            continue
        for node in ast.walk(tree):
            if (
                name.endswith("keys.py")
                and isinstance(node, ast.Call)
                and ast.unparse(node.func) == "_key"
            ):
                yield ast.literal_eval(node.args[0])  # a letter alone is no word elsewhere
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if TYPED.fullmatch(node.value):
                    yield node.value
            elif isinstance(node, ast.Attribute):
                owner = ast.unparse(node.value)
                if node.attr.startswith("Key_"):
                    yield SHORT.get(node.attr[4:], node.attr[4:])
                elif owner.endswith("StandardKey") or node.attr in ("ZoomIn", "ZoomOut"):
                    yield STANDARD[node.attr]


@pytest.mark.parametrize("page", KEY_PAGES)
def test_every_key_of_the_window_has_its_row_and_no_other_key_has_one(page: str) -> None:
    lines = (ROOT / "docs" / page).read_text("utf-8").splitlines()
    text = "\n".join(line for line in lines if line.startswith("|"))
    named = set(re.findall(r"(?:`|<code dir=\"ltr\">)([^`<]+)(?:`|</code>)", text))
    keys = set(keys_of_the_window()) - SILENT
    last = {key.rpartition("+")[2] or "+" for key in named}
    assert {key for key in keys if key not in named and key not in last} == set()
    alone = {key.rpartition("+")[2] or "+" for key in keys} | {"Ctrl", "Shift", *"0123456789"}
    assert {key for key in named if key not in keys and key not in alone} == set()


def test_both_pages_of_keys_have_the_same_rows() -> None:
    def firsts(page: str) -> list[list[str]]:
        lines = (ROOT / "docs" / page).read_text("utf-8").splitlines()
        plain = [re.sub(r"</?code[^>]*>", "`", line) for line in lines if line.startswith("| ")]
        return [re.findall(r"`([^`]+)`", line.split(" | ")[0]) for line in plain]

    assert firsts("keys.md") == firsts("keys.ar.md")
