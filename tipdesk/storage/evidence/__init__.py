"""Sealed files beside the database: attachments and recordings.

An attached file is sealed by `staging.StagedContent` in a job and gets its row by
`attachments.add`; it is read back as a stream by `staging.open_content`. A recording grows in a
`recordings.SealedLog` that can be read at every moment, and `recordings.finish` makes it whole
after the stop or a kill.
"""
