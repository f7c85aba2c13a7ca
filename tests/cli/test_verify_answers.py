"""`tipdesk verify` for the receiver's answer: what became of the bundle, in words and in JSON."""

import errno
import tempfile

import pytest

from tests.cli.test_verify import Files, ask
from tipdesk.cli.main import main


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return Files(tmp_path_factory.mktemp("answers"))


def test_a_receipt_says_what_became_of_the_bundle(
    files: Files, capsys: pytest.CaptureFixture[str]
) -> None:
    """A signed refusal is a valid answer, yet no acceptance."""
    number = files.bundle.name.split(".")[0]
    altered = "A file in the case bundle was altered after signing."
    for path, expected, other in (
        (files.receipt, ["accepted", "2026/17", "Receipt:"], "refuses"),
        (files.refusal, ["refuses", altered, "Signed refusal:"], "accepted"),
    ):
        assert main(["verify", str(path), "--trust", str(files.pack), "--lang", "en"]) == 0
        output = capsys.readouterr().out
        assert [word for word in (*expected, number) if word not in output] == []
        assert other not in output
        assert "Result:" in output.splitlines()[-1]
        assert expected[0] in output.splitlines()[-1]
    assert ask(capsys, files.receipt, "--trust", files.pack)[1]["answer"] == {
        "result": "accepted",
        "registry_no": "2026/17",
        "error_code": None,
        "reason": None,
        "kind": "case",
        "number": 1,
        "codes": ["W_NO_LIST"],
        "missing": [4, 7],
        "not_sent": [],
    }
    assert ask(capsys, files.refusal, "--trust", files.pack, "--lang", "en")[1]["answer"] == {
        "result": "rejected",
        "registry_no": None,
        "error_code": "E_DIGEST",
        "reason": altered,
        "kind": "case",
        "number": 1,
        "codes": ["E_DIGEST"],
        "missing": [4, 7],
        "not_sent": [],
    }
    assert ask(capsys, files.bundle, "--identity", files.identity)[1]["answer"] is None


@pytest.mark.parametrize("lost", ["folder", "space"])
def test_without_room_for_temporary_files_nothing_is_checked_and_it_says_so(
    files: Files, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    def no_folder(*_args: object, **_options: object) -> str:
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found")

    def no_space(*_args: object, **_options: object) -> int:
        raise OSError(errno.ENOSPC, "full")

    if lost == "folder":
        monkeypatch.setattr(tempfile, "mkdtemp", no_folder)
    else:
        monkeypatch.setattr(tempfile, "TemporaryFile", no_space)
    command = ["verify", str(files.bundle), "--identity", str(files.identity), "--lang", "en"]
    assert main(command) == 2
    complaint = capsys.readouterr().err
    assert "temporary files" in complaint
    assert "saved" not in complaint
    status, value = ask(capsys, files.bundle, "--identity", files.identity)
    assert status == 2
    assert [problem["code"] for problem in value["problems"]] == ["E_NOT_CHECKED"]
    assert main(["verify", str(files.receipt), "--trust", str(files.pack)]) == 0  # needs none


def test_what_nobody_signed_is_no_answer(files: Files, capsys: pytest.CaptureFixture[str]) -> None:
    data = files.receipt.read_bytes()
    forged = files.write("forged.receipt.asice", data.replace(b"2026/17", b"2026/18"))
    status, value = ask(capsys, forged, "--trust", files.pack)
    assert status != 0
    assert value["answer"] is None
