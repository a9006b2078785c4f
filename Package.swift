// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "phony",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "phony", targets: ["phony"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // 0 C libraries
        .systemLibrary(name: "CPgQuery", providers: [.apt(["libpg-query-dev"])]),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),

        // 1 values
        .target(name: "NGram"),
        .target(
            name: "PostgresWire",
            dependencies: [
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
        .target(name: "Keys", dependencies: ["CCrypto", .product(name: "Crypto", package: "swift-crypto")]),

        // 2 decisions
        .target(name: "PDL", dependencies: ["NGram", "Keys", .product(name: "Crypto", package: "swift-crypto")]),
        .target(name: "Lineage"),
        .target(name: "PostgresLineage", dependencies: ["Lineage", "CPgQuery"]),
        .target(
            name: "Masking",
            dependencies: [
                "Lineage", "NGram", "Keys", .product(name: "BasicContainers", package: "swift-collections"),
            ]),

        // 4 services
        .target(
            name: "Gateway",
            dependencies: [
                "PostgresWire", "Lineage", "PostgresLineage", "Masking", "Keys", "CCrypto",
                .product(name: "BasicContainers", package: "swift-collections"),
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),

        // 5 root
        .executableTarget(
            name: "phony",
            dependencies: [
                "Gateway", "Keys", "Lineage", "Masking", "NGram", "PDL", "PostgresLineage", "PostgresWire",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Yams", package: "Yams"),
            ]),

        .target(name: "TestSupport", path: "Tests/TestSupport"),
        .testTarget(name: "NGramTests", dependencies: ["NGram", "TestSupport"]),
        .testTarget(name: "PDLTests", dependencies: ["PDL", "NGram", "TestSupport"]),
        .testTarget(name: "PostgresWireTests", dependencies: ["PostgresWire"]),
        .testTarget(name: "KeysTests", dependencies: ["Keys"]),
        .testTarget(name: "PostgresLineageTests", dependencies: ["Lineage", "PostgresLineage"]),
        .testTarget(
            name: "MaskingTests",
            dependencies: [
                "Masking", "Keys", "NGram", "Lineage",
                .product(name: "BasicContainers", package: "swift-collections"),
            ]),
        .testTarget(
            name: "GatewayTests",
            dependencies: [
                "Gateway", "PostgresWire", "Masking", "Lineage", "PostgresLineage", "Keys", "TestSupport",
                .product(name: "BasicContainers", package: "swift-collections"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ]),
        .testTarget(name: "PhonyTests", dependencies: ["phony"]),
    ]
)

// Set by `make bench`: what measures the core calls it from inside, so it is a part of this package.
if Context.environment["PHONY_BENCHMARKS"] != nil {
    package.targets += [
        .target(name: "CWordLoop", path: "Benchmarks/Sources/CWordLoop", cSettings: [.unsafeFlags(["-O3"])]),
        .executableTarget(
            name: "CoreBenchmark", dependencies: ["CWordLoop", "NGram", "Keys"],
            path: "Benchmarks/Sources/CoreBenchmark"),
    ]
}

// Set by dev/build for the program, whose linking alone it changes. The compiler's own order of these archives leaves
// symbols open between them.
if Context.environment["PHONY_STATIC_STDLIB"] != nil,
    let program = package.targets.first(where: { $0.name == "phony" })
{
    let archives = [
        "Foundation", "FoundationInternationalization", "FoundationEssentials", "CoreFoundation", "_FoundationCShims",
        "_FoundationCollections", "_FoundationICU", "swiftCore", "stdc++",
    ]
    program.linkerSettings = [.unsafeFlags(["-static-stdlib"] + archives.map { "-l\($0)" })]
}

for target in package.targets where target.type != .system {
    var settings = target.swiftSettings ?? []
    settings += [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    ]
    target.swiftSettings = settings
}
