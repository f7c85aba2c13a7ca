"""Security chips for tests: one of our own making, which knows the six commands that are sent to it,
and one that others wrote (swtpm, the software TPM of the libtpms project), for long runs.

The first answers as part 3 of TCG's TPM 2.0 Library specification says, refuses what is not formed so,
and counts wrong authorisations. What holds for both is tested with both.
"""

from __future__ import annotations

import os
import shutil
import socket
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tipdesk.core.security_chip import Ask

_PLAIN, _AUTHORISED = 0x8001, 0x8002
_LOCKOUT_AUTH_SET, _IN_LOCKOUT = 1 << 2, 1 << 9
_INTEGRITY, _BAD_HANDLE, _SIZE, _COMMAND = 0x1DF, 0x18B, 0x095, 0x143
_LOCKOUT, _AUTH_FAIL, _RETRY = 0x921, 0x98E, 0x922


class _Refused(Exception):
    def __init__(self, code: int) -> None:
        super().__init__(hex(code))
        self.code = code


class _Reading:
    def __init__(self, data: bytes) -> None:
        self.rest = data

    def taken(self, size: int) -> bytes:
        if size > len(self.rest):
            raise _Refused(_SIZE)
        first, self.rest = self.rest[:size], self.rest[size:]
        return first

    def number(self, size: int) -> int:
        return int.from_bytes(self.taken(size))

    def sized(self) -> _Reading:
        return _Reading(self.taken(self.number(2)))

    def ends(self) -> None:
        if self.rest:
            raise _Refused(_SIZE)


def _sized(data: bytes) -> bytes:
    return len(data).to_bytes(2) + data


class OwnChip:
    """`with chip() as ask`: a chip that one holds in one's hand."""

    def __init__(self, *, tries: int = 10, wait: int = 7200, fixed: bool = True) -> None:
        self.tries, self.wait, self.fixed = tries, wait, fixed
        self.failed = 0
        self.asked: list[int] = []  # command codes
        self.busy = 0  # so many times it answers that it is busy with itself
        self.seed = os.urandom(8)
        self.held: dict[int, tuple[str, bytes, bytes]] = {}  # kind, authorisation, data
        self._wrapped: dict[bytes, tuple[bytes, bytes, bytes]] = {}  # seed, authorisation, data

    def switch_off(self) -> None:
        """And on again."""
        self.seed, self.held = os.urandom(8), {}

    def sleep(self) -> None:
        """And wake: what it held loosely is gone, its seeds are not."""
        self.held = {}

    def hibernate(self) -> None:
        """And come back: for a chip no more than a sleep (TPM Restart)."""
        self.held = {}

    @contextmanager
    def __call__(self) -> Iterator[Ask]:
        yield self._ask

    def _ask(self, command: bytes) -> bytes:
        tag, size, code = struct.unpack_from(">HII", command)
        self.asked.append(code)
        if self.busy:
            self.busy -= 1
            return struct.pack(">HII", _PLAIN, 10, _RETRY)
        try:
            if size != len(command):
                raise _Refused(_SIZE)
            answer = self._done(tag, code, _Reading(command[10:]))
        except _Refused as refused:
            return struct.pack(">HII", _PLAIN, 10, refused.code)
        return struct.pack(">HII", tag, 10 + len(answer), 0) + answer

    def _done(self, tag: int, code: int, rest: _Reading) -> bytes:
        if code == 0x17A and tag == _PLAIN:
            return self._property(rest)
        if code == 0x165 and tag == _PLAIN:
            self._object_at(rest.number(4))
            self.held.popitem()
            return b""
        if tag != _AUTHORISED:
            raise _Refused(_COMMAND)
        handle = rest.number(4)
        area = _Reading(rest.taken(rest.number(4)))
        assert area.number(4) == 0x40000009
        area.sized().ends()
        assert area.number(1) == 0
        password = area.sized().rest
        area.ends()
        handle_there, parameters = self._authorised(code, handle, password, rest)
        rest.ends()
        return handle_there + len(parameters).to_bytes(4) + parameters + bytes(5)

    def _property(self, rest: _Reading) -> bytes:
        group, which, _count = rest.number(4), rest.number(4), rest.number(4)
        rest.ends()
        permanent = self.fixed * _LOCKOUT_AUTH_SET | (self.failed >= self.tries) * _IN_LOCKOUT
        value = {0x200: permanent, 0x20F: self.tries, 0x210: self.wait}[which]
        return struct.pack(">BIIII", 0, group, 1, which, value)

    def _object_at(self, handle: int) -> tuple[str, bytes, bytes]:
        if handle not in self.held:
            raise _Refused(_BAD_HANDLE)
        return self.held[handle]

    def _new(self, kind: str, authorisation: bytes, data: bytes) -> bytes:
        handle = 0x80000000 + len(self.held)
        self.held[handle] = kind, authorisation, data
        return handle.to_bytes(4)

    def _authorised(
        self, code: int, handle: int, password: bytes, rest: _Reading
    ) -> tuple[bytes, bytes]:
        if code == 0x131:
            assert handle == 0x40000007
            assert password == b""
            self._creation(rest, attributes=0x30472)
            return self._new("key", b"", self.seed), _sized(b"public")
        kind, authorisation, data = self._object_at(handle)
        if code == 0x153:
            assert kind == "key"
            given, secret = self._creation(rest, attributes=0x52)
            private = os.urandom(40)
            self._wrapped[private] = (data, given, secret)
            return b"", _sized(private) + _sized(b"public")
        if code == 0x157:
            assert kind == "key"
            seed, given, secret = self._wrapped[rest.sized().rest]
            rest.sized()
            if seed != data:
                raise _Refused(_INTEGRITY)
            return self._new("sealed", given, secret), _sized(b"name")
        if code == 0x15E:
            assert kind == "sealed"
            if self.failed >= self.tries:
                raise _Refused(_LOCKOUT)
            if password.rstrip(b"\0") != authorisation.rstrip(b"\0"):
                self.failed += 1
                raise _Refused(_AUTH_FAIL)
            return b"", _sized(data)
        raise _Refused(_COMMAND)

    def _creation(self, rest: _Reading, *, attributes: int) -> tuple[bytes, bytes]:
        sensitive = rest.sized()
        authorisation, secret = sensitive.sized().rest, sensitive.sized().rest
        sensitive.ends()
        public = rest.sized()
        assert public.number(2) in (0x08, 0x23)
        assert public.number(2) == 0x0B
        assert public.number(4) == attributes
        rest.sized().ends()
        assert rest.number(4) == 0
        return authorisation, secret


