"""What the types of messages between stations and offices are called, and what their bodies say,
line by line, in the language in use (docs/bundle-format.md §10)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime

from tipdesk.i18n.text import N_, _, clean, format_date, format_datetime, isolated, language
from tipdesk.texts.messages import problem

_TITLES = {
    "arrived": N_("A file arrived"),
    "not_for_us": N_("A file was for another office"),
    "registered": N_("Registered"),
    "assigned": N_("Given to a prosecutor"),
    "opened": N_("Opened by the prosecutor"),
    "taken_in": N_("Taken in by the prosecutor"),
    "completion_request": N_("Request to complete the file"),
    "hearing": N_("Date of a session"),
    "art12": N_("Order for care or shelter"),
    "decision": N_("Decision about the case"),
    "annex_request": N_("Request for the protective annex"),
    "completion_answer": N_("Answer to a request to complete the file"),
    "disclosure": N_("Answers shown later"),
    "withdrawal": N_("Withdrawal of the referral"),
    "summons_address": N_("Address for summonses"),
    "resent": N_("Case bundles sent again"),
    "voided": N_("The file was voided"),
    "certificate_requests": N_("Requests for certificates"),
    "certificates": N_("Certificates from the certification authority"),
    "feedback": N_("Feedback"),
    "tip": N_("Tip"),
    "approval_request": N_("Request for an approval"),
    "approval_answer": N_("Answer to a request for an approval"),
    "transfer": N_("Transfer of a file"),
    "transfer_answer": N_("Answer to a transfer"),
}
_CODES = {
    "questioning": N_("questioning"),
    "hearing": N_("session of the court"),
    "examination": N_("medical examination"),
    "person": N_("the person attends"),
    "officer": N_("the officer attends"),
    "papers": N_("the documents are enough"),
    "medical_social": N_("medical and social care"),
    "shelter": N_("shelter"),
    "prosecution": N_("by the Prosecution"),
    "court": N_("by the court"),
    "to_court": N_("referred to the court"),
    "kept_temporarily": N_("kept on file for the time being"),
    "kept_finally": N_("kept on file finally"),
    "joined": N_("joined to another case"),
    "forwarded": N_("forwarded to another office"),
    "supervisor": N_("the supervisor reads the answer"),
    "file": N_("whoever may read the file reads the answer"),
    "yes": N_("yes"),
    "no": N_("no"),
    "unknown": N_("unknown"),
}
_LABELS = {
    "registry_no": N_("Number in the register: {value}"),
    "login": N_("Prosecutor: {value}"),
    "to": N_("Sealed to: {value}"),
    "reason": N_("Reason: {value}"),
    "reply_by": N_("Answer until: {value}"),
    "readers": N_("Who reads the answer: {value}"),
    "what": N_("What: {value}"),
    "at": N_("When: {value}"),
    "court": N_("Before: {value}"),
    "summons_to": N_("Summons to: {value}"),
    "attends": N_("Who attends: {value}"),
    "measure": N_("Measure: {value}"),
    "by": N_("Ordered: {value}"),
    "order": N_("Order: {value}"),
    "from": N_("From: {value}"),
    "until": N_("Until: {value}"),
    "outcome": N_("Decision: {value}"),
    "decided_at": N_("Date of the decision: {value}"),
    "note": N_("Note: {value}"),
    "text": N_("Text: {value}"),
    "remarks": N_("Remarks: {value}"),
    "channel": N_("How it came: {value}"),
    "where": N_("Where: {value}"),
    "danger": N_("Danger: {value}"),
    "sha256": N_("Fingerprint of the file: {value}"),
    "digits": N_("Digits to compare: {value}"),
}
_NOTHING = {"login": N_("nobody yet"), "until": N_("no end is named")}
_CODED = frozenset({"attends", "measure", "by", "outcome", "readers", "danger"})
_DATES = frozenset({"reply_by", "from", "until", "decided_at"})
_WRITTEN = frozenset(
    {
        "reason",
        "court",
        "summons_to",
        "order",
        "note",
        "text",
        "remarks",
        "channel",
        "where",
        "what",
    }
)
"""What somebody wrote in words of their own."""


def type_title(name: str) -> str:
    """What a type is called; a type that nobody knows here by its own name."""
    title = _TITLES.get(name)
    return _(title) if title else _("Message of type {type}").format(type=isolated(name))


def code_title(code: str) -> str:
    """What a code of the format is called."""
    return _(_CODES[code]) if code in _CODES else isolated(code)


def member_title(name: str) -> str:
    """What a member of a body is called where it is asked for."""
    return _(_LABELS[name]).format(value="").strip(" :")


def body_lines(name: str, body: Mapping[str, object]) -> Iterator[str]:
    """What the body of a message says, each member on a line of its own. What only a program can
    use (signatures, documents) is passed over."""
    order = {name: at for at, name in enumerate(_LABELS)}
    for member in sorted(body, key=lambda name: order.get(name, -1)):
        value = body[member]
        if member in _PARTS:
            yield from _PARTS[member](value)
        elif label := _LABELS.get(member):
            if value != "":
                yield _(label).format(value=_shown(name, member, value))
        elif name not in _TITLES and isinstance(value, str | int):
            yield f"{isolated(member)}: {clean(str(value))}"


def _shown(name: str, member: str, value: object) -> str:
    if value is None:
        return _(_NOTHING.get(member, N_("not known")))
    text = clean(str(value))
    if member in _CODED or (name, member) == ("hearing", "what"):
        return code_title(text)
    if member == "at":
        return isolated(format_datetime(datetime.fromisoformat(text), language()))
    if member in _DATES:
        return isolated(format_date(date.fromisoformat(text), language()))
    return text if member in _WRITTEN else isolated(text)


def _items(value: object) -> Iterator[str]:
    """What is asked for, or the answers to it, with their numbers."""
    for number, item in enumerate(_mappings(value), start=1):
        place = item.get("request_item", number)
        text = clean(str(item.get("text", "")))
        yield _("{number}. {text}").format(number=isolated(str(place)), text=text)
        yield from _row(item.get("row"))


def _rows(value: object) -> Iterator[str]:
    for row in value if isinstance(value, list) else ():
        yield from _row(row)


def _row(row: object) -> Iterator[str]:
    """A row of the record by its question, in the words of whoever took the answer."""
    if not isinstance(row, list) or len(row) != 3 or not isinstance(row[2], dict):
        return
    label, shown = (_own_language(row[2].get(part)) for part in ("label", "shown"))
    yield _("{question}: {answer}").format(question=label or isolated(str(row[1])), answer=shown)


def _own_language(texts: object) -> str:
    both = texts if isinstance(texts, dict) else {}
    return clean(str(both.get(language()) or both.get("ar") or ""))


def _numbers(value: object) -> Iterator[str]:
    numbers = value if isinstance(value, list) else []
    yield _("Numbers: {numbers}").format(numbers=isolated(", ".join(map(str, numbers))))


def _codes(value: object) -> Iterator[str]:
    for code in value if isinstance(value, list) else ():
        yield problem(str(code))


def _person(value: object) -> Iterator[str]:
    parts = [str(part) for part in value] if isinstance(value, list) else []
    yield _("To: {person}").format(person=isolated(" ".join(parts)))


def _taken(value: object) -> Iterator[str]:
    yield _("The file was taken over.") if value is True else _("The file was not taken over.")


def _signed(value: object) -> Iterator[str]:
    yield _("Approved and signed.") if value is not None else _("Not approved.")


def _mappings(value: object) -> Iterator[Mapping[str, object]]:
    for item in value if isinstance(value, list) else ():
        if isinstance(item, dict):
            yield item


_PARTS: Mapping[str, Callable[[object], Iterator[str]]] = {
    "items": _items,
    "rows": _rows,
    "numbers": _numbers,
    "of": _codes,
    "to": _person,
    "taken": _taken,
    "p7s": _signed,
}
