"""The steps from nothing to a trust list, as the authority's two people type them; both languages give the same."""

import re
import shlex
from pathlib import Path

import pytest

from tests.bundle.world import PASSPHRASE, SECOND_PASSPHRASE
from tests.cli.test_authority import request
from tipdesk.bundle.crypto.age import Identity
from tipdesk.cli.main import main

DOCS = Path(__file__).resolve().parents[2] / "docs"
STEP = re.compile(r"^ +(tipdesk authority .+)$", re.MULTILINE)

PEOPLE = """login,name,number,role,sex,languages
T-41,نورة الخالدي,K-4101,officer,female,ar en
S-41,بدر العتيبي,K-4102,supervisor,,
"""


def steps(name: str) -> list[str]:
    return STEP.findall((DOCS / name).read_text("utf-8"))


def test_both_languages_give_the_same_steps() -> None:
    assert len(steps("stations.md")) == 14
    assert steps("stations.md") == steps("stations.ar.md")


def test_the_steps_lead_where_they_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file, digits = request(tmp_path)
    places = {
        "DIR": tmp_path / "authority",
        "REQUEST.json": file,
        "CERTIFICATE.pem": tmp_path / "certificate.pem",
        "DRIVE": tmp_path,
        "HERE": tmp_path / "here",
        "RECOVERY.txt": tmp_path / "recovery.txt",
        "APPROVER": "PPX",
        "EXPORTER": "PPX",
        "OFFICE": "PPX",
        "CODE": "P-03",
        "NEW": "SH4",
        "AGENCY": "shelter",
        "FILE.csv": tmp_path / "people.csv",
        "STATION": "SH4",
    }
    places["HERE"].mkdir()
    places["FILE.csv"].write_text(PEOPLE, "utf-8")
    secret = tmp_path / "passphrase.txt"
    secret.write_text(PASSPHRASE, "utf-8")
    other = tmp_path / "second.txt"
    other.write_text(SECOND_PASSPHRASE, "utf-8")
    founders = iter(["هالة", "CA-9001", "يوسف", "CA-9002"])
    monkeypatch.setattr("builtins.input", lambda _prompt: next(founders, digits))
    number = ""
    for step in steps("stations.md"):
        words = [str(places.get(word, word)) for word in shlex.split(step)[1:]]
        words = [number if word == "NUMBER" else word for word in words]
        second = ["--other-passphrase-file", str(other)] if words[1] == "init" else []
        own = other if words[1] == "countersign" else secret
        command = [*words, *second, "--passphrase-file", str(own), "--lang", "en"]
        assert main(command) == 0, step
        printed = capsys.readouterr().out
        if words[1] == "list":
            number = re.findall(r"[0-9a-f]{20,}", printed)[-1]
    assert places["CERTIFICATE.pem"].exists()
    assert (tmp_path / "trust-1.asice").exists()
    kits, envelopes = tmp_path.glob("SH4-*.tipkit"), places["HERE"].glob("SH4-*.pdf")
    assert (len(list(kits)), len(list(envelopes))) == (1, 1)
    assert Identity.from_file(places["RECOVERY.txt"].read_text("utf-8"))
