// Package materials says what a composed server is made of, in forms that others read: a CycloneDX
// bill of materials, and a SLSA provenance of how it was built. Both depend on what they are given
// alone. They are stored beside the server with [oci.Client.Attach] or sign.Attest.
package materials
