"""The cryptography of a bundle: age, CMS, certificates, and the streams through them."""
