"""Messages on the screen: read from a USB drive, listed on their file, written.

`taking.take_message` reads one and says what it is; `listing.messages_card` shows what came and
what was sent about a file, each with who said it and whether that holds.
`composing.CorrespondencePart` is that card on the page of a file, with what may be written: a
`composing.MessageDialog` asks for what a type needs, an `answers_dialog.AnswersDialog` lets a
supervisor choose answers that the Prosecution is shown later.

What a message says is put into words by `texts.correspondence.body_lines`. It came from outside: it
is cleaned and isolated as everything is.
"""
