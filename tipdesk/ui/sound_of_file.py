"""The view of one sound that is kept with a file: how long it is, and what was marked in it."""

from __future__ import annotations

from tipdesk.cases.answers import sex_of
from tipdesk.cases.model import Attachment
from tipdesk.desk.attaching import Opener
from tipdesk.desk.session import Session
from tipdesk.desk.sound_check import length_of
from tipdesk.i18n.catalogue import language
from tipdesk.ui.recording_words import made_text, place_text
from tipdesk.ui.sound_view import SoundView


def sound_of(session: Session, attachment: Attachment, opener: Opener) -> SoundView:
    """A player for an attachment; of a recording with its places.

    Raises:
        VoiceRefused: it is no sound that can be played.
        VaultDamaged: the sealed file is missing or altered.
    """
    made = next(
        (one for one in session.recordings.of_case(attachment.case_id) if one.id == attachment.id),
        None,
    )
    if made is None:
        with opener.open() as opened:
            length = length_of(opened, attachment.media_type, attachment.name)
        return SoundView(opener.open, attachment.media_type, length)
    case_id = attachment.case_id
    rules, sex = session.intake.rules(case_id), sex_of(session.intake.load(case_id).answers)

    def label_of(path: str) -> str:
        try:
            return rules.question(path).label.text(language(), sex)
        except KeyError:
            return ""

    names = session.staff.names()
    places = tuple((one.offset, place_text(one, label_of)) for one in made.bookmarks)
    about = made_text(made, lambda login: names.get(login) or login)
    return SoundView(opener.open, attachment.media_type, made.milliseconds, places, about)
