"""What a file from outside is and says of itself, read from its bytes; nothing is decoded here.

`kinds.media_type` tells the kind by the contents, `kinds.says_otherwise` whether the name claims
another one; `document_facts.file_facts` is what a photograph or a document says of itself;
`ewf.stored_hashes` are the hashes that a forensic image carries. Without what it says of itself is
a picture by `neutral.neutral`, an office document by `neutral_office.neutral_office`, and a PDF
that PDFium wrote anew by `neutral_pdf.neutral_pages`.
"""
