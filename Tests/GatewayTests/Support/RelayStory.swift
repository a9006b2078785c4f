import BasicContainers
import Gateway
import Keys
import Lineage
import Masking
import NIOCore
import PostgresLineage
import PostgresWire
import Testing

/// The one small database of these tests: `users(id int4, email text, name text)`, whose last two columns are protected,
/// and `notes(id int4, body text)`, which nothing protects.
enum House {
    static let users: UInt32 = 20_000
    static let notes: UInt32 = 20_010

    static let keys = KeyRing(root)
    private static let root: PseudonymRoot = {
        do { return try PseudonymRoot(bytes: [UInt8](repeating: 7, count: 32)) } catch { fatalError("\(error)") }
    }()

    static let email = TransformRule(kind: .email)
    static let name = TransformRule(kind: .lastName)

    static func policy(_ profile: Policy.Profile = .app, email: Verdict = .transform(House.email)) -> Policy {
        var policy = Policy(name: "house", profile: profile)
        do {
            policy.entries = [
                .init(pattern: try ColumnPattern("public.users.email"), verdict: email, origin: "phony.yaml:1"),
                .init(
                    pattern: try ColumnPattern("public.users.name"), verdict: .transform(name), origin: "phony.yaml:2"),
            ]
        } catch { fatalError("\(error.message)") }
        return policy
    }

    static func text(_ rule: TransformRule?, _ value: String) -> String {
        let mask = ColumnMask(
            rule: rule, type: ValueType(oid: 25, modifier: -1, extensionTypes: [:]), format: .text,
            settings: ValueSettings(), keys: { keys.key(for: $0) }, permutations: { keys.permutation(for: $0) })
        var out = ByteArray()
        let result = mask.apply(Array(value.utf8).span, into: &out)
        #expect(result == .value)
        return String(decoding: out.bytes(), as: UTF8.self)
    }

    static func maskedEmail(_ value: String) -> String { text(email, value) }
    static func maskedName(_ value: String) -> String { text(name, value) }

    // MARK: descriptions

    static func column(_ name: String, _ attribute: Int16, _ type: UInt32, of table: UInt32 = users, format: Int16 = 0)
        -> RowDescription.Column
    {
        .init(name: Array(name.utf8), tableOID: table, attribute: attribute, typeOID: type, format: format)
    }

    static let id = column("id", 1, 23)
    static let emailColumn = column("email", 2, 25)
    static let nameColumn = column("name", 3, 25)
    static let body = column("body", 2, 25, of: notes)
    static func expression(_ name: String, _ type: UInt32 = 25) -> RowDescription.Column {
        column(name, 0, type, of: 0)
    }

    static let allColumns = Server.description(id, emailColumn, nameColumn)

    // MARK: the catalogue

    static let fingerprint = "0123456789abcdef"

    static func catalogueAnswer(extra: [CatalogPart: [[String]]] = [:]) -> [UInt8] {
        var rows: [CatalogPart: [[String]]] = [
            .relations: [["\(users)", "public", "users", "r"], ["\(notes)", "public", "notes", "r"]],
            .columns: [
                ["\(users)", "1", "id", "23", "-1", "t", "f"], ["\(users)", "2", "email", "25", "-1", "f", "f"],
                ["\(users)", "3", "name", "25", "-1", "f", "f"], ["\(notes)", "1", "id", "23", "-1", "t", "f"],
                ["\(notes)", "2", "body", "25", "-1", "f", "f"],
            ],
            .constraints: [["users_email_key"]],
        ]
        for (part, more) in extra { rows[part, default: []] += more }
        return ownAnswer(CatalogPart.allCases.map { rows[$0] ?? [] })
    }

    /// What a server says to statements of the gateway's own, up to ReadyForQuery.
    static func ownAnswer(_ results: [[[String]]]) -> [UInt8] {
        var bytes: [UInt8] = []
        for rows in results {
            bytes += Server.closeComplete + Server.parseComplete + Server.bindComplete
            for row in rows { bytes += encode(DataRow(columns: row.map { ByteBuffer(string: $0) })) }
            bytes += Server.complete("SELECT \(rows.count)") + Server.closeComplete
        }
        return bytes + Server.closeComplete
    }
}

/// A relay between a client and a server that the test plays itself; the gateway's own questions about the catalogue are
/// answered by themselves. Everything that goes in is recorded, so that it can be played again cut differently.
final class RelayStory {
    enum Event: Equatable {
        case client([UInt8])
        case server([UInt8])
        case reload(Int)
    }

    let relay: Relay
    let source: PolicyInForce
    private(set) var events: [Event] = []
    /// Every byte that left, in order.
    private(set) var toClient: [UInt8] = []
    private(set) var toServer: [UInt8] = []
    private var clientRest: [UInt8] = []
    private var serverRest: [UInt8] = []
    private var clientFrames: [Frame] = []
    private var serverFrames: [Frame] = []
    var fingerprint = House.fingerprint
    var catalogueExtra: [CatalogPart: [[String]]] = [:]
    var answersCatalogue = true
    /// Questions of the gateway's own that the server was asked.
    private(set) var ownQuestions = 0
    private(set) var policies: [Policy] = []
    var status = ReadyForQuery.Status.idle

