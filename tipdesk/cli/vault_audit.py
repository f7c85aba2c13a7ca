"""`tipdesk vault audit`: the chain of custody for people, or in JSON; the certificate as PDF."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from tipdesk import __version__
from tipdesk.cases.custody.anchors import Anchor, anchor_digits, read_anchor
from tipdesk.cases.custody.chain import timestamp
from tipdesk.cases.custody.reading import (
    AuditEntry,
    ChainReading,
    Examined,
    Filter,
    Head,
    Objection,
)
from tipdesk.cases.paper.prints import Print, PrintOutcome, Purpose
from tipdesk.cli import vault_login
from tipdesk.cli.output import complain_line, refuse_existing
from tipdesk.core.clock import system_clock
from tipdesk.core.plain_file import write_file
from tipdesk.core.work import Work
from tipdesk.desk.custody.book import (
    ChainDocument,
    ChainPrinting,
    CustodyBook,
    examine,
    render_chain,
)
from tipdesk.desk.custody.chain_reader import read_chain
from tipdesk.desk.custody.outside_anchors import anchors_on
from tipdesk.desk.files.access import Access
from tipdesk.desk.files.restricted import Restricted
from tipdesk.desk.open_vault import OpenVault
from tipdesk.desk.session.entering import at_the_vault
from tipdesk.desk.unlocking import UnlockedKey
from tipdesk.i18n.text import _, clean, isolated, language
from tipdesk.texts.custody import (
    HEADS,
    anchor_text,
    limits,
    moment,
    objection_message,
    span_sentence,
    statement_sentence,
)
from tipdesk.texts.messages import action_label

# --- what the audit has found, and its JSON for programs --------------------------------------


@dataclass(frozen=True, slots=True)
class Audit:
    """What was found, and which entries are listed."""

    reading: ChainReading
    wanted: Filter
    examined: Examined | None

    @property
    def objections(self) -> tuple[Objection, ...]:
        """Every exception."""
        return self.examined.objections if self.examined else self.reading.objections


def audit_json(audit: Audit) -> dict[str, object]:
    """See `resources/schemas/vault-audit.schema.json`."""
    reading = audit.reading
    return {
        "format": "tipdesk-vault-audit/1",
        "vault_id": reading.vault_id,
        "station": reading.station.code,
        "checked_at": timestamp(reading.read_at),
        "program": __version__,
        "holds": not audit.objections,
        "count": reading.count,
        "head": _mark(*reading.head),
        "exceptions": [_exception(objection) for objection in audit.objections],
        "compared": [
            {
                "seq": anchor.anchor.seq or None,
                "bundle": anchor.anchor.bundle or None,
                "source": anchor.anchor.source or None,
                "holds": anchor.holds,
            }
            for anchor in reading.compared
        ],
        "examined": None
        if audit.examined is None
        else {"files": audit.examined.files, "attachments": audit.examined.contents},
        "uncertain": _uncertain(reading),
        "seals": [
            {"officer": seal.login, "count": seal.count, "last": seal.last}
            for seal in reading.seals
        ],
        "heads": [_head_json(head) for head in reading.heads],
        "links": [_entry_json(entry) for entry in reading.chosen(audit.wanted)],
        "limits": list(limits(language())),
    }


def _mark(seq: int, digest: str) -> dict[str, object]:
    return {"seq": seq, "hash": digest, "digits": anchor_digits(digest)}


def _exception(objection: Objection) -> dict[str, object]:
    message = objection_message(objection, language())
    return {
        "code": objection.doubt.value,
        "where": objection.where,
        "text": message.what,
        "next_step": message.next_step,
    }


def _head_json(head: Head) -> dict[str, object]:
    detail = {"kind": head.kind.value, "what": head.what, "at": _time(head.at)}
    return {**_mark(head.seq, head.hash), **detail}


def _entry_json(entry: AuditEntry) -> dict[str, object]:
    return {
        "seq": entry.seq,
        "at": _time(entry.event.at),
        "clock": _time(entry.clock_time),
        "uncertain": entry.uncertain,
        "officer": entry.event.officer,
        "action": entry.event.action,
        "file": entry.number or None,
        "about": entry.holder or None,
    }


def _uncertain(reading: ChainReading) -> list[dict[str, object]]:
    return [
        {
            "kind": span.kind.value,
            "first": span.first,
            "last": span.last,
            "open": span.open,
            "record": timestamp(span.record),
            "shown": timestamp(span.clock_time),
            "earliest": timestamp(span.earliest),
            "latest": timestamp(span.latest),
            "moved_seconds": None if span.moved is None else round(span.moved.total_seconds()),
            "read_by": list(span.read_by),
            "statements": [
                {
                    "link": attested.seq,
                    "by": attested.by,
                    "at": timestamp(attested.at),
                    "true": _time(attested.statement.true),
                    "reason": attested.statement.reason.value,
                    "compared": attested.statement.compared.value,
                    "words": attested.statement.words,
                }
                for attested in span.attested
            ],
        }
        for span in reading.spans
    ]


def _time(at: datetime | None) -> str | None:
    return timestamp(at) if at is not None else None


_EXAMPLE = "2026-11-24"
_DAY = re.compile(r"(\d\d)/(\d\d)/(\d{4})", re.ASCII)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What is listed, and what it is compared with."""
    parser.add_argument("--case", metavar="NUMBER", default="", help=_("Only this file."))
    parser.add_argument(
        "--from",
        dest="first",
        metavar="DAY",
        type=_day,
        help=_("From this day on, such as {day}.").format(day=_EXAMPLE),
    )
    parser.add_argument(
        "--to",
        dest="last",
        metavar="DAY",
        type=_day,
        help=_("Up to this day, such as {day}.").format(day=_EXAMPLE),
    )
    parser.add_argument(
        "--anchor",
        metavar="LINK:DIGITS",
        type=_anchor,
        action="append",
        default=[],
        help=_(
            "A fingerprint from a printed page: the number of the entry and its 25 "
            "digits, or 16 or more digits of its hash."
        ),
    )
    parser.add_argument(
        "--anchors-in",
        metavar="PATH",
        type=Path,
        action="append",
        default=[],
        help=_("A USB drive, a backup, a case bundle or a receipt to compare the chain with."),
    )
    _add_papers(parser)
    parser.add_argument("--json", action="store_true", help=_("Answer in JSON."))


