"""Messages between stations and offices: what comes, what is written, what stands on a file.

A message comes
    `messages.Messages.take` opens the envelope, verifies, asks whether it is for this station and
    about a file that is known here, proves the rows that it shows by the record that was approved,
    and keeps it as it was signed, with an entry of the chain. The same one again changes nothing.
    A hearing, an order, a decision (`letters.entry_of`) is an entry of the file's case work then.

It is read
    `messages.Messages.about` gives what came and what was sent about a file. Each is judged again
    (`letters.read_letter`): what lies in the vault is believed no more than what came.

One is written
    `messages.Messages.send` takes the next number, signs, keeps and enters it, and only then
    writes it to the USB drive; what could not be written there is written again
    (`messages.Messages.write_again`). `disclosing.Disclosing` shows answers that stayed when the
    file was approved: their rows are proved by the record that the Prosecution has.

An approver at another computer
    `asking.AskingApproval` enters that somebody is asked, keeps what they are to sign and sends it;
    `answering.AnsweringRequests` shows it there, signs or sends it back. Each takes in what the
    other has written (`messages.Messages.hand_on`): judged, kept and entered in one transaction.
"""
