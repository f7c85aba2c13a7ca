"""Rows of files: the list, its search, who may open one, what is put under a file's own key.

`case_rows.list_cases` is the list, written by `search.list_again`; `search.conditions` and
`search.found_alike` find by words and by names that sound alike. `case_rows.readers` are the
people whom a file names, `case_rows.add_reason` why somebody else opened it, and
`record_secrets.newest` is the secret of a revision's record, and `sealing.answers` goes through
what a file had in the open before it was restricted. `casework_rows.enter` adds to the case work
of a file, and `casework_rows.faults` holds it against the chain of custody; so do
`same_rows.enter` and `same_rows.faults` for what is said of two files of one person,
and `event_rows.enter` and `event_rows.faults` for events, of which files are.
"""
