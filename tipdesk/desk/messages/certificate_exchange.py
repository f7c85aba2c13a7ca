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
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tipdesk.bundle.crypto.certificates import SigningKey
from tipdesk.bundle.enrolment import read_enrolment
from tipdesk.bundle.messages.bodies import MOST_DOCUMENT, MessageType, type_sign
from tipdesk.bundle.messages.document import (
    Correspondent,
    MessageDocument,
    MessageSubject,
    read_message,
)
from tipdesk.bundle.strict_json import JsonValue
from tipdesk.bundle.trust import CertificateInfo, certificate_sha256, read_certificate
from tipdesk.core.errors import TipdeskError
from tipdesk.core.plain_file import read_plain, write_file
from tipdesk.desk.messages.messages import AddressedFile, Consequence, Messages, Outgoing
from tipdesk.desk.open_vault import ChangeKind, Confirmed, OpenVault
from tipdesk.desk.station.signing_and_trust import Keys
from tipdesk.storage import message_rows
from tipdesk.storage.keys import signing_keys

_MOST_FILES = 200


class AskingForCertificates:
    """At a station: what asks for ordinary certificates, and takes them. GUI thread."""

    def __init__(self, desk: OpenVault, keys: Keys, messages: Messages) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._keys = keys
        self._messages = messages
        messages.hand_on(MessageType.CERTIFICATES, self._judged)

    def remember(self, confirmed: Confirmed) -> None:
        """Whoever has just given their passphrase signs with a temporary certificate and has not
        asked for the ordinary one: make the request, which leaves with the next case bundle. What
        keeps it from being made keeps nobody from what the passphrase was given for."""
        if not self._keys.needs_ordinary(confirmed.login):
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
        body: dict[str, JsonValue] = {"requests": list(unsent)}
        to = AddressedFile("", None, "", office)
        with self._vault.transaction():
            self._messages.sign_as(signer, key, MessageType.CERTIFICATE_REQUESTS, to, body)
            signing_keys.forget_unsent(self._vault)

    def settle(self) -> None:
        """Take what came before the trust list that names it, whoever has imported that."""
        sign = type_sign(MessageType.CERTIFICATES)
        came = message_rows.every(self._vault, message_rows.CAME, self._messages.opens)
        messages = [read_message(kept.document) for kept in came if sign in kept.document]
        with self._vault.transaction():
            for message in messages:
                if message.known is MessageType.CERTIFICATES:
                    self._take(message)

    # --- inside -----------------------------------------------------------------------------

    def _judged(self, message: MessageDocument, _files: Mapping[str, bytes]) -> Consequence:
        return Consequence("", partial(self._take, message))

    def _take(self, message: MessageDocument) -> None:
        """The list first: it names the certificates."""
        listed, pems = message.body["list"], message.body["certificates"]
        if isinstance(listed, str):
            self._keys.take_trust_list(base64.b64decode(listed))
        for pem in pems if isinstance(pems, list) else ():
            self._keys.take_certificate(str(pem).encode("utf-8"))
        self._desk.publish(ChangeKind.KEYS)


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
        """Write each request into a folder, as a station saves one; how many.

        Raises:
            TransitionRefused: not open to the officer's role.
            TargetNotWritable, DiskFull
        """
        waiting = self.waiting()
        for request in waiting:
            name = f"enrolment-{request.station}-{request.login}.json".lower()
            write_file(folder / name, request.text.encode("utf-8"))
        return len(waiting)

    def bring(self, folder: Path) -> BroughtCertificates:
        """Which certificates (PEM) of a folder answer what waits; `send` comes next. Whatever else
        lies there is passed over.

        Raises:
            TransitionRefused: not open to the officer's role.
        """
        by_key = self._certificates(folder)
        known = self._keys.listed_certificates()
        answered: list[CarriedRequest] = []
        unlisted: list[CarriedRequest] = []
        for request in self.waiting():
            if (info := by_key.get(request.public_der)) is not None:
                named = certificate_sha256(info.pem.encode("ascii")) in known
                (answered if named else unlisted).append(request)
        return BroughtCertificates(tuple(answered), tuple(unlisted))

    def send(self, folder: Path, requests: Sequence[CarriedRequest], confirmed: Confirmed) -> None:
        """Sign a message to each station with its certificates and the trust list in use: it goes
        with the next answer to that station.

        Raises:
            TransitionRefused, NoCertificate: the confirmed officer signs no messages here.
            AddresseeUnknown: the trust list has no key of a station (details: code).
        """
        by_key = self._certificates(folder)
        stations: dict[str, list[CarriedRequest]] = {}
        for request in requests:
            stations.setdefault(request.station, []).append(request)
        body = self._keys.trust_list_body()
        text = base64.b64encode(body).decode("ascii")
        with self._desk.vault.transaction():
            for station, asked in stations.items():
                pems = [by_key[request.public_der].pem for request in asked]
                sent: dict[str, JsonValue] = {
                    "certificates": list(pems),
                    "list": text if text and len(text) <= MOST_DOCUMENT else None,
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

    def _certificates(self, folder: Path) -> dict[bytes, CertificateInfo]:
        by_key = {}
        for path in sorted(folder.glob("*.pem"))[:_MOST_FILES]:
            with suppress(TipdeskError, ValueError):
                info = read_certificate(read_plain(path))
                by_key[info.public_der] = info
        return by_key


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
