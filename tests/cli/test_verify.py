"""`tipdesk verify` as the Prosecution calls it."""

import json
import os
import re
import subprocess
import sys
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from tests.bundle import world as worlds
from tests.bundle.whole import Edit, Whole, a_record
from tests.bundle.world import CHEAP, PEOPLE, enrol, person, trust_list
from tests.json_schema import faults
from tests.records import changed
from tipdesk.bundle import authority, receipt
from tipdesk.bundle.container.index import BundlePlan
from tipdesk.bundle.container.staging import sealed_staging
from tipdesk.bundle.crypto.age import Identity
from tipdesk.bundle.crypto.certificates import CertificateRole
from tipdesk.bundle.reader import VerificationRequest, verify
from tipdesk.bundle.strict_json import format_time
from tipdesk.bundle.trust import grouped, trust_from_pem
from tipdesk.bundle.writer import write_bundle
from tipdesk.cases.custody.chain import canonical
from tipdesk.cases.handover.rows import narrowed
from tipdesk.cli.main import main
from tipdesk.core.settings import resource
from tipdesk.core.work import Work

NOW = datetime.now(UTC).replace(microsecond=0)
SCHEMA = json.loads(resource("schemas", "verification.schema.json").read_text("utf-8"))


class Files:
    """A bundle, its receipt, a trust pack, keys: made now, for the command reads the clock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        station = authority.init(folder / "authority", "الجهة", PEOPLE, NOW, CHEAP)
        mine = Identity.generate()
        self.officer = enrol_now(station, CertificateRole.EXPORTER)
        self.approver = enrol_now(station, CertificateRole.APPROVER, login="S-01")
        receiver = enrol_now(station, CertificateRole.RECEIVER, mine)
        self.mine = mine
        self.bundle = write_bundle(folder, self.plan(mine), self.officer, Work()).path
        self.identity = self.write("identity.txt", f"# key\n{mine.text}\n".encode())
        self.other = self.write("other.txt", Identity.generate().text.encode())
        self.pack = trust_list(station, NOW)
        self.pem = folder / "authority" / "trust.pem"
        trust = trust_from_pem(self.pem.read_bytes())
        question = VerificationRequest(NOW, mine, trust, sealed_staging(folder))
        report = verify(self.bundle, question)
        report.close()
        answer = receipt.receipt_for(report, str(uuid.uuid4()), NOW, receipt.Result.ACCEPTED)
        answer = replace(answer, registry_no="2026/17", missing=(4, 7))
        self.receipt = self.write("r.receipt.asice", receipt.make_receipt(answer, receiver))
        refusal = replace(
            answer,
            result=receipt.Result.REJECTED,
            codes=("E_DIGEST",),
            registry_no="",
        )
        self.refusal = self.write("no.receipt.asice", receipt.make_receipt(refusal, receiver))

    def plan(self, mine: Identity) -> BundlePlan:
        return self.whole().plan(mine.recipient)

    def whole(self, **changes: object) -> Whole:
        """What is said in it, with changes."""
        approver = self.officer if changes.get("direct") else self.approver
        return Whole(approver, NOW, **changes)

    def write(self, name: str, data: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(data)
        return path

    def damaged(self, place: int) -> Path:
        data = bytearray(self.bundle.read_bytes())
        data[place] ^= 1
        return self.write(f"damaged{place}.asice.age", bytes(data))


def enrol_now(
    station: authority.Authority,
    role: CertificateRole,
    identity: Identity | None = None,
    login: str = "T-07",
):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worlds, "NOW", NOW)
        return enrol(station, role, "سالم", identity, person("سالم", login=login)).key


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return Files(tmp_path_factory.mktemp("verify"))


def ask(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, dict]:
    capsys.readouterr()
    status = main(["verify", *map(str, words), "--json"])
    value = json.loads(capsys.readouterr().out)
    assert faults(value, SCHEMA) == []
    return status, value


def test_valid(files: Files, capsys: pytest.CaptureFixture[str]) -> None:
    for trust, warnings in ((files.pack, []), (files.pem, ["W_NO_LIST"])):
        status, value = ask(capsys, files.bundle, "--identity", files.identity, "--trust", trust)
        assert status == 0
        assert value["format"] == "tipdesk-exchange/1.0"
        assert value["bundle_id"] == files.bundle.name.split(".")[0]
        assert (value["complete"], value["intact"], value["trusted"]) == (True, True, True)
        assert value["signed_by"]["name"] == "سالم"
        assert (value["signed_by"]["login"], value["approved_by"]["login"]) == ("T-07", "S-01")
        assert value["approved_at"] == format_time(NOW - timedelta(hours=1))
        assert (value["kind"], value["station"], value["office"]) == ("case", "SH2", "PPX")
        assert (value["number"], value["previous"], value["not_sent"]) == (1, None, [])
        assert value["supplements"] is None
        assert value["withheld"] == {"named": 5, "level4": 2}
        names = [subject["name"] for subject in value["subjects"]]
        assert names == ["att/0001.jpg", "intake.pdf", "record.json"]
        assert [problem["code"] for problem in value["problems"]] == warnings


def test_by_the_certificate_alone_nobody_says_whether_the_authority_stands_by_the_signer(
    files: Files, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its clerk alone could have issued that certificate: the last line asks for the list."""
    words = ["verify", str(files.bundle), "--identity", str(files.identity), "--lang", "en"]
    assert main([*words, "--trust", str(files.pem)]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert "certificate alone" in last
    assert "trust list" in last
    assert main([*words, "--trust", str(files.pack)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "Result: valid."


def test_both_people_are_named_to_whoever_reads(
    files: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who handed over and who approved, each with the own time; of a file that went directly
    nobody approved, and of a trust list two signed."""
    identity = ["--identity", str(files.identity), "--lang", "en"]
    signed, approved = "Signed by: سالم", "Approved by: سالم"
    assert main(["verify", str(files.bundle), *identity, "--trust", str(files.pack)]) == 0
    lines = re.sub("[\u2066-\u2069]", "", capsys.readouterr().out).splitlines()
    at = next(place for place, line in enumerate(lines) if line.startswith(signed))
    assert lines[at + 1].startswith("Time of signing")
    assert lines[at + 2].startswith(approved)
    assert lines[at + 2] != lines[at].replace("Signed", "Approved")
    assert lines[at + 3].startswith("Time of the approval")
    assert lines[at + 3].partition(": ")[2] != lines[at + 1].partition(": ")[2]
    words = [str(word) for word in sent(files, tmp_path / "direct", direct=True)]
    assert main(["verify", *words, "--lang", "en"]) == 3
    assert "Approve" not in capsys.readouterr().out.replace("without going through", "")
    assert main(["verify", str(files.pack), "--trust", str(files.pem), "--lang", "en"]) == 0
    assert capsys.readouterr().out.count("Signed by: ") == 2


def sent(files: Files, folder: Path, **changes: object) -> tuple[object, ...]:
    """A bundle in which this is said, and how to ask about it."""
    folder.mkdir()
    plan = files.whole(**changes).plan(files.mine.recipient)
    path = write_bundle(folder, plan, files.officer, Work()).path
    return path, "--identity", files.identity, "--trust", files.pack


DEEP = b'{"format":' + b"[" * 100_000 + b"]" * 100_000 + b"}"


def replaced(old: bytes, new: bytes) -> Edit:
    def edit(data: bytes) -> bytes:
        assert old in data
        return data.replace(old, new, 1)

    return edit


CONTENTS = {
    "deep record": ({"sent": lambda _data: DEEP}, "E_NOT_AS_APPROVED"),
    "another record": ({"sent": lambda data: changed(data, lambda _rows: None)}, "E_NOT_AS_APPROVED"),
    "fewer answers": ({"sent": lambda data: narrowed(data, ["name"])}, "E_NOT_AS_APPROVED"),
    "deep chain": ({"custody": lambda _data: DEEP}, "E_CUSTODY_FORM"),
    "approved by who wrote it": ({"completed_by": "S-01"}, "E_ONE_PERSON"),
    "other people in the chain": ({"completed_by": "T-09"}, "E_ONE_PERSON"),
    "returned since": ({"actions": ("returned",)}, "E_NOT_APPROVED"),
    "withdrawn since": ({"actions": ("withdrawn",)}, "E_NOT_APPROVED"),
    "approved something else": ({"subjects": "00" * 32}, "E_NOT_APPROVED"),
    "sent by somebody else": ({"exported_by": "T-08"}, "E_EXPORTER"),
    "a gap in the count": ({"custody": replaced(b'",2,1,"', b'",3,1,"')}, "E_LINK_MISSING"),
    "no class": ({"custody": replaced(b'",2,1,"', b'",2,2,"')}, "E_CUSTODY_FORM"),
    "another officer": ({"custody": replaced(b'"T-07","completed"', b'"T-08","completed"')}, "E_HEAD"),
}  # fmt: skip


@pytest.mark.parametrize("name", CONTENTS)
def test_content_counts_as_at_the_station(
    files: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    changes, code = CONTENTS[name]
    status, value = ask(capsys, *sent(files, tmp_path / "sent", **changes))
    assert status == 1
    assert next(problem["code"] for problem in value["problems"]) == code


def later(version: str, **more: object) -> Edit:
    """The document in another version, with members that nobody knows."""

    def edit(data: bytes) -> bytes:
        value = json.loads(data)
        name = value["format"].partition("/")[0]
        for segment in value.get("segments", ()):
            segment.update(more)
        return canonical({**value, **more, "format": f"{name}/{version}"})

    return edit


@pytest.mark.parametrize("name", ["record", "custody"])
def test_a_later_minor_version_is_read_and_told_and_another_major_refused(
    files: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    def changed_by(edit: Edit) -> dict[str, object]:
        return {"record": edit(a_record())} if name == "record" else {"custody": edit}

    changes = changed_by(later("1.4", later=[1]))
    status, value = ask(capsys, *sent(files, tmp_path / "minor", **changes))
    named = [(problem["code"], problem["path"]) for problem in value["problems"]]
    assert (status, named) == (0, [("W_NEWER", f"{worlds.CASE}/{name}.json")])
    changes = changed_by(later("2.0"))
    status, value = ask(capsys, *sent(files, tmp_path / "major", **changes))
    assert (status, value["problems"][0]["code"]) == (1, "E_VERSION")


def test_a_file_that_went_directly_is_set_aside(
    files: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, value = ask(capsys, *sent(files, tmp_path / "direct", direct=True))
    assert status == 3
    assert [problem["code"] for problem in value["problems"]] == ["A_DIRECT"]
    words = [str(word) for word in sent(files, tmp_path / "words", direct=True)]
    assert main(["verify", *words, "--lang", "ar"]) == 3
    output = capsys.readouterr().out
    assert "مباشرةً إلى النيابة العامة دون المرور بمشرف" in output


def test_without_trust_it_is_not_valid(files: Files, capsys: pytest.CaptureFixture[str]) -> None:
    status, value = ask(capsys, files.bundle, "--identity", files.identity)
    assert status == 1
    assert value["trusted"] is None
    assert value["problems"] == []
    for words in (
        ["verify", files.bundle, "--identity", files.identity],
        ["verify", files.receipt],
    ):
        assert main([*map(str, words), "--lang", "en"]) == 1
        last = capsys.readouterr().out.splitlines()[-1]
        assert last.startswith("Result: whole, but nobody vouches for the signer. Give: ")
        assert "--trust FILE" in last


def test_without_a_key_it_is_unreadable(files: Files, capsys: pytest.CaptureFixture[str]) -> None:
    no_key = files.write("nothing.txt", b"# no key here\n")
    for identity in ([], ["--identity", files.other], ["--identity", no_key]):
        status, value = ask(capsys, files.bundle, *identity, "--trust", files.pack)
        assert status == 2
        assert [problem["code"] for problem in value["problems"]] == ["E_AGE_NO_KEY"]
        assert value["trusted"] is None
        assert (value["complete"], value["intact"], value["signed_by"]) == (False, False, None)


def test_damaged_and_truncated(files: Files, capsys: pytest.CaptureFixture[str]) -> None:
    cut = files.write("cut.asice.age", files.bundle.read_bytes()[:-1])
    for path, code in (
        (files.damaged(-1), "E_AGE_PAYLOAD"),
        (files.damaged(0), "E_AGE_HEADER"),
        (cut, "E_AGE_PAYLOAD"),
        (files.write("empty", b""), "E_AGE_HEADER"),
    ):
        status, value = ask(capsys, path, "--identity", files.identity, "--trust", files.pack)
        assert status == 2
        assert [problem["code"] for problem in value["problems"]] == [code]


def test_unknown_signer(files: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = authority.init(tmp_path / "other", "الجهة", PEOPLE, NOW, CHEAP)
    trust = other.folder / "trust.pem"
    status, value = ask(capsys, files.bundle, "--identity", files.identity, "--trust", trust)
    assert status == 1
    assert (value["complete"], value["intact"], value["trusted"]) == (True, True, False)
    assert value["signed_by"] is not None
    assert value["problems"][0]["code"] in {"E_CERT_SIG", "E_CERT_UNTRUSTED"}


def test_what_somebody_signed_who_left_since_is_set_aside(
    files: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    station = authority.init(tmp_path / "authority", "الجهة", PEOPLE, NOW, CHEAP)
    leaver = enrol_now(station, CertificateRole.EXPORTER)
    approver = enrol_now(station, CertificateRole.APPROVER, login="S-01")
    plan = Whole(approver, NOW).plan(files.mine.recipient)
    bundle = write_bundle(tmp_path, plan, leaver, Work()).path
    gone = NOW + timedelta(hours=1)
    station.revoke(leaver.certificate.serial_number, x509.ReasonFlags.cessation_of_operation, gone)
    command = ["--identity", str(files.identity), "--trust", str(station.folder / "trust.pem")]
    assert main(["verify", str(bundle), *command, "--lang", "en"]) == 3
    assert "set aside" in capsys.readouterr().out
    assert main(["verify", str(bundle), *command, "--json"]) == 3
    value = json.loads(capsys.readouterr().out)
    assert faults(value, SCHEMA) == []
    assert value["trusted"] is True
    assert [(p["code"], p["severity"]) for p in value["problems"]] == [
        ("A_LEAVER", "aside"),
        ("W_NO_LIST", "warning"),
    ]


def test_receipt_and_trust_list(files: Files, capsys: pytest.CaptureFixture[str]) -> None:
    status, value = ask(capsys, files.receipt, "--trust", files.pack)
    assert (status, value["format"]) == (0, "tipdesk-receipt/1.0")
    assert value["bundle_id"] == files.bundle.name.split(".")[0]
    status, value = ask(capsys, files.pack, "--trust", files.pem)
    assert (status, value["format"]) == (0, "tipdesk-trust/1.0")


def test_without_a_key_it_is_said_what_to_do(
    files: Files, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in ([], ["--identity", str(files.other)]):
        assert main(["verify", str(files.bundle), *words, "--lang", "en"]) == 2
        output = capsys.readouterr().out
        assert "another recipient" in output
        assert "--identity" in output.splitlines()[-1]
        assert "cannot be read" not in output


def test_for_people_in_both_languages(files: Files, capsys: pytest.CaptureFixture[str]) -> None:
    """The sentences of the faults are complete in Arabic; the English is English."""
    words = ["verify", str(files.damaged(-1)), "--identity", str(files.identity)]
    assert main([*words, "--lang", "en"]) == 2
    english = capsys.readouterr().out
    assert "E_AGE_PAYLOAD" in english
    assert not re.search("[\u0600-\u06ff]", english)
    assert main([*words, "--lang", "ar"]) == 2
    arabic = capsys.readouterr().out
    assert re.search("[\u0600-\u06ff]", arabic)
    assert main([*words, "--json", "--lang", "ar"]) == 2
    assert re.search("[\u0600-\u06ff]", json.loads(capsys.readouterr().out)["problems"][0]["text"])


def huge(files: Files) -> Path:
    """A file of 6 GB that takes no room, chosen by mistake."""
    path = files.write("huge", b"")
    os.truncate(path, 6 << 30)
    return path


def test_what_cannot_be_read_is_said(files: Files, capsys: pytest.CaptureFixture[str]) -> None:
    missing = files.folder / "gone"
    for words, code, about in (
        ([missing], "E_UNREADABLE", "gone"),
        ([files.bundle, "--identity", missing], "E_UNREADABLE", "gone"),
        ([files.bundle, "--trust", missing], "E_UNREADABLE", "gone"),
        ([files.bundle, "--trust", huge(files)], "E_UNREADABLE", "huge"),
        ([files.bundle, "--identity", huge(files)], "E_UNREADABLE", "huge"),
        ([files.bundle, "--trust", files.identity], "E_TRUST_FORM", files.identity.name),
    ):
        assert main(["verify", *map(str, words), "--lang", "en"]) == 2
        streams = capsys.readouterr()
        assert streams.out == ""
        assert streams.err.strip()
        status, value = ask(capsys, *words)
        assert status == 2
        assert [(problem["code"], problem["path"]) for problem in value["problems"]] == [
            (code, about)
        ]
        assert (value["complete"], value["intact"], value["trusted"]) == (False, False, None)


def test_the_digits_of_the_authority(files: Files, capsys: pytest.CaptureFixture[str]) -> None:
    """A trust file vouches only for itself: whoever reads the answer can compare the digits."""
    digits = trust_from_pem(files.pem.read_bytes()).fingerprint
    for path in (files.bundle, files.receipt, files.pack, files.damaged(-1)):
        words = (path, "--identity", files.identity)
        assert ask(capsys, *words, "--trust", files.pem)[1]["authority"] == digits
        assert ask(capsys, *words)[1]["authority"] is None
    words = ["verify", str(files.receipt), "--trust", str(files.pack), "--lang", "en"]
    assert main(words) == 0
    assert f"compared: \u2066{grouped(digits)}\u2069" in capsys.readouterr().out


def test_no_command_and_no_such_command(capsys: pytest.CaptureFixture[str]) -> None:
    for words in ([], ["what"], ["verify"], ["verify", "x", "--lang", "fr"]):
        with pytest.raises(SystemExit) as raised:
            main(words)
        assert raised.value.code == 2
    capsys.readouterr()
    with pytest.raises(SystemExit) as raised:
        main(["--version"])
    assert raised.value.code == 0
    assert capsys.readouterr().out.startswith("tipdesk ")


def test_arabic_goes_out_whole_whatever_the_code_page(files: Files) -> None:
    """As on a Windows console: the encoding of the streams is an old one."""
    words = ["verify", files.damaged(-1), "--identity", files.identity, "--lang", "ar"]
    command = [sys.executable, "-m", "tipdesk", *map(str, words)]
    done = subprocess.run(
        command, capture_output=True, check=False, env={**os.environ, "PYTHONIOENCODING": "cp1252"}
    )
    assert done.returncode == 2, done.stderr.decode()
    assert "المحتوى المشفّر" in done.stdout.decode("utf-8")
    assert "damaged-1.asice.age" in done.stdout.decode("utf-8")


def test_a_process_without_qt_leaves_nothing_behind(files: Files, tmp_path: Path) -> None:
    script = (
        "import sys; from tipdesk.__main__ import main; status = main(sys.argv[1:]);"
        "assert not [name for name in sys.modules if name.startswith(('PySide6', 'tipdesk.ui'))];"
        "sys.exit(status)"
    )
    words = ["verify", files.bundle, "--identity", files.identity, "--trust", files.pack]
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, words)],
        capture_output=True,
        check=False,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr.decode()
    assert list(tmp_path.iterdir()) == []


def test_a_bundle_from_tomorrow(files: Files, capsys: pytest.CaptureFixture[str]) -> None:
    mine = Identity.from_file(files.identity.read_text("utf-8"))
    late = Whole(files.approver, NOW + timedelta(days=2)).plan(mine.recipient)
    late = replace(late, bundle_id=str(uuid.uuid4()))
    path = write_bundle(files.folder, late, files.officer, Work()).path
    status, value = ask(capsys, path, "--identity", files.identity, "--trust", files.pack)
    assert status == 1
    assert [
        (problem["code"], problem["path"].rpartition("/")[2]) for problem in value["problems"]
    ] == [
        ("E_TIME_FUTURE", ""),
        ("E_TIME_FUTURE", "approval.p7s"),  # it says whose
    ]
