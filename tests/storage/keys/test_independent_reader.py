"""The vault is no format of ours: another program's SQLCipher reader opens it with the data key."""

import apsw

from tests.storage.keys.test_rekeying import remove
from tests.storage.samples import OFFICER, START, SUPERVISOR, new_case
from tipdesk.cases.model import Answer
from tipdesk.storage import interview_rows
from tipdesk.storage.keys import keys
from tipdesk.storage.keys.slot_file import DATABASE
from tipdesk.storage.vault import Vault

STORY = "قالت إن الجواز أُخذ منها في المطار"


def with_story(vault_dir, dek):
    with Vault.open(vault_dir, dek) as vault:
        case = new_case(vault)
        answers = {"stmt_arabic": Answer(STORY)}
        interview_rows.save_answers(vault, case.id, answers, officer=OFFICER, at=START)


def read_elsewhere(vault_dir, dek):
    """Rows as SQLite3 Multiple Ciphers reads them, which shares no code with SQLCipher."""
    connection = apsw.Connection(str(vault_dir / DATABASE), flags=apsw.SQLITE_OPEN_READONLY)
    connection.pragma("cipher", "sqlcipher")
    connection.pragma("legacy", 4)
    connection.pragma("key", f"x'{bytes(dek).hex()}'")
    logins = [row[0] for row in connection.execute("SELECT login FROM officer ORDER BY login")]
    answers = connection.execute("SELECT * FROM answer_log").fetchall()
    whole = connection.pragma("integrity_check")
    connection.close()
    return logins, " ".join(map(str, answers)), whole


def test_another_program_reads_the_vault(vault_dir, dek):
    with_story(vault_dir, dek)
    logins, answers, whole = read_elsewhere(vault_dir, dek)
    assert logins == [SUPERVISOR, OFFICER]
    assert STORY in answers
    assert whole == "ok"


def test_also_after_the_key_was_changed(vault_dir, dek):
    with_story(vault_dir, dek)
    remove(vault_dir, dek)
    key = keys.unlock(vault_dir, SUPERVISOR, "بحر سلم ورق تفاح غيمة")
    assert STORY in read_elsewhere(vault_dir, key.dek)[1]
