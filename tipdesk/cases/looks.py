"""Why somebody opens a file that does not name them, or asks whether there is one (wording.md
rule 8; intake-fields §2): a reason from this list, and words where the list says too little."""

from __future__ import annotations

from enum import StrEnum

MOST_WORDS = 500  # letters
HOLDS = 12  # hours, a shift: so long a reason opens the file, also after a lock
