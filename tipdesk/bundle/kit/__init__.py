"""A station kit: a station on one drive, and an envelope for each of its people (format §12.1).

The authority makes one in two acts, for the list of trust in it needs two people. `making.prepare`
makes a voucher for everybody and keeps what is secret of it sealed; from the next trust list on
the vouchers count. When the second person has signed that list, `making.close` puts it in, seals a
box for each person under words that `code.new_code` draws, and gives the words away once, to be
printed. Nothing of them, and of the keys of the vouchers, stays at the authority.

At the station `station_kit.read_kit` says whose kit a file is, which nobody has vouched for yet.
`station_kit.open_box` opens somebody's box with the words of their envelope: it names root and
kit, so that whoever wrote the envelope vouches for both, and no digits are compared.
"""
