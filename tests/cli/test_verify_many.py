"""`tipdesk verify` of many files and of folders: each as if it were asked for alone, and a table."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.bundle.whole import Whole
from tests.bundle.world import CASE, NUMBERED
from tests.cases.custody.chains import Chain
from tests.cli.test_verify import NOW, SCHEMA, Files
from tests.json_schema import faults
from tipdesk.bundle.container.index import BundleNumber, Supplement
from tipdesk.bundle.writer import write_bundle
from tipdesk.cases.model import CaseId
from tipdesk.cli.main import main
from tipdesk.core.settings import resource
from tipdesk.core.work import Work

SCHEMA_OF_MANY = json.loads(resource("schemas", "verifications.schema.json").read_text("utf-8"))


class Folder:
    """What a clerk was given: 1, 2, a supplement of 1 as 4, a copy, an answer, and other things."""

    def __init__(self, files: Files, place: Path) -> None:
        self.files, self.place, self.chain = files, place, Chain()
        (place / "later").mkdir(parents=True)
        first = self.bundle("a", 1)
        second = self.bundle("later/b", 2, first)
        self.bundle("c", 4, second, supplements=Supplement(first, 3))
        shutil.copyfile(place / "a.asice.age", place / "later" / "z.asice.age")
        shutil.copyfile(files.receipt, place / "answer.receipt.asice")
        (place / "letter.pdf").write_bytes(b"%PDF-1.7\n")
        (place / "a.asice.age.sha256").write_text("0  a.asice.age\n")

    def bundle(
        self, name: str, number: int, previous: str = "", supplements: Supplement | None = None
    ) -> str:
        """Write one; the digest of its manifest."""
        numbered = BundleNumber(
            NUMBERED.station, NUMBERED.office, NUMBERED.series, number, previous
        )
        bundle = f"7d4f5a1e-8b62-4c39-9d2b-{number:012}"
        whole = Whole(
            self.files.approver,
            NOW,
            numbered=numbered,
            bundle=bundle,
            supplements=supplements,
            chain=self.chain,
        )
        plan = whole.plan(self.files.mine.recipient)
        self.chain.add("exported", CaseId(CASE), bundle=bundle)
        written = write_bundle(self.place, plan, self.files.officer, Work())
        written.path.rename(self.place / f"{name}.asice.age")
        written.path.with_name(written.path.name + ".sha256").unlink(missing_ok=True)
        return written.manifest_sha256

    @property
    def words(self) -> list[str]:
        return ["--identity", str(self.files.identity), "--trust", str(self.files.pack)]


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    place = tmp_path_factory.mktemp("given") / "drive"
    return Folder(Files(tmp_path_factory.mktemp("files")), place)


def ask(
    capsys: pytest.CaptureFixture[str], given: Folder, *paths: Path
) -> tuple[int, dict[str, dict[str, object]]]:
    capsys.readouterr()
    status = main(["verify", *map(str, paths), *given.words, "--json", "--lang", "en"])
    rows = json.loads(capsys.readouterr().out)
    assert faults(rows, SCHEMA_OF_MANY) == []
    assert [fault for row in rows for fault in faults(row["report"], SCHEMA)] == []
    assert [row["name"] for row in rows] == sorted(row["name"] for row in rows)
    return status, {row["name"]: row for row in rows}


def beside(row: dict[str, object]) -> list[tuple[str, list[int]]]:
    return [(finding["finding"], finding["numbers"]) for finding in row["beside"]]


def test_a_folder_and_what_is_below_it(given: Folder, capsys) -> None:
    status, rows = ask(capsys, given, given.place)
    assert status == 0
    names = ["a.asice.age", "answer.receipt.asice", "c.asice.age"]
    assert list(rows) == [*names, "later/b.asice.age", "later/z.asice.age"]
    assert {row["status"] for row in rows.values()} == {0}
    assert rows["a.asice.age"]["report"]["number"] == 1
    assert beside(rows["c.asice.age"]) == [("number_missing", [3])]
    assert beside(rows["later/z.asice.age"]) == [("same_bundle", [])]
    assert beside(rows["a.asice.age"]) == [("same_bundle", []), ("same_file", [])]
    assert beside(rows["later/b.asice.age"]) == [("same_file", [])]


def test_the_order_says_nothing_and_a_file_is_asked_once(given: Folder, capsys) -> None:
    files = [path for path in sorted(given.place.rglob("*.asice*")) if path.suffix != ".sha256"]
    first = ask(capsys, given, *files)
    assert ask(capsys, given, *reversed(files), files[0]) == first
    whole = ask(capsys, given, given.place, files[0])
    assert whole == ask(capsys, given, given.place)


def test_a_table_in_both_languages(given: Folder, capsys) -> None:
    words = ["verify", str(given.place), *given.words]
    assert main([*words, "--lang", "en"]) == 0
    english = re.sub("[\u2066-\u2069]", "", capsys.readouterr().out)
    table = english[english.index("Result  Number") :].splitlines()
    numbers = [line.split()[1] for line in table[1:5]]
    assert numbers == ["1", "4", "1", "2"]  # a copy stands by itself
    assert table[2].endswith("    c.asice.age")  # under the one that it follows
    assert english.count("Result: valid.") == 4
    assert "are not among these: 3" in english
    assert main([*words, "--lang", "ar"]) == 0
    arabic = capsys.readouterr().out
    assert "النتيجة" in arabic
    assert not re.search("[a-z]{4,}", re.sub("[\u2066][^\u2069]*[\u2069]", "", arabic))


def test_what_cannot_be_read_is_a_row_and_the_worst_counts(
    given: Folder, tmp_path: Path, capsys
) -> None:
    place = tmp_path / "drive"
    shutil.copytree(given.place, place)
    (place / "broken.asice.age").write_bytes(b"x" * 50)
    (place / "nothing.asice").write_bytes(b"")
    (place / "renamed").write_bytes((place / "a.asice.age").read_bytes()[:-1])
    status, rows = ask(capsys, given, place, tmp_path / "missing.asice")
    assert status == 2
    broken = {name: row["report"]["problems"][0]["code"] for name, row in rows.items() if row["status"] == 2}  # fmt: skip
    assert broken == {
        "broken.asice.age": "E_AGE_HEADER",
        "nothing.asice": "E_AGE_HEADER",
        "renamed": "E_AGE_PAYLOAD",
        str(tmp_path / "missing.asice"): "E_UNREADABLE",
    }
    assert main(["verify", str(place), *given.words, "--lang", "en"]) == 2
    assert "unreadable" in capsys.readouterr().out


def test_two_with_one_number_are_set_aside(given: Folder, tmp_path: Path, capsys) -> None:
    place = tmp_path / "twins"
    shutil.copytree(given.place, place)
    _At(given.files, place).bundle("twin", 2)
    status, rows = ask(capsys, given, place)
    assert status == 3
    for finding in (("number_twice", [2]), ("fork", [])):
        assert finding in beside(rows["twin.asice.age"])
    assert ("number_twice", [2]) in beside(rows["later/b.asice.age"])


class _At(Folder):
    """The same place, with a chain that was grown anew."""

    def __init__(self, files: Files, place: Path) -> None:
        self.files, self.place, self.chain = files, place, Chain()


def test_an_empty_folder_and_a_wrong_key(given: Folder, tmp_path: Path, capsys) -> None:
    status = main(["verify", str(tmp_path), "--json"])
    assert (status, json.loads(capsys.readouterr().out)) == (2, [])
    wrong = ["--identity", str(given.files.other), "--trust", str(tmp_path / "none")]
    assert main(["verify", str(given.place), *wrong, "--json"]) == 2
    streams = capsys.readouterr()
    assert len(json.loads(streams.out)) == 5
    assert streams.err.strip()


def test_same_names_in_two_folders_are_told_apart(given: Folder, tmp_path: Path, capsys) -> None:
    other = tmp_path / "copy"
    shutil.copytree(given.place, other)
    _status, rows = ask(capsys, given, given.place, other)
    assert set(rows) >= {str(given.place / "a.asice.age"), str(other / "a.asice.age")}
    assert len(rows) == 10
