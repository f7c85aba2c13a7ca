"""What is owed, worked out once more from the bare entries, by questions to a database: no state is
carried from one entry to the next, and none of the program's rules is asked.

Times are seconds; `t` is an instant at which something changed. Kuwait is three hours ahead.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime

from tipdesk.cases.casework.case_work import Seed
from tipdesk.cases.casework.deadlines import FileFacts
from tipdesk.cases.casework.entries import WorkEntry

_SCHEMA = """
CREATE TABLE entry(seq INTEGER PRIMARY KEY, at INTEGER, kind TEXT, subject TEXT, body TEXT, by TEXT);
CREATE TABLE row(subject TEXT, at INTEGER, clock INTEGER, wanted TEXT, timeframe TEXT, status TEXT,
  turned INTEGER, sent INTEGER);
CREATE TABLE gone AS SELECT * FROM row;
CREATE TABLE fact(begun INTEGER, urgency TEXT, case_type TEXT, left INTEGER, notified INTEGER, reply TEXT);
CREATE TABLE first_review(at INTEGER, next TEXT, level TEXT);
CREATE TABLE first_term(subject TEXT, until TEXT);
CREATE TABLE instant(t INTEGER PRIMARY KEY);
CREATE TABLE within(code TEXT, seconds INTEGER);
INSERT INTO within VALUES('h1', 3600), ('h3', 10800), ('d1', 86400), ('d3', 259200), ('w1', 604800),
  ('m1', 2678400), ('within_24h', 86400), ('within_72h', 259200);
"""

_VIEWS = """
INSERT INTO row SELECT m.subject, m.at, coalesce(g.clock, m.at), g.wanted, g.timeframe,
    coalesce(g.status, 'draft'), coalesce(g.turned, 0), g.sent
  FROM (SELECT subject, min(at) AS at FROM (
      SELECT subject, at FROM entry WHERE kind <> 'measure' AND kind <> 'outcome' AND kind <> 'objection'
      UNION ALL SELECT body ->> 'need', at FROM entry WHERE kind = 'appointment')
    WHERE subject LIKE 'intake:%' GROUP BY subject) AS m LEFT JOIN gone AS g USING(subject)
  WHERE m.subject NOT IN (SELECT subject FROM row);
CREATE VIEW booking AS SELECT seq, at, subject, coalesce(body ->> 'need',
    (SELECT earlier.body ->> 'need' FROM entry AS earlier WHERE earlier.subject = e.subject
     AND earlier.kind = 'appointment' AND earlier.seq < e.seq AND earlier.body ->> 'need' IS NOT NULL
     ORDER BY earlier.seq DESC LIMIT 1)) AS need
  FROM entry AS e WHERE kind = 'appointment';
CREATE VIEW wish AS
  SELECT subject, 0 AS seq, at, wanted FROM row
  UNION ALL SELECT subject, seq, at, body ->> 'wanted' FROM entry
    WHERE kind IN ('need', 'need_changed') AND body ->> 'wanted' IS NOT NULL;
CREATE VIEW frame AS
  SELECT subject, 0 AS seq, at, timeframe FROM row
  UNION ALL SELECT subject, seq, at, body ->> 'timeframe' FROM entry
    WHERE kind IN ('need', 'need_changed') AND body ->> 'timeframe' IS NOT NULL;
CREATE VIEW displaced AS
  SELECT subject AS need, seq, '' AS by FROM entry WHERE kind = 'delivered' OR (kind = 'answered' AND
    body ->> 'status' IN ('rejected', 'unavailable', 'declined_person', 'closed', 'revoked'))
  UNION ALL SELECT need, seq, subject FROM booking;
