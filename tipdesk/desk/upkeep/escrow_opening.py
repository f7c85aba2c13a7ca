"""Hidden files opened at the office that they were sealed to, as `escrow_taking` took them out.

    opened = open_taken(vault_dir, key, path, target_dir, clock)

Nobody signs the whole. What counts is what lies closed, under keys that somebody whom the file
names has sealed and signed for; what lies open anybody could have written, and it is left out. The
file's chain of custody comes along, and what contradicts it is not opened.
"""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any, BinaryIO

from tipdesk.bundle.crypto.age import Identity
from tipdesk.bundle.crypto.streams import decrypt
from tipdesk.bundle.trust import TrustStore
from tipdesk.cases import outside
from tipdesk.cases.answers import answer_from_json, shown_value
from tipdesk.cases.consent import ledger
from tipdesk.cases.custody.chain import read_time, timestamp
from tipdesk.cases.custody.document import read_custody
from tipdesk.cases.custody.following import follow
from tipdesk.cases.model import Act, Answer, ConsentEvent, CustodyEvent
from tipdesk.core import disk
from tipdesk.core.clock import Clock
from tipdesk.core.errors import (
    BundleUnreadable,
    EscrowContradicts,
    EscrowUnreadable,
    FileUnreadable,
    TargetInUse,
    TipdeskError,
    VaultDamaged,
)
from tipdesk.core.plain_file import open_plain, safe_name
from tipdesk.core.sealed_file import SealedReader
from tipdesk.core.settings import Language
from tipdesk.desk.files.escrow import (
    EscrowSigner,
    OpenedEscrow,
    open_escrow,
    signer_of,
)
from tipdesk.desk.form_shelf import published_forms
from tipdesk.desk.handover.checking import VaultStage
from tipdesk.desk.session.entering import at_the_vault
from tipdesk.desk.station.signing_and_trust import Keys
from tipdesk.desk.upkeep.escrow_taking import FORMAT, LENGTH
from tipdesk.forms.model import FormDefinition, split_path
from tipdesk.i18n.text import clean
from tipdesk.storage import consent_rows
from tipdesk.storage.keys import case_keys, signing_keys
from tipdesk.storage.keys.keys import UnlockedKey
from tipdesk.storage.platform import disk_errors
from tipdesk.texts.hidden_files import (
    file_line,
    left_out_sentence,
    service_line,
    signed_sentence,
    unsigned_sentence,
)
from tipdesk.texts.messages import reason_label

_MOST = 256 << 20  # bytes of the JSON
_ANSWERS = "answers.txt"
_SEALING = ("hidden", "escrow_sealed")  # entries of deeds about the keys
_ENTERED = timedelta(minutes=1)  # in which an entry follows what it tells of
_LANGUAGE: Language = "ar"  # of forms


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """One hidden file in the open: where it was written, and how many of its attached files lie
    there and how many could not be opened."""

    number: str
    folder: Path
    contents: int
    lost: int
    left_out: int  # what lay open in it
    signer: EscrowSigner | None  # of its keys


