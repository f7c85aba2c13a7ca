"""What of a file goes to the Prosecution, and the record that carries it.

`release.release_of` decides field by field, `record.build_record` makes the record of it, and
`reading.read_record` and `reading.read_record_file` read one.
"""