CREATE TEMP TABLE step AS
  SELECT subject AS need, 0 AS seq, at, status FROM row
  UNION ALL SELECT subject, seq, at, 'draft' FROM entry WHERE kind = 'need'
  UNION ALL SELECT subject, seq, at, 'sent' FROM entry WHERE kind = 'referral_sent'
  UNION ALL SELECT subject, seq, at, body ->> 'status' FROM entry WHERE kind = 'answered'
  UNION ALL SELECT subject, seq, at, 'delivered' FROM entry WHERE kind = 'delivered'
  UNION ALL SELECT need, seq, at, 'scheduled' FROM booking WHERE need IS NOT NULL
  UNION ALL SELECT b.need, e.seq, e.at, CASE e.kind WHEN 'attended' THEN 'in_progress'
      WHEN 'no_show' THEN 'no_show' ELSE 'accepted' END
    FROM entry AS e JOIN booking AS b ON b.subject = e.subject AND b.seq = (SELECT max(seq) FROM booking
      WHERE subject = e.subject AND seq < e.seq)
    WHERE e.kind IN ('attended', 'no_show', 'cancelled') AND b.need IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM displaced AS d WHERE d.need = b.need AND d.seq > b.seq AND d.seq < e.seq
        AND d.by <> e.subject)
      AND coalesce((SELECT wanted FROM wish WHERE subject = b.need AND seq < e.seq ORDER BY seq DESC LIMIT 1),
        '') <> 'no';
CREATE TEMP TABLE reopened AS SELECT e.subject AS need, e.seq, e.at FROM entry AS e
  WHERE e.kind = 'need_changed' AND e.body ->> 'wanted' = 'yes' AND (
    coalesce((SELECT wanted FROM wish WHERE subject = e.subject AND seq < e.seq ORDER BY seq DESC LIMIT 1),
      '') = 'no'
    OR EXISTS (SELECT 1 FROM step AS s WHERE s.need = e.subject
      AND s.seq = (SELECT max(seq) FROM step WHERE need = e.subject AND seq < e.seq)
      AND s.status IN ('declined_person', 'closed', 'revoked')
      AND NOT EXISTS (SELECT 1 FROM entry AS again WHERE again.subject = e.subject
        AND again.kind = 'need_changed' AND again.body ->> 'wanted' = 'yes'
        AND again.seq > s.seq AND again.seq < e.seq)));
INSERT INTO step SELECT need, seq, at, 'draft' FROM reopened;
CREATE TEMP TABLE clock AS
  SELECT subject AS need, 0 AS seq, at, clock AS began, turned FROM row
  UNION ALL SELECT subject, seq, at, at, 0 FROM entry WHERE kind = 'need'
  UNION ALL SELECT need, seq, at, at, 0 FROM reopened
  UNION ALL SELECT need, seq, at, coalesce((SELECT min(unixepoch(e.body ->> 'at'), e.at) FROM entry AS e
      WHERE e.seq = step.seq AND e.kind = 'answered' AND e.body ->> 'at' IS NOT NULL), at), 1
    FROM step WHERE seq > 0 AND status IN ('rejected', 'unavailable', 'no_show');
CREATE TEMP TABLE ending AS SELECT seq, at, kind FROM entry
  WHERE kind IN ('closing', 'closing_approved', 'reopened');
CREATE TEMP TABLE file AS SELECT t, coalesce((SELECT kind FROM ending WHERE at <= t ORDER BY seq DESC LIMIT 1),
  'reopened') AS ending FROM instant;
CREATE TEMP TABLE standing AS
  SELECT t, need, status, wanted, began, turned, seconds,
    CASE WHEN turned THEN began + min(coalesce(seconds, 259200), 259200) ELSE began + seconds END AS due,
    status IN ('delivered', 'declined_person', 'closed', 'revoked') OR coalesce(wanted, '') = 'no' AS over,
    coalesce((SELECT max(at) FROM entry WHERE kind = 'referral_sent' AND subject = need AND at <= t),
      (SELECT sent FROM row WHERE subject = need)) AS sent
  FROM (SELECT t, need,
      (SELECT status FROM step AS s WHERE s.need = n.need AND at <= t ORDER BY seq DESC LIMIT 1) AS status,
      (SELECT wanted FROM wish WHERE subject = n.need AND at <= t ORDER BY seq DESC LIMIT 1) AS wanted,
      (SELECT began FROM clock AS c WHERE c.need = n.need AND at <= t ORDER BY seq DESC LIMIT 1) AS began,
      (SELECT turned FROM clock AS c WHERE c.need = n.need AND at <= t ORDER BY seq DESC LIMIT 1) AS turned,
      (SELECT seconds FROM within WHERE code = (SELECT timeframe FROM frame WHERE subject = n.need AND at <= t
        ORDER BY seq DESC LIMIT 1)) AS seconds
    FROM instant JOIN (SELECT DISTINCT need FROM step) AS n)
  WHERE status IS NOT NULL;
