import CCrypto

/// What the gateway needs to know of a certificate beyond serving it.
package struct CertificateFacts: Sendable {
    /// The data of the channel binding `tls-server-end-point` (RFC 5929, section 4.1): the hash of the certificate under
    /// its signature's hash, SHA-256 in place of MD5 and SHA-1. `nil` where the signature names no hash (Ed25519).
    package let endPoint: [UInt8]?
    package let isExpired: Bool
    package let isNotYetValid: Bool

    /// `nil` if the bytes are no certificate.
    package init?(der: [UInt8]) {
        guard let length = Int(exactly: der.count), length > 0 else { return nil }
        let parsed = der.withUnsafeBufferPointer { buffer -> OpaquePointer? in
            var pointer = buffer.baseAddress
            return d2i_X509(nil, &pointer, length)
        }
        guard let certificate = parsed else { return nil }
        defer { X509_free(certificate) }
        isExpired = X509_cmp_current_time(X509_get0_notAfter(certificate)) < 0
        isNotYetValid = X509_cmp_current_time(X509_get0_notBefore(certificate)) > 0
        endPoint = Self.endPoint(der, signature: X509_get_signature_nid(certificate))
    }

    private static func endPoint(_ der: [UInt8], signature: Int32) -> [UInt8]? {
        var hash: Int32 = 0
        guard OBJ_find_sigid_algs(signature, &hash, nil) == 1, hash != NID_undef else { return nil }
        if hash == NID_md5 || hash == NID_sha1 { hash = NID_sha256 }
        guard let name = OBJ_nid2sn(hash), let algorithm = EVP_get_digestbyname(name) else { return nil }
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        guard EVP_Digest(der, der.count, &digest, &length, algorithm, nil) == 1 else { return nil }
        return Array(digest.prefix(Int(length)))
    }
}
