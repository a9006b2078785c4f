/// A Bind succeeded.
package struct BindComplete: BackendMessage, EmptyMessage {
    package static let tag = BackendTag.bindComplete
    package init() {}
}

/// A Close succeeded, whether or not there was anything to close.
package struct CloseComplete: BackendMessage, EmptyMessage {
    package static let tag = BackendTag.closeComplete
    package init() {}
}

/// Stands in CommandComplete's place for a query string without a statement.
package struct EmptyQueryResponse: BackendMessage, EmptyMessage {
    package static let tag = BackendTag.emptyQueryResponse
    package init() {}
}

/// Stands in RowDescription's place for what returns no rows.
package struct NoData: BackendMessage, EmptyMessage {
    package static let tag = BackendTag.noData
    package init() {}
}

/// A Parse succeeded.
package struct ParseComplete: BackendMessage, EmptyMessage {
    package static let tag = BackendTag.parseComplete
    package init() {}
}

/// An Execute reached its row limit; the portal may be executed again.
package struct PortalSuspended: BackendMessage, EmptyMessage {
    package static let tag = BackendTag.portalSuspended
    package init() {}
}