class SoftwareChip:
    """swtpm as a process of its own, until `end`. Install it by your system's packages."""

    def __init__(self, folder: Path) -> None:
        if shutil.which("swtpm") is None:
            raise FileNotFoundError("swtpm is not installed: apt install swtpm swtpm-tools")
        state = folder / "state"
        state.mkdir()
        self._control = folder / "control"
        self._ends, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [
                    *("swtpm", "socket", "--tpm2", "--tpmstate", f"dir={state}"),
                    *("--fd", str(theirs.fileno()), "--flags", "startup-clear"),
                    *("--ctrl", f"type=unixio,path={self._control}"),
                ],
                pass_fds=[theirs.fileno()],
            )
        self.change_authorisation(b"only the one who looks after it")

    def end(self) -> None:
        """Stop it."""
        self._ends.close()
        self._process.terminate()
        self._process.wait()

    @contextmanager
    def __call__(self) -> Iterator[Ask]:
        yield self._ask

    def _ask(self, command: bytes) -> bytes:
        self._ends.sendall(command)
        answer = self._ends.recv(10, socket.MSG_WAITALL)
        size = int.from_bytes(answer[2:6])
        return answer + (self._ends.recv(size - 10, socket.MSG_WAITALL) if size > 10 else b"")

    def _plain(self, code: int, parameters: bytes) -> None:
        answer = self._ask(struct.pack(">HII", _PLAIN, 10 + len(parameters), code) + parameters)
        assert int.from_bytes(answer[6:10]) == 0, answer.hex()

    def change_authorisation(self, new: bytes) -> None:
        """Of whoever may set the count back (TPM2_HierarchyChangeAuth of TPM_RH_LOCKOUT)."""
        area = (0x40000009).to_bytes(4) + _sized(b"") + b"\0" + _sized(b"")
        body = (0x4000000A).to_bytes(4) + len(area).to_bytes(4) + area + _sized(new)
        answer = self._ask(struct.pack(">HII", _AUTHORISED, 10 + len(body), 0x129) + body)
        assert int.from_bytes(answer[6:10]) == 0, answer.hex()

    def _again(self, down: int, up: int) -> None:
        """TPM2_Shutdown; power off and on; TPM2_Startup."""
        self._plain(0x145, down.to_bytes(2))
        subprocess.run(["swtpm_ioctl", "-i", "--unix", self._control], check=True)
        self._plain(0x144, up.to_bytes(2))

    def switch_off(self) -> None:
        """And on again."""
        self._again(0, 0)

    def sleep(self) -> None:
        """And wake."""
        self._again(1, 1)

    def hibernate(self) -> None:
        """And come back: the system has its state kept, the firmware starts it anew."""
        self._again(1, 0)
