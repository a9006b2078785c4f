import Lineage
import PostgresLineage
import Testing

@Suite struct CopyReaderTests {
    private func copy(_ text: String) -> CopyOut? {
        if case .copyOut(let copy) = analysis(text).form { return copy }
        return nil
    }

    @Test func sources() {
        #expect(
            copy("copy s.t (a, \"B\") to stdout")?.source
                == .relation(QualifiedName(schema: "s", name: "t"), columns: ["a", "B"]))
        #expect(copy("copy t to stdout")?.source == .relation(QualifiedName(name: "t"), columns: []))
        #expect(copy("select 1; copy t to stdout") == nil)
        #expect(
            copy("copy /* ( */ ( select ')' , $$)$$ from (select 1) x ) to stdout (format csv)")?.source
                == .query(" select ')' , $$)$$ from (select 1) x "))
        let second = PostgresAnalyzer.analyze(Array("select (1); copy (select é) to stdout".utf8))?.last
        guard case .copyOut(let out) = second?.form else { return #expect(Bool(false)) }
        #expect(out.source == .query("select é"))
    }

    @Test func defaults() {
        let text = copy("copy t to stdout")
        #expect(
            text?.format == .text && text?.delimiter == 9 && text?.null == Array("\\N".utf8) && text?.hasHeader == false
        )
        let csv = copy("copy t to stdout csv")
        #expect(csv?.format == .csv && csv?.delimiter == UInt8(ascii: ",") && csv?.null == [])
        #expect(csv?.quote == UInt8(ascii: "\"") && csv?.escape == UInt8(ascii: "\"") && csv?.encoding == nil)
        #expect(copy("copy binary t to stdout")?.format == .binary)
    }

    @Test func options() {
        let new = copy(
            "copy t to stdout (format 'csv', delimiter ';', null 'x\\y', header true, quote '''', encoding 'latin1', force_quote *)"
        )
        #expect(new?.delimiter == UInt8(ascii: ";") && new?.null == Array("x\\y".utf8) && new?.hasHeader == true)
        #expect(new?.quote == UInt8(ascii: "'") && new?.escape == UInt8(ascii: "'") && new?.encoding == "latin1")
        let old = copy("copy t to stdout delimiters E'\\x07' null as '' csv header quote '~' escape as '!'")
        #expect(old?.delimiter == 7 && old?.null == [] && old?.hasHeader == true)
        #expect(old?.quote == UInt8(ascii: "~") && old?.escape == UInt8(ascii: "!"))
        #expect(copy("copy t to stdout (header off)")?.hasHeader == false)
        #expect(copy("copy t to stdout (header 1)")?.hasHeader == true)
        #expect(copy("copy t to stdout (format csv, header)")?.hasHeader == true)
    }

    @Test(arguments: [
        "copy t to stdout (format parquet)", "copy t to stdout (delimiter 'ab')", "copy t to stdout (header maybe)",
        "copy t to stdout (surprise 1)", "copy t to stdout (delimiter '')",
    ])
    func unreadable(text: String) { #expect(analysis(text).form == .other && analysis(text).isOpaque) }
}
