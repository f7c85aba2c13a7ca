"""`tipdesk demo`: what it leaves, and that others open its bundle without tipdesk."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.once import headless
from tests.programs import printed_commands, program
from tests.records import rows_of
from tipdesk.bundle.authority import open_authority
from tipdesk.bundle.certifying.signatory import open_signer
from tipdesk.core.clock import system_clock
from tipdesk.core.settings import resource
from tipdesk.demo.stations import Credentials, open_as
from tipdesk.printing.preview import page_count, text

FORMS = ("notice", "intake", "consent", "statement", "cover")


def run(*words: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(word) for word in words], cwd=cwd, capture_output=True, encoding="utf-8", check=False
    )


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one demo left behind."""
    folder = tmp_path_factory.mktemp("demo") / "out"
    shutil.copytree(headless(tmp_path_factory) / "out", folder)
    return folder


def bundle(left: Path) -> Path:
    return next((left / "bundle").iterdir())


def test_it_leaves_exactly_what_was_promised(left: Path) -> None:
    files = sorted(path.relative_to(left).as_posix() for path in left.rglob("*") if path.is_file())
    uuid = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    promised = [
        rf"bundle/{uuid}\.asice\.age",
        *(rf"forms/{name}(-blank)?\.pdf" for name in sorted(FORMS) for _ in range(2)),
        r"prosecution/identity\.txt",
        rf"receipt/{uuid}\.receipt\.asice",
        r"report\.json",
        r"trust\.asice",
        r"trust\.pem",
    ]
    assert len(files) == len(promised)
    for path, pattern in zip(files, promised, strict=True):
        assert re.fullmatch(pattern, path), path
    assert {path.name for path in left.iterdir()} == {
        "bundle",
        "forms",
        "prosecution",
        "receipt",
        "report.json",
        "trust.asice",
        "trust.pem",
    }


def test_the_forms_are_blank_and_filled(left: Path) -> None:
    number = rows_of(text_of_record(left))["_case"]["number"]
    for name in FORMS:
        filled, blank = (
            (left / "forms" / f"{name}{end}.pdf").read_bytes() for end in ("", "-blank")
        )
        assert page_count(filled) >= 1
        assert number in text(filled)
        assert number not in text(blank)


def test_the_statement_for_the_prosecution_has_words_in_it_and_says_that_none_stay(
    left: Path,
) -> None:
    on_paper = plain_words(text((left / "forms" / "statement.pdf").read_bytes()))
    lines = resource("demo", "statements.toml").read_text(encoding="utf-8").splitlines()
    sentences = [plain_words(line) for line in lines if len(plain_words(line)) > 6]
    assert sum(sentence <= on_paper for sentence in sentences) >= 3
    kept_back = plain_words("لم يُدرج في هذه النسخة بعض ما دُوِّن من الأقوال")
    assert not kept_back <= on_paper


def plain_words(words: str) -> set[str]:
    return set(re.findall("[\u0621-\u064a]{3,}", re.sub("[\u064b-\u0652]", "", words)))


def text_of_record(left: Path) -> bytes:
    folder = opened(left, left.parent / "record")
    return next((folder / "bag" / "data").glob("*/record.json")).read_bytes()


def opened(left: Path, work: Path) -> Path:
    """The bundle, decrypted by age and unpacked by unzip."""
    if not work.exists():
        work.mkdir()
        (work / "trust.pem").write_bytes((left / "trust.pem").read_bytes())
        key = left / "prosecution" / "identity.txt"
        done = run(program("age"), "-d", "-i", key, "-o", work / "X.asice", bundle(left))
        assert done.returncode == 0, done.stderr
        done = run(program("unzip"), "-q", work / "X.asice", "-d", work / "X")
        assert done.returncode == 0, done.stderr
    return work / "X"


