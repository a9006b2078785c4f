/// A protocol version: the major number in the upper 16 bits, the minor in the lower.
package struct ProtocolVersion: RawRepresentable, Hashable, Sendable, Comparable {
    package var rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package init(major: UInt16, minor: UInt16) { rawValue = UInt32(major) << 16 | UInt32(minor) }

    package var major: UInt16 { UInt16(truncatingIfNeeded: rawValue >> 16) }
    package var minor: UInt16 { UInt16(truncatingIfNeeded: rawValue) }

    /// 3.0, which every server and client speaks.
    package static let oldest = ProtocolVersion(major: 3, minor: 0)

    /// 3.2, the newest this layer speaks.
    package static let newest = ProtocolVersion(major: 3, minor: 2)

    package static func < (left: ProtocolVersion, right: ProtocolVersion) -> Bool { left.rawValue < right.rawValue }
}

extension ProtocolVersion: CustomStringConvertible {
    package var description: String { "\(major).\(minor)" }
}