CREATE TEMP TABLE owed(t INTEGER, kind TEXT, subject TEXT, due INTEGER);
INSERT INTO owed SELECT t, 'need', need, due FROM standing JOIN file USING(t)
  WHERE NOT over AND ending <> 'closing_approved';
INSERT INTO owed SELECT t, 'silence', need, sent + min(coalesce((due - sent) / 2, 259200), 259200)
  FROM standing JOIN file USING(t)
  WHERE NOT over AND status = 'sent' AND coalesce(due > sent, 1) AND ending <> 'closing_approved';
INSERT INTO owed SELECT t, e.kind, e.subject, unixepoch(e.body ->> 'at')
  FROM file JOIN entry AS e ON e.at <= t AND e.kind IN ('appointment', 'hearing')
  WHERE NOT EXISTS (SELECT 1 FROM entry AS later WHERE later.subject = e.subject AND later.seq > e.seq
      AND later.at <= t) AND (e.kind = 'hearing' OR ending <> 'closing_approved');
INSERT INTO owed SELECT t, 'answer', need, NULL FROM (SELECT t, need, (SELECT max(seq) FROM (
      SELECT need, seq, at FROM step UNION ALL
      SELECT subject, seq, at FROM entry WHERE kind = 'need_changed') AS h
    WHERE h.need = standing.need AND h.at <= t) AS last
  FROM standing JOIN file USING(t) WHERE NOT over AND ending <> 'closing_approved'
    AND status IN ('accepted', 'rejected', 'unavailable', 'no_show'))
  JOIN entry AS e ON e.seq = last WHERE e.kind = 'answered' AND NOT EXISTS (SELECT 1 FROM entry AS c
    WHERE c.kind = 'contact' AND c.at <= t AND c.body ->> 'reached' = 'yes'
    AND unixepoch(c.body ->> 'at') >= min(coalesce(unixepoch(e.body ->> 'at'), e.at), e.at));
INSERT INTO owed SELECT t, 'answer', e.subject, NULL FROM file JOIN entry AS e
  ON e.seq = (SELECT max(seq) FROM entry WHERE kind = 'outcome' AND at <= t)
  WHERE ending <> 'closing_approved' AND e.body ->> 'told_at' IS NULL;
INSERT INTO owed SELECT t, 'given', '', NULL FROM file JOIN entry AS g
  ON g.seq = (SELECT max(seq) FROM entry WHERE kind IN ('assigned', 'given') AND at <= t)
  WHERE ending <> 'closing_approved' AND coalesce(g.body ->> 'officer', '') <> g.by AND NOT EXISTS (
    SELECT 1 FROM entry AS e WHERE e.seq > g.seq AND e.at <= t AND iif(g.kind = 'given',
      e.kind = 'taken' OR e.by <> g.by, e.kind <> 'taken' AND e.by = g.body ->> 'officer'));
CREATE TEMP TABLE reviewed AS SELECT at, next, level, 0 AS seq FROM first_review
  UNION ALL SELECT at, body ->> 'next', body ->> 'level', seq FROM entry WHERE kind = 'risk_review';
