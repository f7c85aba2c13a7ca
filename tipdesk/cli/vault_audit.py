"""`tipdesk vault audit`: the chain of custody for people, or in JSON."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from tipdesk import __version__
from tipdesk.cases.custody import timestamp
from tipdesk.cli import vault_login
from tipdesk.clock import system_clock
from tipdesk.desk.auditing import Audit, Doubt, Line, Objection, Question, Span, audit
from tipdesk.desk.session import UnlockedKey
from tipdesk.desk.tending import at_the_vault
from tipdesk.i18n.catalogue import N_, _, language
from tipdesk.i18n.dates import format_datetime
from tipdesk.i18n.text import clean, isolated
from tipdesk.messages import action_text

_DOUBTS: Mapping[Doubt, str] = {
    Doubt.LINK_UNREADABLE: N_("Link {where} cannot be read."),
    Doubt.LINK_ORDER: N_("Link {where} does not follow the one before it."),
    Doubt.LINK_ALTERED: N_("Link {where} says something else than what was hashed."),
    Doubt.SEAL_WRONG: N_("The seal on link {where} is not its officer's."),
    Doubt.EXPORT_DIFFERS: N_("Of bundle {where} the list says something else than the chain."),
    Doubt.EXPORT_UNKNOWN: N_("The chain speaks of bundle {where}, which the list does not have."),
    Doubt.RECEIPT_DIFFERS: N_(
        "The answer {where} was signed for another bundle, or is in no link."
    ),
    Doubt.ANCHOR_DIFFERS: N_("Link {where} is not the one whose hash was given."),
}
LIMITS = (
    N_(
        "Without the key of the vault nobody alters an entry unnoticed. Whoever has the key can"
        " write anew what follows the last seal of another officer and the last head that somebody"
        " else holds."
    ),
    N_(
        "That the whole vault was put back to an older state shows only against a head that left:"
        " compare those named above with what the receivers hold ({option})."
    ),
    N_(
        "A link says whose passphrase was given. That somebody else typed it does not show, nor"
        " what was done to a copy of the vault elsewhere."
    ),
    N_("Times are those of this computer's clock, which nobody vouches for."),
)
_EXAMPLE = "2026-11-24"
_DAY = re.compile(r"(\d\d)/(\d\d)/(\d{4})", re.ASCII)
_ANCHOR = re.compile(r"(\d{1,15}):([0-9a-f]{16,64})", re.ASCII)


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
        metavar="LINK:HASH",
        type=_anchor,
        action="append",
        default=[],
        help=_("A head that somebody else holds; at least 16 digits of its hash."),
    )
    parser.add_argument("--json", action="store_true", help=_("Answer in JSON."))


def run(args: argparse.Namespace, key: UnlockedKey) -> bool:
    """Verify the chain and tell it; whether all of it holds."""
    question = Question(args.case, args.first, args.last, tuple(args.anchor))
    with at_the_vault(vault_login.folder(args), key, system_clock, "vault audit") as desk:
        found = audit(desk, question)
    if args.json:
        print(json.dumps(_json(found), ensure_ascii=False, indent=1))
    else:
        print("\n".join(_report(found)))
    return not found.objections


def _day(text: str) -> date:
    """2026-11-24 or 24/11/2026. Raises ValueError, which argparse says."""
    match = _DAY.fullmatch(text)
    return date.fromisoformat(f"{match[3]}-{match[2]}-{match[1]}" if match else text)


def _anchor(text: str) -> tuple[int, str]:
    """Raises ValueError, which argparse says."""
    match = _ANCHOR.fullmatch(text.strip().lower())
    if match is None:
        raise ValueError(text)
    return int(match[1]), match[2]


# --- for people -----------------------------------------------------------------------------


def _report(found: Audit) -> Iterator[str]:
    yield _("Chain of custody of {unit}").format(unit=clean(found.station.unit))
    yield _("Checked on {time}").format(time=_moment(system_clock()))
    yield _("Links: {count}, the last {link}").format(
        count=isolated(str(found.count)), link=_head(*found.head)
    )
    for seal in found.seals:
        yield _("Seals of {officer}: {count}, the last on link {link}").format(
            officer=isolated(seal.login),
            count=isolated(str(seal.count)),
            link=isolated(str(seal.last)),
        )
    yield ""
    yield _("Who did what, when")
    for line in found.lines:
        yield _line(line)
    yield ""
    yield from _doubtful(found)
    yield ""
    yield _("What this cannot promise")
    for limit in LIMITS:
        yield f"  • {_(limit).format(option=isolated('--anchor LINK:HASH'))}"


def _doubtful(found: Audit) -> Iterator[str]:
    if found.heads:
        yield _("Heads that left with a bundle")
        for head in found.heads:
            yield f"  {_moment(head.at)}  {isolated(head.bundle)}  {_head(head.seq, head.hash)}"
    for span in found.spans:
        yield _span(span)
    for one in found.objections:
        yield f"  ✗ {_objection(one)}"
    if found.objections:
        yield _("Result: the chain has exceptions. Do not rely on what they name.")
    else:
        yield _("Result: the chain holds, without exceptions.")


def _line(line: Line) -> str:
    said = [isolated(str(line.seq)), _moment(line.at), isolated(line.officer or "?")]
    said.append(action_text(line.action) if line.action else "—")
    said += [isolated(one) for one in (line.number, line.holder) if one]
    if line.shown is not None:
        said.append(_("(time uncertain: the clock showed {time})").format(time=_moment(line.shown)))
    return "  ".join(said)


def _span(span: Span) -> str:
    text = _(
        "Time uncertain from link {first} to link {last}: the record was at {record} already, and"
        " the clock showed {earliest} to {latest}."
    ).format(
        first=isolated(str(span.first)),
        last=isolated(str(span.last)),
        record=_moment(span.record),
        earliest=_moment(span.earliest),
        latest=_moment(span.latest),
    )
    if not span.read_by:
        return f"{text} {_('No supervisor has read the warning.')}"
    names = " · ".join(isolated(login) for login in span.read_by)
    read = _("Supervisors who have read the warning: {names}").format(names=names)
    return f"{text} {read}"


def _objection(one: Objection) -> str:
    return _(_DOUBTS[one.doubt]).format(where=isolated(one.where))


def _head(seq: int, digest: str) -> str:
    return isolated(f"{seq}:{digest}")


def _moment(at: datetime | None) -> str:
    return isolated(format_datetime(at, language())) if at is not None else "—"


# --- for programs ---------------------------------------------------------------------------


def _json(found: Audit) -> dict[str, object]:
    """See `resources/schemas/vault-audit.schema.json`."""
    return {
        "format": "tipdesk-vault-audit/1",
        "vault_id": found.vault_id,
        "station": found.station.code,
        "checked_at": timestamp(system_clock()),
        "program": __version__,
        "holds": not found.objections,
        "count": found.count,
        "head": {"seq": found.head[0], "hash": found.head[1]},
        "exceptions": [
            {"code": one.doubt.value, "where": one.where, "text": _objection(one)}
            for one in found.objections
        ],
        "uncertain": [_span_json(span) for span in found.spans],
        "seals": [
            {"officer": one.login, "count": one.count, "last": one.last} for one in found.seals
        ],
        "heads": [
            {"seq": one.seq, "hash": one.hash, "bundle": one.bundle, "at": _time(one.at)}
            for one in found.heads
        ],
        "links": [
            {
                "seq": line.seq,
                "at": _time(line.at),
                "clock": _time(line.shown),
                "officer": line.officer,
                "action": line.action,
                "file": line.number or None,
                "about": line.holder or None,
            }
            for line in found.lines
        ],
        "limits": [_(limit).format(option="--anchor LINK:HASH") for limit in LIMITS],
    }


def _span_json(span: Span) -> dict[str, object]:
    return {
        "first": span.first,
        "last": span.last,
        "record": timestamp(span.record),
        "earliest": timestamp(span.earliest),
        "latest": timestamp(span.latest),
        "read_by": list(span.read_by),
    }


def _time(at: datetime | None) -> str | None:
    return timestamp(at) if at is not None else None
