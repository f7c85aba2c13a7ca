"""Trust lists, good, odd and wrong, each asked about one good notice (§12)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from tests.vectors import cast, people, signing
from tests.vectors.people import CLERK_KEY, DAY, NOW, SECOND_KEY, Person, Wish, issue
from tests.vectors.vector import Vector
from tests.vectors.writing import Edit, Single, drop, put, swap

Value = dict[str, Any]
_CA = {"roles": (people.TRUST,), "unit": "CA", "listed": False}
NOBODY = issue("CA-3", Wish(login="CA-3", number="CA-9003", **_CA))
SAME_NUMBER = issue("CA-1 twice", Wish(login="CA-2", number="ca-9001", key=SECOND_KEY, **_CA))
SAME_KEY = issue("CA-1 key", Wish(login="CA-2", number="CA-9002", key=CLERK_KEY, **_CA))
OTHER_ROLE = issue(
    "CA-2 exporter", Wish((1,), "CA", "CA-2", "CA-9002", key=SECOND_KEY, listed=False)
)
YOUNGER = people.root_of("younger root", (CLERK_KEY, SECOND_KEY), NOW - 40 * DAY)


def usual() -> Value:
    """The trust list by which the other vectors are judged."""
    return people.listing([cast.CRL], cast.certificate_rows(), cast.voucher_rows())


def small() -> Value:
    """The same, of three certificates."""
    rows = cast.certificate_rows()[:3]
    return people.listing([cast.CRL], rows)


def vectors() -> Iterator[Vector]:
    yield from _taken()
    yield from _forms()
    yield from _signers()


_WRITTEN: dict[str, bytes] = {}


def written() -> dict[str, bytes]:
    """The lists by the names of their files, once the vectors were made."""
    return _WRITTEN


def _asked(
    name: str,
    about: str,
    *codes: str,
    document: Edit | None = None,
    first: Person = cast.CLERK,
    second: Person = cast.SECOND,
    **edits: Callable[[Any], Any],
) -> Vector:
    """A good notice, judged by this list."""
    value = small()
    container = Single(
        "trust.json", document(value) if document else value, second, NOW - DAY, first
    )
    _WRITTEN[f"{name}.asice"] = replace(container, edits=edits).bytes()
    verdict = "unreadable" if any(code[0] == "E" for code in codes) else ""
    return Vector(
        f"list-{name}",
        f"Trust list: {about}",
        b"",
        codes,
        verdict,
        trust=f"{name}.asice",
        file="good-small-notice",
    )


def _taken() -> Iterator[Vector]:
    def handing(root: Person) -> Edit:
        def edit(value: Value) -> Value:
            more = people.pem(people.crl(6, issuer=root))
            return {
                **value,
                "ca": [*value["ca"], people.pem(root.certificate)],
                "crl": [*value["crl"], more],
            }

        return edit

    def _long_ago(value: Value) -> Value:
        return {**handing(YOUNGER)(value), "created": people.stamp(people.BEGIN + 181 * DAY)}

    yield _asked("small", "three certificates.")
    yield _asked("newer", "a higher minor version, with members that nobody knows.",
                 document=put(format="tipdesk-trust/1.4", later=[1]))  # fmt: skip
    yield _asked("two-roots", "two roots, while one hands over.", document=handing(YOUNGER))
    yield _asked("two-roots-long", "two roots for more than 180 days.", "E_TRUST_FORM",
                 document=_long_ago)  # fmt: skip
    yield _asked("two-crls", "two revocation lists of one root.",
                 document=lambda v: {**v, "crl": [*v["crl"], people.pem(people.crl(4))]})  # fmt: skip


def _forms() -> Iterator[Vector]:
    form = "E_TRUST_FORM"

    def row(name: str, **values: object) -> Edit:
        return lambda value: {**value, name: [{**value[name][0], **values}, *value[name][1:]]}

    forms: list[tuple[str, str, Edit]] = [
        ("more", "a member that nobody knows.", put(more=1)),
        ("less", "a member is missing.", drop("heads")),
        ("before", "the format before 1.0.", put(format="tipdesk-trust/1")),
        ("serial", "serial 0.", put(serial=0)),
        ("no-recovery", "no recovery key.", put(recovery=[])),
        ("no-root", "no root.", put(ca=[])),
        ("no-crl", "no revocation list.", put(crl=[])),
        ("crl-of-another", "a revocation list of another root alone.",
         put(crl=[people.pem(people.crl(9, issuer=cast.OTHER_ROOT))])),
        ("root-leaf", "a leaf in the place of a root.",
         put(ca=[people.pem(cast.OFFICER.certificate)])),
        ("roles-order", "roles in another order.", row("certificates", roles=[4, 1])),
        ("roles-none", "a certificate without roles.", row("certificates", roles=[])),
        ("role-unknown", "a role that the format does not know.", row("certificates", roles=[6])),
        ("kind", "a station of another kind.", row("stations", kind="other")),
        ("pair", "a pair of one.", put(approves_for=[["SH6"]])),
        ("age-key", "an age key that is none.", row("recovery", key="age1")),
        ("root-twice", "one root twice.", lambda v: {**v, "ca": v["ca"] * 2}),
    ]  # fmt: skip
    for name, about, edit in forms:
        yield _asked(name, about, form, document=edit)
    yield _asked("major", "another major version.", "E_VERSION",
                 document=put(format="tipdesk-trust/2.0"))  # fmt: skip
    yield _asked("json", "white space.", form, document_bytes=swap(b",", b", "))


def _signers() -> Iterator[Vector]:
    yield _asked("one-person", "signed twice by the first: it waits for the second.",
                 "E_ONE_PERSON", second=cast.CLERK)  # fmt: skip
    yield _asked("same-number", "one service number, once in lower case.", "E_ONE_PERSON",
                 second=SAME_NUMBER)  # fmt: skip
    yield _asked("same-key", "one key in two certificates.", "E_ONE_PERSON", second=SAME_KEY)
    yield _asked("nobody", "signed by somebody whom the root does not name.", "E_CERT_UNLISTED",
                 second=NOBODY)  # fmt: skip
    yield _asked("nobody-first", "the first of the two is somebody whom the root does not name.",
                 "E_CERT_UNLISTED", first=NOBODY)  # fmt: skip
    yield _asked("role", "signed with a certificate for case bundles.", "E_CERT_ROLE",
                 second=OTHER_ROLE)  # fmt: skip
    yield _asked("digest", "the first signed another document.", "E_SIG_DIGEST",
                 first_cms=lambda p: p.put(signing.DIGEST, signing.der(4, bytes(32))))  # fmt: skip
    yield _asked("mime", "the first signed it as a manifest.", "E_SIG_MIME",
                 first_cms=lambda p: p.put(signing.MIME, signing.mime("text/xml")))  # fmt: skip
    yield _asked("flipped", "a bit is another.", "E_DIGEST", entries=_flipped)


def _flipped(entries: list[Any]) -> list[Any]:
    place = next(at for at, entry in enumerate(entries) if entry.name == "trust.json")
    data = entries[place].data
    changed = replace(entries[place], data=data[:40] + bytes((data[40] ^ 1,)) + data[41:])
    return [*entries[:place], changed, *entries[place + 1 :]]
