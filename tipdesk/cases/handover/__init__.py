"""The record of a file that goes to the Prosecution: written, read, made up again.

`record.release_of` decides field by field what goes and what is only named, `record.build_record`
writes it, `record.record_digest` is what an approval enters in the chain.
`record_file.read_record_file` reads a record for printing, `record_reading.read_record` for a
receiver.
"""
