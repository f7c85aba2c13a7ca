"""sqlcipher3 carries no types: sqlite3's DB-API, its own exceptions, and a key."""

from sqlcipher3.dbapi2 import *
