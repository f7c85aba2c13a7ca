"""What `tipdesk vault audit` has found, and its answer to programs in JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tipdesk import __version__
from tipdesk.cases.custody.chain import timestamp
from tipdesk.cases.custody.chain_reading import (
    ChainReading,
    Examined,
    Filter,
    Head,
    Link,
    Objection,
    anchor_digits,
)
from tipdesk.cases.custody.uncertain_time import Span
from tipdesk.i18n.catalogue import language
from tipdesk.texts.custody import limits, objection_message


@dataclass(frozen=True, slots=True)
class Audit:
    """What was found, and which links are listed."""

    reading: ChainReading
    wanted: Filter
    examined: Examined | None

    @property
    def objections(self) -> tuple[Objection, ...]:
        """Every exception."""
        return self.examined.objections if self.examined else self.reading.objections


def audit_json(found: Audit) -> dict[str, object]:
    """See `resources/schemas/vault-audit.schema.json`."""
    reading = found.reading
    return {
        "format": "tipdesk-vault-audit/1",
        "vault_id": reading.vault_id,
        "station": reading.station.code,
        "checked_at": timestamp(reading.read_at),
        "program": __version__,
        "holds": not found.objections,
        "count": reading.count,
        "head": _mark(*reading.head),
        "exceptions": [_exception(one) for one in found.objections],
        "compared": [
            {
                "seq": one.anchor.seq or None,
                "bundle": one.anchor.bundle or None,
                "source": one.anchor.source or None,
                "holds": one.holds,
            }
            for one in reading.compared
        ],
        "examined": None
        if found.examined is None
        else {"files": found.examined.files, "attachments": found.examined.contents},
        "uncertain": [_span_json(span) for span in reading.spans],
        "seals": [
            {"officer": one.login, "count": one.count, "last": one.last} for one in reading.seals
        ],
        "heads": [_head_json(one) for one in reading.heads],
        "links": [_link_json(one) for one in reading.chosen(found.wanted)],
        "limits": list(limits(language())),
    }


def _mark(seq: int, digest: str) -> dict[str, object]:
    return {"seq": seq, "hash": digest, "digits": anchor_digits(digest)}


def _exception(one: Objection) -> dict[str, object]:
    said = objection_message(one, language())
    return {
        "code": one.doubt.value,
        "where": one.where,
        "text": said.what,
        "next_step": said.next_step,
    }


def _head_json(one: Head) -> dict[str, object]:
    said = {"kind": one.kind.value, "what": one.what, "at": _time(one.at)}
    return {**_mark(one.seq, one.hash), **said}


def _link_json(link: Link) -> dict[str, object]:
    return {
        "seq": link.seq,
        "at": _time(link.event.at),
        "clock": _time(link.shown),
        "uncertain": link.uncertain,
        "officer": link.event.officer,
        "action": link.event.action,
        "file": link.number or None,
        "about": link.holder or None,
    }


def _span_json(span: Span) -> dict[str, object]:
    return {
        "kind": span.kind.value,
        "first": span.first,
        "last": span.last,
        "open": span.open,
        "record": timestamp(span.record),
        "shown": timestamp(span.shown),
        "earliest": timestamp(span.earliest),
        "latest": timestamp(span.latest),
        "moved_seconds": None if span.moved is None else round(span.moved.total_seconds()),
        "read_by": list(span.read_by),
        "statements": [
            {
                "link": one.seq,
                "by": one.by,
                "at": timestamp(one.at),
                "true": _time(one.statement.true),
                "reason": one.statement.reason.value,
                "compared": one.statement.compared.value,
                "words": one.statement.words,
            }
            for one in span.attested
        ],
    }


def _time(at: datetime | None) -> str | None:
    return timestamp(at) if at is not None else None
