"""Requests for certificates and what comes of them, inside ordinary exchange (docs/bundle-format.md
§10): nobody at a station that was founded by a kit goes to the certification authority.

At a station whoever signs with a temporary certificate asks for the ordinary one with the
passphrase that they give anyway (`AskingForCertificates.remember`); the request leaves with the
next case bundle. The office hands what came to the authority (`CarryingCertificates`), and
certificates and trust list go back with the next answer. A station believes nothing of it because
of who carried it.
"""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tipdesk.bundle.crypto.certificates import SigningKey
from tipdesk.bundle.enrolment import read_enrolment
from tipdesk.bundle.messages.bodies import MessageType, type_sign
from tipdesk.bundle.messages.document import (
    Correspondent,
    MessageDocument,
    MessageSubject,
    read_message,
)
from tipdesk.bundle.strict_json import JsonValue
from tipdesk.bundle.trust import CertificateInfo, certificate_sha256, read_certificate
from tipdesk.core.errors import FileUnreadable, TipdeskError
from tipdesk.core.plain_file import read_plain, shown_name, write_file
from tipdesk.desk.messages.messages import AddressedFile, Consequence, Messages, Outgoing
from tipdesk.desk.open_vault import ChangeKind, Confirmed, OpenVault
from tipdesk.desk.station.signing_and_trust import Keys
from tipdesk.storage import message_rows
from tipdesk.storage.keys import signing_keys

_MOST_FILES = 200
_MOST_WITH_LIST = 900_000  # characters: what is larger is not taken in beside an answer


class AskingForCertificates:
    """At a station: what asks for ordinary certificates, and takes them. GUI thread."""

    def __init__(self, desk: OpenVault, keys: Keys, messages: Messages) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._keys = keys
        self._messages = messages
        messages.hand_on(MessageType.CERTIFICATES, self._judged)
        keys.list_comes_with(self._take_what_waits)

    def remember(self, confirmed: Confirmed) -> None:
        """Whoever has just given their passphrase signs with a temporary certificate and has not
        asked for the ordinary one: make the request, which leaves with the next case bundle. What
        keeps it from being made keeps nobody from what the passphrase was given for."""
        if not self._keys.needs_ordinary(confirmed):
            return
        with suppress(TipdeskError), self._vault.transaction():
            request = self._keys.enrolment_request(confirmed)
            signing_keys.keep_unsent(self._vault, confirmed.login, request.decode("ascii"))

    def sign(self, office: str, signer: str, key: SigningKey) -> None:
        """Sign the message with what waits, to the office that a case bundle goes to.

        Raises:
            NoCertificate, BundleUnreadable: as `Messages.sign_as`; it waits on.
        """
        unsent = signing_keys.unsent_requests(self._vault)
        if not unsent:
            return
        asks: list[JsonValue] = [text for login, text in unsent if self._asks_for(login, text)]
        to = AddressedFile("", None, "", office)
        with self._vault.transaction():
            if asks:
                body: dict[str, JsonValue] = {"requests": asks}
                self._messages.sign_as(signer, key, MessageType.CERTIFICATE_REQUESTS, to, body)
            signing_keys.forget_unsent(self._vault)

    # --- inside -----------------------------------------------------------------------------

    def _asks_for(self, login: str, text: str) -> bool:
        """Whether it is a request for somebody of this station and a key that is theirs here: the
        exporter signs no other words that somebody has put there."""
        with suppress(TipdeskError):
            request = read_enrolment(text.encode("utf-8"))
            own_key = signing_keys.by_public(self._vault, request.public_der)
            whose = (request.holder.unit, request.holder.login)
            same = whose == (self._desk.station.code, login)
            return same and own_key is not None and own_key.login == login
        return False

    def _take_what_waits(self) -> None:
        """What came before the trust list that names it is taken with that, whoever brings it. What
        cannot be read keeps nobody from a list."""
        sign = type_sign(MessageType.CERTIFICATES)
        with suppress(TipdeskError):
            came = message_rows.every(self._vault, message_rows.CAME, self._messages.opens)
            for message in [read_message(kept.document) for kept in came if sign in kept.document]:
                if message.known is MessageType.CERTIFICATES:
                    self._take_certificates(message)

    def _judged(self, message: MessageDocument, _files: Mapping[str, bytes]) -> Consequence:
        return Consequence("", partial(self._take, message))

    def _take(self, message: MessageDocument) -> None:
        """The list first: it names the certificates."""
        listed = message.body["list"]
        if isinstance(listed, str):
            self._keys.take_trust_list(base64.b64decode(listed))
        self._take_certificates(message)
        self._desk.publish(ChangeKind.KEYS)

    def _take_certificates(self, message: MessageDocument) -> None:
        pems = message.body["certificates"]
        for pem in pems if isinstance(pems, list) else ():
            self._keys.take_certificate(str(pem).encode("utf-8"))


@dataclass(frozen=True, slots=True)
class CarriedRequest:
    """A request for a certificate that came from a station, and has no answer yet."""

    station: str
    login: str
    name: str
    message_id: str  # that it came with
    public_der: bytes  # SubjectPublicKeyInfo of whose key it is
    text: str


