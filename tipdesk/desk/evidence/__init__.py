"""Sound recordings, and files taken in from a camera or scanner.

A recording: `recordings.Recordings.begin` puts its key into the vault first, `recorder.Recorder`
captures on a thread of its own, `recordings.make_whole` runs in a job after the stop and
`recordings.Recordings.keep` attaches it; it ends by itself when consent or statement go.
`folder_intake.look_into` lists the newest files of a folder; they are attached like any other.
"""
