"""Exhibits and recordings: what is kept with a file, and what of it may go.

`exhibits.listed` joins the rows of exhibits and the attached files, `exhibits.kept_back` says which
file stays and why, `exhibits.restricted_files` what is level 4. A recording needs consent that
stands (`recordings.consent_stands`) and leaves only when picked (`recordings.pickable`).
"""