def _add_papers(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--certificate",
        metavar="FILE.pdf",
        type=Path,
        help=_(
            "Verify answers and attachments too, and write the certificate of integrity to this"
            " file, which is not encrypted."
        ),
    )
    parser.add_argument(
        "--log",
        metavar="FILE.pdf",
        type=Path,
        help=_("Write the log of custody, of what was asked for, to this file; not encrypted."),
    )
    parser.add_argument("--force", action="store_true", help=_("Replace a file that is there."))


def run(args: argparse.Namespace, key: UnlockedKey) -> bool:
    """Verify the chain and tell it; whether all of it holds."""
    wanted = Filter(args.case, args.first, args.last)
    papers: dict[ChainDocument, Path | None] = {
        "custody": args.log,
        "certificate": args.certificate,
    }
    for path in papers.values():
        if path is not None:  # before anything is entered
            refuse_existing(path, force=args.force)
    anchors = list(args.anchor)
    for path in args.anchors_in:
        anchors += anchors_on(path, system_clock(), Work())
    with at_the_vault(vault_login.folder(args), key, system_clock, "vault audit") as desk:
        audit = _read(desk, wanted, tuple(anchors), everything=args.certificate is not None)
        _write(desk, audit, papers)
    if args.json:
        print(json.dumps(audit_json(audit), ensure_ascii=False, indent=1))
    else:
        print("\n".join(_report(audit)))
    return not audit.objections


def _read(
    desk: OpenVault,
    wanted: Filter,
    anchors: tuple[Anchor, ...],
    *,
    everything: bool,
) -> Audit:
    book = CustodyBook(desk, Access(desk, Restricted(desk)))
    case_id = book.find(wanted.number) if wanted.number else None
    reading = read_chain(book.plan(case_id), Work()).compared_with(anchors)
    if not everything:
        return Audit(reading, wanted, None)
    files, objections = 0, []
    for left, objection in book.answers(case_id):
        files += 1
        if objection is not None:
            objections.append(objection)
        if left and left % 100 == 0:
            complain_line(_("Files left: {count}").format(count=isolated(str(left))))
    plan = book.examination(case_id, files, tuple(objections))
    return Audit(reading, wanted, examine(plan, reading, Work()))


