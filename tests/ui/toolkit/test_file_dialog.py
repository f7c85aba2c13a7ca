"""The dialog in which files are chosen: all of it in Arabic, and where it was used last."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QDir, Qt, QTranslator
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialogButtonBox,
    QLabel,
    QListView,
    QTreeView,
    QWidget,
)

from tests.ui.drivers.dialogs import folder_shown, kinds_offered
from tests.ui.drivers.seeing import every
from tests.ui.drivers.window import enter
from tests.ui.gestures import dialogs, pick
from tipdesk.i18n.text import isolated
from tipdesk.ui.toolkit.choosing_files import choose_file, choose_folder, choose_save_file
from tipdesk.ui.toolkit.privacy import forget_folder
from tipdesk.ui.toolkit.theme import install_translators, px

_LATIN = re.compile("[A-Za-z]{2}")


@pytest.fixture
def parent(qapp, qtbot):
    install_translators(qapp)
    widget = QWidget()
    qtbot.addWidget(widget)
    yield widget
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.deleteLater()
    forget_folder()


def words(dialog):
    """What stands in the dialog and in its hints, but for paths and patterns."""
    QApplication.processEvents()
    (tree,) = every(dialog, QTreeView)
    titles = [tree.model().headerData(at, Qt.Orientation.Horizontal) for at in range(4)]
    parts = [*every(dialog, QLabel), *every(dialog, QAbstractButton)]
    hints = [part.toolTip() for part in every(dialog, QAbstractButton)]
    return [text for text in (*titles, *(part.text() for part in parts), *hints) if text]


def test_every_word_is_arabic(parent, tmp_path):
    seen = []

    def look(dialog):
        seen.append(words(dialog))
        dialog.reject()

    with dialogs(look, look, look):
        choose_file(parent, "عنوان", "حزم (*.tip)")
        choose_folder(parent, "عنوان")
        choose_save_file(parent, "عنوان", "new.pdf", "")
    for dialog_words in seen:
        assert len(dialog_words) > 8
        assert [text for text in dialog_words if _LATIN.search(text) or "&" in text] == []
    assert "المجلد:" in seen[0]
    assert "نوع الملف:" in seen[0]
    assert "المجلد:" in seen[1]


def test_its_places_are_readable_and_its_buttons_have_words_alone(parent, tmp_path, monkeypatch):
    home = tmp_path / "noura-almutairi"
    home.mkdir()
    monkeypatch.setattr(QDir, "homePath", lambda: str(home))
    hidden, pictures = [], []

    def look(dialog):
        QApplication.processEvents()
        (places,) = every(dialog, QListView, "sidebar")
        hidden.append(places.horizontalScrollBar().maximum())
        (row,) = every(dialog, QDialogButtonBox)
        pictures.extend(not part.icon().isNull() for part in row.buttons())
        dialog.reject()

    with dialogs(look):
        choose_file(parent, "عنوان")
    assert hidden == [0]
    assert pictures == [False, False]


def test_it_opens_where_it_was_used_last(parent, tmp_path):
    usb_drive = tmp_path / "stick"
    usb_drive.mkdir()
    (usb_drive / "a.txt").write_text("x", "utf-8")
    seen = []

    def look(dialog):
        seen.append(Path(dialog.directory().absolutePath()))
        dialog.reject()

    with dialogs(pick(usb_drive / "a.txt"), look, pick(tmp_path), look):
        assert choose_file(parent, "عنوان") == usb_drive / "a.txt"
        assert choose_folder(parent, "عنوان") is None
        assert choose_folder(parent, "عنوان") == tmp_path
        assert choose_save_file(parent, "عنوان", "new.pdf", "") is None
    assert seen == [usb_drive, tmp_path]


def test_what_shall_not_lie_on_the_drive_begins_on_this_computer(parent, tmp_path, monkeypatch):
    """As the envelopes of a kit; what comes after begins at the drive again."""
    usb_drive, home = tmp_path / "stick", tmp_path / "home"
    usb_drive.mkdir()
    home.mkdir()
    monkeypatch.setattr(QDir, "homePath", lambda: str(home))
    shown = []

    def take(dialog):
        shown.append(Path(dialog.directory().absolutePath()))
        pick(home)(dialog)

    def look(dialog):
        shown.append(Path(dialog.directory().absolutePath()))
        dialog.reject()

    with dialogs(pick(usb_drive), take, look):
        assert choose_folder(parent, "عنوان") == usb_drive
        assert choose_folder(parent, "عنوان", here=True) == home
        choose_folder(parent, "عنوان")
    assert shown == [home, usb_drive]


def test_a_path_reads_from_the_left(parent):
    seen = []

    def look(dialog):
        paths = folder_shown(dialog)
        paths.clear()
        paths.addItems(["/media/a", "\u200e/media/a"])  # as it stands, and held to the left
        for at in (0, 1):
            paths.setCurrentIndex(at)
            seen.append(paths.grab().toImage())
        seen.append(kinds_offered(dialog).currentText())
        dialog.reject()

    with dialogs(look):
        choose_file(parent, "عنوان", "صور (*.pdf *.png)")
    assert seen[2] == f"صور {isolated('(*.pdf *.png)')}"  # else the first star comes last
    assert seen[0] == seen[1]
    assert seen[0].width() > px(200)


def test_a_lock_forgets_the_folder(window, places, clock, parent, tmp_path):
    usb_drive = tmp_path / "stick"
    usb_drive.mkdir()
    enter(window, places, clock)
    seen = []

    def look(dialog):
        seen.append(Path(dialog.directory().absolutePath()))
        dialog.reject()

    with dialogs(pick(usb_drive), look):
        choose_folder(parent, "عنوان")
        window.lock()
        choose_folder(parent, "عنوان")
    assert seen != [usb_drive]