INSERT INTO owed SELECT t, iif(EXISTS (SELECT 1 FROM entry AS i WHERE i.kind = 'incident' AND i.at <= t
      AND i.at > coalesce((SELECT max(at) FROM reviewed WHERE at <= t), 0)), 'incident_review',
    iif((SELECT level FROM reviewed WHERE at <= t ORDER BY at DESC, seq DESC LIMIT 1)
    = 'high', 'high_risk_review', 'risk_review')), '', min(due) FROM (
    SELECT t, (min(coalesce(unixepoch(next), 1e12), ((at + 10800) / 86400 + 7) * 86400) + 86400 - 10800) AS due
      FROM file JOIN reviewed AS r ON r.at = (SELECT max(at) FROM reviewed WHERE at <= t)
    UNION ALL SELECT t, e.at + 86400 FROM file JOIN entry AS e ON e.kind IN ('incident', 'shelter')
      AND e.at <= t AND e.at > coalesce((SELECT max(at) FROM reviewed WHERE at <= t), 0))
  JOIN file USING(t) WHERE ending <> 'closing_approved' GROUP BY t;
INSERT INTO owed SELECT t, 'contact', '', 14 * 86400 + max(begun,
    coalesce((SELECT max(unixepoch(body ->> 'at')) FROM entry AS c WHERE c.kind = 'contact' AND c.at <= t
      AND c.body ->> 'reached' = 'yes'), 0), coalesce((SELECT max(at) FROM reviewed WHERE at <= t), 0))
  FROM file JOIN fact WHERE EXISTS (SELECT 1 FROM owed WHERE owed.t = file.t AND ending <> 'closing_approved'
    AND (kind IN ('need', 'appointment') OR kind GLOB '*_review'));
INSERT INTO owed SELECT t, 'urgency', '', begun + seconds FROM file JOIN fact LEFT JOIN within ON code = urgency
  WHERE urgency IN ('immediate', 'within_24h', 'within_72h') AND ending <> 'closing_approved'
    AND NOT EXISTS (SELECT 1 FROM entry WHERE kind = 'urgency_settled' AND at <= t)
    AND (EXISTS (SELECT 1 FROM standing AS s WHERE s.t = file.t AND NOT over AND status IN ('draft', 'proposed'))
      OR (coalesce(notified, 1e12) > t AND case_type <> 'labour_violation' AND t < left));
INSERT INTO owed SELECT t, 'notice', '', NULL FROM file JOIN fact
  WHERE coalesce(notified, 1e12) > t AND case_type <> 'labour_violation' AND t < left
    AND ending <> 'closing_approved';
INSERT INTO owed SELECT t, 'completion', '', unixepoch(reply) + 86400 - 10800 FROM file JOIN fact
  WHERE reply IS NOT NULL;
INSERT INTO owed SELECT t, 'objection', subject,
    unixepoch(date(day, '-' || max(strftime('%w', day) - 4, 0) || ' days')) + 86400 - 10800
  FROM (SELECT t, subject, min(date(month, '+' || (strftime('%d', decided) - 1) || ' days'),
      date(month, '+1 month', '-1 day')) AS day
    FROM (SELECT t, e.subject, e.body ->> 'decided_at' AS decided, e.body ->> 'outcome' AS outcome,
        date(e.body ->> 'decided_at', 'start of month', '+2 months') AS month
      FROM file JOIN entry AS e ON e.seq = (SELECT max(seq) FROM entry WHERE kind = 'outcome' AND at <= t))
    WHERE outcome IN ('archived_temp', 'archived_final'))
  WHERE NOT EXISTS (SELECT 1 FROM entry AS o WHERE o.kind = 'objection' AND o.subject = day_of.subject
    AND o.at <= t);
CREATE TEMP TABLE term AS SELECT subject, 0 AS seq, 0 AS at, until, NULL AS ended FROM first_term
  UNION ALL SELECT subject, seq, at, body ->> 'until', body ->> 'ended' FROM entry WHERE kind = 'measure';
INSERT INTO owed SELECT t, 'measure', m.subject, unixepoch(m.until) + 86400 - 10800
  FROM file JOIN term AS m ON m.at <= t AND m.until IS NOT NULL AND m.seq = (SELECT max(seq) FROM term
      WHERE subject = m.subject AND at <= file.t AND until IS NOT NULL)
  WHERE ending <> 'closing_approved' AND NOT EXISTS (SELECT 1 FROM term AS e WHERE e.subject = m.subject
    AND e.at <= t AND e.ended IS NOT NULL);
