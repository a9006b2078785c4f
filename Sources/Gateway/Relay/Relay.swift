import Lineage
import Masking
package import NIOCore
import PostgresLineage
import PostgresWire

/// The traffic of one session after authentication: which reply answers which request, and what each reply may say.
///
/// It owns the request queue, the session's prepared statements, portals and cursors, and the bytes not yet relayed; it
/// opens no socket and reads no clock (`now` is set by its owner). Bytes go in by ``clientReceived(_:)`` and
/// ``serverReceived(_:)`` and come out of ``toClient`` and ``toServer``. A peer that breaks the protocol sets
/// ``failure``; after that nothing more is relayed. Split over extensions: messages of the client, messages of the
/// server, results, COPY, errors, the catalogue.
package final class Relay {
    // MARK: bytes

    var fromClient = ByteBuffer()
    var fromServer = ByteBuffer()
    package var toClient: Outbox
    package var toServer: Outbox
    /// What happens to the rest of the frame that is passing.
    var clientBody = BodyRest.none
    var serverBody = BodyRest.none
    /// Where the bytes begin that pass as they came and are not in the outbox yet, in ``fromClient`` and ``fromServer``: a
    /// run of such frames leaves as one slice. It ends at the reader's place.
    private var clientRun: Int?
    private var serverRun: Int?

    enum BodyRest {
        case none
        case forward(Int)
        case discard(Int)
        case largeRow(LargeRow)
        case copyData(Int)
    }

    // MARK: requests

    var queue = RequestQueue()
    var statements = NameTable<PreparedStatement>()
    var portals = NameTable<Portal>()
    /// What the names of cursors and prepared statements stand for on the server, by the answers that came so far;
    /// ``portals`` and ``statements`` are ahead of that, by what was sent.
    var cursors = NameTable<NamedStatement>()
    var prepared = NameTable<NamedStatement>()
    /// A statement and a portal that have been replaced, to be used again: most clients have one of each at a time.
    private var spareStatement: PreparedStatement?
    private var sparePortal: Portal?
    var texts: [StatementFingerprint: StatementText] = [:]
    /// Of ``texts``, the one last asked for.
    var lastText: (fingerprint: StatementFingerprint, text: StatementText)?
    var parsedTexts = RecentTexts()
    /// What rows of the first request are to become; decided once a result, used once a row.
    var rows = RowsAction.undecided
    var copyOut: CopyRewriter?
    /// The server has begun a COPY that was judged: until CopyDone its data passes, rewritten if there is a rewriter.
    var isCopyingOut = false
    /// Of a simple query, the statement that is being answered: rises with CommandComplete and EmptyQueryResponse.
    var statementIndex = 0
    /// The client was given an error in place of a result: nothing more until ReadyForQuery.
    var isSuppressing = false
    /// Rises when something may have changed what a cached description says (search path, definitions, rollback).
    var shapeEpoch = 0

    enum RowsAction {
        case undecided
        case forward
        case rewrite(ColumnPlan)
        /// Replies to the gateway's own requests.
        case collect
        case discard
    }

    // MARK: session state as the server reports it

    package internal(set) var transactionStatus = UInt8(ascii: "I")
    var settings = ValueSettings()
    var standardConformingStrings = true
    /// Statements under way that may change how the server reads text.
    var settingsInFlight = 0
    var clientEncodingIsUTF8 = true
    /// What the requests of this transaction do, and those that were sent behind it.
    var transactionEffects: RequestEffects = []
    var transactionTouches: Bool { transactionEffects.contains(.touchesProtected) }
    /// Code that cannot be seen has run: a setting of the session may hold a protected value, and keeps it.
    var settingsMayHoldValues = false

    // MARK: policy

    let source: PolicyInForce
    let analyses: AnalysisCache
    let databaseName: String
    var policy: PolicyInForce.Snapshot {
        didSet { (isMasking, isObserving) = Self.effect(of: policy) }
    }
    /// Answers are changed, or would be.
    private(set) var isMasking: Bool
    /// What would be changed is counted, and not changed.
    private(set) var isObserving: Bool
    var database: ProtectedDatabase?
    var seenChanges: UInt64 = 0
    var catalogue = CatalogueState()

    /// Extended requests went out, and no Sync behind them.
    var isUnsynced = false

    package var now: UInt64 = 0
    package var counters = RelayCounters()
    package var failure: RelayFailure?
    package var notes: [String] = []
    package var hasTerminated = false
    /// The client's messages wait for an answer that the gateway itself asked for.
    var isHoldingClient = false

    /// A client that pipelines further ahead than this waits. The server sends what it has buffered every 8 KiB, which is
    /// fewer answers than this, so waiting never waits for ever.
    static let requestLimit = 8192
    /// What the gateway's own queries may bring.
    static let catalogueLimit = 256 << 20
    /// Statements longer than this are not analysed: nothing in their results passes without provenance.
    static let analysisLimit = 1 << 20
    /// Rows longer than this stream, with masks that keep lengths.
    static let rowLimit = 1 << 20
    /// Names in a Bind must stand within this many bytes.
    static let namesLimit = 16 * 1024

    package init(
        source: PolicyInForce, analyses: AnalysisCache, databaseName: String, pool: BufferPool = BufferPool()
    ) {
        toClient = Outbox(pool: pool)
        toServer = Outbox(pool: pool)
        self.source = source
        self.analyses = analyses
        self.databaseName = databaseName
        policy = source.snapshot
        (isMasking, isObserving) = Self.effect(of: policy)
    }

    private static func effect(of snapshot: PolicyInForce.Snapshot) -> (isMasking: Bool, isObserving: Bool) {
        (snapshot.policy.isActive, snapshot.policy.profile == .observe)
    }

    /// The server has said that it will close the connection.
    package internal(set) var hasSeenFatal = false

    package var databaseLabel: String { databaseName.logSafe }

    /// The client waits for an answer to the gateway's own question, and is not read meanwhile.
    package var isHoldingForServer: Bool { isHoldingClient || queue.count >= Self.requestLimit }

    /// A frame to the client is unfinished.
    package var isMidFrame: Bool {
        switch serverBody {
        case .forward, .largeRow: true
        case .none, .discard, .copyData: false
        }
    }

    /// Relaying starts while the server is still starting the session up: its first ReadyForQuery ends that.
    package func begin() {
        _ = queue.push(.startup)
        isHoldingClient = true
    }

    /// Nothing is under way: the session may be ended without losing work.
    package var isIdle: Bool {
        queue.isEmpty && transactionStatus == UInt8(ascii: "I") && !isHoldingClient && fromClient.readableBytes == 0
    }

    package var hasWork: Bool { !queue.isEmpty }

    // MARK: entry points

    package func clientReceived(_ bytes: ByteBuffer) {
        Self.append(bytes, to: &fromClient)
        guarding { () throws(RelayFailure) in try processClient() }
    }

    package func serverReceived(_ bytes: ByteBuffer) {
        Self.append(bytes, to: &fromServer)
        guarding { () throws(RelayFailure) in
            try processServer()
            if !isHoldingClient { try processClient() }
        }
    }

    func guarding(_ body: () throws(RelayFailure) -> Void) {
        guard failure == nil else { return }
        do {
            try body()
        } catch {
            failure = error
        }
    }

    /// Keeps only what is still to be read: slices that have left share their storage, and would keep all of it.
    static func append(_ bytes: ByteBuffer, to buffer: inout ByteBuffer) {
        if buffer.readableBytes == 0 {
            buffer = bytes
        } else {
            buffer.discardReadBytes()
            buffer.writeImmutableBuffer(bytes)
        }
    }

    /// An emptied buffer gives its storage back: an idle session holds none.
    static func release(_ buffer: inout ByteBuffer) {
        if buffer.readableBytes == 0 { buffer = ByteBuffer() }
    }

    func violation(_ side: RelayFailure.Side, _ message: String) -> RelayFailure {
        RelayFailure(side: side, message: message)
    }

    // MARK: statements and portals

    func makeStatement(name: [UInt8], text: StatementText) -> PreparedStatement {
        let previous = statements[name]
        guard isKnownUniquelyReferenced(&spareStatement), let spare = spareStatement else {
            return PreparedStatement(name: name, text: text, previous: previous)
        }
        spareStatement = nil
        spare.reset(name: name, text: text, previous: previous)
        return spare
    }

    func makePortal(name: [UInt8], statementName: [UInt8], formats: ResultFormats) -> Portal {
        let statement = statements[statementName]
        let (text, previous) = (statement?.text ?? .unknown(), portals[name])
        guard isKnownUniquelyReferenced(&sparePortal), let spare = sparePortal else {
            return Portal(
                name: name, statementName: statementName, statement: statement, text: text, formats: formats,
                previous: previous)
        }
        sparePortal = nil
        spare.reset(
            name: name, statementName: statementName, statement: statement, text: text, formats: formats,
            previous: previous)
        return spare
    }

    /// The server has accepted the statement: what it replaced will not come back.
    func retirePrevious(of statement: PreparedStatement) {
        guard let old = statement.previous else { return }
        statement.previous = nil
        spareStatement = old
    }

    func retirePrevious(of portal: Portal) {
        guard let old = portal.previous else { return }
        portal.previous = nil
        retire(old)
    }

    /// The transaction is over, and no request behind names a portal.
    func retirePortals() {
        if let unnamed = portals[[]] { retire(unnamed) }
        portals.removeAll()
    }

    private func retire(_ portal: Portal) {
        // It may hold the spare statement.
        portal.statement = nil
        sparePortal = portal
    }

    // MARK: runs

    /// Lets bytes of the client pass.
    func passClient(_ count: Int) {
        if clientRun == nil { clientRun = fromClient.readerIndex }
        fromClient.moveReaderIndex(forwardBy: count)
    }

    func passServer(_ count: Int) {
        if serverRun == nil { serverRun = fromServer.readerIndex }
        fromServer.moveReaderIndex(forwardBy: count)
    }

    /// Before anything else goes to the server, or bytes of the client are skipped.
    func flushClientRun() { Self.flush(&clientRun, of: &fromClient, into: &toServer) }

    /// Before anything else goes to the client, or bytes of the server are skipped.
    func flushServerRun() { Self.flush(&serverRun, of: &fromServer, into: &toClient) }

    private static func flush(_ run: inout Int?, of buffer: inout ByteBuffer, into out: inout Outbox) {
        guard let start = run else { return }
        run = nil
        let length = buffer.readerIndex - start
        buffer.moveReaderIndex(to: start)
        if let slice = buffer.readSlice(length: length) { out.append(slice) }
    }

    // MARK: messages of our own

    func writeToClient(_ body: (inout ByteBuffer) throws(WireError) -> Void) throws(RelayFailure) {
        flushServerRun()
        try Self.write(&toClient, body)
    }

    func writeToServer(_ body: (inout ByteBuffer) throws(WireError) -> Void) throws(RelayFailure) {
        flushClientRun()
        try Self.write(&toServer, body)
    }

    private static func write(
        _ out: inout Outbox, _ body: (inout ByteBuffer) throws(WireError) -> Void
    ) throws(RelayFailure) {
        out.reserve(0)
        do {
            try body(&out.tail)
        } catch {
            throw RelayFailure(side: .gateway, message: "a message could not be written: \(error.message)")
        }
    }
}
