"""`tipdesk authority` as a clerk uses it."""

import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from tests.bundle.world import CHEAP, PASSPHRASE, PEOPLE, SECOND_PASSPHRASE
from tests.cli.conftest import Keyboard
from tests.systems import private
from tipdesk.bundle import authority
from tipdesk.bundle.certifying.signatory import signer_codes
from tipdesk.bundle.crypto.age import Identity
from tipdesk.bundle.crypto.certificates import CertificateRole, Holder
from tipdesk.bundle.enrolment import AgeKeys, make_enrolment, read_enrolment
from tipdesk.bundle.form_file import read_form_file
from tipdesk.bundle.trust import grouped
from tipdesk.bundle.trust_list import read_trust_list
from tipdesk.cli.main import main
from tipdesk.core.clock import system_clock
from tipdesk.core.errors import TrustPackInvalid
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

    def publish(self, out: Path) -> None:
        """The next trust list, made by the clerk and signed by the second person; `output` is what
        the second person was told."""
        other = self.passphrase.with_name("second.txt")
        other.write_text(SECOND_PASSPHRASE, encoding="utf-8")
        assert self.do("trust-list") == 0
        assert self.do("countersign", "--out", out, passphrase=other) == 0

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
    authority.init(clerk.folder, "الجهة", PEOPLE, NOW, CHEAP)
    return clerk


def request(folder: Path) -> tuple[Path, str]:
    key = ec.generate_private_key(ec.SECP256R1())
    data = make_enrolment(
        key,
        {CertificateRole.RECEIVER, CertificateRole.PROSECUTOR},
        Holder("سارة", "R-1", "PPX", "P-03"),
        "x",
        "مكتب",
        AgeKeys(Identity.generate().recipient, Identity.generate().recipient),
    )
    path = folder / "request.json"
    path.write_bytes(data)
    return path, read_enrolment(data).fingerprint


def test_set_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clerk = Clerk(tmp_path, capsys)
    other = tmp_path / "other.txt"
    other.write_text(SECOND_PASSPHRASE, encoding="utf-8")
    people = ("--person", "هالة", "CA-9001", "--person", "يوسف", "٩٠٠٢")
    words = ("--agency", "الإدارة العامة", *people)
    assert clerk.do("init", *words) == 1, "one passphrase for two"
    assert "two different people" in clerk.output
    assert clerk.do("init", *words, "--other-passphrase-file", other) == 0
    root = x509.load_pem_x509_certificate((clerk.folder / "ca.pem").read_bytes())
    opened = authority.open_authority(clerk.folder, PASSPHRASE)
    assert grouped(opened.fingerprint) in clerk.output
    assert root == opened.root
    assert [item.holder.service_number for item in opened.state.issued] == ["CA-9001", "9002"]
    assert clerk.do("init", *words, "--other-passphrase-file", other) == 1