def _write(desk: OpenVault, audit: Audit, papers: Mapping[ChainDocument, Path | None]) -> None:
    """The papers that were asked for, of one reading; each that was written is entered."""
    room = ChainPrinting(desk)
    paper = room.paper(audit.reading, audit.wanted, audit.examined)
    for document, path in papers.items():
        if path is not None:
            write_file(path, render_chain(document, paper))
            room.record(document, paper, Print(PrintOutcome.SAVED, Purpose.CHECK))


def _day(text: str) -> date:
    """2026-11-24 or 24/11/2026. Raises ArgumentTypeError, which argparse says."""
    match = _DAY.fullmatch(text)
    try:
        return date.fromisoformat(f"{match[3]}-{match[2]}-{match[1]}" if match else text)
    except ValueError as error:
        complaint = _("{text} is no day. Write it such as {day}.")
        sentence = complaint.format(text=isolated(text), day=isolated(_EXAMPLE))
        raise argparse.ArgumentTypeError(sentence) from error


def _anchor(text: str) -> Anchor:
    """Raises ArgumentTypeError, which argparse says."""
    anchor = read_anchor(text)
    if anchor is None:
        complaint = _("{text} is no fingerprint of an entry.")
        raise argparse.ArgumentTypeError(complaint.format(text=isolated(text)))
    return anchor


# --- for people -----------------------------------------------------------------------------


def _report(audit: Audit) -> Iterator[str]:
    reading = audit.reading
    yield _("Chain of custody of {unit}").format(unit=clean(reading.station.unit))
    yield _("Checked on {time}").format(time=_moment(reading.read_at))
    yield _("Entries: {count}, the last {link}").format(
        count=isolated(str(reading.count)), link=anchor_text(*reading.head)
    )
    for seal in reading.seals:
        yield _("Seals of {officer}: {count}, the last on entry {link}").format(
            officer=isolated(seal.login),
            count=isolated(str(seal.count)),
            link=isolated(str(seal.last)),
        )
    yield ""
    yield _("Who did what, when")
    for entry in reading.chosen(audit.wanted):
        yield _line(entry)
    yield ""
    yield from _doubtful(audit)
    yield ""
    yield _("What this cannot promise")
    for limit in limits(language()):
        yield f"  • {limit}"


def _doubtful(audit: Audit) -> Iterator[str]:
    reading = audit.reading
    if reading.heads:
        yield _("Fingerprints of the chain that left the station")
        for head in reading.heads:
            mark = anchor_text(head.seq, head.hash)
            kind = f"{_(HEADS[head.kind])} {isolated(head.what)}"
            yield f"  {_moment(head.at)}  {kind}  {mark}"
    for anchor in reading.compared:
        yield _compared(anchor.anchor, anchor.holds)
    for span in reading.spans:
        yield span_sentence(span, language(), names=reading.names)
        for attested in span.attested:
            name = reading.names.get(attested.by, "")
            yield f"  {statement_sentence(attested, language(), name)}"
    if audit.examined is not None:
        yield _("Files compared: {files}. Attachments read: {contents}.").format(
            files=isolated(str(audit.examined.files)),
            contents=isolated(str(audit.examined.contents)),
        )
    for objection in audit.objections:
        message = objection_message(objection, language())
        yield f"  ✗ {message.what} {message.next_step}"
    if audit.objections:
        yield _("Result: the chain has discrepancies. Do not rely on what they name.")
    else:
        yield _(
            "Result: the entries that are here follow one another, without "
            "discrepancies. This does not show whether the last ones were removed."
        )


def _compared(anchor: Anchor, holds: bool) -> str:
    name = isolated(anchor.source or anchor.bundle or f"{anchor.seq} – {anchor.mark}")
    if holds:
        return _("The chain still contains {what}.").format(what=name)
    return _("The chain does not contain {what}.").format(what=name)


def _line(entry: AuditEntry) -> str:
    event = entry.event
    parts = [isolated(str(entry.seq)), _moment(event.at), isolated(event.officer or "?")]
    parts.append(action_label(event) if event.action else "—")
    parts += [isolated(part) for part in (entry.number, entry.holder) if part]
    if entry.clock_time is not None:
        parts.append(
            _("(time uncertain: the clock showed {time})").format(time=_moment(entry.clock_time))
        )
    elif entry.uncertain:
        parts.append(_("(time uncertain)"))
    return "  ".join(parts)


def _moment(at: datetime | None) -> str:
    return moment(at, language())