INSERT INTO owed SELECT t, 'retention', '', unixepoch((SELECT body ->> 'until' FROM entry AS e
    WHERE e.kind = 'retention' AND e.at <= t AND e.body ->> 'until' IS NOT NULL ORDER BY seq DESC LIMIT 1))
    + 86400 - 10800 AS day FROM file
  WHERE ending = 'closing_approved' AND day IS NOT NULL AND coalesce((SELECT body ->> 'hold' FROM entry AS e
    WHERE e.kind = 'retention' AND e.at <= t AND e.body ->> 'hold' IS NOT NULL ORDER BY seq DESC LIMIT 1), '')
    <> 'yes';
INSERT INTO owed SELECT t, 'closing', '', NULL FROM file WHERE ending = 'closing' OR (ending = 'reopened'
  AND EXISTS (SELECT 1 FROM standing WHERE standing.t = file.t)
  AND NOT EXISTS (SELECT 1 FROM owed WHERE owed.t = file.t AND kind NOT GLOB '*_review'
    AND kind NOT IN ('contact', 'given')));
""".replace("archived_final'))\n  WHERE NOT", "archived_final')) AS day_of\n  WHERE NOT")

Owed = tuple[str, str, int | None]  # kind, subject, when it is due


def owed_over_time(
    seed: Seed, log: Iterable[WorkEntry], facts: FileFacts, left: datetime
) -> list[tuple[int, frozenset[Owed]]]:
    """From each instant on what is owed, until the next. `left`: when the file left the station."""
    vault = sqlite3.connect(":memory:")
    vault.executescript(_SCHEMA)
    _fill(vault, seed, log, facts, left)
    vault.executescript(_VIEWS)
    rows = vault.execute("SELECT t, kind, subject, due FROM owed").fetchall()
    instants = [t for (t,) in vault.execute("SELECT t FROM instant ORDER BY t")]
    vault.close()
    owed: dict[int, set[Owed]] = {t: set() for t in instants}
    for t, kind, subject, due in rows:
        owed[t].add((kind, subject, None if due is None else int(due)))
    return [(t, frozenset(things)) for t, things in sorted(owed.items())]


def seconds(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp())


def _fill(
    vault: sqlite3.Connection,
    seed: Seed,
    log: Iterable[WorkEntry],
    facts: FileFacts,
    left: datetime,
) -> None:
    log = tuple(log)
    vault.executemany(
        "INSERT INTO entry VALUES(?, ?, ?, ?, ?, ?)",
        [(e.seq, seconds(e.at), e.kind, e.subject, json.dumps(dict(e.body)), e.by) for e in log],
    )
    for table, needs in (("row", seed.needs), ("gone", seed.gone)):
        vault.executemany(
            f"INSERT INTO {table} VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    *(n.subject, seconds(n.opened_at), seconds(n.clock_from), n.wanted),
                    *(n.timeframe, n.status, n.turned_back, seconds(n.sent_at)),
                )
                for n in needs.values()
            ],
        )
    begun, notified = seconds(facts.begun_at), seconds(facts.notified_at)
    reply = facts.reply_by.isoformat() if facts.reply_by else None
    fact = (begun, facts.urgency, facts.case_type, seconds(left), notified, reply)
    vault.execute("INSERT INTO fact VALUES(?, ?, ?, ?, ?, ?)", fact)
    if seed.review is not None:
        day = seed.review.next_day and str(seed.review.next_day)
        review = (seconds(seed.review.at), day, seed.review.level)
        vault.execute("INSERT INTO first_review VALUES(?, ?, ?)", review)
    terms = [(m.subject, str(m.until)) for m in seed.measures.values() if m.until is not None]
    vault.executemany("INSERT INTO first_term VALUES(?, ?)", terms)
    changes = {begun, notified, seconds(left), *(seconds(e.at) for e in log)} - {None}
    vault.executemany("INSERT INTO instant VALUES(?)", [(t,) for t in changes])
