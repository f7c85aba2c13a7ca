"""One person, found everywhere: whether two writings of a name may be one, two files one person.

`judging.judge` says of two that are `described.Described` whether they are one person and why, in
bits; `names_alone.of_names` what two names say by themselves. On the way there `name_words` makes
the words of a name that are compared, `fitting.fit` lays them beside one another, and
`fitting.like` asks how alike two words are: `known_names` what is known of spellings, else
`name_sound` what they sound like. Everything is the same in either order, and nothing is read but
the table of spellings.

Among many files somebody is met first and weighed then: `of_file.person_of` reads the person of a
file, `meeting.found_by` says by what an index finds them, `meeting.questions` what it is asked, and
`judging.weigh` weighs who is met. `elsewhere.keys_of` and `elsewhere.opposed_here` compare
interpreters, opposed people and documents by folded keys.

`told_alike.pairs` gathers what was told, for the weekly review; `same.standing` is what officers
said of two files. `forgetting.forget` lets go of every name when the vault is locked.
"""
