"""One of some is chosen by the keyboard; where there is only one nobody is asked."""

from PySide6.QtCore import Qt

from tests.ui.gestures import bare, dialogs, press, texts
from tipdesk.ui.toolkit.dialogs import choose_one

TITLE, WHY = "من يقرأ الملحق؟", "يفتحه واحد فقط."


def chosen(choices, *keys):
    """What comes of these keys, pressed one after another where the cursor is."""
    shown = []

    def act(dialog):
        shown.append(bare(texts(dialog)))
        for key in keys:
            press(key)

    with dialogs(act):
        outcome = choose_one(None, TITLE, choices, explained=WHY)
    assert all(word in shown[0] for word in (TITLE, WHY, *choices))
    return outcome


def test_the_first_the_second_or_nobody(qapp):
    assert chosen(["P-02", "P-03"], Qt.Key.Key_Return) == 0
    assert chosen(["P-02", "P-03"], Qt.Key.Key_Down, Qt.Key.Key_Return) == 1
    assert chosen(["P-02", "P-03"], Qt.Key.Key_Down, Qt.Key.Key_Escape) is None


def test_where_there_is_only_one_nobody_is_asked(qapp):
    with dialogs():
        assert choose_one(None, TITLE, ["P-02"]) == 0
        assert choose_one(None, TITLE, []) is None
