// Package sign signs artifacts, and verifies signatures, with key pairs as cosign has them.
//
// Two forms of signature are written and read: the one under a tag made of the artifact's digest,
// with a "simple signing" payload, which every version of cosign knows; and the one that registries
// list as a referrer of the artifact, a sigstore bundle with an in-toto statement, which cosign
// writes since version 3. A referrer in the older of cosign's forms is read too. Statements about an
// artifact other than that it is signed, such as how it was built, are bundles as well: see
// [Attest].
//
// There is no certificate and no transparency log here: who has the public key decides whom to
// trust.
package sign
