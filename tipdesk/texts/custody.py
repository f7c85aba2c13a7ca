"""The chain of custody in sentences, for screen, terminal and paper: exceptions with what to do,
uncertain times and what was stated about them, what an entry tells, what no check can promise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from tipdesk.cases.custody.anchors import grouped_digits
from tipdesk.cases.custody.chain import BY_SHIFT_KEY
from tipdesk.cases.custody.clock import (
    Attestation,
    ClockComparison,
    Reason,
    SpanKind,
    UncertainSpan,
    attestation_of,
)
from tipdesk.cases.custody.reading import AuditEntry, Doubt, HeadKind, Objection
from tipdesk.cases.model import CustodyEvent
from tipdesk.core.settings import Language
from tipdesk.i18n.text import N_, format_datetime, isolate, isolated, texts, with_code
from tipdesk.texts.custody_events import print_words
from tipdesk.texts.messages import Message

_CALL = N_(
    "Do not refer files from this station, keep the vault and every backup as they are, and call "
    "whoever looks after the station."
)
_ASK = N_(
    "Rely on neither before the case bundle itself was verified, and ask the sender "
    "for it once more."
)
_DOUBTS: Mapping[Doubt, tuple[str, str]] = {
    Doubt.ENTRY_UNREADABLE: (N_("Entry {where} cannot be read."), _CALL),
    Doubt.ENTRY_ORDER: (N_("Entry {where} does not follow the one before it."), _CALL),
    Doubt.ENTRY_ALTERED: (N_("Entry {where} says something else than what was hashed."), _CALL),
    Doubt.ENTRY_FOREIGN: (
        N_(
            "Entry {where} is not one of the file under which it stands, or the file's count has a "
            "gap."
        ),
        _CALL,
    ),
    Doubt.DELIVERY_UNSHOWN: (
        N_(
            "Entry {where} says that the Prosecution was notified, and no entry before it that the "
            "notice was printed or referred."
        ),
        N_("Ask whoever made it what was handed over, and the Prosecution what it holds."),
    ),
    Doubt.SEAL_WRONG: (
        N_("The seal on entry {where} is not its officer's."),
        N_(
            "Ask the officer what they sealed and when; do not rely on anything that "
            "this seal was meant to protect."
        ),
    ),
    Doubt.EXPORT_DIFFERS: (
        N_("Of case bundle {where} the list says something else than the chain."),
        N_("Compare with the cover and with the case bundle that the receiver holds."),
    ),
    Doubt.EXPORT_UNKNOWN: (
        N_("The chain mentions case bundle {where}, which the list does not have."),
        N_("Ask the receiver whether this case bundle arrived."),
    ),
    Doubt.RECEIPT_DIFFERS: (
        N_("The answer {where} was signed for another case bundle, or is in no entry."),
        N_("Ask the receiver for the answer once more and import it."),
    ),
    Doubt.BACKUP_DIFFERS: (
        N_("The chain does not have the entry that backup {where} took away."),
        N_("Compare the backup with this vault before either is used."),
    ),
    Doubt.ANCHOR_DIFFERS: (
        N_("Entry {where} is not the one whose hash was given."),
        N_(
            "Read the digits on the page once more. If they are right, the vault was "
            "rolled back or the chain was rewritten: keep the page and call whoever "
            "looks after the station."
        ),
    ),
    Doubt.BUNDLE_DIFFERS: (
        N_("The chain does not show case bundle {where} as it was shown."),
        N_(
            "If it came from this station, the vault was rolled back or the chain was "
            "rewritten: keep the USB drive and call whoever looks after the station."
        ),
    ),
    Doubt.ANSWERS_DIFFER: (
        N_("The answers of file {where} are not those that its officers entered."),
        N_(
            "Do not print or refer this file; compare it with the printed documents and "
            "with a backup."
        ),
    ),
    Doubt.REGISTER_DIFFERS: (
        N_(
            "People, keys, key slots or the names on files are not what the register of keys "
            "says: {where}"
        ),
        N_(
            "Look at it with a second person: two of you settle it on the station page. Until then "
            "rely on no approval and no name that nobody can explain."
        ),
    ),
    Doubt.STATE_DIFFERS: (
        N_(
            "The list says something else of file {where} than its entries: status, "
            "revision or hiding."
        ),
        N_(
            "Do not print or refer this file; compare it with the printed documents and "
            "with a backup."
        ),
    ),
    Doubt.ACQUISITION_DIFFERS: (
        N_("The record of how evidence of file {where} was acquired is not as it was entered."),
        N_(
            "Do not print or refer this file; compare it with the printed documents and "
            "with a backup."
        ),
    ),
    Doubt.CONSENTS_DIFFER: (
        N_("What was noted of the person's consent in file {where} is not as it was entered."),
        N_(
            "Do not print or refer this file; compare it with the printed documents and "
            "with a backup."
        ),
    ),
    Doubt.CONTENT_MISSING: (
        N_("The content of attachment {where} is missing."),
        N_("Take it from a backup, or attach the original once more."),
    ),
    Doubt.CONTENT_ALTERED: (
        N_("The content of attachment {where} is not what was attached."),
        N_("Take it from a backup, or attach the original once more."),
    ),
    Doubt.CONTENT_UNKNOWN: (
        N_("No entry says that attachment {where} was attached."),
        N_("Ask who attached it; rely on it only when the original is at hand."),
    ),
    Doubt.RECORD_DIFFERS: (
        N_("No approval still valid in the chain allowed this record of file {where} to go."),
        _ASK,
    ),
}
_LIMITS = (
    N_(
        "Without a passphrase, a recovery sheet or recovery shares of this station "
        "nobody alters an entry unnoticed. Somebody who has one and works outside the "
        "program's window can rewrite entries or remove the last ones, and make seals "
        "that pass for a colleague's: the keys by which seals are verified lie in the "
        "same vault. Only a fingerprint that somebody else holds shows it: what is "
        "before it is not altered unnoticed."
    ),
    N_(
        "A rollback can be detected only against an exported fingerprint: compare the "
        "chain with what the receivers, the backups and the printed documents hold."
    ),
    N_(
        "An entry says whose passphrase was given. It does not show that somebody else "
        "typed it, nor what was done to a copy of the vault elsewhere."
    ),
    N_(
        "Times are those of this computer's clock, which nobody vouches for. A change "
        "of the clock shows while the computer runs, or when the clock is behind the "
        "record; a clock set forward while the computer was off does not show."
    ),
    N_(
        "Verification says that what was entered has not been changed since. Whether "
        "it is true, no verification of data can say."
    ),
)
REASONS: Mapping[Reason, str] = {
    Reason.BATTERY: N_("The computer was without power for long, or its clock's battery is empty"),
    Reason.BY_HAND: N_("Somebody set the clock"),
    Reason.SYSTEM: N_("Another system or the maintenance of the computer set the clock"),
    Reason.UNKNOWN: N_("The reason is not known"),
}
COMPARED: Mapping[ClockComparison, str] = {
    ClockComparison.TELEPHONE: N_("A telephone"),
    ClockComparison.OFFICE_CLOCK: N_("A clock of the office, the radio or the television"),
    ClockComparison.PAPER: N_("A register or another document of that day"),
    ClockComparison.NOTHING: N_("Nothing: the true time is no longer known"),
}
HEADS: Mapping[HeadKind, str] = {
    HeadKind.BUNDLE: N_("Case bundle"),
    HeadKind.BACKUP: N_("Backup"),
    HeadKind.PAPER: N_("Printed document"),
}


def objection_message(
    objection: Objection, language: Language, *, carried: bool = False
) -> Message:
    """What does not hold, and what to do: at the station, or with a chain that a bundle carries."""
    say = texts(language).gettext
    fault, next_step = _DOUBTS[objection.doubt]
    return Message(
        say(fault).format(where=isolated(objection.where)), say(_ASK if carried else next_step)
    )


def limits(language: Language) -> tuple[str, ...]:
    """What no check can promise."""
    return tuple(texts(language).gettext(limit) for limit in _LIMITS)


def anchor_text(seq: int, digest: str) -> str:
    """An anchor as it stands on paper: the entry's number and 25 digits."""
    return isolated(f"{seq} – {grouped_digits(digest)}") if digest else "—"


