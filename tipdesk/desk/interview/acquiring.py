"""Comparing a copy in the vault with the hash that a forensic tool gave: worked out in a job."""

from __future__ import annotations

import hashlib

from tipdesk.cases.acquisition import Acquisition, Compared, HashOf, Outcome
from tipdesk.core.sealed_file import CHUNK
from tipdesk.core.work import Work
from tipdesk.desk.interview.attaching import Opener
from tipdesk.media.ewf import stored_hashes


def compare(opener: Opener, acquisition: Acquisition, work: Work) -> Outcome:
    """Hold the tool's hash against the sealed copy, read back to its end and never decoded; a hash
    of a medium against the one that the image carries. Progress in bytes; a chunk in memory. JOB.

    Raises:
        VaultDamaged: the copy is missing or altered.
        Cancelled
    """
    algorithm, wanted = acquisition.algorithm, acquisition.source_hash
    if not algorithm:
        return Outcome()
    if acquisition.hash_of == HashOf.MEDIUM:
        with opener.open() as file:
            stored = stored_hashes(file).get(algorithm, "")
        if not stored:
            return Outcome(Compared.NOT_COMPARED)
        agrees = stored == wanted
        return Outcome(Compared.STORED_SAME if agrees else Compared.STORED_DIFFERENT, stored)
    # MD5 and SHA-1 only because tools print them: what proves the copy is its SHA-256.
    digest = hashlib.new(algorithm, usedforsecurity=False)
    done, size = 0, opener.content.size
    with opener.open() as file:
        while data := file.read(CHUNK):
            work.step(done, size)
            digest.update(data)
            done += len(data)
    found = digest.hexdigest()
    return Outcome(Compared.SAME if found == wanted else Compared.DIFFERENT, found)
