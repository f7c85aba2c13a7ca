"""`tipdesk authority` as a clerk uses it."""

import hashlib
import io
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from tests.bundle.world import CHEAP, PASSPHRASE
from tests.systems import private
from tipdesk.bundle import authority
from tipdesk.bundle.crypto.age import Identity
from tipdesk.bundle.crypto.certificates import CertificateRole, Holder
from tipdesk.bundle.enrolment import make_enrolment, read_enrolment
from tipdesk.bundle.form_file import read_form_file
from tipdesk.bundle.trust import grouped
from tipdesk.bundle.trust_list import read_trust_list
from tipdesk.cli.main import main
from tipdesk.core.settings import resource

NOW = datetime.now(UTC).replace(microsecond=0)


class Clerk:
    """A folder, a passphrase file, and what the command said last."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder / "authority"
        self.passphrase = folder / "passphrase.txt"
        self.passphrase.write_text(PASSPHRASE + "\n", encoding="utf-8")
        self.capsys = capsys
        self.output = ""

    def do(self, action: str, *words: object, passphrase: Path | None = None) -> int:
        file = passphrase or self.passphrase
        command = ["authority", action, self.folder, *words, "--passphrase-file", file]
        status = main([*map(str, command), "--lang", "en"])
        captured = self.capsys.readouterr()
        self.output = captured.out + captured.err
        return status


@pytest.fixture
def clerk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Clerk:
    clerk = Clerk(tmp_path, capsys)
    authority.init(clerk.folder, "الجهة", PASSPHRASE, NOW, CHEAP)
    return clerk


def request(folder: Path) -> tuple[Path, str]:
    key = ec.generate_private_key(ec.SECP256R1())
    data = make_enrolment(
        key,
        {CertificateRole.RECEIVER},
        Holder("سارة", "R-1", "PPX", "P-03"),
        "x",
        "مكتب",
        Identity.generate().recipient,
    )
    path = folder / "request.json"
    path.write_bytes(data)
    return path, read_enrolment(data).fingerprint


def test_set_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clerk = Clerk(tmp_path, capsys)
    assert clerk.do("init", "--agency", "الإدارة العامة") == 0
    root = x509.load_pem_x509_certificate((clerk.folder / "ca.pem").read_bytes())
    opened = authority.open_authority(clerk.folder, PASSPHRASE)
    assert grouped(opened.fingerprint) in clerk.output
    assert root == opened.root
    assert clerk.do("init", "--agency", "x") == 1


def test_issue_revoke_and_pack(clerk: Clerk, tmp_path: Path) -> None:
    path, digits = request(tmp_path)
    out = tmp_path / "certificate.pem"
    assert clerk.do("issue", path, "--fingerprint", digits, "--out", out) == 0
    certificate = x509.load_pem_x509_certificate(out.read_bytes())
    number = f"{certificate.serial_number:x}"
    assert number in clerk.output
    assert clerk.do("list") == 0
    assert "مكتب" in clerk.output
    assert clerk.do("trust-pack", "--out", tmp_path) == 0
    first = read_trust_list(tmp_path / "trust-1.asice", NOW).store
    assert {item.role for item in first.recipients} == {"prosecution", "recovery"}
    assert clerk.do("revoke", number, "--reason", "key_compromise") == 0
    assert clerk.do("trust-pack", "--out", tmp_path) == 0
    second = read_trust_list(tmp_path / "trust-2.asice", NOW, first).store
    assert {item.role for item in second.recipients} == {"recovery"}
    assert clerk.do("list") == 0
    assert "revoked" in clerk.output
    assert clerk.do("crl") == 0


def test_a_published_form_is_signed(clerk: Clerk, tmp_path: Path) -> None:
    source = resource("forms", "victim-intake", "v2.json")
    out = tmp_path / "intake.form.asice"
    assert clerk.do("sign-form", source, "--out", out) == 0
    assert "victim-intake" in clerk.output
    assert hashlib.sha256(source.read_bytes()).hexdigest() in clerk.output
    copy = clerk.folder / "forms" / "victim-intake-v2.form.asice"
    assert copy.read_bytes() == out.read_bytes()
    assert clerk.do("trust-pack", "--out", tmp_path) == 0
    for trust in (tmp_path / "trust-1.asice", clerk.folder / "trust.pem"):
        assert main(["verify", str(out), "--trust", str(trust), "--lang", "en"]) == 0
        output = clerk.capsys.readouterr().out
        assert "Signed form" in output
        assert "Result: valid." in output
    store = read_trust_list(tmp_path / "trust-1.asice", NOW).store
    assert read_form_file(out.read_bytes(), store, datetime.now(UTC)).body == source.read_text(
        "utf-8"
    )


def test_what_is_not_the_published_form_is_not_signed(clerk: Clerk, tmp_path: Path) -> None:
    source = resource("forms", "victim-intake")
    for name in ("v2.json", "published.toml"):
        shutil.copy(source / name, tmp_path / name)
    changed = tmp_path / "v2.json"
    changed.write_bytes(changed.read_bytes().replace(b'"version": 2', b'"version": 99'))
    assert clerk.do("sign-form", changed) == 0, "a version that nobody published elsewhere"
    changed.write_bytes(changed.read_bytes().replace(b'"version": 99', b'"version":  2'))
    for path in (changed, tmp_path / "published.toml", tmp_path / "none.json", tmp_path):
        assert clerk.do("sign-form", path) == 1
    assert [file.name for file in (clerk.folder / "forms").iterdir()] == [
        "victim-intake-v99.form.asice"
    ]


def test_wrong_digits_issue_nothing(clerk: Clerk, tmp_path: Path) -> None:
    path, digits = request(tmp_path)
    wrong = str((int(digits[0]) + 1) % 10) + digits[1:]
    assert clerk.do("issue", path, "--fingerprint", wrong) == 1
    assert list((clerk.folder / "issued").iterdir()) == []


def test_the_digits_are_asked_before_anything_on_the_screen_could_be_copied(
    clerk: Clerk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, digits = request(tmp_path)
    screens: list[str] = []

    def answer(prompt: str) -> str:
        sys.stdout.flush()
        screens.append(clerk.capsys.readouterr().out + prompt)
        return typed

    monkeypatch.setattr("builtins.input", answer)
    typed = digits[1:] + digits[0]
    assert clerk.do("issue", path) == 1
    assert digits not in only_digits(screens[0] + clerk.output)  # nor afterwards, while they differ
    typed = grouped(digits)
    assert clerk.do("issue", path) == 0
    assert "مكتب" in screens[1]
    assert digits not in only_digits(screens[1])
    assert grouped(digits) in clerk.output


def only_digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdecimal())


def test_the_recovery_key(clerk: Clerk, tmp_path: Path) -> None:
    out = tmp_path / "recovery.txt"
    assert clerk.do("recovery-identity", "--out", out) == 0
    opened = authority.open_authority(clerk.folder, PASSPHRASE)
    assert Identity.from_file(out.read_text("utf-8")) == opened.recovery_identity()
    assert private(out)
    assert "drive" not in clerk.output


def test_a_drive_that_knows_no_owners_is_told_of_with_the_recovery_key(
    clerk: Clerk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FAT, where every file has the mode that the drive was mounted with."""
    out = tmp_path / "recovery.txt"
    asked = Path.stat

    def of_the_drive(path: Path, **words: bool) -> os.stat_result:
        real = asked(path, **words)
        return os.stat_result((0o100755, *real[1:])) if path == out else real

    monkeypatch.setattr(Path, "stat", of_the_drive)
    assert clerk.do("recovery-identity", "--out", out) == 0
    assert "whoever has the drive in hand can read the key" in clerk.output
    assert out.is_file()


