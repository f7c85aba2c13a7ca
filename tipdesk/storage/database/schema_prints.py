"""What is kept of a paper that left beside which it was; a part of schema version 9.

`pages` is JSON: which way of the paper it was, a keyed digest of each page's content, which pages
left. With it the next print can be of the pages that changed only.
"""

from __future__ import annotations

from tipdesk.storage.database.schema_sealing import closes_only

_KEPT = "id case_ref document how digest officer at purpose printer copy pages"
PRINTS = f"""
ALTER TABLE printed ADD COLUMN purpose TEXT NOT NULL DEFAULT '';
ALTER TABLE printed ADD COLUMN words TEXT NOT NULL DEFAULT '';
ALTER TABLE printed ADD COLUMN printer TEXT NOT NULL DEFAULT '';
ALTER TABLE printed ADD COLUMN copy INTEGER NOT NULL DEFAULT 0;
ALTER TABLE printed ADD COLUMN pages TEXT NOT NULL DEFAULT ''
  CHECK(pages = '' OR json_valid(pages));
{closes_only("printed", _KEPT, ["words"])}
"""
