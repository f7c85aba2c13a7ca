"""Rows of answers, and of what is typed and no answer yet.

An autosave is one transaction of `answer_rows.save_answers`; `answer_rows.fold` thins the log of a
draft, `answer_rows.freeze` closes a statement for ever, `answer_rows.amend` adds to a completed
file. Drafts are no evidence and are replaced freely: `draft_rows.keep`.
"""
