"""tipdesk(1) and what a shell completes: asked of bash and man themselves."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT
from tests.programs import program

KEPT = ROOT / "packaging" / "debian" / "files"
MANUALS = ("tipdesk.1", "tipdesk.ar.1")


def completed(keys: str, folder: Path) -> list[str]:
    """The words that bash would start tipdesk with, after somebody has pressed these keys."""
    import pty  # Windows has none

    shown = folder / "words"
    shell = [program("bash"), "--norc", "--noprofile", "-i"]
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(folder), "INPUTRC": "/dev/null", "TERM": "dumb",
        "LC_ALL": "C.UTF-8",
    }  # fmt: skip
    begin = f"source {KEPT}/tipdesk.bash; tipdesk() {{ printf '%s\\n' \"$@\" > {shown}; }}\n"
    keyboard, terminal = pty.openpty()
    bash = subprocess.Popen(
        shell, stdin=terminal, stdout=terminal, stderr=terminal, cwd=folder, env=environment,
        start_new_session=True,
    )  # fmt: skip
    os.close(terminal)
    try:
        os.write(keyboard, f"{begin}{keys}\nexit\n".encode())
        while _reads(keyboard):
            pass
        assert bash.wait() is not None
    finally:
        bash.kill()
        os.close(keyboard)
    return shown.read_text("utf-8").splitlines()


def _reads(keyboard: int) -> bool:
    """Whether there is more to come; what it shows is not of interest."""
    try:
        return bool(os.read(keyboard, 4096))
    except OSError:  # nobody holds the other end any more
        return False


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("tipdesk verif\tx", ["verify", "x"]),
        ("tipdesk vau\tch\t--sh\t", ["vault", "check", "--shares"]),
        ("tipdesk vault undo\t", ["vault", "undo-migration"]),
        ("tipdesk --lang a\tva\tsal\t--t\t", ["--lang", "ar", "vault", "salvage", "--to"]),
        ("tipdesk --th\tcon\t", ["--theme", "contrast"]),
        ("tipdesk --theme=con\t", ["--theme=contrast"]),
        ("tipdesk authority revoke DIR 3 --re\tkey\t",
         ["authority", "revoke", "DIR", "3", "--reason", "key_compromise"]),
        ("tipdesk print state\t--bl\t", ["print", "statement", "--blank"]),
        ("tipdesk print --lang ur\t", ["print", "--lang", "urd"]),  # the document's own languages
        ("tipdesk vault check --login verif\tx", ["vault", "check", "--login", "verifx"]),
    ],
)  # fmt: skip
def test_bash_completes_commands_options_and_their_choices(
    keys: str, words: list[str], tmp_path: Path
) -> None:
    assert completed(keys, tmp_path) == words


def test_bash_completes_files_and_folders_where_they_are_named(tmp_path: Path) -> None:
    (tmp_path / "A case.asice.age").touch()
    (tmp_path / "A folder" / "vault").mkdir(parents=True)
    case = "A case.asice.age"
    assert completed("tipdesk verify A\\ c\t", tmp_path) == ["verify", case]
    assert completed('tipdesk verify "A c\t', tmp_path) == ["verify", case]
    assert completed("tipdesk --vault A\tvau\t", tmp_path) == ["--vault", "A folder/vault/"]
    assert completed("tipdesk vault check --login A\\ c\t", tmp_path)[3:] == ["A c"]


@pytest.mark.parametrize("name", MANUALS)
def test_man_shows_the_manual_without_a_warning(name: str) -> None:
    shown = subprocess.run(
        [program("man"), "--warnings", "-E", "UTF-8", "-l", KEPT / name],
        env={**os.environ, "LC_ALL": "C.UTF-8", "MANWIDTH": "100", "MAN_KEEP_FORMATTING": ""},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert shown.stderr == ""
    for words in ("tipdesk vault undo-migration", "--anchor LINK:DIGITS", "~/.local/share/tipdesk"):
        assert words in shown.stdout


def test_both_manuals_tell_of_the_same_words() -> None:
    def typed(name: str) -> list[str]:
        lines = (KEPT / name).read_text("utf-8").splitlines()
        return [line for line in lines if line.startswith((".B ", ".SS ", "["))]

    assert typed(MANUALS[0]) == typed(MANUALS[1])