def moment(at: datetime | None, language: Language) -> str:
    """A time, isolated."""
    return isolated(format_datetime(at, language)) if at is not None else "—"


def span_sentence(
    span: UncertainSpan,
    language: Language,
    *,
    whole: bool = True,
    names: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """Which entries are uncertain, and what shows it. Of a chain that is not `whole` nobody can say
    that no supervisor has read the warning."""
    say = texts(language).gettext
    if span.kind is SpanKind.BEHIND:
        text = say(
            N_(
                "Time uncertain from entry {first} to entry {last}: the record was at "
                "{record} already, and the clock showed {earliest} to {latest}."
            )
        )
    else:
        text = say(
            N_(
                "Time uncertain from entry {first} to entry {last}: the clock was set "
                "{moved} while the computer ran. It showed {record} before and {shown} "
                "after; from then on {earliest} to {latest}."
            )
        )
    sentence = text.format(
        first=isolated(str(span.first)),
        last=isolated(str(span.last)),
        record=moment(span.record, language),
        shown=moment(span.clock_time, language),
        earliest=moment(span.earliest, language),
        latest=moment(span.latest, language),
        moved=_moved(span.moved, language),
    )
    if span.read_by:
        readers = " · ".join(with_code(login, names.get(login, "")) for login in span.read_by)
        read = say(N_("Supervisors who have read the warning: {names}")).format(names=readers)
        sentence = f"{sentence} {read}"
    elif whole and span.kind is SpanKind.BEHIND and not span.attested:
        sentence = f"{sentence} {say(N_('No supervisor has read the warning.'))}"
    return sentence


def _moved(by: timedelta | None, language: Language) -> str:
    if by is None:
        return ""
    text = N_("forward by {time}") if by > timedelta() else N_("back by {time}")
    return texts(language).gettext(text).format(time=duration(by, language))


def duration(by: timedelta, language: Language) -> str:
    """Days, and hours with minutes; without a sign."""
    speak = texts(language)
    days, minutes = divmod(round(abs(by).total_seconds() / 60), 24 * 60)
    clock = isolated(f"{minutes // 60:02}:{minutes % 60:02}")
    hours = speak.gettext(N_("{clock} (hours and minutes)")).format(clock=clock)
    if not days:
        return hours
    counted = speak.ngettext("{count} day", "{count} days", days).format(count=isolated(str(days)))
    separator = "، " if language == "ar" else ", "
    return f"{counted}{separator}{hours}"


def statement_sentence(attestation: Attestation, language: Language, name: str = "") -> str:
    """What a supervisor has stated, who and when. `name` is the supervisor's, '' for none."""
    say = texts(language).gettext
    statement = attestation.statement
    if statement.true is None:
        text = say(N_("{officer} stated on {time}: the true time is no longer known. {reason}."))
    else:
        text = say(
            N_(
                "{officer} stated on {time}: the actual time of entry {first} is "
                "{true}. {reason}. Compared with: {compared}."
            )
        )
    sentence = text.format(
        officer=with_code(attestation.by, name),
        time=moment(attestation.at, language),
        first=isolated(str(attestation.first)),
        true=moment(statement.true, language),
        reason=say(REASONS[statement.reason]),
        compared=say(COMPARED[statement.compared]),
    )
    return f"{sentence} «{isolate(statement.words)}»" if statement.words else sentence


def entry_detail(
    entry: AuditEntry, language: Language, labels: Mapping[str, str], documents: Mapping[str, str]
) -> str:
    """What an entry tells beside the deed: names of questions, never an answer; '' for nothing.
    `labels` are questions by name, `documents` papers by key."""
    event, say = entry.event, texts(language).gettext
    details = {key: str(value) for key, value in event.detail.items()}
    statement = attestation_of(event)
    if statement is not None:
        return statement_sentence(statement, language)
    parts = [_questions(details, language, labels)]
    if "document" in details:
        parts.append(documents.get(details["document"], isolated(details["document"])))
    parts.append(print_words(event, language))
    for key, text in _DETAIL_TEXTS.items():
        if details.get(key):
            value = details[key][:16] if key in _DIGESTS else details[key]
            parts.append(say(text).format(value=isolated(value)))
    parts.append(_failures(event, language))
    if details.get("by") == BY_SHIFT_KEY:
        parts.append(say(_SHIFT_KEY[event.action == "locked"]))
    if entry.clock_time is not None:
        clock_note = say(N_("the clock showed {time}")).format(
            time=moment(entry.clock_time, language)
        )
        parts.append(clock_note)
    return " · ".join(part for part in parts if part)


_SHIFT_KEY = N_("with the shift key"), N_("the shift key leads back")  # unlocked, locked
_FAILED = frozenset({"unlock_failed", "shift_key_failed"})
_NAMED = 8  # questions; the chain itself names all
_DIGESTS = frozenset({"sha256", "record", "letter"})
_DETAIL_TEXTS: Mapping[str, str] = {
    "holder": N_("about {value}"),
    "bundle": N_("case bundle {value}"),
    "number": N_("number {value}"),
    "serial": N_("pack {value}"),
    "name": N_("name {value}"),
    "revision": N_("revision {value}"),
    "form": N_("form {value}"),
    "sha256": N_("hash {value}…"),
    "record": N_("record {value}…"),
    "need": N_("need {value}"),
    "letter": N_("letter {value}…"),
    "tool": N_("by {value}"),
    "from": N_("left by {value}"),
    "missing": N_("not come to the Prosecution: {value}"),
    "said_unsent": N_("said not to be sent, and sent: {value}"),
}


def _questions(details: Mapping[str, str], language: Language, labels: Mapping[str, str]) -> str:
    names = [labels.get(name) or isolated(name) for name in details.get("fields", "").split()]
    others = details.get("others", "0")
    separator = "، " if language == "ar" else ", "
    sentence = separator.join(names[:_NAMED])
    if len(names) > _NAMED:
        more = (
            texts(language)
            .gettext(N_("{names} and {count} more"))
            .format(names=sentence, count=isolated(str(len(names) - _NAMED)))
        )
        sentence = more
    if others.isdecimal() and int(others):
        speak = texts(language)
        more = speak.ngettext(
            "{count} answer whose question is not named",
            "{count} answers whose questions are not named",
            int(others),
        ).format(count=isolated(others))
        sentence = f"{sentence}{separator}{more}" if sentence else more
    return sentence


def _failures(event: CustodyEvent, language: Language) -> str:
    count = str(event.detail.get("count", ""))
    if event.action not in _FAILED or not count.isdecimal():
        return ""
    return (
        texts(language)
        .ngettext("{count} try", "{count} tries", int(count))
        .format(count=isolated(count))
    )
