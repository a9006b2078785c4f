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
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = [TLSPolicy.alpn]
        if let ca = listener.clientCA {
            configuration.trustRoots = .certificates(try certificates(ca, failed: failed))
            configuration.certificateVerification = .noHostnameVerification
        }
        guard let context = try? NIOSSLContext(configuration: configuration) else {
            throw failed("the key \(keyPath) does not belong to the certificate \(path)")
        }
        return ServerTLS(context: context, endPoint: facts.endPoint)
    }

    static func upstream(
        _ upstream: Configuration.UpstreamAddress, failed: (String) -> ConfigurationProblem
    ) throws -> Upstream.TLS {
        if upstream.tls == .disable { return .disable }
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = [TLSPolicy.alpn]
        switch upstream.tls {
        case .disable, .prefer, .require: configuration.certificateVerification = .none
        case .verifyCA: configuration.certificateVerification = .noHostnameVerification
        case .verifyFull: configuration.certificateVerification = .fullVerification
        }
        if let ca = upstream.ca {
            configuration.trustRoots = .certificates(try certificates(ca, failed: failed))
            // As libpq: with a CA at hand, require verifies against it.
            if upstream.tls == .require { configuration.certificateVerification = .noHostnameVerification }
        }
        guard let context = try? NIOSSLContext(configuration: configuration) else {
            throw failed("TLS towards the database server cannot be set up")
        }
        return upstream.tls == .prefer ? .prefer(context) : .require(context)
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
