import Foundation
import Gateway
import Masking
import NIOCore
import PostgresWire
import Yams

/// One entry of `listeners`.
struct ListenerReader {
    let reader: YAMLReader
    let folder: String
    let policies: Set<String>

    func listener(_ node: Node) -> Configuration.Listener? {
        guard let mapping = reader.mapping(node, "a listener") else { return nil }
        mapping.allow([
            "name", "protocol", "listen", "allow_from", "proxy_protocol", "tls", "upstream", "auth", "clients",
            "policy", "limits",
        ])
        let before = reader.problems.count
        let name = mapping.require("name").flatMap { reader.string($0, "name") }
        if let wire = mapping.require("protocol"), wire.string != "postgres" {
            reader.report(
                wire.string == "mysql"
                    ? "protocol: mysql is not there in this version"
                    : "protocol is “\(wire.string ?? "")”; it must be postgres", at: wire)
        }
        let address = mapping.require("listen").flatMap { listen in
            reader.string(listen, "listen").flatMap { reader.address($0, "listen", at: listen) }
        }
        let tls = tls(mapping["tls"])
        let allowed = allowedFrom(mapping["allow_from"], tls: tls.mode)
        let upstream = mapping.require("upstream").flatMap(upstream)
        let authentication =
            mapping["auth"].flatMap { reader.choice($0, "auth", of: Configuration.Authentication.self) } ?? .relay
        let clientNodes = mapping["clients"].map { reader.sequence($0, "clients") } ?? []
        let clients = clientNodes.compactMap(client)
        if authentication == .terminate, clientNodes.isEmpty {
            reader.report("auth: terminate needs clients", at: node)
        }
        if authentication == .relay, let given = mapping["clients"] {
            reader.report("clients are for auth: terminate", at: given)
        }
        var users: Set<String> = []
        for client in clients where !users.insert(client.user).inserted {
            reader.report("the client “\(client.user)” is named twice", at: mapping["clients"])
        }
        let policy = mapping["policy"].flatMap { policyName($0) }
        let limits = limits(mapping["limits"])
        guard reader.problems.count == before, let name, let address, let upstream else { return nil }
        return Configuration.Listener(
            line: node.mark?.line ?? 0, tlsLine: mapping["tls"]?.mark?.line,
            upstreamLine: mapping["upstream"]?.mark?.line, name: name, address: address, allowedFrom: allowed,
            proxyProtocol: mapping["proxy_protocol"].flatMap {
                reader.choice($0, "proxy_protocol", of: ListenerConfiguration.ProxyProtocol.self)
            } ?? .off,
            tls: tls.mode, certificate: tls.certificate, certificateKey: tls.key, clientCA: tls.clientCA,
            upstream: upstream, authentication: authentication, clients: clients, policy: policy, limits: limits)
    }

    private func policyName(_ node: Node) -> String? {
        guard let name = reader.string(node, "policy") else { return nil }
        if !policies.contains(name) {
            reader.report(
                "there is no policy “\(name)”\(YAMLReader.suggestion(name, policies.sorted()))", at: node)
        }
        return name
    }

    // MARK: the client's side

    private struct TLSSettings {
        var mode = TLSPolicy.disable
        var certificate: String?
        var key: String?
        var clientCA: String?
    }

    private func tls(_ node: Node?) -> TLSSettings {
        guard let node, let mapping = reader.mapping(node, "tls") else { return TLSSettings() }
        mapping.allow(["mode", "certificate", "key", "client_ca"])
        var settings = TLSSettings()
        settings.mode = mapping["mode"].flatMap { reader.choice($0, "tls mode", of: TLSPolicy.self) } ?? .prefer
        func path(_ key: String) -> String? {
            mapping[key].flatMap { reader.string($0, key) }?.path(relativeTo: folder)
        }
        settings.certificate = path("certificate")
        settings.key = path("key")
        settings.clientCA = path("client_ca")
        if settings.mode != .disable, settings.certificate == nil || settings.key == nil {
            reader.report("tls: mode \(settings.mode.rawValue) needs certificate and key", at: node)
        }
        if settings.clientCA != nil, settings.mode != .require {
            reader.report("client_ca goes with mode: require", at: node)
        }
        return settings
    }

    private func allowedFrom(_ node: Node?, tls: TLSPolicy) -> [AddressRange] {
        guard let node else { return ["127.0.0.0/8", "::1"].compactMap { AddressRange($0) } }
        var ranges: [AddressRange] = []
        for entry in reader.sequence(node, "allow_from") {
            guard let text = reader.string(entry, "an entry of allow_from") else { continue }
            guard let range = AddressRange(text) else {
                reader.report("“\(text)” is no address range such as 10.0.0.0/8", at: entry)
                continue
            }
            if !range.isLoopback, tls != .require {
                reader.report("allow_from \(text) is wider than loopback, which needs tls: {mode: require}", at: entry)
            }
            ranges.append(range)
        }
        return ranges
    }

