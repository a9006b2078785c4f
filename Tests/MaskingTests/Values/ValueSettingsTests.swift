import Masking
import Testing

@Suite struct ValueSettingsTests {
    @Test(arguments: [
        ("UTF8", ClientEncoding.utf8), ("utf-8", .utf8), ("UNICODE", .utf8), ("SQL_ASCII", .ascii), ("LATIN1", .latin1),
        ("ISO-8859-1", .latin1), ("LATIN9", .other), ("SJIS", .other), ("", .other),
    ])
    func encodingsByName(name: String, encoding: ClientEncoding) {
        #expect(ClientEncoding(parameter: name) == encoding)
    }

    @Test func changesAreReportedOnce() {
        var settings = ValueSettings()
        let reports = [
            ("client_encoding", "UTF8"), ("DateStyle", "German, DMY"), ("DateStyle", "SQL, MDY"),
            ("DateStyle", "ISO, DMY"), ("IntervalStyle", "iso_8601"), ("TimeZone", "UTC"),
        ]
        let changes = reports.map { settings.parameterReported(name: $0.0, value: $0.1) }
        #expect(changes == [false, true, false, true, true, false])
        #expect(settings == ValueSettings(intervalStyle: .other))
    }
}
