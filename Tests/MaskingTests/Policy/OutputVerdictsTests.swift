import Lineage
import Masking
import Testing

/// What is done with an output column: the server's word where it names a column, the statement's reach where not.
@Suite struct OutputVerdictsTests {
    private static let protection = ProtectionTests.protect(
        ProtectionTests.policy([("public.users.email", ProtectionTests.email)]),
        ProtectionTests.catalog(ProtectionTests.users))

    private func statement(_ reach: Reach, outputs: OutputList = OutputList(), isOpaque: Bool = false)
        -> StatementContext
    {
        StatementContext(
            analysis: StatementAnalysis(form: .select, isOpaque: isOpaque, outputs: outputs), reach: reach,
            protection: Self.protection)
    }

    private func output(_ relation: UInt32, _ attribute: Int16, type: UInt32 = 25) -> OutputColumn {
        OutputColumn(relation: relation, attribute: attribute, type: type, typeModifier: -1, format: .text)
    }

    private func verdict(_ output: OutputColumn, _ statement: StatementContext, at index: Int = 0, of count: Int = 1)
        -> Verdict
    {
        Self.protection.verdict(of: output, at: index, of: count, in: statement).verdict
    }

    @Test func theServersWordDecides() {
        for reach in [Reach.unknown, .relations([]), .relations([20_000])] {
            #expect(verdict(output(20_000, 2), statement(reach)) == ProtectionTests.email)
            #expect(verdict(output(20_000, 1), statement(reach)) == .pass)
        }
    }

    @Test func anExpressionIsWhatItsStatementReaches() {
        #expect(verdict(output(0, 0), statement(.relations([]))) == .pass)
        #expect(verdict(output(0, 0), statement(.relations([20_001]))) == .pass)
        #expect(verdict(output(0, 0), statement(.relations([20_000]))) == .redact)
        #expect(verdict(output(0, 0), statement(.unknown)) == .redact)
        #expect(verdict(output(0, 0), statement(.relations([]), isOpaque: true)) == .redact)
    }

    @Test func whatCarriesNoDataPassesAtItsPlaceOnly() {
        let outputs = OutputList(leading: [true, false])
        let one = statement(.relations([20_000]), outputs: outputs)
        #expect(verdict(output(0, 0), one, at: 0, of: 2) == .pass)
        #expect(verdict(output(0, 0), one, at: 1, of: 2) == .redact)
        // A list that does not agree with the server's count proves nothing.
        #expect(verdict(output(0, 0), one, at: 0, of: 3) == .redact)
        #expect(verdict(output(0, 0), one, at: 0, of: 1) == .redact)
    }

    @Test func aStarHidesHowManyColumnsItStandsFor() {
        let outputs = OutputList(leading: [true], trailing: [true, false], hasStar: true)
        let one = statement(.relations([20_000]), outputs: outputs)
        #expect(verdict(output(0, 0), one, at: 0, of: 6) == .pass)
        #expect(verdict(output(0, 0), one, at: 1, of: 6) == .redact)
        #expect(verdict(output(0, 0), one, at: 4, of: 6) == .redact)
        #expect(verdict(output(0, 0), one, at: 5, of: 6) == .pass)
        #expect(verdict(output(0, 0), one, at: 0, of: 2) == .redact)
    }

    @Test func theServersOwnTablesShowOnlyTheirBookkeepingToTheUnknown() {
        #expect(verdict(output(2619, 9), statement(.unknown)) == .redact)
        #expect(verdict(output(1259, 2, type: 19), statement(.unknown)) == .pass)
        #expect(verdict(output(1259, 2), statement(.relations([]))) == .pass)
    }

    @Test func theLatticeOfVerdicts() {
        let all: [Verdict] = [.pass, ProtectionTests.email, ProtectionTests.name, .redact, .refuse]
        for a in all {
            #expect(a.joined(with: a) == a)
            #expect(a.joined(with: .pass) == a)
            #expect(a.joined(with: .refuse) == .refuse)
            for b in all {
                #expect(a.joined(with: b) == b.joined(with: a))
                for c in all { #expect(a.joined(with: b).joined(with: c) == a.joined(with: b.joined(with: c))) }
            }
        }
        #expect(ProtectionTests.email.joined(with: ProtectionTests.name) == .redact)
    }
}
