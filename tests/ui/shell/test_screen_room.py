"""The window has room on the screen of a small laptop, whatever scale Windows is set to."""

import os

import pytest

from tipdesk.ui.shell.screen_room import LEAST, fit_to_screen, fitting

# Within a window that fills the screen, as Windows leaves it beside taskbar and frame.
SMALL, FULL_HD = {100: (1366, 690), 125: (1366, 670), 150: (1366, 651)}, {150: (1920, 963)}


@pytest.mark.parametrize(("scale", "room"), SMALL.items())
@pytest.mark.parametrize("letters", [100, 130])
def test_on_a_small_screen_all_of_the_window_is_seen(scale, room, letters):
    factor = fitting(room, scale / 100, letters)
    drawn_at = scale / 100 * factor
    assert drawn_at >= 1
    assert room[0] / drawn_at >= LEAST[0]
    assert room[1] / drawn_at >= LEAST[1]


def test_it_is_drawn_as_large_as_there_is_room_for():
    assert 1.5 * fitting(SMALL[150], 1.5, 100) == pytest.approx(651 / 568)
    assert 1.25 * fitting(SMALL[125], 1.25, 100) == pytest.approx(670 / 568)


@pytest.mark.parametrize(("room", "scale"), [(SMALL[100], 1.0), (FULL_HD[150], 1.5)])
def test_where_it_fits_the_system_is_asked_alone(room, scale):
    assert fitting(room, scale, 100) == 1


def test_what_was_set_by_hand_stays(monkeypatch):
    monkeypatch.setenv("QT_SCALE_FACTOR", "2")
    fit_to_screen(100)
    assert os.environ["QT_SCALE_FACTOR"] == "2"
