"""A new authority is set up at the window by two people."""

import pytest
from PySide6.QtCore import Qt

from tests.ui.drivers.authority import digits_shown, is_locked, new_window, people, session, settle
from tests.ui.drivers.seeing import faults
from tests.ui.gestures import button, buttons, click, field, focused, press, type_text
from tipdesk.bundle.certifying.signatory import signer_codes
from tipdesk.bundle.trust import grouped
from tipdesk.i18n.text import _
from tipdesk.ui.toolkit.services import Services

CLERK = "نخلة شراع مطر قهوة فانوس"
SECOND = "مرساة بستان غيمة دفتر نافذة"


@pytest.fixture
def window(qtbot, tmp_path, jobs):
    window = new_window(Services(tmp_path, jobs, cheap_keys=True), tmp_path / "authority")
    qtbot.addWidget(window, before_close_func=lambda window: window.lock())
    return window


def fill(window, name, number, passphrase):
    type_text(name, field(window, _("Name")))
    type_text(number, field(window, _("Service number")))
    for line in (_("Own passphrase"), _("Once more")):
        type_text(passphrase, field(window, line))


def test_two_people_set_it_up_and_the_clerk_goes_on(window, tmp_path):
    assert not button(window, _("Open the certification authority")).isEnabled()
    assert focused() is button(window, _("Set up a new certification authority…"))
    click(window, _("Set up a new certification authority…"))
    click(window, _("Next"))
    assert _("Enter the agency's name.") in faults(window)
    type_text("الإدارة العامة", field(window, _("Name of the agency")))
    press(Qt.Key.Key_Return, focused())
    fill(window, "هالة", "٩٠٠١", CLERK)
    click(window, _("Next"))
    fill(window, "يوسف", "9001", CLERK)
    assert button(window, _("Set it up")).accessibleName() == _("Set it up")
    assert not buttons(window, _("Next"))
    click(window, _("Set it up"))
    assert _("The second person has another service number.") in faults(window)
    number = field(window, _("Service number"))
    number.clear()
    type_text("9002", number)
    click(window, _("Set it up"))
    assert _("The second person needs a passphrase of their own.") in faults(window)
    for line in (_("Own passphrase"), _("Once more")):
        where = field(window, line)
        where.clear()
        type_text(SECOND, where)
    click(window, _("Set it up"))
    settle(window)
    (digits,) = digits_shown(window)
    click(window, _("Begin to work"))
    opened = session(window)
    groups = grouped(opened.authority.fingerprint).split()
    assert digits == " ".join(f"{at}: {group}" for at, group in enumerate(groups, 1))
    assert [line[2] for line in people(window)] == ["هالة", "يوسف"]
    assert opened.state.agency == "الإدارة العامة"
    assert signer_codes(tmp_path / "authority") == ("CA-2",)


def test_a_lock_on_the_way_leaves_nothing(window, tmp_path):
    click(window, _("Set up a new certification authority…"))
    type_text("الإدارة العامة", field(window, _("Name of the agency")))
    press(Qt.Key.Key_Return, focused())
    fill(window, "هالة", "9001", CLERK)
    window.lock()
    assert is_locked(window)
    assert not (tmp_path / "authority").exists()


def test_where_something_else_lies_another_folder_is_chosen_first(window, tmp_path):
    (tmp_path / "authority").mkdir()
    (tmp_path / "authority" / "letter.txt").touch()
    window.start()
    assert focused() is button(window, _("Choose another folder…"))
