"""The container of a bundle: ZIP profile, BagIt, manifest, index, and how it waits sealed.

`zip.ContainerWriter` writes exactly one reading of a ZIP and `zip.scan` accepts no other;
`bag.check_sums`, `bag.read_manifest` and `index.read_index` read the layers inside; a
decrypted container lies only in a `staging.SealedStage`; `single.sign_document` signs one document
alone.
"""
