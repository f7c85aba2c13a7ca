"""One section of the form, without a page or a vault behind it."""

import pytest

from tests.ui.form.sheet import FORM, Sheet
from tests.ui.forms import ABOUT
from tipdesk.ui.form.section import SectionView


@pytest.fixture
def sheet():
    return Sheet()


@pytest.fixture
def view(qtbot, sheet):
    def make(name, about=ABOUT, **more):
        section = next(group for group in FORM.sections if group.name == name)
        section_view = SectionView(section, sheet.rules, about)
        qtbot.addWidget(section_view)
        section_view.resize(880, 700)
        section_view.refresh(sheet.shown(**more), about)
        with qtbot.waitActive(section_view):
            section_view.show()
            section_view.activateWindow()
        return section_view

    return make