def test_what_goes_wrong_is_said(clerk: Clerk, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("another passphrase", "utf-8")
    assert clerk.do("crl", passphrase=wrong) == 1
    assert "authority" in clerk.output
    assert "vault" not in clerk.output
    assert clerk.do("crl", passphrase=tmp_path / "gone.txt") == 1
    assert clerk.do("revoke", "abc", "--reason", "superseded") == 1
    assert "abc" in clerk.output
    assert clerk.do("issue", wrong, "--fingerprint", "1") == 1
    clerk.folder = tmp_path / "nowhere"
    assert clerk.do("crl") == 1


def test_two_commands_at_once_do_not_undo_each_other(clerk: Clerk, tmp_path: Path) -> None:
    file, digits = request(tmp_path)
    with authority.locked(clerk.folder):
        assert clerk.do("issue", file, "--fingerprint", digits) == 1
        assert "another command" in clerk.output.lower()
        assert clerk.do("list") == 0  # reading waits for nobody
    assert clerk.do("issue", file, "--fingerprint", digits) == 0
    assert len(authority.open_authority(clerk.folder, PASSPHRASE).state.issued) == 1


@pytest.mark.parametrize("data", [b"", b"{}"])
def test_damaged_keys_are_not_told_as_a_wrong_passphrase(clerk: Clerk, data: bytes) -> None:
    (clerk.folder / "keys.json").write_bytes(data)
    assert clerk.do("list") == 1
    assert "keys.json" in clerk.output
    assert "does not open with this passphrase" not in clerk.output


@pytest.mark.parametrize("number", ["f" * 41, "f" * 9000, "-5", "1_0", "+1", "0x1", "٥", ""])
def test_what_is_no_number_of_a_certificate(clerk: Clerk, number: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        clerk.do("revoke", number, "--reason", "unspecified")
    assert stopped.value.code == 2


def test_numbers_are_hexadecimal(clerk: Clerk) -> None:
    with pytest.raises(SystemExit):
        clerk.do("revoke", "xyz", "--reason", "superseded")


def test_a_passphrase_that_is_no_text_and_a_missing_terminal(
    clerk: Clerk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"\xff\xfe\x00")
    assert clerk.do("list", passphrase=bad) == 1
    assert "bad.txt" in clerk.output
    path, _ = request(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert clerk.do("issue", path) == 1
    assert "terminal" in clerk.output


def test_a_passphrase_is_not_asked_for_where_it_would_be_seen(clerk: Clerk) -> None:
    """No terminal at all: one sentence in the language asked for, and no word of Python's."""
    for language, word in (("en", "terminal"), ("ar", "طرفية")):
        words = ["authority", "list", str(clerk.folder), "--lang", language]
        done = subprocess.run(
            [sys.executable, "-m", "tipdesk", *words],
            input=PASSPHRASE.encode() + b"\n",
            capture_output=True,
            check=False,
            start_new_session=True,
        )
        complaint = done.stderr.decode()
        assert done.returncode == 1, complaint
        assert word in complaint
        assert "GetPassWarning" not in complaint
        assert "Warning" not in complaint
        assert done.stdout == b""


def test_a_file_of_gigabytes_chosen_by_mistake_is_not_taken_into_memory(
    clerk: Clerk, tmp_path: Path
) -> None:
    huge = tmp_path / "huge"
    huge.touch()
    os.truncate(huge, 6 << 30)
    assert clerk.do("issue", huge, "--fingerprint", "1") == 1
    assert "huge" in clerk.output
    assert clerk.do("list", passphrase=huge) == 1
    assert "huge" in clerk.output
    assert main(["forms", "from-xlsx", str(huge), str(tmp_path / "out"), "--lang", "en"]) == 2
    assert "huge" in clerk.capsys.readouterr().err
