import Foundation
import Gateway
import NIOSSL
import PostgresWire

/// Loads the certificates that a configuration names, with errors that say which file is wrong and how.
enum TLSFiles {
    static func server(
        _ listener: Configuration.Listener, failed: (String) -> ConfigurationProblem
    ) throws -> ServerTLS? {
        guard listener.tls != .disable, let path = listener.certificate, let keyPath = listener.certificateKey else {
            return nil
        }
        let own = try identity(path, key: keyPath, failed: failed)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: own.chain, privateKey: .privateKey(own.key))
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = [TLSPolicy.alpn]
        if let ca = listener.clientCA {
            configuration.trustRoots = .certificates(try certificates(ca, failed: failed))
            configuration.certificateVerification = .noHostnameVerification
        }
        guard let context = try? NIOSSLContext(configuration: configuration) else {
            throw failed("the key \(keyPath) does not belong to the certificate \(path)")
        }
        return ServerTLS(context: context, endPoint: own.facts.endPoint)
    }

    static func upstream(
        _ settings: Configuration.UpstreamTLSSettings, failed: (String) -> ConfigurationProblem
    ) throws -> Upstream.TLS {
        if settings.mode == .disable { return .disable }
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = [TLSPolicy.alpn]
        switch settings.mode {
        case .disable, .prefer, .require: configuration.certificateVerification = .none
        case .verifyCA: configuration.certificateVerification = .noHostnameVerification
        case .verifyFull: configuration.certificateVerification = .fullVerification
        }
        if let ca = settings.ca {
            configuration.trustRoots = .certificates(try certificates(ca, failed: failed))
            // As libpq: with a CA at hand, require verifies against it.
            if settings.mode == .require { configuration.certificateVerification = .noHostnameVerification }
        }
        if let path = settings.certificate, let keyPath = settings.certificateKey {
            let own = try identity(path, key: keyPath, failed: failed)
            configuration.certificateChain = own.chain
            configuration.privateKey = .privateKey(own.key)
        }
        guard let context = try? NIOSSLContext(configuration: configuration) else {
            throw failed(
                settings.certificate.map { "the key does not belong to the certificate \($0)" }
                    ?? "TLS towards the database server cannot be set up")
        }
        return settings.mode == .prefer ? .prefer(context) : .require(context)
    }

    private struct Identity {
        var chain: [NIOSSLCertificateSource]
        var key: NIOSSLPrivateKey
        var facts: CertificateFacts
    }

    /// A certificate with its chain, valid today, and its key.
    private static func identity(
        _ path: String, key keyPath: String, failed: (String) -> ConfigurationProblem
    ) throws -> Identity {
        let chain = try certificates(path, failed: failed)
        guard let leaf = chain.first, let der = try? leaf.toDERBytes(), let facts = CertificateFacts(der: der) else {
            throw failed("the certificate \(path) cannot be understood")
        }
        if facts.isExpired { throw failed("the certificate \(path) has expired") }
        if facts.isNotYetValid { throw failed("the certificate \(path) is not valid yet") }
        guard FileManager.default.isReadableFile(atPath: keyPath) else {
            throw failed("the key \(keyPath) cannot be read")
        }
        guard let key = try? NIOSSLPrivateKey(file: keyPath, format: .pem) else {
            throw failed("the key \(keyPath) is no PEM private key without a passphrase")
        }
        return Identity(chain: chain.map { .certificate($0) }, key: key, facts: facts)
    }

    private static func certificates(
        _ path: String, failed: (String) -> ConfigurationProblem
    ) throws -> [NIOSSLCertificate] {
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw failed("the certificate \(path) cannot be read")
        }
        guard let found = try? NIOSSLCertificate.fromPEMFile(path), !found.isEmpty else {
            throw failed("\(path) is no PEM certificate")
        }
        return found
    }
}
