"""What is no ordinary file: a pipe, a device, a folder. Refused in words and at once."""

import os
import signal
from collections.abc import Callable, Iterator
from io import BufferedReader
from pathlib import Path

import pytest

from tests.bundle.world import NOW, world
from tests.programs import small_disk
from tests.systems import private
from tipdesk.authoring.workbook import read_workbook
from tipdesk.bundle.reader import VerificationRequest, verify
from tipdesk.bundle.trust_list import read_trust_list
from tipdesk.cases.model import CaseId
from tipdesk.cli.main import main
from tipdesk.core.errors import DiskFull, FileUnreadable, TargetNotWritable
from tipdesk.core.plain_file import UnwaitingFile, open_plain, read_plain, write_file, write_files
from tipdesk.core.work import Work
from tipdesk.desk.evidence import attachments
from tipdesk.desk.handover.checking import CheckPlan, check
from tipdesk.forms.xlsform.sheets import MAX_BYTES, read_sheets
from tipdesk.texts.messages import sentence


@pytest.fixture
def at_once() -> Iterator[None]:
    """Whoever waits for a pipe is interrupted; no part of the product takes this error."""

    def too_long(_number: int, _frame: object) -> None:
        raise AssertionError("it waited for a pipe")

    before = signal.signal(signal.SIGALRM, too_long)
    signal.alarm(20)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def checked(path: Path) -> None:
    shared = world()
    assert shared.receiver.identity is not None
    check(CheckPlan(path, path.parent, (shared.receiver.identity,), shared.trust, (), NOW), Work())


READERS: dict[str, Callable[[Path], object]] = {
    "open_plain": open_plain,
    "read_plain": read_plain,
    "verify": lambda path: verify(path, VerificationRequest(NOW)),
    "check": checked,
    "trust pack": lambda path: read_trust_list(path, NOW),
    "workbook": read_workbook,
    "sheets": lambda path: read_sheets(path.parent),
    "attachment": lambda path: attachments.seal(
        attachments.AttachPlan(path.parent, CaseId("x")), path, Work()
    ),
}


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("reader", READERS)
def test_a_pipe_a_device_and_a_folder_are_refused(tmp_path: Path, reader: str) -> None:
    path = tmp_path / "survey.csv"
    makers: tuple[Callable[[], None], ...] = (
        lambda: os.mkfifo(path),
        path.mkdir,
        lambda: path.symlink_to("/dev/zero"),
        lambda: path.symlink_to(tmp_path / "gone"),
    )
    for make in makers:
        make()
        with pytest.raises(FileUnreadable) as refused:
            READERS[reader](path)
        assert refused.value.details == {"name": "survey.csv"}
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        else:
            path.unlink()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("at_once")
def test_the_commands_say_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pipe, folder = tmp_path / "pipe", str(world().authority.folder)
    os.mkfifo(pipe)
    good = tmp_path / "good"
    good.write_bytes(b"x")
    for words in (
        ["verify", pipe],
        ["verify", good, "--identity", pipe],
        ["verify", good, "--trust", pipe],
        ["authority", "issue", folder, good, "--passphrase-file", pipe],
    ):
        assert main([*map(str, words), "--lang", "ar"]) in (1, 2)
        assert "pipe" in capsys.readouterr().err


def test_a_file_is_read_as_far_as_it_may_go(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"12345")
    assert read_plain(path, 5) == b"12345"
    with pytest.raises(FileUnreadable):
        read_plain(path, 4)
    with pytest.raises(FileUnreadable):
        open_plain(Path("a\0b"))


def test_a_file_whose_bytes_would_have_to_be_waited_for_fails_as_one_that_has_gone() -> None:
    """As `/proc/kmsg`, which says that it is an ordinary file."""
    end, writer = os.pipe()
    os.set_blocking(end, False)
    with BufferedReader(UnwaitingFile(end)) as file, os.fdopen(writer, "wb", 0) as sender:
        for read in (file.read, lambda: file.read(5)):
            with pytest.raises(BlockingIOError):
                read()
        sender.write(b"12345")
        assert file.read(5) == b"12345"


