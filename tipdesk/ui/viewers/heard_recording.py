"""The view of a recording of a statement, with what was marked in it."""

from __future__ import annotations

from tipdesk.cases.answers import sex_of
from tipdesk.cases.model import Attachment
from tipdesk.desk.interview.attaching import Opener
from tipdesk.desk.session.session import Session
from tipdesk.i18n.catalogue import language
from tipdesk.media.kinds import WAV
from tipdesk.ui.viewers.recording_words import made_text, place_text
from tipdesk.ui.viewers.sound import StreamPlayer
from tipdesk.ui.viewers.sound_view import SoundView


def heard_recording(session: Session, attachment: Attachment, opener: Opener) -> SoundView | None:
    """What plays it; None: it came as a file."""
    case_id = attachment.case_id
    made = next(
        (one for one in session.recordings.of_case(case_id) if one.id == attachment.id), None
    )
    if made is None:
        return None
    rules, sex = session.intake.rules(case_id), sex_of(session.intake.load(case_id).answers)

    def label_of(path: str) -> str:
        try:
            return rules.question(path).label.text(language(), sex)
        except KeyError:
            return ""

    names = session.staff.names()
    places = tuple((one.offset, place_text(one, label_of)) for one in made.bookmarks)
    about = made_text(made, lambda login: names.get(login) or login)
    return SoundView(StreamPlayer(opener.open, WAV), made.milliseconds, places, about)
