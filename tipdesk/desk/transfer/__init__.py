"""A file goes to another station with its person, on a USB drive (docs/decisions/160).

It is given up
    `giving_up.GivingUp.give_up` enters that from here on it is only read, packs what stands in it
    and lets an approver sign both, in one transaction; `giving_up.GivingUp.write` writes it to a
    drive, as often as one is lost. It is sealed to the one approver elsewhere who takes it in.

Attachments and recordings go along
    `carrying` lays their contents beside the packet, and seals them anew where it is read; until a
    row knows them they are waste.

It is taken in
    `carrying.open_offered` reads what came and `taking_over.TakingOver.judge` holds it against this
    vault; nothing but sealed contents is kept, until `drop`. `take_in` makes it a file
    of this station and signs the receipt, `refuse` notes its number as refused for ever, also one
    that nobody has seen, and gives the digits that are read out by telephone.

It is settled or comes back
    `GivingUp` takes the receiver's answer in as it comes: the receipt
    settles the giving-up, a refusal brings the file back, as do the digits (`take_back`).
"""
