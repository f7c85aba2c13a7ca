"""What a file from outside is and says of itself, read from its bytes; nothing is decoded here.

`kinds.media_type` tells the kind by the contents, `kinds.says_otherwise` whether the name claims
another one; `exif.photo_facts` is what a photograph says of itself; `ewf.stored_hashes` are the
hashes that a forensic image carries. `neutral.neutral` is a photograph without what it says of
itself.
"""
