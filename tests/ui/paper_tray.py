"""A print server that keeps what it is given: as much of IPP (RFC 8011) as libcups asks for.

    python tests/ui/paper_tray.py SOCKET FOLDER

Serves three queues, one beside the computer and two of a network, of which the default one is paused
and takes nothing, until its standard input ends. Each job that was sent whole lies in FOLDER as NUMBER.pdf, with
NUMBER.json beside it. Job 1 was printed, 2 waits, 3 was given up.
"""

from __future__ import annotations

import json
import socketserver
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import ClassVar

QUEUES = {
    "Attic": "ipp://10.0.0.8/ipp/print",
    "Beside": "usb://Maker/Laser%20One",
    "Corridor": "ipp://10.0.0.7/ipp/print",
}
PPD = """*PPD-Adobe: "4.3"
*FormatVersion: "4.3"
*LanguageVersion: English
*LanguageEncoding: ISOLatin1
*PCFileName: "LASER.PPD"
*Manufacturer: "Maker"
*Product: "(Laser One)"
*ModelName: "Maker Laser One"
*NickName: "Maker Laser One"
*OpenUI *PageSize/Size: PickOne
*DefaultPageSize: A4
*PageSize A4/A4: ""
*CloseUI: *PageSize
*OpenUI *PageRegion: PickOne
*DefaultPageRegion: A4
*PageRegion A4/A4: ""
*CloseUI: *PageRegion
*DefaultImageableArea: A4
*ImageableArea A4/A4: "12 12 583 830"
*DefaultPaperDimension: A4
*PaperDimension A4/A4: "595 842"
*OpenUI *Duplex/Both sides: PickOne
*DefaultDuplex: None
*Duplex None/Off: ""
*Duplex DuplexNoTumble/Long: ""
*Duplex DuplexTumble/Short: ""
*CloseUI: *Duplex
"""
_GET_DEFAULT, _GET_PRINTERS, _GET_ATTRIBUTES = 0x4001, 0x4002, 0x000B
_NOT_ACCEPTING = 0x0506
_GET_JOBS, _STATES = 0x000A, (9, 6, 8)
_PRINT, _CREATE, _SEND, _CANCEL = 0x0002, 0x0005, 0x0006, 0x0008
_NAME, _TEXT, _URI, _NUMBER, _ENUM, _BOOL = 0x42, 0x41, 0x45, 0x21, 0x23, 0x22


def _attribute(tag: int, name: str, value: str | int) -> bytes:
    kind = ">b" if tag == _BOOL else ">i"
    data = struct.pack(kind, value) if isinstance(value, int) else value.encode()
    return struct.pack(">BH", tag, len(name)) + name.encode() + struct.pack(">H", len(data)) + data


def _queue(name: str) -> bytes:
    return b"\x04" + b"".join(
        (
            _attribute(_NAME, "printer-name", name),
            _attribute(_TEXT, "printer-info", f"Printer {name}"),
            _attribute(_TEXT, "printer-make-and-model", "Maker Laser One"),
            _attribute(_URI, "device-uri", QUEUES[name]),
            _attribute(_URI, "printer-uri-supported", f"ipp://localhost/printers/{name}"),
            _attribute(_ENUM, "printer-type", 0x1014),
            _attribute(_ENUM, "printer-state", 5 if name == "Corridor" else 3),
            _attribute(_BOOL, "printer-is-accepting-jobs", name != "Corridor"),
        )
    )


def _job(number: int, attributes: dict[str, str]) -> bytes:
    return b"\x02" + b"".join(
        (
            _attribute(_NUMBER, "job-id", number),
            _attribute(_NAME, "job-name", attributes["job-name"]),
            _attribute(_URI, "job-printer-uri", attributes["printer-uri"]),
            _attribute(_ENUM, "job-state", _STATES[(number - 1) % len(_STATES)]),
        )
    )


def _asked(message: bytes) -> tuple[int, int, dict[str, str], bytes]:
    """Operation, request number, attributes as text, and the document behind them."""
    operation, request = struct.unpack(">HI", message[2:8])
    at, attributes, name = 8, {}, ""
    while message[at] != 0x03:
        if message[at] < 0x10:
            at += 1
            continue
        long = struct.unpack(">H", message[at + 1 : at + 3])[0]
        name = message[at + 3 : at + 3 + long].decode() or name
        at += 3 + long
        size = struct.unpack(">H", message[at : at + 2])[0]
        attributes.setdefault(name, message[at + 2 : at + 2 + size].decode("utf-8", "replace"))
        at += 2 + size
    return operation, request, attributes, message[at + 1 :]


class _Tray(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    folder: Path
    jobs: ClassVar[dict[int, dict[str, str]]] = {}

    def do_GET(self) -> None:
        self._answer(PPD.encode(), "application/vnd.cups-ppd")

    def do_POST(self) -> None:
        operation, request, attributes, document = _asked(self._body())
        body, status = b"", 0
        closed = attributes.get("printer-uri", "").endswith("Corridor")
        if operation in (_CREATE, _PRINT) and closed:
            status = _NOT_ACCEPTING
        elif operation in (_GET_PRINTERS, _GET_ATTRIBUTES):
            queue = attributes.get("printer-uri", "").rpartition("/")[2]
            body = b"".join(_queue(name) for name in QUEUES if queue in ("", name))
        elif operation == _GET_JOBS:
            body = b"".join(_job(number, job) for number, job in self.jobs.items())
        elif operation == _GET_DEFAULT:
            body = _queue("Corridor")
        elif operation in (_CREATE, _PRINT):
            number = len(self.jobs) + 1
            self.jobs[number] = attributes
            body = b"\x02" + _attribute(_NUMBER, "job-id", number)
        elif operation == _CANCEL:
            (self.folder / f"{len(self.jobs)}.cancelled").touch()
        if operation in (_SEND, _PRINT) and not status:
            number = len(self.jobs)
            (self.folder / f"{number}.json").write_text(json.dumps(self.jobs[number]), "utf-8")
            (self.folder / f"{number}.pdf").write_bytes(document)
        head = b"\x01" + _attribute(0x47, "attributes-charset", "utf-8")
        head += _attribute(0x48, "attributes-natural-language", "en")
        self._answer(struct.pack(">HHI", 0x0200, status, request) + head + body + b"\x03")

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        whole = b""
        while size := int(self.rfile.readline(), 16):
            whole += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return whole

    def _answer(self, data: bytes, kind: str = "application/ipp") -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def address_string(self) -> str:
        return "-"

    def log_message(self, *_line: object) -> None:
        """Nobody reads it."""


@contextmanager
def serving(socket: Path, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Within: a program of its own serves; tests themselves use no socket."""
    script = [sys.executable, __file__, str(socket), str(folder)]
    with subprocess.Popen(script, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        assert server.stdin is not None
        assert server.stdout.readline() == b"ready\n"
        yield server
        server.stdin.close()


if __name__ == "__main__":

    class _Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):  # not on Windows
        daemon_threads = True

    _Tray.folder = Path(sys.argv[2])
    server = _Server(sys.argv[1], _Tray)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print("ready", flush=True)
    sys.stdin.read()
