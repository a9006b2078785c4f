import Lineage
import PostgresLineage
import Testing

@Suite struct ViewRuleTests {
    private func origins(_ tree: String) -> [String] {
        ViewRule.origins(nodeTree: Array(tree.utf8)).sorted { $0.key < $1.key }
            .map { "\($0.key)=\($0.value.relation).\($0.value.column)" }
    }

    @Test func plainColumns() { #expect(origins(NodeTrees.plain) == ["1=16793.1", "2=16793.2", "4=16793.3"]) }

    @Test func setOperationsHaveNone() { #expect(origins(NodeTrees.union) == []) }

    /// Through a common table expression and a further view; not into a sub-select, a literal or a sort key.
    @Test func nestedQueries() { #expect(origins(NodeTrees.nested) == ["1=16793.2", "3=16821.1"]) }

    @Test func subqueries() { #expect(origins(NodeTrees.drilled) == ["1=16793.2", "2=16793.3"]) }

    @Test func whatOccursAnywhere() throws {
        let rule = try #require(ViewRule(nodeTree: Array(NodeTrees.nested.utf8)))
        #expect(rule.relations.isSuperset(of: [16793, 16821]))
        #expect(!rule.modifies)
        #expect(try #require(ViewRule(nodeTree: Array(NodeTrees.plain.utf8))).functions == [871])
    }

    @Test func otherCommands() {
        #expect(ViewRule(nodeTree: Array("({QUERY :commandType 3 :rtable ({RTE :relid 7})})".utf8))?.modifies == true)
        #expect(ViewRule(nodeTree: Array("<>".utf8))?.relations == [])
    }

    @Test func damagedTrees() {
        let whole = Array(NodeTrees.nested.utf8)
        for length in stride(from: 1, to: whole.count - 1, by: 7) {
            #expect(ViewRule(nodeTree: Array(whole[..<length])) == nil)
        }
        #expect(ViewRule(nodeTree: Array("}".utf8)) == nil)
        #expect(ViewRule(nodeTree: Array((String(repeating: "{(", count: 300_000)).utf8)) == nil)
        #expect(
            origins(
                "({QUERY :targetList ({TARGETENTRY :resno 99999999999 :resorigtbl 1 :resorigcol 1 :resjunk false})})")
                == [])
        #expect(
            origins("({QUERY :targetList ({TARGETENTRY :resno 1 :resorigtbl 9 :resorigcol -3 :resjunk false})})") == [])
        #expect(
            origins("({QUERY :targetList ({TARGETENTRY :resno 1 :resorigtbl 9 :resorigcol 1 :resjunk true})})") == [])
        #expect(
            origins(
                "({QUERY :targetList ({TARGETENTRY :resname :resno\\ \\{ :resno 1 :resorigtbl 9 :resorigcol 1 :resjunk false})})"
            ) == ["1=9.1"])
    }
}
