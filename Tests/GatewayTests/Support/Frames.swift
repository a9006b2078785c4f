import NIOCore
import PostgresWire

/// One framed message, taken apart.
struct Frame: Equatable, CustomStringConvertible {
    var tag: UInt8
    var body: [UInt8]

    var description: String {
        let text = String(decoding: body.prefix(96).map { $0 < 32 || $0 > 126 ? UInt8(ascii: ".") : $0 }, as: UTF8.self)
        return "\(Unicode.Scalar(tag)) \(body.count) \(text)"
    }

    var bytes: [UInt8] { [tag] + withUnsafeBytes(of: UInt32(body.count + 4).bigEndian) { Array($0) } + body }
    var buffer: ByteBuffer { ByteBuffer(bytes: body) }

    func message<Message: WireMessage>(_ type: Message.Type) -> Message? {
        guard tag == Message.tag else { return nil }
        var body = buffer
        return try? Message(body: &body)
    }

    /// Whole frames at the beginning of `bytes`, which are removed.
    static func split(_ bytes: inout [UInt8]) -> [Frame] {
        var frames: [Frame] = []
        var start = 0
        while bytes.count - start >= 5 {
            let length = bytes[start + 1..<start + 5].reduce(0) { $0 << 8 | Int($1) }
            guard length >= 4, bytes.count - start >= length + 1 else { break }
            frames.append(Frame(tag: bytes[start], body: Array(bytes[start + 5..<start + 1 + length])))
            start += length + 1
        }
        bytes.removeFirst(start)
        return frames
    }

    static func all(_ bytes: [UInt8]) -> [Frame] {
        var bytes = bytes
        return split(&bytes)
    }
}

extension [Frame] {
    var tags: String { String(decoding: map(\.tag), as: UTF8.self) }
    var bytes: [UInt8] { flatMap(\.bytes) }

    /// The fields of every DataRow as text, NULL as `nil`.
    var rows: [[String?]] {
        compactMap { frame in
            frame.message(DataRow.self)?.columns.map {
                $0.map { String(decoding: $0.readableBytesView, as: UTF8.self) }
            }
        }
    }

    var errors: [ErrorFields] { compactMap { $0.message(ErrorResponse.self)?.fields } }
}

func encoded(_ messages: any WireMessage...) -> [UInt8] { messages.flatMap { encode($0) } }

func encode(_ message: some WireMessage) -> [UInt8] {
    do {
        return Array(try message.frame().readableBytesView)
    } catch {
        fatalError("a test's own message cannot be written: \(error)")
    }
}

/// Messages by the letters of the protocol, so that a pipeline reads as one.
enum Client {
    static func query(_ sql: String) -> [UInt8] { encode(Query(sql)) }
    static func parse(_ sql: String, _ name: String = "") -> [UInt8] { encode(Parse(name: name, sql: sql)) }
    static func bind(_ portal: String = "", _ statement: String = "", formats: [Int16] = []) -> [UInt8] {
        encode(Bind(portal: Array(portal.utf8), statement: Array(statement.utf8), resultFormats: formats))
    }
    static func describe(_ kind: NamedObject.Kind, _ name: String = "") -> [UInt8] {
        encode(Describe(kind, name: Array(name.utf8)))
    }
    static func execute(_ portal: String = "", rows: Int32 = 0) -> [UInt8] {
        encode(Execute(portal: Array(portal.utf8), maxRows: rows))
    }
    static func close(_ kind: NamedObject.Kind, _ name: String = "") -> [UInt8] {
        encode(Close(kind, name: Array(name.utf8)))
    }
    static let sync = encode(Sync())
    static let flush = encode(Flush())
    static let copyDone = encode(CopyDone())
    static func copyFail() -> [UInt8] { encode(CopyFail(reason: Array("no".utf8))) }
    static func copyData(_ text: String) -> [UInt8] { encode(CopyData(data: ByteBuffer(string: text))) }
    static let functionCall = encode(FunctionCall(function: 1598, argumentFormats: [], arguments: [], resultFormat: 0))
}

enum Server {
    static let parseComplete = encode(ParseComplete())
    static let bindComplete = encode(BindComplete())
    static let closeComplete = encode(CloseComplete())
    static let noData = encode(NoData())
    static let suspended = encode(PortalSuspended())
    static let emptyQuery = encode(EmptyQueryResponse())
    static func parameters(_ types: UInt32...) -> [UInt8] { encode(ParameterDescription(types: types)) }
    static func ready(_ status: ReadyForQuery.Status = .idle) -> [UInt8] { encode(ReadyForQuery(status: status)) }
    static func complete(_ command: String) -> [UInt8] { encode(CommandComplete(command)) }
    static func error(_ code: String = "22012", _ message: String = "division by zero") -> [UInt8] {
        encode(ErrorResponse(ErrorFields(severity: "ERROR", code: code, message: message)))
    }
    static func error(_ fields: ErrorFields) -> [UInt8] { encode(ErrorResponse(fields)) }
    static func row(_ fields: String?...) -> [UInt8] {
        encode(DataRow(columns: fields.map { $0.map { ByteBuffer(string: $0) } }))
    }
    static func row(bytes fields: [UInt8]?...) -> [UInt8] {
        encode(DataRow(columns: fields.map { $0.map { ByteBuffer(bytes: $0) } }))
    }
    static func description(_ columns: RowDescription.Column...) -> [UInt8] { encode(RowDescription(columns: columns)) }
    /// A result of one column and one row, with its CommandComplete.
    static func result(_ column: RowDescription.Column, _ value: String) -> [UInt8] {
        description(column) + row(value) + complete("SELECT 1")
    }
    static func copyOut(_ overall: CopyFormats.Overall = .text, columns: Int) -> [UInt8] {
        let code: Int16 = overall == .binary ? 1 : 0
        let formats = CopyFormats(overall: overall, columns: Array(repeating: code, count: columns))
        return encode(CopyOutResponse(formats: formats))
    }
    static func copyIn(columns: Int) -> [UInt8] {
        encode(CopyInResponse(formats: CopyFormats(overall: .text, columns: Array(repeating: 0, count: columns))))
    }
    static func copyData(_ text: String) -> [UInt8] { encode(CopyData(data: ByteBuffer(string: text))) }
    static func copyData(bytes: [UInt8]) -> [UInt8] { encode(CopyData(data: ByteBuffer(bytes: bytes))) }
    static let copyDone = encode(CopyDone())
    static func parameter(_ name: String, _ value: String) -> [UInt8] {
        encode(ParameterStatus(name: name, value: value))
    }
    static func notification(_ channel: String, _ payload: String) -> [UInt8] {
        encode(NotificationResponse(processID: 7, channel: Array(channel.utf8), payload: Array(payload.utf8)))
    }
    static func notice(_ fields: ErrorFields) -> [UInt8] { encode(NoticeResponse(fields)) }
}
