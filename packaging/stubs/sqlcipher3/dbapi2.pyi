import sqlite3
from collections.abc import Callable
from sqlite3.dbapi2 import Blob as Blob
from sqlite3.dbapi2 import Cursor as Cursor
from sqlite3.dbapi2 import Row as Row
from typing import Literal

sqlite_version: str
version: str
SQLITE_OPEN_READONLY: int
SQLITE_OPEN_READWRITE: int
SQLITE_OPEN_CREATE: int
SQLITE_OPEN_URI: int

class Warning(Exception): ...  # noqa: A001  the name is the DB-API's

class Error(Exception):
    sqlite_errorcode: int
    sqlite_errorname: str

class InterfaceError(Error): ...
class DatabaseError(Error): ...
class DataError(DatabaseError): ...
class OperationalError(DatabaseError): ...
class IntegrityError(DatabaseError): ...
class InternalError(DatabaseError): ...
class ProgrammingError(DatabaseError): ...
class NotSupportedError(DatabaseError): ...

class Connection(sqlite3.Connection):
    def set_key(self, key: bytes | bytearray, /) -> None: ...
    def reset_key(self, key: bytes | bytearray, /) -> None: ...
    def open_blob(
        self, table: str, column: str, row: int, /, readonly: bool = ..., name: str = ...
    ) -> Blob: ...

def connect(
    database: str | bytes,
    timeout: float = ...,
    detect_types: int = ...,
    isolation_level: Literal["DEFERRED", "EXCLUSIVE", "IMMEDIATE"] | None = ...,
    check_same_thread: bool = ...,
    factory: type[Connection] | None = ...,
    cached_statements: int = ...,
    uri: bool = ...,
) -> Connection: ...
def register_adapter(type: type, adapter: Callable[[object], object], /) -> None: ...