    private func client(_ node: Node) -> Configuration.Client? {
        guard let mapping = reader.mapping(node, "a client") else { return nil }
        mapping.allow(["user", "password", "policy", "upstream"])
        let user = mapping.require("user").flatMap { reader.string($0, "user") }
        let password = mapping.require("password").flatMap { reader.secret($0, "password", relativeTo: folder) }
        let policy = mapping["policy"].flatMap { policyName($0) }
        guard let node = mapping.require("upstream"), let upstream = reader.mapping(node, "upstream") else {
            return nil
        }
        upstream.allow(["user", "password"])
        let upstreamUser = upstream.require("user").flatMap { reader.string($0, "user") }
        let upstreamPassword = upstream["password"].flatMap { reader.secret($0, "password", relativeTo: folder) }
        guard let user, let password, let upstreamUser else { return nil }
        return Configuration.Client(
            user: user, password: password, policy: policy, upstreamUser: upstreamUser,
            upstreamPassword: upstreamPassword)
    }

    private func limits(_ node: Node?) -> ListenerConfiguration.Limits {
        var limits = ListenerConfiguration.Limits()
        guard let node, let mapping = reader.mapping(node, "limits") else { return limits }
        mapping.allow(["clients", "startup", "authentication", "idle", "drain"])
        if let node = mapping["clients"] {
            limits.clients = reader.integer(node, "clients", in: 1...1_000_000) ?? limits.clients
        }
        func duration(_ key: String, _ path: WritableKeyPath<ListenerConfiguration.Limits, TimeAmount>) {
            guard let node = mapping[key], let amount = reader.duration(node, key) else { return }
            limits[keyPath: path] = amount
        }
        duration("startup", \.startup)
        duration("authentication", \.authentication)
        duration("idle", \.idle)
        duration("drain", \.drain)
        return limits
    }

    // MARK: the server's side

    private func upstream(_ node: Node) -> Configuration.UpstreamAddress? {
        guard let mapping = reader.mapping(node, "upstream") else { return nil }
        mapping.allow(["url", "tls", "ca", "catalog"])
        guard let urlNode = mapping.require("url"), let text = reader.string(urlNode, "url") else { return nil }
        guard let parsed = address(text, at: urlNode) else { return nil }
        var tls = upstreamTLS(mapping["tls"])
        tls.ca = tls.ca ?? mapping["ca"].flatMap { reader.string($0, "ca") }?.path(relativeTo: folder)
        var result = Configuration.UpstreamAddress(address: parsed.address, database: parsed.database, tls: tls)
        if let node = mapping["catalog"], let catalog = reader.mapping(node, "catalog") {
            catalog.allow(["user", "password"])
            result.catalogUser = catalog.require("user").flatMap { reader.string($0, "user") }
            result.catalogPassword = catalog["password"].flatMap { reader.secret($0, "password", relativeTo: folder) }
        }
        return result
    }

    private func upstreamTLS(_ node: Node?) -> Configuration.UpstreamTLSSettings {
        var settings = Configuration.UpstreamTLSSettings()
        guard let node else { return settings }
        guard case .mapping = node else {
            settings.mode = reader.choice(node, "tls", of: Configuration.UpstreamTLS.self) ?? settings.mode
            return settings
        }
        guard let mapping = reader.mapping(node, "tls") else { return settings }
        mapping.allow(["mode", "ca", "certificate", "key", "negotiation"])
        func path(_ key: String) -> String? {
            mapping[key].flatMap { reader.string($0, key) }?.path(relativeTo: folder)
        }
        if let mode = mapping["mode"] {
            settings.mode = reader.choice(mode, "tls mode", of: Configuration.UpstreamTLS.self) ?? settings.mode
        }
        settings.ca = path("ca")
        settings.certificate = path("certificate")
        settings.certificateKey = path("key")
        if (settings.certificate == nil) != (settings.certificateKey == nil) {
            reader.report("tls: certificate and key go together", at: node)
        }
        if let negotiation = mapping["negotiation"] {
            settings.negotiation =
                reader.choice(negotiation, "negotiation", of: Upstream.Negotiation.self) ?? settings.negotiation
        }
        if settings.negotiation == .direct, settings.mode == .disable || settings.mode == .prefer {
            reader.report("negotiation: direct needs mode require, verify-ca or verify-full", at: node)
        }
        return settings
    }

    private func address(_ text: String, at node: Node) -> (address: Upstream.Address, database: String?)? {
        guard let url = URLComponents(string: text), let scheme = url.scheme else {
            reader.report("url must be postgres://HOST:PORT[/DATABASE] or unix:///PATH", at: node)
            return nil
        }
        if url.user != nil || url.password != nil {
            reader.report(
                "url must not carry a user or password; clients bring their own, or use auth: terminate", at: node)
            return nil
        }
        switch scheme {
        case "postgres", "postgresql":
            guard let host = url.host, !host.isEmpty else {
                reader.report("url names no host", at: node)
                return nil
            }
            let bare = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
            let database = url.path.hasPrefix("/") ? String(url.path.dropFirst()) : url.path
            return (.tcp(host: bare, port: url.port ?? 5432), database.isEmpty ? nil : database)
        case "unix":
            guard url.path.count > 1 else {
                reader.report("url names no path", at: node)
                return nil
            }
            // A folder is taken as libpq takes it: the server's default socket in it.
            var isFolder: ObjCBool = false
            let exists = FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
            return (.unix(path: exists && isFolder.boolValue ? "\(url.path)/.s.PGSQL.5432" : url.path), nil)
        default:
            reader.report("url is of scheme “\(scheme)”; it must be postgres:// or unix://", at: node)
            return nil
        }
    }
}
