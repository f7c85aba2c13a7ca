"""The view of a sound that is attached to a file: of a recording with what was marked in it."""

from __future__ import annotations

import wave

from tipdesk.cases.answers import sex_of
from tipdesk.cases.model import Attachment
from tipdesk.desk.attaching import Opener
from tipdesk.desk.session import Session
from tipdesk.i18n.catalogue import language
from tipdesk.ui.recording_words import made_text, place_text
from tipdesk.ui.sound_view import SoundView


def sound_of(session: Session, attachment: Attachment, opener: Opener) -> SoundView | None:
    """A player; None: this is no WAV of whole samples.

    Raises:
        VaultDamaged: the sealed file is missing or altered.
    """
    case_id = attachment.case_id
    made = next(
        (one for one in session.recordings.of_case(case_id) if one.id == attachment.id), None
    )
    if made is None:  # it came as a file
        try:
            with opener.open() as opened, wave.open(opened, "rb") as sound:
                length = sound.getnframes() * 1000 // sound.getframerate()
        except (wave.Error, EOFError, ArithmeticError):
            return None
        return SoundView(opener.open, length)
    rules, sex = session.intake.rules(case_id), sex_of(session.intake.load(case_id).answers)

    def label_of(path: str) -> str:
        try:
            return rules.question(path).label.text(language(), sex)
        except KeyError:
            return ""

    names = session.staff.names()
    places = tuple((one.offset, place_text(one, label_of)) for one in made.bookmarks)
    about = made_text(made, lambda login: names.get(login) or login)
    return SoundView(opener.open, made.milliseconds, places, about)
