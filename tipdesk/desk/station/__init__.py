"""The station: set up, its people, trust, recovery, forms, backups.

Set up: `setup.create_station`. People come and go: `staff.enrol` (job), then
`staff.Staff.record_enrolment`, `staff.Staff.suspend`, `staff.Staff.remove`, which changes the data
key. Trust: `signing_and_trust.Keys.import_trust_pack`. Install a form:
`form_installing.FormInstalling.plan`, `form_installing.look_into` (job),
`form_installing.FormInstalling.install`. Backup: `backup.Backups.plan`, `backup.make` (job),
`backup.Backups.record`. Recovery: `recovery.Rehearsal`, `shares.Shares.begin`. The daily reading of
a large database: `reading_through.prepare`, on a thread of its own.
"""
