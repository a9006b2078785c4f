import NIOCore
import PostgresWire

extension Flush: Arbitrary {}
extension Sync: Arbitrary {}
extension Terminate: Arbitrary {}

extension Bind: Arbitrary {
    static func arbitrary(_ random: inout SeededGenerator) -> Bind {
        Bind(
            portal: random.text(), statement: random.text(), parameterFormats: random.list { $0.integer() },
            parameters: random.list { $0.field() }, resultFormats: random.list { $0.integer() })
    }
}

extension Close: Arbitrary {
    static func arbitrary(_ random: inout SeededGenerator) -> Close {
        Close(Bool.random(using: &random) ? .portal : .statement, name: random.text())
    }
}

extension Describe: Arbitrary {
    static func arbitrary(_ random: inout SeededGenerator) -> Describe {
        Describe(Bool.random(using: &random) ? .portal : .statement, name: random.text())
    }
}

extension CopyFail: Arbitrary {
    static func arbitrary(_ random: inout SeededGenerator) -> CopyFail { CopyFail(reason: random.text()) }
}

extension Execute: Arbitrary {
    static func arbitrary(_ random: inout SeededGenerator) -> Execute {
        Execute(portal: random.text(), maxRows: random.integer())
    }
}

extension FunctionCall: Arbitrary {
    static func arbitrary(_ random: inout SeededGenerator) -> FunctionCall {
        FunctionCall(
            function: random.integer(), argumentFormats: random.list { $0.integer() },
            arguments: random.list { $0.field() }, resultFormat: random.integer())
    }
}

extension Parse: Arbitrary {
    static func arbitrary(_ random: inout SeededGenerator) -> Parse {
        Parse(
            name: random.text(), text: ByteBuffer(bytes: random.text(upTo: 40)),
            parameterTypes: random.list { $0.integer() })
    }
}

extension Query: Arbitrary {
    static func arbitrary(_ random: inout SeededGenerator) -> Query {
        Query(text: ByteBuffer(bytes: random.text(upTo: 40)))
    }
}

extension PasswordMessage: Arbitrary {
    static func arbitrary(_ random: inout SeededGenerator) -> PasswordMessage {
        PasswordMessage(password: Secret(random.text()))
    }
}

extension SASLInitialResponse: Arbitrary {
    static func arbitrary(_ random: inout SeededGenerator) -> SASLInitialResponse {
        SASLInitialResponse(mechanism: "SCRAM-SHA-256", data: random.field())
    }
}

extension SASLResponse: Arbitrary {
    static var isSelfDelimiting: Bool { false }
    static func arbitrary(_ random: inout SeededGenerator) -> SASLResponse { SASLResponse(data: random.buffer()) }
}

extension GSSResponse: Arbitrary {
    static var isSelfDelimiting: Bool { false }
    static func arbitrary(_ random: inout SeededGenerator) -> GSSResponse { GSSResponse(data: random.buffer()) }
}
