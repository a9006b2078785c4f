/// Asks for the answers so far, without ending the batch.
package struct Flush: FrontendMessage, EmptyMessage {
    package static let tag = FrontendTag.flush
    package init() {}
}

/// Ends a batch: the server answers ReadyForQuery, and stops skipping after an error.
package struct Sync: FrontendMessage, EmptyMessage {
    package static let tag = FrontendTag.sync
    package init() {}
}

/// The client leaves.
package struct Terminate: FrontendMessage, EmptyMessage {
    package static let tag = FrontendTag.terminate
    package init() {}
}
