"""The record of a file with some 500 answers: what building it costs, beside the same values written
as one JSON document and hashed once, and what reading it costs.

    python tests/benchmarks/record.py
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.printing.samples import case_file
from tipdesk.cases.answers import values
from tipdesk.cases.custody.chain import canonical
from tipdesk.cases.handover.reading import read_record
from tipdesk.cases.handover.record import build_record
from tipdesk.cases.handover.release import standing
from tipdesk.cases.handover.rows import record_root
from tipdesk.forms.rules.evaluation import Context
from tipdesk.forms.rules.rules import rules_for

_ROUNDS = 15
_SECRET = bytes(range(32))


def timed(deed: Callable[[], object]) -> float:
    """Median milliseconds of this process."""
    durations = []
    for _round in range(_ROUNDS):
        began = process_time()
        deed()
        durations.append(process_time() - began)
    return median(durations) * 1000


def main() -> None:
    file = case_file(3, rows=2)
    now = file.case.created_at
    state = rules_for(file.form).evaluate(values(file.answers), Context(now.date(), now, {}))
    record = build_record(file, state, (), _SECRET)
    document = json.loads(record)

    def as_one_document() -> str:
        return hashlib.sha256(canonical(document["rows"])).hexdigest()

    answered = sum(1 for _item in standing(file.form, file.answers, state))
    built = timed(lambda: build_record(file, state, (), _SECRET))
    floor = timed(as_one_document)
    print(f"answers that stand  {answered}, shown {len(document['rows'])} rows")
    print(f"bytes               {len(record):,}, of them digests {len(document['digests']) * 67:,}")
    print(f"building            {built:7.1f} ms")
    print(f"its root again      {timed(lambda: record_root(record)):7.2f} ms")
    print(f"written and hashed  {floor:7.1f} ms as one document without salts")
    print(f"reading             {timed(lambda: read_record(record)):7.1f} ms")


if __name__ == "__main__":
    main()
