"""The chain of custody: its entries, how people read it, and when things happened.

* `chain.entry_after`, `chain.FileCounts`: every entry of the audit log is hashed over the one
  before it, and bound to its file. PREMIS calls an entry an event and its officer an agent. It
  names fields and digests, never what a person said.
* `document.Segment`, `following.follow`: what a bundle shows of it, and what a reader demands.
* `reading.ChainReading`: one reading serves the page, the commands, the printed view and the
  certificate of integrity: who did what, when, and what does not hold.
* `anchors.read_anchor`: a head of the chain leaves the house on paper, as the number of an entry
  and 25 digits, and is typed in again.
* `delivery.delivery`: when the notice to the Prosecution was handed over, and what shows that it
  had left; `delivery.withdrawable`: whether that may still be taken back.
* `clock.TimeReader`: where the clock was set, and what a supervisor stated about it.
"""