def test_common_programs_open_and_verify_the_bundle(left: Path, tmp_path: Path) -> None:
    folder = opened(left, tmp_path / "work")
    readme = (folder / "bag" / "data" / "readme.txt").read_text(encoding="utf-8")
    signers = []
    for number, command in printed_commands(readme).items():
        if 4 <= number <= 8:  # letter by letter
            done = run("sh", "-c", command, cwd=folder)
            assert done.returncode == 0, (number, done.stderr)
            signers += [done.stdout] if number in (6, 7) else []
    assert [name in text for name, text in zip(("T-07", "S-01"), signers, strict=True)] == [
        True
    ] * 2
    wrong = printed_commands(readme)[4].replace(".1 -signer", ".4 -signer")
    assert run("sh", "-c", wrong, cwd=folder).returncode != 0  # T-07 approves nothing
    bag = run(sys.executable, "-m", "bagit", "--validate", folder / "bag")
    assert bag.returncode == 0, bag.stderr
    # The coverage check as it is printed in the bundle itself.
    assert readme == resource("instructions", "readme.txt").read_text(encoding="utf-8")
    script = readme.split("-----8<-----\n")[1]
    (folder.parent / "check.py").write_text(script, encoding="utf-8")
    coverage = run(sys.executable, "../check.py", cwd=folder)
    assert (coverage.returncode, coverage.stdout) == (0, "OK: every file is signed\n")
    (folder / "bag" / "evil.txt").write_text("added", "utf-8")
    assert run(sys.executable, "../check.py", cwd=folder).returncode == 1


def test_the_report_is_what_tipdesk_verify_says(left: Path) -> None:
    words = ["--identity", left / "prosecution" / "identity.txt", "--trust", left / "trust.asice"]
    done = run(sys.executable, "-m", "tipdesk", "verify", "--json", *words, bundle(left))
    assert done.returncode == 0, done.stderr
    report = json.loads((left / "report.json").read_text(encoding="utf-8"))
    assert json.loads(done.stdout) == report
    assert (report["complete"], report["intact"], report["trusted"]) == (True, True, True)
    assert report["problems"] == []


def test_the_receipt_verifies_and_answers_the_bundle(left: Path) -> None:
    receipt = next((left / "receipt").iterdir())
    words = ["--trust", left / "trust.asice", "--json", receipt]
    done = run(sys.executable, "-m", "tipdesk", "verify", *words)
    assert done.returncode == 0, done.stdout
    answer = json.loads(done.stdout)
    assert answer["bundle_id"] == bundle(left).name.removesuffix(".asice.age")


def test_a_folder_in_use_is_left_alone(left: Path) -> None:
    before = sorted(left.rglob("*"))
    done = run(sys.executable, "-m", "tipdesk", "demo", "--lang", "en", "--out", left)
    assert done.returncode == 1
    assert done.stderr == "The folder is not empty.\n"
    assert sorted(left.rglob("*")) == before


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", "utf-8")
    done = run(sys.executable, "-m", "tipdesk", "demo", "--lang", "en", "--out", blocked / "out")
    assert done.returncode == 1
    assert done.stderr == "The folder cannot be written to.\n"


def test_kept_stations_open_to_everybody_who_is_named(tmp_path: Path) -> None:
    target = tmp_path / "kept"
    done = run(sys.executable, "-m", "tipdesk", "demo", "--out", target, "--keep-stations")
    assert done.returncode == 0, done.stderr
    assert "stations/people.txt" in done.stdout
    stations = target / "stations"
    names = {"officers", "prosecution", "authority", "people.txt"}
    assert {path.name for path in stations.iterdir()} == names
    lines = (stations / "people.txt").read_text("utf-8").splitlines()
    begun, hidden = re.findall(r"TDX-\d{4}-\d+", " ".join(lines))[::2]
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    *people, clerk, second = rows
    assert open_authority(stations / "authority", clerk[-1]).state.issued
    assert open_signer(stations / "authority", second[-1], second[1])
    roles = []
    for station, code, role, name, passphrase in people:
        folder = stations / {"TDX": "officers", "PPX": "prosecution"}[station]
        session = open_as(folder, Credentials(code, passphrase), system_clock)
        try:
            assert (session.officer.name, session.officer.role) == (name, role)
            if station == "TDX" and role != "administrator":
                listed = {case.number for case in session.files.list_cases()}
                assert (begun in listed, hidden in listed) == (True, code == "T-07")
        finally:
            session.lock()
        roles.append(role)
    assert roles == [
        "officer", "supervisor", "officer", "caseworker", "administrator", "prosecutor",
        "receiver",
    ]  # fmt: skip
    assert not list(target.glob(".vaults-*"))
