"""The steps of both READMEs, from nothing to a trust pack, as a clerk types them."""

import re
import shlex
from pathlib import Path

import pytest

from tests.bundle.world import PASSPHRASE
from tests.cli.test_authority import request
from tipdesk.bundle.crypto.age import Identity
from tipdesk.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
KEYS_BY_NAME = ("Ctrl+L", "Ctrl+Shift+L", "Esc", "Ctrl+N", "Ctrl+F", "Ctrl+P")
READMES = ("README.md", "README.ar.md")
STEP = re.compile(r"^ +(tipdesk authority .+)$", re.MULTILINE)
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
ACTIONS = ("init", "issue", "list", "revoke", "crl", "trust-pack", "sign-form", "recovery-identity")


def steps(name: str) -> list[str]:
    return STEP.findall((ROOT / name).read_text("utf-8"))


def test_both_readmes_give_the_same_steps_and_name_every_action_and_key() -> None:
    assert steps("README.md") == steps("README.ar.md")
    for name in READMES:
        text = (ROOT / name).read_text("utf-8")
        assert f"tipdesk authority {', '.join(ACTIONS)}" in text
        for key in (*KEYS_BY_NAME, *named_keys()):
            assert key in text, key


def rows(name: str) -> dict[str, str]:
    """The table of commands: what each is called, and its whole row."""
    lines = (ROOT / name).read_text("utf-8").splitlines()
    plain = [re.sub(r"</?code[^>]*>", "`", line) for line in lines if line.startswith("| ")]
    return {found[1]: line for line in plain if (found := re.match(r"\| `tipdesk ([^`]+)` ", line))}


def help_of(words: str, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit):
        main([*words.split(), "--help", "--lang", "en"])
    return capsys.readouterr().out


def test_the_commands_are_named_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    """Every command has its row, every action is named, and each option in a row is one of it."""
    tables = [rows(name) for name in READMES]
    for table in tables:
        said = {option for row in table.values() for option in OPTION.findall(row)}
        assert said == {option for row in tables[0].values() for option in OPTION.findall(row)}
        assert table.keys() == tables[0].keys()
    commands = re.findall(r"^    ([a-z]+) ", help_of("", capsys), re.MULTILINE)
    assert {name.split()[0] for name in tables[0]} == set(commands)
    for command in ("vault", "authority", "forms"):
        named = " ".join(one for one in tables[0] if one.startswith(f"{command} "))
        for action in re.findall(r"^    ([a-z-]+)(?: |$)", help_of(command, capsys), re.MULTILINE):
            assert re.search(rf"[ ,]{action}(?:,|$| )", named), action
    for name, row in tables[0].items():
        command = " ".join(name.split()[: 2 if name.startswith("vault") else 1])
        options = set(OPTION.findall(help_of(command, capsys))) if OPTION.search(row) else set()
        assert set(OPTION.findall(row)) <= options, command
        if command == "print":
            assert set(OPTION.findall(row)) == options - {"--help"}


def named_keys() -> set[str]:
    """Every key that the window's code asks for by its name, e.g. F4 and Ctrl+PgUp."""
    found = set()
    for path in (ROOT / "tipdesk" / "ui").rglob("*.py"):
        text = path.read_text("utf-8")
        found |= set(re.findall(r'QKeySequence\("([\w+]+)"\)', text)) - {"Ctrl+0"}
        found |= set(re.findall(r"Qt\.Key\.Key_(F\d+)", text))
    return found


def test_the_steps_lead_where_they_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file, digits = request(tmp_path)
    places = {
        "DIR": tmp_path / "authority",
        "REQUEST.json": file,
        "CERTIFICATE.pem": tmp_path / "certificate.pem",
        "STICK": tmp_path,
        "RECOVERY.txt": tmp_path / "recovery.txt",
    }
    secret = tmp_path / "passphrase.txt"
    secret.write_text(PASSPHRASE, "utf-8")
    monkeypatch.setattr("builtins.input", lambda _prompt: digits)
    number = ""
    for step in steps("README.md"):
        words = [str(places.get(word, word)) for word in shlex.split(step)[1:]]
        words = [number if word == "NUMBER" else word for word in words]
        assert main([*words, "--passphrase-file", str(secret), "--lang", "en"]) == 0, step
        said = capsys.readouterr().out
        if words[1] == "list":
            number = re.findall(r"[0-9a-f]{20,}", said)[-1]
    assert places["CERTIFICATE.pem"].exists()
    assert (tmp_path / "trust-1.asice").exists()
    assert Identity.from_file(places["RECOVERY.txt"].read_text())
