import NIOCore
import PostgresWire

extension BindComplete: Arbitrary {}
extension CloseComplete: Arbitrary {}
extension CopyDone: Arbitrary {}
extension EmptyQueryResponse: Arbitrary {}
extension NoData: Arbitrary {}
extension ParseComplete: Arbitrary {}
extension PortalSuspended: Arbitrary {}

extension Authentication: Arbitrary {
    static var isSelfDelimiting: Bool { false }
    static func arbitrary(_ random: inout SeededGenerator) -> Authentication {
        let data = random.buffer()
        let salt = (0..<4).map { _ in UInt8.random(in: 0...255, using: &random) }
        let mechanisms = random.list { Array("SCRAM".utf8) + $0.text() }
        let all: [Authentication] = [
            .ok, .kerberosV5, .cleartextPassword, .md5Password(salt: salt), .scmCredential, .gss, .gssContinue(data),
            .sspi, .sasl(mechanisms), .saslContinue(data), .saslFinal(data), .unknown(kind: 13, data),
        ]
        return all[Int.random(in: 0..<all.count, using: &random)]
    }
}

extension BackendKeyData: Arbitrary {
    static var isSelfDelimiting: Bool { false }
    static func arbitrary(_ random: inout SeededGenerator) -> BackendKeyData {
        BackendKeyData(processID: random.integer(), key: random.key())
    }
}

extension CommandComplete: Arbitrary {
    static func arbitrary(_ random: inout SeededGenerator) -> CommandComplete {
        CommandComplete(command: random.text())
    }
}

extension CopyFormats {
    static func arbitrary(_ random: inout SeededGenerator) -> CopyFormats {
        CopyFormats(overall: Bool.random(using: &random) ? .text : .binary, columns: random.list { $0.integer() })
    }
}

extension CopyBothResponse: Arbitrary {
    static func arbitrary(_ random: inout SeededGenerator) -> CopyBothResponse {
        CopyBothResponse(formats: .arbitrary(&random))
    }
}

extension CopyInResponse: Arbitrary {
    static func arbitrary(_ random: inout SeededGenerator) -> CopyInResponse {
        CopyInResponse(formats: .arbitrary(&random))
    }
}

extension CopyOutResponse: Arbitrary {
    static func arbitrary(_ random: inout SeededGenerator) -> CopyOutResponse {
        CopyOutResponse(formats: .arbitrary(&random))
    }
}

extension CopyData: Arbitrary {
    static var isSelfDelimiting: Bool { false }
    static func arbitrary(_ random: inout SeededGenerator) -> CopyData { CopyData(data: random.buffer()) }
}

extension DataRow: Arbitrary {
    static func arbitrary(_ random: inout SeededGenerator) -> DataRow { DataRow(columns: random.list { $0.field() }) }
}

extension ErrorFields {
    static func arbitrary(_ random: inout SeededGenerator) -> ErrorFields {
        ErrorFields(
            fields: random.list { Field(code: UInt8.random(in: 1...255, using: &$0), value: $0.text()) })
    }
}

extension ErrorResponse: Arbitrary {
    static func arbitrary(_ random: inout SeededGenerator) -> ErrorResponse { ErrorResponse(.arbitrary(&random)) }
}

extension NoticeResponse: Arbitrary {
    static func arbitrary(_ random: inout SeededGenerator) -> NoticeResponse { NoticeResponse(.arbitrary(&random)) }
}

extension FunctionCallResponse: Arbitrary {
    static func arbitrary(_ random: inout SeededGenerator) -> FunctionCallResponse {
        FunctionCallResponse(result: random.field())
    }
}

extension NegotiateProtocolVersion: Arbitrary {
    static func arbitrary(_ random: inout SeededGenerator) -> NegotiateProtocolVersion {
        NegotiateProtocolVersion(
            version: ProtocolVersion(rawValue: random.integer()), options: random.list { $0.text() })
    }
}

extension NotificationResponse: Arbitrary {
    static func arbitrary(_ random: inout SeededGenerator) -> NotificationResponse {
        NotificationResponse(processID: random.integer(), channel: random.text(), payload: random.text())
    }
}

extension ParameterDescription: Arbitrary {
    static func arbitrary(_ random: inout SeededGenerator) -> ParameterDescription {
        ParameterDescription(types: random.list { $0.integer() })
    }
}

extension ParameterStatus: Arbitrary {
    static func arbitrary(_ random: inout SeededGenerator) -> ParameterStatus {
        ParameterStatus(name: random.text(), value: random.text())
    }
}

extension ReadyForQuery: Arbitrary {
    static func arbitrary(_ random: inout SeededGenerator) -> ReadyForQuery {
        let all: [Status] = [.idle, .inTransaction, .inFailedTransaction]
        return ReadyForQuery(status: all[Int.random(in: 0..<3, using: &random)])
    }
}

extension RowDescription: Arbitrary {
    static func arbitrary(_ random: inout SeededGenerator) -> RowDescription {
        RowDescription(
            columns: random.list {
                Column(
                    name: $0.text(), tableOID: $0.integer(), attribute: $0.integer(), typeOID: $0.integer(),
                    typeSize: $0.integer(), typeModifier: $0.integer(), format: $0.integer())
            })
    }
}
