"""Attached files and sound recordings: sealed, recorded, opened, listed as exhibits.

A file is attached: `attachments.seal` in a job, then `attachments.Attachments.attach` on the GUI
thread; `attachments.compare` holds a tool's hash against the sealed copy, and
`attachments.Attachments.record_acquisition` enters how it came about. `folder_intake.look_into`
lists the newest files of a camera's folder.

A recording: `recordings.Recordings.begin` puts its key into the vault first, `recorder.Recorder`
captures on a thread of its own, `recordings.make_whole` runs in a job after the stop and
`recordings.Recordings.keep` attaches it; it ends by itself when consent or statement go.
"""
