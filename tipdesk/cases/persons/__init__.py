"""One person, found everywhere: whether two writings of a name may be one, two files one person.

`name_words` makes the words of a name that are compared, `name_sound` what they sound like and how
alike two of them are, after what `known_names` knows of spellings; `fitting` lays two names beside
one another, `names_alone` says what they say by themselves, and `judging` weighs names, birth,
nationality, sex and papers of two that are `described`. Nothing here reads a file but the table.
"""
