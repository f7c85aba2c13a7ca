"""Taking an interview: answers, attachments, the statement's end, review and completion.

An answer: autosave hands it to the session, `answer_checks.checked` refuses what may not be
written, and rules and one durable transaction follow. A file is attached: `attaching.seal` in a
job, then its row; `attaching.compare` holds a tool's hash against the sealed copy. Also here: what
indicators propose (`assessing.assessment`), what other files have (`elsewhere.Elsewhere`), drafts,
reading out and closing a statement, the waiver for a child, voiding, review, completion and
approval.
"""