def test_a_sheet_of_gigabytes_is_not_read_into_memory(tmp_path: Path) -> None:
    path = tmp_path / "survey.csv"
    path.touch()
    os.truncate(path, 1 << 40)  # no memory could hold it
    with pytest.raises(FileUnreadable):
        read_sheets(tmp_path)
    os.truncate(path, MAX_BYTES + 1)
    with pytest.raises(FileUnreadable):
        read_sheets(tmp_path)


def test_writing_is_whole_or_not_at_all(tmp_path: Path) -> None:
    write_file(tmp_path / "a.pdf", b"1234")
    write_file(tmp_path / "a.pdf", b"56")
    assert (tmp_path / "a.pdf").read_bytes() == b"56"
    with pytest.raises(TargetNotWritable):
        write_file(tmp_path / "none" / "a.pdf", b"1")
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]
    with small_disk(tmp_path / "small", "100k") as small:
        (small / "a.pdf").write_bytes(b"old")
        with pytest.raises(DiskFull) as full:
            write_file(small / "a.pdf", bytes(200_000))
        assert (small / "a.pdf").read_bytes() == b"old"
        assert len(list(small.iterdir())) == 1
    assert sentence(full.value, "en").next_step.startswith("Free some space or choose another")


def test_files_that_belong_together_change_together(tmp_path: Path) -> None:
    files = {tmp_path / name: b"old" for name in ("a", "b", "c")}
    write_files(files)
    (tmp_path / "d").mkdir()
    with pytest.raises(TargetNotWritable) as refused:
        write_files({**dict.fromkeys(files, b"new"), tmp_path / "d": b"new"})
    assert refused.value.details == {"name": "d"}
    assert {path.read_bytes() for path in files} == {b"old"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b", "c", "d"]


def test_a_link_is_followed_and_a_device_stays_one(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "file")
    write_file(tmp_path / "link", b"1")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_bytes() == b"1"
    (tmp_path / "nowhere").symlink_to("/dev/null")
    with pytest.raises(TargetNotWritable):
        write_file(tmp_path / "nowhere", b"1")
    assert Path("/dev/null").is_char_device()


@pytest.mark.usefixtures("at_once")
def test_what_lies_at_the_working_name_is_neither_waited_for_nor_written_through(
    tmp_path: Path,
) -> None:
    """A pipe would be waited for, a link would be followed, a file's rights would be taken over."""
    part, precious = tmp_path / "a.pdf.part", tmp_path / "precious"
    precious.write_bytes(b"old")
    makers: tuple[Callable[[], None], ...] = (
        lambda: os.mkfifo(part),
        lambda: part.symlink_to(precious),
        lambda: part.hardlink_to(precious),
        lambda: part.write_bytes(b"left by a power cut") and part.chmod(0o666),
    )
    for make in makers:
        make()
        write_file(tmp_path / "a.pdf", b"1")
        assert (tmp_path / "a.pdf").read_bytes() == b"1"
        assert not (tmp_path / "a.pdf").is_symlink()
        assert private(tmp_path / "a.pdf")
        assert precious.read_bytes() == b"old"
    part.mkdir()  # nothing of ours, so it stays
    with pytest.raises(TargetNotWritable):
        write_file(tmp_path / "a.pdf", b"2")
    assert part.is_dir()
    assert (tmp_path / "a.pdf").read_bytes() == b"1"


def test_a_file_at_a_long_path_is_made_and_written_once_more(tmp_path: Path) -> None:
    """Longer than the 260 characters of an old Windows."""
    folder = tmp_path
    while len(str(folder)) < 270:
        folder = folder / ("x" * 50)
    folder.mkdir(parents=True)
    for content in (b"first", b"second"):
        write_file(folder / "file", content)
    assert (folder / "file").read_bytes() == b"second"
