import Lineage
import Masking
import NIOCore
import PostgresLineage
import PostgresWire

/// What a session knows of its own reading of the catalogue.
struct CatalogueState {
    enum Phase {
        case idle
        case checking
        case loading(fingerprint: [UInt8])
    }

    var phase = Phase.idle
    /// Something happened that may have changed the catalogue, or something was met that is not in it.
    var isSuspect = false
    /// Before this time (as ``Relay/now``) another session has looked.
    var nextCheck: UInt64 = 0
    /// A query ran in this transaction: its snapshot is taken, and one more read changes nothing.
    var transactionHasQueried = false
    /// What was read inside this session's own transaction is no one else's business.
    var isPrivate = false
    /// One entry a finished statement of the gateway's own, each with its rows.
    var results: [[[[UInt8]?]]] = [[]]
    /// How many statements were asked.
    var asked = 0
    /// Every statement was answered, or one was refused.
    var isAnswered: Bool { failed || results.count == asked + 1 }
    /// The first ReadyForQuery, which the client gets when the catalogue is known.
    var heldReady: ReadyForQuery?
    /// A COPY's query whose columns are being asked for.
    var describing: (text: StatementText, index: Int)?
    var failed = false
    /// Bytes collected for the query under way.
    var collected = 0

    var isBusy: Bool {
        if describing != nil { return true }
        if case .idle = phase { return false }
        return true
    }
}

/// Reading the server's catalogue over the client's own session: after authentication, then whenever its fingerprint has
/// changed, only between requests, and inside a transaction only after a query has run there.
extension Relay {
    /// The result is false if the database is known already.
    func loadCatalogueAtStart(holding ready: ReadyForQuery) throws(RelayFailure) -> Bool {
        if let known = source.database(databaseName) {
            adopt(known)
            return false
        }
        catalogue.heldReady = ready
        try startCheck()
        return true
    }

    /// Before a message of the client is looked at: takes up a changed policy and checks the catalogue. True: the client
    /// waits.
    func renewPolicyIfNeeded() throws(RelayFailure) -> Bool {
        let changes = source.changeCount
        if changes != seenChanges {
            if !queue.isEmpty {
                // A pipeline that never ends must not keep an old policy alive.
                guard queue.isSelfCompleting else { return false }
                isHoldingClient = true
                return true
            }
            seenChanges = changes
            takeUpChanges()
        }
        guard queue.isEmpty, isMasking, !queue.isSkipping, !queue.isCopyingIn else { return false }
        let isIdle = transactionStatus == UInt8(ascii: "I")
        // Behind requests without a Sync a question would end the transaction that they share.
        guard !isUnsynced, isIdle || (transactionStatus == UInt8(ascii: "T") && catalogue.transactionHasQueried) else {
            if database == nil { adoptNothing() }
            return false
        }
        guard database == nil || catalogue.isSuspect || (isIdle && claimsCheck()) else { return false }
        catalogue.isPrivate = !isIdle
        isHoldingClient = true
        try startCheck()
        return true
    }

    /// Once an interval, of all sessions on the database one.
    private func claimsCheck() -> Bool {
        guard now >= catalogue.nextCheck else { return false }
        let claim = source.claimCheck(databaseName, now: now)
        catalogue.nextCheck = claim.nextAt
        return claim.isClaimed
    }

    private func takeUpChanges() {
        let snapshot = source.snapshot
        if snapshot.generation != policy.generation {
            policy = snapshot
            database = nil
            texts.removeAll()
            lastText = nil
            parsedTexts.removeAll()
        }
        guard isMasking else { return }
        if let known = source.database(databaseName) {
            if !catalogue.isPrivate { adopt(known) }
        } else {
            database = nil
        }
    }

    private func adopt(_ known: ProtectedDatabase) {
        guard known !== database else { return }
        database = known
        shapeEpoch += 1
        for statement in statements.values { statement.plan = nil }
    }

    /// Nothing is known, so nothing is proven: every column is redacted until the catalogue can be read.
    private func adoptNothing() {
        let empty = Catalog(relations: [], functions: [], types: [], constraintNames: [])
        adopt(source.protect(empty, database: databaseName, fingerprint: [], isPrivate: true))
        catalogue.isSuspect = true
    }

    // MARK: asking

    private func startCheck() throws(RelayFailure) {
        isHoldingClient = true
        catalogue.phase = .checking
        try ask([CatalogQueries.fingerprint])
    }

