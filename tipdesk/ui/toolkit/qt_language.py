"""Qt's own sentences in Arabic, under ours where Qt's are missing or unlucky."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QTranslator
from PySide6.QtWidgets import QApplication

from tipdesk.i18n.catalogue import N_, is_rtl, language, texts

# Qt's source text → ours. Qt's catalogue lacks some and says «ارفض» for Discard.
_OURS = {
    "OK": N_("OK"),
    "&OK": N_("OK"),
    "Cancel": N_("Cancel"),
    "&Cancel": N_("Cancel"),
    "Save": N_("Save"),
    "&Save": N_("Save"),
    "Discard": N_("Discard"),
    "&Open": N_("Choose"),
    "Open": N_("Choose"),
    "&Choose": N_("Choose"),
    "&Yes": N_("Yes"),
    "&No": N_("No"),
    "Print": N_("Print"),
    "&Print": N_("Print"),
    "Look in:": N_("Folder:"),
    "&Look in:": N_("Folder:"),
    "Directory:": N_("Folder:"),
    "File &name:": N_("File name:"),
    "Files of type:": N_("Type of file:"),
    "Files of &type:": N_("Type of file:"),
    "Directories": N_("Folders"),
    "Parent Directory": N_("Folder above"),
    "Previous Month": N_("Previous month"),
    "Next Month": N_("Next month"),
}
_DIRECTION = "QT_LAYOUT_DIRECTION"


class _OurWords(QTranslator):
    """Answers for the few sentences above; None leaves the rest to Qt's catalogue.

    An empty text instead of None would blank every other button.
    """

    def translate(
        self,
        context: str,
        source: str,
        disambiguation: str | None = None,
        number: int = -1,
    ) -> str | None:
        if source == _DIRECTION:
            return "RTL" if is_rtl() else "LTR"
        ours = _OURS.get(source)
        return texts(language()).gettext(ours) if ours else None

    def isEmpty(self) -> bool:
        return False


def install_translators(application: QApplication) -> None:
    """Install Qt's catalogue for the language of the screen, ours above it; what was installed
    before goes."""
    for before in application.findChildren(QTranslator):
        application.removeTranslator(before)
        before.setParent(None)
    if language() == "ar":
        of_qt = QTranslator(application)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if of_qt.load("qtbase_ar", folder):
            application.installTranslator(of_qt)
    ours = _OurWords(application)
    application.installTranslator(ours)
