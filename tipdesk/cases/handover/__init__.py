"""What of a file goes to the Prosecution, and the record that carries it.

`release.release_of` decides field by field, `record.build_record` makes the record of it, and
`reading.read_record` and `reading.read_record_file` read one. Its rows are salted and proved by its
root (`rows.read_rows`, `rows.record_root`): a copy with fewer is the same record
(`rows.narrowed`), and what stayed is shown later (`record.disclosed`) and proved (`rows.prove`).
"""
