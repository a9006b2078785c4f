import PostgresWire
import Testing

struct TagTests {
    @Test func unknownBackendTypesHaveNoLimit() {
        let known = Set("RK23CWdcGHDIEVvnNAtS1sZT".utf8)
        for tag in UInt8.min...UInt8.max { #expect((BackendTag.limit(of: tag) != nil) == known.contains(tag)) }
    }

    @Test func unknownFrontendTypesHaveNoLimit() {
        let known = Set("BCdcfDEHFPpQSX".utf8)
        for tag in UInt8.min...UInt8.max { #expect((FrontendTag.limit(of: tag) != nil) == known.contains(tag)) }
    }

    @Test func onlyLongBackendTypesMayBeLong() {
        for tag in "TDdVENAt".utf8 { #expect(BackendTag.limit(of: tag) == 0x3fff_fffa) }
        for tag in "RK23CWcGHIvnS1sZ".utf8 { #expect(BackendTag.limit(of: tag) == 29_996) }
    }

    @Test func frontendLimitsArePostgreSQLs() {
        for tag in "QPBFd".utf8 { #expect(FrontendTag.limit(of: tag) == 0x3fff_fffa) }
        for tag in "CcfDEHSX".utf8 { #expect(FrontendTag.limit(of: tag) == 9_996) }
        #expect(FrontendTag.limit(of: UInt8(ascii: "p")) == 65_531)
    }

    @Test func everyMessageHasALimitUnderItsTag() {
        for type in allMessages {
            #expect(BackendTag.limit(of: type.tag) != nil || FrontendTag.limit(of: type.tag) != nil)
        }
    }
}