@dataclass(frozen=True, slots=True)
class BroughtCertificates:
    """What became of the certificates of a folder."""

    answered: tuple[CarriedRequest, ...] = ()  # they go back with the next answer to the station
    pems: Mapping[bytes, str] = field(default_factory=dict)  # of each of these, by its key
    unlisted: tuple[CarriedRequest, ...] = ()  # the trust list in use here does not name them yet


class CarryingCertificates:
    """At an office: what stations ask the certification authority for. GUI thread."""

    def __init__(self, desk: OpenVault, keys: Keys, messages: Messages) -> None:
        self._desk = desk
        self._keys = keys
        self._messages = messages

    def waiting(self) -> tuple[CarriedRequest, ...]:
        """What came and has no answer, one a key, the newest first.

        Raises:
            TransitionRefused: not open to the officer's role.
        """
        answered = set(self._answered())
        waiting: dict[bytes, CarriedRequest] = {}
        for letter in self._messages.of_type(message_rows.CAME, MessageType.CERTIFICATE_REQUESTS):
            if letter.holds:
                for request in _requests(letter.message):
                    waiting.setdefault(request.public_der, request)
        return tuple(item for key, item in waiting.items() if key not in answered)

    def save(self, folder: Path) -> int:
        """Write each request into a folder, as a station saves one; how many. Two in one name are
        two files: whose key it is, the authority hears from the person.

        Raises:
            TransitionRefused: not open to the officer's role.
            TargetNotWritable, DiskFull
        """
        waiting = self.waiting()
        names: Counter[str] = Counter()
        for request in waiting:
            name = f"enrolment-{request.station}-{request.login}".lower()
            names[name] += 1
            number = f"({names[name]})" if names[name] > 1 else ""
            write_file(folder / f"{name}{number}.json", request.text.encode("utf-8"))
        return len(waiting)

    def bring(self, folder: Path) -> BroughtCertificates:
        """Which certificates (PEM) of a folder answer what waits; `send` comes next. Whatever else
        lies there is passed over.

        Raises:
            TransitionRefused: not open to the officer's role.
            FileUnreadable: the folder is not there any more.
        """
        waiting = self.waiting()
        certificates = _certificates(folder)
        known = self._keys.listed_certificates()
        pems = {
            info.public_der: info.pem
            for info in certificates
            if certificate_sha256(info.pem.encode("ascii")) in known
        }
        others = {info.public_der for info in certificates} - {*pems}
        answered = tuple(request for request in waiting if request.public_der in pems)
        unlisted = tuple(request for request in waiting if request.public_der in others)
        return BroughtCertificates(answered, pems, unlisted)

    def send(self, brought: BroughtCertificates, confirmed: Confirmed) -> None:
        """Sign a message to each station with its certificates and the trust list in use: it goes
        with the next answer to that station.

        Raises:
            TransitionRefused, NoCertificate: the confirmed officer signs no messages here.
            AddresseeUnknown: the trust list has no key of a station (details: code).
        """
        stations: dict[str, list[CarriedRequest]] = {}
        for request in brought.answered:
            stations.setdefault(request.station, []).append(request)
        body = self._keys.trust_list_body()
        text = base64.b64encode(body).decode("ascii")
        with self._desk.vault.transaction():
            for station, asked in stations.items():
                pems = [brought.pems[request.public_der] for request in asked]
                room = _MOST_WITH_LIST - sum(map(len, pems))
                sent: dict[str, JsonValue] = {
                    "certificates": list(pems),
                    "list": text if text and len(text) <= room else None,
                }
                about = MessageSubject("", asked[0].message_id)
                letter = Outgoing(MessageType.CERTIFICATES, Correspondent(station), about, sent)
                self._messages.post(letter, confirmed)

    # --- inside -----------------------------------------------------------------------------

    def _answered(self) -> Iterator[bytes]:
        for letter in self._messages.of_type(message_rows.SENT, MessageType.CERTIFICATES):
            pems = letter.message.body["certificates"]
            for pem in pems if isinstance(pems, list) else ():
                with suppress(ValueError):
                    yield read_certificate(str(pem).encode("utf-8")).public_der


def _certificates(folder: Path) -> Sequence[CertificateInfo]:
    """What of a folder is one. Raises FileUnreadable."""
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".pem")
    except (OSError, ValueError) as error:  # a drive that has gone
        raise FileUnreadable(name=shown_name(folder)) from error
    certificates = []
    for path in paths[:_MOST_FILES]:
        with suppress(TipdeskError, ValueError):
            certificates.append(read_certificate(read_plain(path)))
    return certificates


def _requests(message: MessageDocument) -> Iterator[CarriedRequest]:
    """Those of the station that sent them; what is none, or is another's, is passed over."""
    texts = message.body["requests"]
    for text in texts if isinstance(texts, list) else ():
        with suppress(TipdeskError):
            asks = read_enrolment(str(text).encode("utf-8"))
            if asks.holder.unit == message.sender.code:
                yield CarriedRequest(
                    asks.holder.unit,
                    asks.holder.login,
                    asks.holder.name,
                    message.message_id,
                    asks.public_der,
                    str(text),
                )