def open_taken(
    vault_dir: Path, key: UnlockedKey, path: Path, target: Path, clock: Clock
) -> tuple[OpenedFile, ...]:
    """Open what was taken out, with the identity of the office in this vault, and write it into a
    folder in plain text; the office's chain tells of it. `key` is wiped.

    Raises:
        TransitionRefused: whoever opens the vault is no prosecutor (details: step).
        TargetInUse: the folder is not empty (details: name).
        FileUnreadable, EscrowUnreadable: it is no such file, or not sealed to this office.
        EscrowContradicts: it is not what its own chain says (details: number).
        DiskFull, and as `at_the_vault`.
    """
    with at_the_vault(vault_dir, key, clock, "vault open-escrow") as desk:
        desk.require(Act.DECIDE_ASIDE)
        _make_empty(target)
        kept = signing_keys.age_identities(desk.vault)
        identities = [Identity.from_text(identity) for _recipient, identity in kept]
        stage = VaultStage(vault_dir)
        try:
            reader = _staged(path, identities, stage)
            head = _head(reader)
            trust, now = Keys(desk).trust_store(), desk.now()
            files = [_CameHidden.read(file, identities, trust, now) for file in head["files"]]
            opened = tuple(_opened(reader, file, target) for file in files)
        except (ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
            raise EscrowUnreadable from error
        finally:
            stage.discard()
        numbers = " ".join(file.number for file in opened)
        desk.enter("escrow_opened", station=str(head["station"]), numbers=numbers)
        return opened


def _make_empty(target: Path) -> None:
    with disk_errors():
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(target.iterdir()):
            raise TargetInUse(name=target.name)


def _staged(path: Path, identities: list[Identity], stage: VaultStage) -> BinaryIO:
    try:
        with open_plain(path) as source:
            decrypt(source, identities, stage.write, lambda _count: None)
    except OSError as error:
        raise FileUnreadable(name=path.name) from error
    except BundleUnreadable as error:
        raise EscrowUnreadable from error
    return stage.reader()


def _head(reader: BinaryIO) -> Mapping[str, Any]:
    length = int.from_bytes(reader.read(LENGTH), "big")
    if length > _MOST:
        raise EscrowUnreadable
    head: Mapping[str, Any] = outside.fields(json.loads(reader.read(length)))
    if head["format"] != FORMAT:
        raise EscrowUnreadable
    return head


@dataclass(frozen=True, slots=True)
class _CameHidden:
    """One hidden file as it came, held against its own chain."""

    fields: Mapping[str, Any]
    escrow: OpenedEscrow
    signer: EscrowSigner | None
    events: tuple[CustodyEvent, ...]  # its own entries

    @classmethod
    def read(
        cls,
        file: Mapping[str, Any],
        identities: Sequence[Identity],
        trust: TrustStore | None,
        now: datetime,
    ) -> _CameHidden:
        """Raises EscrowUnreadable, EscrowContradicts."""
        body = base64.b64decode(file["escrow"])
        escrow = open_escrow(body, identities)
        if escrow.case_id != file["case_id"]:
            raise EscrowUnreadable
        number = safe_name(outside.text(file["number"]))
        try:
            events = _shown(outside.text(file["custody"], limit=_MOST), escrow)
            _check_keys(outside.text(file["deed"]), sha256(body).hexdigest(), escrow, events)
            _check_consents(file, escrow, events)
        except (ValueError, KeyError, TypeError, VaultDamaged) as error:
            raise EscrowContradicts(number=number) from error
        return cls(file, escrow, signer_of(escrow, trust, now), events)

    @property
    def entered(self) -> frozenset[str]:
        """SHA-256 (hex) of attached files, by the chain."""
        return frozenset(event.detail.get("sha256", "") for event in self.events)

    @property
    def number(self) -> str:
        """Of the file at its station."""
        return safe_name(str(self.fields["number"]))


def _shown(document: str, escrow: OpenedEscrow) -> tuple[CustodyEvent, ...]:
    """The file's own entries. Raises ValueError: the chain does not hold, or is another one than
    when the keys were sealed."""
    (segment,) = read_custody(document.encode(), escrow.case_id)
    if segment.station != escrow.station or follow(segment):
        raise ValueError("not the chain of this file")
    seq, digest = escrow.head
    if segment.hash_at(seq) != digest:
        raise ValueError("another chain")
    return segment.own


def _check_keys(
    deed: str, digest: str, escrow: OpenedEscrow, events: Iterable[CustodyEvent]
) -> None:
    """The keys are those that the last deed about them names. Raises ValueError, KeyError."""
    named = [event.detail.get("deed", "") for event in events if event.action in _SEALING]
    body = outside.fields(json.loads(deed))["body"]
    named_here = (outside.fields(body)["case"], outside.fields(body)["escrow"])
    if named[-1:] != [sha256(deed.encode()).hexdigest()] or named_here != (escrow.case_id, digest):
        raise ValueError("other keys than were sealed")


def _check_consents(
    file: Mapping[str, Any], escrow: OpenedEscrow, events: Iterable[CustodyEvent]
) -> None:
    """Each line is that of its entry. Raises ValueError."""
    entered = [event.detail.get("digest") for event in events if event.action == ledger.NOTED]
    lines = (_text(escrow, consent_rows.WORDS, text) for text in outside.items(file["consents"]))
    if [ledger.digest_of(line) for line in lines] != entered:
        raise ValueError("another ledger")


def _opened(reader: BinaryIO, file: _CameHidden, target: Path) -> OpenedFile:
    fields, folder = file.fields, target / file.number
    with disk_errors():
        folder.mkdir(mode=0o700)
        story = _HiddenStory(file)
        lines = [file_line(file.number, file.escrow.station), *_signed_lines(file), *story.lines()]
        lines += [left_out_sentence(story.left_out, _LANGUAGE)] if story.left_out else []
        (folder / _ANSWERS).write_text("\n".join(lines), encoding="utf-8")
    lost = 0
    for place, content in enumerate(fields["contents"], start=1):
        lost += not _content(reader, content, file, folder, place)
    count = len(fields["contents"]) - lost
    return OpenedFile(file.number, folder, count, lost, story.left_out, file.signer)


class _HiddenStory:
    """What was written in a hidden file, in Arabic, without what lay open or was not entered: that
    counts for nothing, and only how much it is is told (`left_out`, after `lines`)."""

    def __init__(self, file: _CameHidden) -> None:
        self._fields = file.fields
        self._escrow = file.escrow
        self._events = file.events
        self.left_out = 0

    def lines(self) -> Iterator[str]:
        """Answers in the order of their form, amendments, remarks, and what was agreed to."""
        answers = {
            path: answer
            for path, stored in outside.fields(self._fields["answers"]).items()
            if (answer := self._answer(path, stored)) is not None
        }
        sex = answers["sex"].value if "sex" in answers else ""
        form = self._form()
        yield from _answer_lines(form, answers, sex)
        for entry in self._entered("amendments", "amended"):
            path = outside.text(entry["path"])
            before, after = (self._answer(path, entry[name]) for name in ("before", "after"))
            note = self._words("note", entry["note"])
            if before is not None and after is not None and note is not None:
                both = " → ".join(
                    _answer_line(form, path, answer, sex) for answer in (before, after)
                )
                yield f"{_by(entry)} {both} ({note})"
        for entry in self._entered("remarks", "returned"):
            text = self._words("text", entry["text"])
            if text is not None:
                yield f"{_by(entry)} {outside.text(entry['path'])}: {text}"
        for line in outside.items(self._fields["consents"]):
            words = self._words(consent_rows.WORDS, line)
            if words is not None:
                yield _consent_line(form, ledger.from_text(words), sex)

    def _form(self) -> FormDefinition | None:
        form_id, version = self._fields["form"]
        try:
            return published_forms().get(str(form_id), int(version))
        except TipdeskError:  # one of that station's own
            return None

    def _entered(self, name: str, action: str) -> Iterator[Mapping[str, object]]:
        """Who wrote something and when stands open beside it: it has to be in the chain as well.
        What is older than a file that was carried over is passed."""
        first = self._events[0]
        for entry in map(outside.fields, outside.items(self._fields[name])):
            at, by = read_time(outside.text(entry["at"], outside.TIME)), outside.text(entry["by"])
            before = first.at is not None and first.action == "carried_over" and at < first.at
            if before or any(
                event.at is not None
                and (event.action, event.officer) == (action, by)
                and timedelta(0) <= event.at - at <= _ENTERED
                for event in self._events
            ):
                yield entry
            else:
                self.left_out += 1

    def _answer(self, path: str, stored: object) -> Answer | None:
        """None: it lies open, or is not what was closed."""
        answer = answer_from_json(_texts(stored))
        if case_keys.is_closed(answer.value):
            key = self._escrow.keys[case_keys.generation_of(answer.value)]
            with suppress(VaultDamaged):
                return case_keys.open_answer(key, self._escrow.case_id, path, answer)
        elif path.endswith("]") or not (answer.value or answer.reason):
            return Answer()  # that there is a row, which tells nothing; or it was emptied
        self.left_out += 1
        return None

    def _words(self, place: str, stored: object) -> str | None:
        """None: they lie open, or are not what was closed."""
        if stored == "":
            return ""
        with suppress(VaultDamaged, ValueError):
            return clean(_text(self._escrow, place, stored))
        self.left_out += 1
        return None


def _signed_lines(file: _CameHidden) -> Iterator[str]:
    signer, by = file.signer, file.escrow.by
    if signer is None:
        yield unsigned_sentence(_LANGUAGE)
    else:
        yield signed_sentence(signer.name, by, signer.code, _LANGUAGE)


def _by(entry: Mapping[str, object]) -> str:
    return f"{outside.text(entry['at'], outside.TIME)} {outside.text(entry['by'])}"


def _consent_line(form: FormDefinition | None, event: ConsentEvent, sex: str) -> str:
    name = ledger.QUESTIONS.get(event.purpose, "")
    about = (
        _label(form, name, sex)
        if name
        else service_line(_choice(form, "agency", event.recipient, sex), _LANGUAGE)
    )
    reason = f" ({clean(event.reason)})" if event.reason else ""
    state = _choice(form, "consent", event.state, sex)
    return f"{timestamp(event.at)} {event.officer} {about}: {state}{reason}"


def _choice(form: FormDefinition | None, listed: str, name: str, sex: str) -> str:
    choices = form.choices.get(listed, ()) if form is not None else ()
    labels = (item.label.text(_LANGUAGE, sex) for item in choices if item.name == name)
    return next(labels, name)


def _answer_lines(
    form: FormDefinition | None, answers: Mapping[str, Answer], sex: str
) -> Iterator[str]:
    questions = form.questions() if form is not None else ()
    order = {question.name: place for place, question in enumerate(questions)}

    def placed(path: str) -> tuple[int, int, str]:
        _repeat, row, name = split_path(path)
        return order.get(name, len(order)), row, path

    for path in sorted(answers, key=placed):
        if answers[path].value or answers[path].reason:
            yield _answer_line(form, path, answers[path], sex)


def _label(form: FormDefinition | None, name: str, sex: str) -> str:
    questions = form.questions() if form is not None else ()
    question = next((item for item in questions if item.name == name), None)
    return question.label.text(_LANGUAGE, sex) if question is not None else name


def _answer_line(form: FormDefinition | None, path: str, answer: Answer, sex: str) -> str:
    _repeat, row, name = split_path(path)
    label = _label(form, name, sex) + (f" ({row})" if row else "")
    questions = form.questions() if form is not None else ()
    question = next((item for item in questions if item.name == name), None)
    if form is None or question is None or answer.reason is not None:
        return f"{label}: {_in_words(answer, sex)}"
    return f"{label}: {clean(shown_value(form, question, answer.value, _LANGUAGE, sex))}"


def _texts(fields: object) -> dict[str, str]:
    return {name: outside.text(value) for name, value in outside.fields(fields).items()}


def _in_words(answer: Answer, sex: str) -> str:
    if answer.reason is not None:
        return reason_label(answer.reason, _LANGUAGE, sex)
    return clean(answer.value)


def _text(escrow: OpenedEscrow, place: str, stored: object) -> str:
    """Raises ValueError: it lies open, as nothing of a hidden file does."""
    text = outside.text(stored)
    if not case_keys.is_closed(text):
        raise ValueError("not closed")
    key = escrow.keys[case_keys.generation_of(text)]
    return case_keys.open_text(key, escrow.case_id, place, text)


def _content(
    reader: BinaryIO, content: Mapping[str, Any], file: _CameHidden, folder: Path, place: int
) -> bool:
    """Write one attached file; False: it does not open, lies open, or was never entered."""
    content_id, size = str(content["id"]), int(content["sealed"])
    part = folder / f"{place:04}.sealed"
    with disk_errors(), part.open("wb") as sealed:
        rest = size
        while rest:
            block = reader.read(min(rest, 1 << 20))
            if not block:
                raise EscrowUnreadable
            sealed.write(block)
            rest -= len(block)
    written: Path | None = None
    try:
        name, key = (
            _text(file.escrow, case_keys.of_file(content_id, part), content[part])
            for part in ("name", "key")
        )
        written = folder / f"{place:04}-{safe_name(name)}"
        with (
            SealedReader(part.open("rb"), bytes.fromhex(key), content_id.encode("ascii")) as plain,
            disk_errors(),
            written.open("xb") as target,
        ):
            shutil.copyfileobj(plain, target, 1 << 20)
        with disk_errors(), written.open("rb") as source:
            is_entered = file_digest(source, "sha256").hexdigest() in file.entered
        if not is_entered:
            disk.remove(written)
        return is_entered
    except (VaultDamaged, ValueError):
        if written is not None:
            with disk_errors():
                disk.remove(written)
        return False
    finally:
        with disk_errors():
            disk.remove(part)
