"""Rows of the station: its officers, its settings, forms, letterhead and voices of its own.

`officer_rows.officers`, `setting_rows.station` and `setting_rows.trust_pack` are what a session
reads first; `resource_rows.find_form` finds an installed form, `resource_rows.letterhead` what
papers carry.
"""
