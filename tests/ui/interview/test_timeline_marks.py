"""How a date that is known in part is drawn in its row: where the bar lies, and how long it is."""

from __future__ import annotations

from datetime import date
from itertools import groupby

import pytest

from tipdesk.cases.interview.timeline import Dated, DateKind, Extent, Timeline, scale
from tipdesk.i18n.text import set_language
from tipdesk.ui.interview.timeline_panel import SIDE, TimelinePanel
from tipdesk.ui.toolkit.theme import px

FIRST, LAST = date(2021, 1, 1), date(2025, 12, 31)
YEAR = (date(2023, 1, 1), date(2023, 12, 31))
BESIDE_THE_LINE = 2  # pixels at 100 % below the line that runs along every lane


@pytest.fixture(params=["ar", "en"])
def rtl(request):
    set_language(request.param)
    yield request.param == "ar"
    set_language("ar")


def row_of(qtbot, extent):
    """The colours across the row of such a date, at the height of its bar, by shares of the lane
    counted from where time begins to run."""
    panel = TimelinePanel()
    qtbot.addWidget(panel)
    event = Dated("rec_date", "recruitment", "تاريخ", "2023", 1, DateKind.LIFE, extent)
    panel.show_timeline(Timeline((event,), (), FIRST, LAST), masked=False)
    panel.resize(panel.width(), px(300))
    panel.show()
    view = panel.list
    place = view.visualRect(panel.list.model().index(0))
    image = view.viewport().grab(place).toImage()
    ratio = image.devicePixelRatio()
    level = round((place.height() - px(6) - px(9) + px(BESIDE_THE_LINE)) * ratio)
    return [image.pixelColor(x, level) for x in range(image.width())], ratio


def bar(colours):
    """The longest stretch that is not the ground: its first and last pixel."""
    ground, at, longest = colours[0], 0, (0, -1)
    for is_ground, stretch in groupby(colours, lambda colour: colour == ground):
        length = len(list(stretch))
        if not is_ground and length > longest[1] - longest[0] + 1:
            longest = (at, at + length - 1)
        at += length
    return longest


def expected(days, width, rtl):
    """Where these days lie in a row of this width."""
    known = scale(FIRST, LAST)
    room = width - 2 * px(SIDE)
    shares = [known.place(days[0]), known.place(days[1]) + 1 / known.days]
    places = sorted(px(SIDE) + (1 - share if rtl else share) * room for share in shares)
    return pytest.approx(places, abs=2)


def test_a_year_is_a_bar_as_long_as_a_year_where_it_lies(qtbot, rtl):
    colours, ratio = row_of(qtbot, Extent(*YEAR))
    left, right = bar(colours)
    width = len(colours) / ratio
    assert [left / ratio, (right + 1) / ratio] == expected(YEAR, width, rtl)
    assert (right - left) / ratio > width / 7  # one of five years, and some days around them


def test_days_after_the_year_lie_on_the_other_side_in_arabic(qtbot, rtl):
    late = (date(2025, 1, 1), date(2025, 12, 31))
    colours, ratio = row_of(qtbot, Extent(*late))
    left, right = bar(colours)
    assert [left / ratio, (right + 1) / ratio] == expected(late, len(colours) / ratio, rtl)
    assert ((left + right) / 2 < len(colours) / 2) is rtl


def test_what_is_open_or_about_fades_and_what_is_certain_is_darker(qtbot, rtl):
    def darkness(extent):
        colours, _ratio = row_of(qtbot, extent)
        left, right = bar(colours)
        tones = [255 - colours[x].lightness() for x in range(left, right + 1)]
        return tones if not rtl else tones[::-1]  # in the order of time

    plain, about = darkness(Extent(*YEAR)), darkness(Extent(*YEAR, about=True))
    assert min(plain[4:-4]) > max(plain) - 8  # one tone from end to end
    assert max(about[3], about[-4]) < max(about) / 2
    since = darkness(Extent(YEAR[0], None))
    assert since[3] > max(since) - 8
    assert since[-4] < max(since) / 2
    lasted = darkness(Extent(*YEAR, sure_from=date(2023, 4, 1), sure_to=date(2023, 9, 1)))
    assert max(lasted) > max(plain) + 20
