"""`tipdesk update`, and a new program that is first started from the terminal."""

import argparse
import hashlib
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.desk.update.packages import debian_update
from tests.desk.update.test_installing_on_linux import looked
from tests.test_installation import names, real_tree_at, tree_at
from tipdesk.cli import update
from tipdesk.core import installation
from tipdesk.core.installation import Installation, Kind, Pointer

COMMANDS = (("vault", "check"), ("vault", "audit"), ("update", "x.update"))


def test_the_command_for_the_administrator_names_a_file_and_no_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """apt takes a name without a folder for a package of its own archives."""
    monkeypatch.chdir(tmp_path)
    with looked(tmp_path, debian_update(), Installation(Kind.DEBIAN)) as opened:
        update._go_on(opened, argparse.Namespace(save=Path()))
    saved = tmp_path / "tipdesk_0.3.0_amd64.deb"
    printed = capsys.readouterr().out
    assert f"sudo apt install {shlex.quote(str(saved))}" in printed
    # Whoever swaps it on the way is found out before root runs it.
    assert f"sha256sum {shlex.quote(str(saved))}" in printed
    digest = hashlib.sha256(saved.read_bytes()).hexdigest()
    assert {f"\u2066{digest[:32]}\u2069", f"\u2066{digest[32:]}\u2069"} <= set(printed.split())


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_new_program_that_is_damaged_opens_no_vault_from_the_terminal_either(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    """It asks nothing, and the program before starts again."""
    base = tmp_path / "base"
    tree_at(base / "app-0.1.0")
    new = real_tree_at(base / "app-0.2.0")
    (new / "tipdesk" / "demo" / "__init__.py").write_bytes(b"damaged")
    installation.move_pointer(base, Pointer("app-0.2.0", "app-0.1.0"))
    done = subprocess.run(
        [sys.executable, "-B", "-m", "tipdesk", *words, "--vault", tmp_path / "none", "--lang=en"],
        env={**os.environ, "PYTHONPATH": str(new)},
        cwd=new, capture_output=True, encoding="utf-8", check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert "is damaged on the disk" in done.stderr, done
    assert done.returncode != 0
    assert installation.read_pointer(base) == Pointer("app-0.1.0")
    assert {"app-0.1.0", "app-0.2.0"} <= set(names(base))
