"""The signature algorithms of the format, each with its exact DER. Nothing is negotiated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeGuard

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import (
    CertificatePublicKeyTypes,
    PublicKeyTypes,
)

from tipdesk.bundle.problems import Code, fault

MIN_RSA_BITS = 3072
SigningPublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey
PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True, slots=True)
class DigestAlgorithm:
    """A hash and its AlgorithmIdentifier, without and with NULL parameters (RFC 5754 §2)."""

    hash: hashes.HashAlgorithm
    der: bytes
    der_with_null: bytes

    def of(self, data: bytes) -> bytes:
        """The digest of `data`."""
        context = hashes.Hash(self.hash)
        context.update(data)
        return context.finalize()


SHA256 = DigestAlgorithm(
    hashes.SHA256(),
    bytes.fromhex("300b0609608648016503040201"),
    bytes.fromhex("300d06096086480165030402010500"),
)
SHA384 = DigestAlgorithm(
    hashes.SHA384(),
    bytes.fromhex("300b0609608648016503040202"),
    bytes.fromhex("300d06096086480165030402020500"),
)

_ECDSA_SHA256 = bytes.fromhex("300a06082a8648ce3d040302")
_ECDSA_SHA384 = bytes.fromhex("300a06082a8648ce3d040303")
_RSA_SHA256 = bytes.fromhex("300d06092a864886f70d01010b0500")
_RSA_ENCRYPTION = bytes.fromhex("300d06092a864886f70d0101010500")
_RSA_PSS = bytes.fromhex(
    "304106092a864886f70d01010a3034a00f300d06096086480165030402010500a11c301a"
    "06092a864886f70d010108300d06096086480165030402010500a203020120"
)
_PSS = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
_RSA_PADDINGS: dict[bytes, padding.AsymmetricPadding] = {
    _RSA_SHA256: padding.PKCS1v15(),
    _RSA_ENCRYPTION: padding.PKCS1v15(),
    _RSA_PSS: _PSS,
}
_CURVES = {"secp256r1": (SHA256, _ECDSA_SHA256), "secp384r1": (SHA384, _ECDSA_SHA384)}


def digest_algorithm(der: bytes) -> DigestAlgorithm:
    """The hash of an AlgorithmIdentifier. Raises BundleUnreadable (E_SIG_ALG)."""
    for algorithm in (SHA256, SHA384):
        if der in (algorithm.der, algorithm.der_with_null):
            return algorithm
    raise fault(Code.E_SIG_ALG, detail=der[:40].hex())


def for_key(key: PrivateKey) -> tuple[DigestAlgorithm, bytes]:
    """The digest and signature algorithm with which a key signs: P-256, P-384, RSA-3072 up."""
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name in _CURVES:
        return _CURVES[key.curve.name]
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size >= MIN_RSA_BITS:
        return SHA256, _RSA_PSS
    raise fault(Code.E_SIG_ALG, detail="key")


def sign(key: PrivateKey, data: bytes) -> bytes:
    """Sign with the algorithm of `for_key`."""
    digest, _ = for_key(key)
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(data, ec.ECDSA(digest.hash))
    return key.sign(data, _PSS, digest.hash)


def is_allowed_key(key: PublicKeyTypes) -> TypeGuard[SigningPublicKey]:
    """Whether a certificate with this key can sign in this format."""
    if isinstance(key, ec.EllipticCurvePublicKey):
        return key.curve.name in _CURVES
    return isinstance(key, rsa.RSAPublicKey) and key.key_size >= MIN_RSA_BITS


def check(
    key: CertificatePublicKeyTypes,
    digest: DigestAlgorithm,
    signature_algorithm: bytes,
    signature: bytes,
    data: bytes,
) -> None:
    """Check a signature over `data`.

    Raises:
        BundleUnreadable: E_SIG_ALG: key, digest and algorithm are no allowed set; E_SIG_BAD.
    """
    if not is_allowed_key(key):
        raise fault(Code.E_SIG_ALG, detail="key")
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            if _CURVES[key.curve.name] != (digest, signature_algorithm):
                raise fault(Code.E_SIG_ALG, detail=signature_algorithm[:40].hex())
            key.verify(signature, data, ec.ECDSA(digest.hash))
        elif isinstance(key, rsa.RSAPublicKey):
            if digest is not SHA256 or signature_algorithm not in _RSA_PADDINGS:
                raise fault(Code.E_SIG_ALG, detail=signature_algorithm[:40].hex())
            key.verify(signature, data, _RSA_PADDINGS[signature_algorithm], digest.hash)
    except InvalidSignature as error:
        raise fault(Code.E_SIG_BAD) from error
