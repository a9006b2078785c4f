import Foundation
import Gateway
import Keys
import Logging
import Masking
import NIOCore
import NIOSSL
import PostgresWire

/// Turns a configuration into what the gateway runs on: opens certificates, resolves secrets, derives keys. On a reload
/// the policies in force are kept and given their new content.
final class Assembly {
    private(set) var policies: [String: PolicyInForce] = [:]
    /// What an operator should know and nothing fails for.
    private(set) var warnings: [String] = []

    func listeners(_ configuration: Configuration) throws -> [ListenerConfiguration] {
        let keys = try keyRing(configuration)
        // Everything that can fail is done before anything that is in force changes.
        var built: [ListenerConfiguration] = []
        var updates: [(PolicyInForce, Policy)] = []
        var fresh = policies
        func policy(_ listener: String, _ name: String?) -> PolicyInForce {
            let id = "\(listener)\u{0}\(name ?? "")"
            let policy = name.flatMap { configuration.policies[$0] } ?? Policy(name: "off", profile: .off)
            if let known = fresh[id] {
                updates.append((known, policy))
                return known
            }
            let made = PolicyInForce(policy: policy, keys: keys)
            fresh[id] = made
            return made
        }
        for listener in configuration.listeners {
            built.append(try self.listener(listener, file: configuration.file) { policy(listener.name, $0) })
        }
        for (inForce, policy) in updates { inForce.replace(policy: policy, keys: keys) }
        policies = fresh
        return built
    }

    func keyRing(_ configuration: Configuration) throws -> KeyRing {
        guard let reference = configuration.key else {
            // No policy needs it: a key of the moment, which nothing will be derived from.
            return KeyRing(PseudonymRoot(MasterKey.generate()))
        }
        func failed(_ message: String) -> ConfigurationProblem {
            let remedy = "phony keys init --out FILE makes a key"
            return ConfigurationProblem(
                file: configuration.file, line: configuration.keyLine, message: "key: \(message); \(remedy)")
        }
        let text: String
        do {
            text = try reference.text()
        } catch {
            throw failed(error.message)
        }
        if case .file(let path) = reference { warnOfOpenKey(path) }
        do {
            return KeyRing(PseudonymRoot(try MasterKey(base64: text)))
        } catch {
            let place = if case .file(let path) = reference { "the key file \(path): " } else { "" }
            throw failed("\(place)\(error.message)")
        }
    }

    private func warnOfOpenKey(_ path: String) {
        let mode = try? FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        guard let mode, mode & 0o077 != 0 else { return }
        warnings.append("the key file \(path) can be read by others (mode \(String(mode, radix: 8))); chmod 600 it")
    }

    private func listener(
        _ listener: Configuration.Listener, file: String, policy: (String?) -> PolicyInForce
    ) throws -> ListenerConfiguration {
        func failed(_ message: String) -> ConfigurationProblem {
            ConfigurationProblem(file: file, line: listener.line, message: "listener “\(listener.name)”: \(message)")
        }
        func failedTLS(_ message: String) -> ConfigurationProblem {
            ConfigurationProblem(
                file: file, line: listener.tlsLine ?? listener.line, message: "listener “\(listener.name)”: \(message)")
        }
        func failedUpstream(_ message: String) -> ConfigurationProblem {
            ConfigurationProblem(
                file: file, line: listener.upstreamLine ?? listener.line,
                message: "listener “\(listener.name)”, upstream: \(message)")
        }
        func resolve(_ secret: SecretReference, _ what: String) throws -> Secret {
            do { return try secret.resolve() } catch {
                throw failed("\(what): \((error as SecretReference.Unavailable).message)")
            }
        }
        let inForce = policy(listener.policy)
        var authentication = ListenerConfiguration.Authentication.relay
        if listener.authentication == .terminate {
            var clients: [String: ListenerConfiguration.Client] = [:]
            for client in listener.clients {
                let password = try resolve(client.password, "the password of client “\(client.user)”")
                let salt = SCRAMVerifier.salt(user: client.user, secret: ListenerServices.mockSecret)
                let text = String(decoding: password.bytes, as: UTF8.self)
                let prepared = SASLPrep.prepare(text).map { Array($0.utf8) } ?? password.bytes
                clients[client.user] = ListenerConfiguration.Client(
                    verifier: SCRAMVerifier(password: prepared, salt: salt), upstreamUser: client.upstreamUser,
                    upstreamPassword: try client.upstreamPassword.map {
                        try resolve($0, "the upstream password of client “\(client.user)”")
                    },
                    policy: client.policy.map { policy($0) } ?? inForce)
            }
            authentication = .terminate(clients)
        }
        return ListenerConfiguration(
            name: listener.name, address: listener.address, allowedFrom: listener.allowedFrom,
            proxyProtocol: listener.proxyProtocol, tls: listener.tls,
            serverTLS: try TLSFiles.server(listener, failed: failedTLS),
            upstream: Upstream(
                address: listener.upstream.address,
                tls: try TLSFiles.upstream(listener.upstream.tls, failed: failedUpstream),
                negotiation: listener.upstream.tls.negotiation, database: listener.upstream.database),
            authentication: authentication, policy: inForce, limits: listener.limits)
    }
}
