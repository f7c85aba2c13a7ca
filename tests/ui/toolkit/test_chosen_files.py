"""Files and folders that people choose: nothing is remembered, nothing half written is left."""

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from PySide6.QtWidgets import QApplication, QWidget

from tests.programs import small_disk
from tests.ui.gestures import dialogs, pick
from tipdesk.core.errors import Cancelled, DiskFull
from tipdesk.core.work import Work
from tipdesk.ui.toolkit.choosing_files import choose_file, choose_folder, choose_save_file
from tipdesk.ui.toolkit.jobs import save_stream
from tipdesk.ui.toolkit.parts import size_text
from tipdesk.ui.toolkit.privacy import forget_folder

MARKER = "علامة-لا-تبقى"


@pytest.fixture
def small(tmp_path):
    with small_disk(tmp_path / "small", "64k") as folder:
        yield folder


def test_qt_remembers_no_file_and_no_folder(qtbot, tmp_path):
    parent = QWidget()
    qtbot.addWidget(parent)
    folder = tmp_path / MARKER
    folder.mkdir()
    path = folder / f"{MARKER}.txt"
    path.write_text("x", "utf-8")
    with dialogs(pick(path), pick(folder), pick(folder / "new.pdf")):
        assert choose_file(parent, "عنوان") == path
        assert choose_folder(parent, "عنوان") == folder
        assert choose_save_file(parent, "عنوان", "new.pdf", "") == folder / "new.pdf"
    QApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    kept = QSettings(QSettings.Scope.UserScope, "QtProject")
    kept.sync()
    written = Path(kept.fileName())
    text = written.read_text(encoding="utf-8") if written.exists() else ""
    assert MARKER not in text
    assert "%U" not in text.split("[FileDialog]")[-1].split("history")[-1][:200]
    for key in ("history", "lastVisited", "shortcuts"):
        assert not kept.value(f"FileDialog/{key}")


def test_a_path_that_is_typed_wins_over_a_file_of_that_name_in_the_last_folder(qtbot, tmp_path):
    parent = QWidget()
    qtbot.addWidget(parent)
    there, elsewhere = tmp_path / "there" / "new.pdf", tmp_path / "elsewhere" / "new.pdf"
    there.parent.mkdir()
    elsewhere.parent.mkdir()
    with dialogs(pick(there)):
        assert choose_save_file(parent, "عنوان", "new.pdf", "") == there
    there.write_text("x", "utf-8")
    with dialogs(pick(elsewhere)):  # and nobody is asked to replace the first one
        assert choose_save_file(parent, "عنوان", "new.pdf", "") == elsewhere
    forget_folder()


def test_a_long_copy_is_whole_or_not_at_all(tmp_path, small):
    source = tmp_path / "source"
    source.write_bytes(bytes(3 << 20))

    def opened():
        return source.open("rb")

    assert save_stream(tmp_path / "copy", opened, 3 << 20, Work()).read_bytes() == bytes(3 << 20)
    with pytest.raises(DiskFull):
        save_stream(small / "copy", opened, 3 << 20, Work())
    assert list(small.iterdir()) == []
    stopped = Work()
    stopped.cancel()
    with pytest.raises(Cancelled):
        save_stream(tmp_path / "other", opened, 3 << 20, stopped)
    assert sorted(path.name for path in tmp_path.glob("other*")) == []


@pytest.mark.parametrize(
    ("octets", "number"),
    [
        (0, "0"),
        (999, "999"),
        (1000, "1.0"),
        (1_549_999, "1.5"),
        (10**9, "1.0"),
        (5 * 10**12, "5000.0"),
    ],
)
def test_sizes_are_short_and_keep_their_order(octets, number):
    assert f"\u2066{number}\u2069" in size_text(octets)