    init(_ policy: Policy = House.policy(), source: PolicyInForce? = nil, cache: AnalysisCache = AnalysisCache()) {
        self.source = source ?? PolicyInForce(policy: policy, keys: House.keys)
        relay = Relay(source: self.source, analyses: cache, databaseName: "house")
    }

    /// A session that is ready for its first statement, with what the start-up sent taken away.
    static func ready(_ policy: Policy = House.policy(), extra: [CatalogPart: [[String]]] = [:]) -> RelayStory {
        let story = RelayStory(policy)
        story.catalogueExtra = extra
        story.start()
        return story
    }

    @discardableResult func start() -> [Frame] {
        relay.begin()
        return server(
            Server.parameter("client_encoding", "UTF8"), Server.parameter("standard_conforming_strings", "on"),
            Server.parameter("DateStyle", "ISO, MDY"), Server.parameter("IntervalStyle", "postgres"),
            encode(BackendKeyData(processID: 11, key: Secret([1, 2, 3, 4]))), Server.ready())
    }

    /// Sends as the client; returns what the server got, the gateway's questions about the catalogue left out.
    @discardableResult func client(_ messages: [UInt8]...) -> [Frame] {
        feed(.client(messages.flatMap { $0 }))
        defer { serverFrames = [] }
        return serverFrames
    }

    /// Sends as the server; returns what the client got.
    @discardableResult func server(_ messages: [UInt8]...) -> [Frame] {
        feed(.server(messages.flatMap { $0 }))
        defer { clientFrames = [] }
        return clientFrames
    }

    /// A simple BEGIN and its answer.
    func begin() {
        client(Client.query("BEGIN"))
        server(Server.complete("BEGIN"), Server.ready(.inTransaction))
        status = .inTransaction
    }

    /// What reached the server since the last look.
    func takeServerFrames() -> [Frame] {
        defer { serverFrames = [] }
        return serverFrames
    }

    func takeClientFrames() -> [Frame] {
        defer { clientFrames = [] }
        return clientFrames
    }

    func reload(_ policy: Policy) {
        policies.append(policy)
        events.append(.reload(policies.count - 1))
        source.replace(policy: policy, keys: House.keys)
    }

    /// The client's unfinished frame, of which a part has left.
    var unfinished: Int { clientRest.count }

    private func feed(_ event: Event) {
        events.append(event)
        switch event {
        case .client(let bytes): relay.clientReceived(ByteBuffer(bytes: bytes))
        case .server(let bytes): relay.serverReceived(ByteBuffer(bytes: bytes))
        case .reload: break
        }
        drain()
        while answersCatalogue, let answer = takeQuestion() {
            ownQuestions += 1
            events.append(.server(answer))
            relay.serverReceived(ByteBuffer(bytes: answer))
            drain()
        }
    }

    private func takeQuestion() -> [UInt8]? {
        guard let start = serverFrames.firstIndex(where: { $0.message(Close.self)?.name == Relay.ownName }),
            let end = serverFrames[start...].firstIndex(where: { $0.tag == FrontendTag.sync })
        else { return nil }
        let texts = serverFrames[start...end].compactMap { $0.message(Parse.self)?.sql }
        serverFrames.removeSubrange(start...end)
        if texts == [CatalogQueries.fingerprint] { return House.ownAnswer([[[fingerprint]]]) + Server.ready(status) }
        return House.catalogueAnswer(extra: catalogueExtra) + Server.ready(status)
    }

    private func drain() {
        relay.toClient.drain {
            toClient += $0.readableBytesView
            clientRest += $0.readableBytesView
        }
        relay.toServer.drain {
            toServer += $0.readableBytesView
            serverRest += $0.readableBytesView
        }
        clientFrames += Frame.split(&clientRest)
        serverFrames += Frame.split(&serverRest)
    }
}

/// The same events again, each cut into pieces.
struct Replay {
    var toClient: [UInt8] = []
    var toServer: [UInt8] = []
    var failure: RelayFailure?

    init(_ story: RelayStory, _ policy: Policy, pieces: Int) {
        let source = PolicyInForce(policy: policy, keys: House.keys)
        let relay = Relay(source: source, analyses: AnalysisCache(), databaseName: "house")
        relay.begin()
        for event in story.events {
            switch event {
            case .client(let bytes):
                Self.cut(bytes, pieces) {
                    relay.clientReceived($0)
                    take(relay)
                }
            case .server(let bytes):
                Self.cut(bytes, pieces) {
                    relay.serverReceived($0)
                    take(relay)
                }
            case .reload(let index): source.replace(policy: story.policies[index], keys: House.keys)
            }
        }
        failure = relay.failure
    }

    private mutating func take(_ relay: Relay) {
        relay.toClient.drain { toClient += $0.readableBytesView }
        relay.toServer.drain { toServer += $0.readableBytesView }
    }

    private static func cut(_ bytes: [UInt8], _ size: Int, _ body: (ByteBuffer) -> Void) {
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + size)
            body(ByteBuffer(bytes: bytes[start..<end]))
            start = end
        }
    }
}

extension [UInt8] {
    func contains(_ text: String) -> Bool {
        let needle = Array(text.utf8)
        guard count >= needle.count, let first = needle.first else { return false }
        return indices.dropLast(needle.count - 1).contains {
            self[$0] == first && self[$0..<$0 + needle.count].elementsEqual(needle)
        }
    }
}
