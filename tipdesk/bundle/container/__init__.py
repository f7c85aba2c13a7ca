"""The container of a bundle: ZIP profile, BagIt, manifest, index, and how it waits sealed."""
