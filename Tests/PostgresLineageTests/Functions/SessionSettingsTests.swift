import PostgresLineage
import Testing

@Suite struct SessionSettingsTests {
    @Test(arguments: [
        ("SHOW app.note", true), ("SHOW application_name", true), ("SHOW ALL", true), ("SHOW server_version", false),
        ("SHOW TRANSACTION ISOLATION LEVEL", false), ("SHOW TIME ZONE", true),
        ("SELECT current_setting('app.note')", true), ("SELECT ('app.note'::text).current_setting", true),
        ("SELECT name FROM pg_settings", true), ("SELECT my_function()", true), ("SELECT upper('a')", false),
        ("SELECT set_config('app.note', 'a', false)", false),
    ])
    func settingsAreShown(sql: String, shows: Bool) throws {
        let analyses = try #require(PostgresAnalyzer.analyze(Array(sql.utf8), mode: SQLMode()))
        #expect(analyses.map(SessionSettings.mayShow) == [shows])
        #expect(analyses.map(SessionSettings.sets) == [sql.contains("set_config")])
    }
}