    /// Asks under names of the gateway's own: a simple Query would end the life of the client's unnamed statement and
    /// portal. The first Close is for a statement that an error left behind.
    private func ask(_ statements: [String]) throws(RelayFailure) {
        catalogue.results = [[]]
        catalogue.asked = statements.count
        catalogue.failed = false
        catalogue.collected = 0
        _ = queue.push(.ownQuery)
        let name = Self.ownName
        try writeToServer { buffer throws(WireError) in
            for sql in statements {
                try Close(.statement, name: name).write(into: &buffer)
                try Parse(name: name, text: ByteBuffer(string: sql), parameterTypes: []).write(into: &buffer)
                try Bind(portal: name, statement: name).write(into: &buffer)
                try Execute(portal: name).write(into: &buffer)
                try Close(.portal, name: name).write(into: &buffer)
            }
            try Close(.statement, name: name).write(into: &buffer)
            try Sync().write(into: &buffer)
        }
    }

    package static let ownName = Array("phony_catalogue".utf8)

    /// A row of an answer to the gateway's own query.
    func collect(_ body: ByteBuffer) throws(RelayFailure) {
        var body = body
        guard let row = try? DataRow(body: &body) else { throw FieldReader.malformed }
        try account(row.columns.count * Self.bytesAValue)
        catalogue.results[catalogue.results.count - 1].append(
            row.columns.map { $0.map { Array($0.readableBytesView) } })
    }

    /// Counts what the answer costs in memory, where a value is an array of its own.
    func account(_ bytes: Int) throws(RelayFailure) {
        catalogue.collected += bytes
        guard catalogue.collected <= Self.catalogueLimit else {
            throw violation(.server, "the answer to a catalogue query is too long")
        }
    }

    private static let bytesAValue = 64

    // MARK: answers

    func ownRequestFinished() throws(RelayFailure) {
        if let (text, index) = catalogue.describing {
            if text.copyColumns[index] == nil { text.copyColumns[index] = .some(nil) }
            catalogue.describing = nil
            return try resumeClient()
        }
        if catalogue.failed { return try giveUpOnCatalogue() }
        switch catalogue.phase {
        case .idle: return
        case .checking:
            let fingerprint = catalogue.results.first?.first?.first.flatMap { $0 } ?? []
            catalogue.isSuspect = false
            if let database, database.fingerprint == fingerprint { return try finishCatalogue(nil) }
            if !catalogue.isPrivate, let known = source.database(databaseName), known.fingerprint == fingerprint {
                return try finishCatalogue(known)
            }
            catalogue.phase = .loading(fingerprint: fingerprint)
            try ask(CatalogPart.allCases.map { CatalogQueries.text(of: $0) })
        case .loading(let fingerprint):
            // The last statement's end opened a list for one more.
            guard let catalog = CatalogReader.catalog(results: catalogue.results.dropLast()) else {
                return try giveUpOnCatalogue()
            }
            catalogue.results = [[]]
            let known = source.protect(
                catalog, database: databaseName, fingerprint: fingerprint, isPrivate: catalogue.isPrivate)
            for problem in known.protection.problems {
                notes.append("\(problem.severity.rawValue): \(problem.message)")
            }
            try finishCatalogue(known)
        }
    }

    private func giveUpOnCatalogue() throws(RelayFailure) {
        notes.append("the catalogue of the database could not be read; everything is redacted")
        catalogue.phase = .idle
        catalogue.results = [[]]
        if database == nil { adoptNothing() }
        catalogue.isSuspect = false
        try resumeClient()
    }

    private func finishCatalogue(_ known: ProtectedDatabase?) throws(RelayFailure) {
        catalogue.phase = .idle
        if let known { adopt(known) }
        if !catalogue.isPrivate { seenChanges = source.changeCount }
        try resumeClient()
    }

    private func resumeClient() throws(RelayFailure) {
        isHoldingClient = false
        guard let ready = catalogue.heldReady else { return }
        catalogue.heldReady = nil
        try writeToClient { buffer throws(WireError) in try ready.write(into: &buffer) }
    }

    /// What was read inside the transaction may have been undone, or is everybody's now.
    func catalogueTransactionEnded() {
        catalogue.transactionHasQueried = false
        guard catalogue.isPrivate, !catalogue.isBusy else { return }
        catalogue.isPrivate = false
        catalogue.isSuspect = true
        if let known = source.database(databaseName) { adopt(known) } else { database = nil }
    }
}