def test_both_people_are_asked_for_where_nobody_names_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Name and number and a passphrase, twice for two."""
    typed = iter(["هالة", "CA-9001", "يوسف", "CA-9002"])
    unseen = iter([PASSPHRASE, PASSPHRASE, SECOND_PASSPHRASE, SECOND_PASSPHRASE])
    monkeypatch.setattr("builtins.input", lambda _prompt="": next(typed))
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(unseen))
    monkeypatch.setattr("sys.stdin", Keyboard())  # Windows asks whether there is a terminal
    assert main(["authority", "init", str(tmp_path / "ca"), "--agency", "x", "--lang", "en"]) == 0
    assert signer_codes(tmp_path / "ca") == ("CA-2",)
    assert (next(typed, None), next(unseen, None)) == (None, None)


def test_issue_revoke_and_pack(clerk: Clerk, tmp_path: Path) -> None:
    path, digits = request(tmp_path)
    out = tmp_path / "certificate.pem"
    assert clerk.do("issue", path, "--fingerprint", digits, "--out", out) == 0
    certificate = x509.load_pem_x509_certificate(out.read_bytes())
    number = f"{certificate.serial_number:x}"
    assert number in clerk.output
    assert clerk.do("list") == 0
    assert "مكتب" in clerk.output
    clerk.publish(tmp_path)
    assert "Certificate: PPX P-03 R-1" in only_words(clerk.output)
    assert "Office: PPX" in only_words(clerk.output)
    first = read_trust_list(tmp_path / "trust-1.asice", NOW).store
    assert [office.code for office in first.listing.offices] == ["PPX"]
    assert clerk.do("revoke", number, "--reason", "key_compromise") == 0
    clerk.publish(tmp_path)
    assert "1 certificate revoked" in only_words(clerk.output)
    assert "- Office: PPX" in only_words(clerk.output)
    second = read_trust_list(tmp_path / "trust-2.asice", NOW, first).store
    assert second.listing.offices == ()
    assert clerk.do("list") == 0
    assert "revoked" in clerk.output
    assert clerk.do("crl") == 0


def test_a_lost_laptop_is_one_act(clerk: Clerk, tmp_path: Path) -> None:
    path, digits = request(tmp_path)
    assert clerk.do("issue", path, "--fingerprint", digits) == 0
    before = authority.open_authority(clerk.folder, PASSPHRASE).state
    assert clerk.do("lose", "tdx") == 1
    assert clerk.do("lose", "ppx") == 0
    assert "سارة" in clerk.output
    state = authority.open_authority(clerk.folder, PASSPHRASE).state
    (lost,) = state.revoked
    assert state.find(lost.serial).holder.unit == "PPX"
    assert authority.is_compromise(lost.reason)
    assert state.crl_number == before.crl_number + 1
    assert clerk.do("lose", "ppx") == 1, "nothing of it counts any more"


@pytest.mark.parametrize(
    ("words", "answer", "reason"),
    [
        ((), "yes", "cessation_of_operation"),
        ((), "نعم", "cessation_of_operation"),
        ((), "no", "key_compromise"),
        ((), "", "key_compromise"),
        (("--reason", "superseded"), "no", "key_compromise"),
        (("--reason", "superseded"), "yes", "superseded"),
        (("--reason", "superseded", "--key-returned", "no"), None, "key_compromise"),
        (("--key-returned", "yes"), None, "cessation_of_operation"),
        (("--reason", "key_compromise"), None, "key_compromise"),
    ],
)
def test_a_key_that_did_not_come_back_could_sign_with_any_time(
    clerk: Clerk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    answer: str | None,
    reason: str,
) -> None:
    """One question, one letter: what was signed before counts only where the key is back."""
    answers = iter([] if answer is None else [answer])
    monkeypatch.setattr("builtins.input", lambda _prompt: next(answers))
    path, digits = request(tmp_path)
    assert clerk.do("issue", path, "--fingerprint", digits) == 0
    state = authority.open_authority(clerk.folder, PASSPHRASE).state
    assert clerk.do("revoke", f"{state.issued[-1].serial:x}", *words) == 0
    revoked = authority.open_authority(clerk.folder, PASSPHRASE).state.revoked
    assert [item.reason.name for item in revoked] == [reason]
    assert ("nothing that was signed" in clerk.output) is (reason == "key_compromise")
    assert next(answers, None) is None


def test_a_kit_that_waits_is_discarded(clerk: Clerk, tmp_path: Path) -> None:
    """Its vouchers are revoked in the next list; without one, or where several wait, it is asked
    which, and a kit is discarded once."""
    people = tmp_path / "people.csv"
    lines = (
        "login,name,number,role,sex,languages",
        "T-41,نورة,K-4101,officer,female,ar",
        "S-41,بدر,K-4102,supervisor,male,ar",
    )
    people.write_text("\n".join(lines), encoding="utf-8")
    assert clerk.do("discard-kit") == 1, "none waits"
    names = []
    for code in ("sh4", "sh5"):
        station = ("--station", code, "--agency", "shelter", "--unit", "مركز", "--people", people)
        assert clerk.do("kit", *station) == 0, clerk.output
        waiting = authority.open_authority(clerk.folder, PASSPHRASE).waiting_kits(system_clock())
        names += [kit.kit_id for kit in waiting if kit.kit_id not in names]
    clerk.publish(tmp_path)  # as the stations have it
    assert clerk.do("discard-kit") == 1, "two wait"
    assert clerk.do("discard-kit", names[0]) == 0
    assert "The kit of SH4 is discarded." in only_words(clerk.output)
    assert "Make a trust list" in clerk.output
    assert clerk.do("discard-kit", names[0]) == 1, "it is gone"
    assert clerk.do("discard-kit") == 0, "the only one that waits"
    assert "SH5" in clerk.output
    opened = authority.open_authority(clerk.folder, PASSPHRASE)
    assert opened.waiting_kits(system_clock()) == ()
    clerk.publish(tmp_path)
    assert "4 certificates revoked" in only_words(clerk.output)


def test_a_published_form_is_signed(clerk: Clerk, tmp_path: Path) -> None:
    source = resource("forms", "victim-intake", "v2.json")
    out = tmp_path / "intake.form.asice"
    assert clerk.do("sign-form", source, "--out", out) == 0
    assert "victim-intake" in clerk.output
    assert hashlib.sha256(source.read_bytes()).hexdigest() in clerk.output
    copy = clerk.folder / "forms" / "victim-intake-v2.form.asice"
    assert copy.read_bytes() == out.read_bytes()
    clerk.publish(tmp_path)
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
    assert len(list((clerk.folder / "issued").iterdir())) == 2, "the two who sign lists"


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


def only_words(text: str) -> str:
    """Without the marks that keep a code from turning its line."""
    return re.sub("[\u2066-\u2069]", "", text)


def test_the_second_person_signs_at_another_computer(clerk: Clerk, tmp_path: Path) -> None:
    """With their own key and the authority's certificate alone; their folder keeps what they
    signed, so that the next list says what is new."""
    usb, own = tmp_path / "usb", tmp_path / "second"
    usb.mkdir()
    own.mkdir()
    shutil.copytree(clerk.folder / "signers", own / "signers")
    shutil.rmtree(clerk.folder / "signers")
    shutil.copy(clerk.folder / "ca.pem", own)
    secret = tmp_path / "second.txt"
    secret.write_text(SECOND_PASSPHRASE, encoding="utf-8")
    clerks = clerk.folder
    for serial in (1, 2):
        clerk.folder = clerks
        assert clerk.do("trust-list", "--out", usb) == 0
        assert "waits for the second signature" in clerk.output
        waiting = usb / f"trust-{serial}.asice"
        with pytest.raises(TrustPackInvalid) as refused:
            read_trust_list(waiting, NOW)
        assert refused.value.details == {"code": "E_ONE_PERSON"}
        clerk.folder = own
        assert clerk.do("countersign", waiting, "--out", usb, passphrase=clerk.passphrase) == 1
        assert clerk.do("countersign", waiting, "--out", usb, passphrase=secret) == 0
        assert ("since list 1" in only_words(clerk.output)) is (serial == 2)
        assert read_trust_list(waiting, NOW).store.serial == serial
    assert "Nothing but its date" in clerk.output
    assert clerk.do("countersign", waiting, passphrase=secret) == 1, "it was signed already"
    assert clerk.do("countersign", passphrase=secret) == 1
    assert "No trust list waits" in clerk.output


def test_stations_approve_for_each_other_from_the_next_list_on(
    clerk: Clerk, tmp_path: Path
) -> None:
    path, digits = request(tmp_path)
    assert clerk.do("issue", path, "--fingerprint", digits) == 0
    assert clerk.do("approves-for", "SH2", "PPX") == 1
    assert "SH2" in clerk.output
    assert clerk.do("approves-for", "ppx", "PPX") == 0
    clerk.publish(tmp_path)
    assert "PPX approves for PPX" in only_words(clerk.output)
    first = read_trust_list(tmp_path / "trust-1.asice", NOW)
    assert first.listing.approves_for == (("PPX", "PPX"),)
    assert clerk.do("approves-for", "PPX", "PPX", "--end") == 0
    clerk.publish(tmp_path)
    assert read_trust_list(tmp_path / "trust-2.asice", NOW, first.store).listing.approves_for == ()


def test_the_second_person_is_told_of_a_prosecutor_and_of_who_becomes_head(
    clerk: Clerk, tmp_path: Path
) -> None:
    path, digits = request(tmp_path)
    own = read_enrolment(path.read_bytes()).own_recipient
    assert clerk.do("issue", path, "--fingerprint", digits) == 0
    assert clerk.do("head", "PPX", "P-99") == 1
    clerk.publish(tmp_path)
    assert "Prosecutor's key: PPX P-03" in only_words(clerk.output)
    first = read_trust_list(tmp_path / "trust-1.asice", NOW)
    assert [person.recipient for person in first.listing.prosecutors] == [own]
    assert first.listing.heads == ()
    assert clerk.do("head", "ppx", "p-03") == 0
    clerk.publish(tmp_path)
    assert "Head of an office: PPX P-03" in only_words(clerk.output)
    second = read_trust_list(tmp_path / "trust-2.asice", NOW, first.store)
    assert [(person.login, person.recipient) for person in second.listing.heads] == [("P-03", own)]
    assert clerk.do("head", "PPX", "P-03", "--end") == 0
    clerk.publish(tmp_path)
    assert read_trust_list(tmp_path / "trust-3.asice", NOW, second.store).listing.heads == ()


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
    assert clerk.do("revoke", "abc", "--reason", "superseded", "--key-returned", "yes") == 1
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
    assert len(authority.open_authority(clerk.folder, PASSPHRASE).state.issued) == 3


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
