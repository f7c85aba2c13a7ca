"""The language cards in use here: which two readers have signed off, where one was shown or the
rights were read from it, their voices.

A card is a draft until a supervisor has recorded that two named native readers found exactly this
text right. The record stands for the digest of the text: a later release that changes a word makes
the card a draft again. Recorded voices are taken in by a supervisor and played from the vault
(`Voices`); a sound is checked before it is kept, and again before it is played, since another
program may have written it.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tipdesk.cases.custody.chain import timestamp
from tipdesk.cases.files.workflow import refuse_voided
from tipdesk.cases.handover.release import released_fields, sharing_of
from tipdesk.cases.interview.people import interpreting
from tipdesk.cases.model import Act, CaseFile, CaseId
from tipdesk.core.errors import (
    AnswerRefused,
    ReadersRefused,
    TransitionRefused,
    VoiceRefused,
)
from tipdesk.core.plain_file import read_plain, shown_name
from tipdesk.desk.files.case_files import CaseFiles
from tipdesk.desk.open_vault import OpenVault
from tipdesk.forms.model import FormDefinition
from tipdesk.i18n.language_cards import LANGUAGES, Part, language_card
from tipdesk.i18n.text import clean, search_key
from tipdesk.media.kinds import FLAC, MP3, WAV
from tipdesk.printing.outside.isolated_sound import sound_facts
from tipdesk.storage import station_rows

# --- sounds -----------------------------------------------------------------------------------


MOST_SECONDS = 10 * 60
_RATES, _CHANNELS = range(8_000, 192_001), range(1, 3)

# No Ogg Vorbis: a damaged file can end the process inside its decoder, in the head already.
_KINDS = {
    b"RIFF": WAV,
    b"fLaC": FLAC,
    b"ID3": MP3,
    b"\xff\xfb": MP3,
    b"\xff\xf3": MP3,
    b"\xff\xf2": MP3,
}


@dataclass(frozen=True, slots=True)
class Sound:
    """What is known of a sound file before it is decoded."""

    kind: str  # media type
    seconds: float


def check_sound(body: bytes, name: str = "") -> Sound:
    """What the head of a sound file tells, read by a process of its own; nothing is decoded. It can
    lie about its length.

    Raises:
        VoiceRefused: it is none, too long, or of a rate or number of channels no voice needs.
        ReaderNotStarted
    """
    kind = next((kind for mark, kind in _KINDS.items() if body.startswith(mark)), "")
    facts = sound_facts(body, kind)
    if facts is None or facts.rate not in _RATES or facts.channels not in _CHANNELS:
        raise VoiceRefused(name=name)
    if not facts.seconds <= MOST_SECONDS:
        raise VoiceRefused(name=name)
    return Sound(kind, facts.seconds)


MOST = 16 * 1024 * 1024  # bytes: more than ten minutes as MP3


class Voices:
    """The sound files of the cards. GUI thread."""

    def __init__(self, desk: OpenVault) -> None:
        self._desk = desk

    @property
    def may_change(self) -> bool:
        """Whether this officer may add and remove recordings."""
        return self._desk.may(Act.KEEP_VOICES)

    def find(self, language: str, part: Part) -> bytes | None:
        """The sound file of a card, or None."""
        return station_rows.voice(self._desk.vault, language, part)

    def add(self, language: str, part: Part, path: Path) -> None:
        """Take a sound file (WAV, MP3, FLAC; at most `MOST` bytes) into the vault.

        Raises:
            FileUnreadable: it cannot be read or is larger.
            VoiceRefused: it is no such file, or too long (see `check_sound`).
            TransitionRefused: not a supervisor.
            DiskFull, VaultReadOnly
        """
        self._check_role()
        body = read_plain(path, MOST)
        check_sound(body, shown_name(path))
        with self._desk.vault.transaction():
            by, at = self._desk.officer.login, self._desk.now()
            station_rows.keep_voice(self._desk.vault, (language, part), body, by, at)
            self._desk.enter("voice_added", language=language, card=part)

    def remove(self, language: str, part: Part) -> None:
        """Take a recording away.

        Raises:
            TransitionRefused: not a supervisor.
        """
        self._check_role()
        with self._desk.vault.transaction():
            station_rows.remove_voice(self._desk.vault, language, part)
            self._desk.enter("voice_removed", language=language, card=part)

    def _check_role(self) -> None:
        if not self.may_change:
            raise TransitionRefused(step="voice", status="", reason="role")


RIGHTS, RIGHTS_HOW = "rights_explained", "rights_how"  # questions of the form


@dataclass(frozen=True, slots=True)
class RightsRead:
    """Rights that were explained: codes of the form, in the order in which they were said; in which
    way, as the form has it; in which language (ISO 639-3, one that has a card)."""

    codes: tuple[str, ...]
    how: str
    language: str


def _check_rights(form: FormDefinition, rights: RightsRead) -> None:
    questions = {question.name: question for question in form.questions()}
    for name, codes in ((RIGHTS, rights.codes), (RIGHTS_HOW, (rights.how,))):
        question = questions.get(name)
        listed = form.choices.get(question.list_name, ()) if question is not None else ()
        if not codes or not {*codes} <= {choice.name for choice in listed}:
            raise AnswerRefused(name=name, reason="not_a_choice")


LONGEST = 120  # characters of a reader's name
_ALIKE = str.maketrans({"e": "i", "y": "i", "o": "u"})  # Latin vowels that one name is spelt with


class CardSignOff:
    """Signs cards off and says which are. GUI thread."""

    def __init__(self, desk: OpenVault, files: CaseFiles) -> None:
        self._desk = desk
        self._files = files

    @property
    def may_sign_off(self) -> bool:
        """Whether this officer may record who has read a card."""
        return self._desk.may(Act.SIGN_OFF_CARDS)

    def sign_off(self, language: str) -> station_rows.SignOff | None:
        """Who stands for the card as it reads now; None for a draft."""
        sign_off = station_rows.sign_off(self._desk.vault, language)
        return sign_off if sign_off and sign_off.digest == language_card(language).digest else None

    def text_changed(self, language: str) -> bool:
        """Whether it was signed off once, and reads otherwise now."""
        sign_off = station_rows.sign_off(self._desk.vault, language)
        return sign_off is not None and sign_off.digest != language_card(language).digest

    def signed_off(self) -> frozenset[str]:
        """The languages whose cards are no drafts."""
        return frozenset(language for language in LANGUAGES if self.sign_off(language))

    def record(self, language: str, first: str, second: str) -> station_rows.SignOff:
        """Two readers, neither of them the other, have found the card right as it reads now.

        Raises:
            ReadersRefused: a name is missing or too long, or both are one person's.
            TransitionRefused: not a supervisor.
            DiskFull, VaultReadOnly
        """
        self._check_role()
        names = _checked(first), _checked(second)
        if _one_person(*names):
            raise ReadersRefused(reason="same")
        card = language_card(language)
        with self._desk.vault.transaction():
            by, at = self._desk.officer.login, self._desk.now()
            signed = station_rows.SignOff(language, card.digest, names, at, by)
            station_rows.keep_sign_off(self._desk.vault, signed)
            self._desk.enter("card_signed_off", language=language, text=card.digest,
                             reader=names[0], second_reader=names[1])  # fmt: skip
        return signed

    def take_back(self, language: str) -> None:
        """The card is a draft again, since a mistake was found in it.

        Raises:
            TransitionRefused: not a supervisor.
            DiskFull, VaultReadOnly
        """
        self._check_role()
        with self._desk.vault.transaction():
            station_rows.remove_sign_off(self._desk.vault, language)
            self._desk.enter("card_draft_again", language=language,
                             text=language_card(language).digest)  # fmt: skip

    def note_shown(self, case_id: CaseId, language: str) -> None:
        """Enter into the chain that the questions stood beside the Arabic in `language`, whether
        the card was a draft, and how the file said then that the conversation is interpreted."""
        case_file = self._files.load(case_id)
        card = "draft" if self.sign_off(language) is None else "signed_off"
        detail = {"card": card, "text": language_card(language).digest}
        with self._desk.vault.transaction():
            self._desk.enter("language_shown", case_id, language=language,
                             **detail, **self._interpreter(case_file))  # fmt: skip

    def note_rights(
        self, case_id: CaseId, rights: RightsRead, began: datetime | None = None
    ) -> None:
        """Enter into the chain which rights were explained, how, by which text, and how the file
        says that the conversation is interpreted. The entry's own time is the end; None: they were
        read from a card on paper, and nobody knows when that began.

        Raises:
            AnswerRefused: one of them is none of this form, or they were explained in no way that
                it has.
            TransitionRefused: the file is voided.
        """
        case_file = self._files.load(case_id)
        refuse_voided(case_file.case, "rights_read")
        _check_rights(case_file.form, rights)
        card = language_card(rights.language)
        detail = {
            "rights": " ".join(rights.codes),
            "how": rights.how,
            "card": "draft" if self.sign_off(card.language) is None else "signed_off",
            "text": card.digest,
        }
        if began is not None:
            detail["began"] = timestamp(began)
        with self._desk.vault.transaction():
            self._desk.enter("rights_read", case_id, language=card.language,
                             **detail, **self._interpreter(case_file))  # fmt: skip

    def _interpreter(self, case_file: CaseFile) -> dict[str, str]:
        """The entry goes wherever the file goes: it names nobody whom the file would not."""
        state = self._files.state(case_file)
        interpreting_now = interpreting(state)
        if interpreting_now is None:
            return {}
        leaving = released_fields(case_file.form, reach=sharing_of(case_file, state))
        named = interpreting_now.name if interpreting_now.name_question in leaving else ""
        detail = {"interpreting": interpreting_now.mode or "unanswered", "interpreter": named}
        return {key: value for key, value in detail.items() if value}

    def _check_role(self) -> None:
        if not self.may_sign_off:
            raise TransitionRefused(step="card", status="", reason="role")


def _checked(name: str) -> str:
    """The name as it is kept, in one line.

    Raises:
        ReadersRefused: there are no letters in it, or too many.
    """
    cleaned = " ".join(clean(name).split())
    if not any(letter.isalpha() for letter in cleaned):
        raise ReadersRefused(reason="missing")
    if len(cleaned) > LONGEST:
        raise ReadersRefused(reason="too_long")
    return cleaned


def _one_person(first: str, second: str) -> bool:
    """Whether two names may be one person's: written apart or together, in another order, with
    other signs on the letters, or one of them only shorter. Who is told apart wrongly signs alone;
    who is not writes the name in full."""
    first_words, second_words = _words(first), _words(second)
    return (
        "".join(first_words) == "".join(second_words)
        or set(first_words) <= set(second_words)
        or set(second_words) <= set(first_words)
    )


def _words(name: str) -> list[str]:
    """Its words as they sound: letters only, none doubled, vowels of one sound the same."""
    spaced = "".join(sign if _is_letter(sign) else " " for sign in search_key(name))
    return ["".join(_undoubled(word.translate(_ALIKE))) for word in spaced.split()]


def _is_letter(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LM"  # vowel signs belong to their letters


def _undoubled(word: str) -> list[str]:
    return [sign for at, sign in enumerate(word) if at == 0 or sign != word[at - 1]]
