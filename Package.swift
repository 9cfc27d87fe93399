// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "retentiond",
    products: [
        .executable(name: "retentiond", targets: ["retentiond"]),
        .executable(name: "docspace-simulator", targets: ["docspace-simulator"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // The only access to libsystemd's C API.
        .systemLibrary(
            name: "CSystemd",
            pkgConfig: "libsystemd",
            providers: [.apt(["libsystemd-dev"])]
        ),
        // C functions that Swift can't call directly.
        .target(name: "CProcess", cSettings: [.treatAllWarnings(as: .error)]),
        // Pure: time zones, calendar expressions, spans of time. No I/O, no clock.
        .target(name: "Time"),
        // Files, hashes, installed time zones, the process's memory, log lines. Knows nothing of retention.
        .target(
            name: "Platform",
            dependencies: ["CProcess", "Time", .product(name: "Logging", package: "swift-log")]
        ),
        // sd_notify, the journal, a swift-log handler. Knows nothing of retention.
        .target(
            name: "Systemd",
            dependencies: ["CSystemd", "Platform", .product(name: "Logging", package: "swift-log")]
        ),
        // The portal's REST API. Knows nothing of policies.
        .target(
            name: "DocSpace",
            dependencies: [
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]
        ),
        // Pure: policy, rules, schedule, planner. No I/O, no clock, no logging.
        .target(name: "Retention", dependencies: ["Time"]),
        // The sweep and the loop around it, over ports that it owns.
        .target(
            name: "RetentionEngine",
            dependencies: [
                "Platform", "Retention", "Time",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        // For monitoring: the service's status and counts as text, in a file or over a local socket.
        .target(
            name: "RetentionMetrics",
            dependencies: [
                "Platform", "RetentionEngine",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]
        ),
        // HTTP over the local sockets that control the running service: both sides. Knows nothing of commands.
        .target(
            name: "RetentionControl",
            dependencies: [
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]
        ),
        // The page of `retentiond report`: values in, HTML out.
        .target(name: "RetentionReport", dependencies: ["Retention", "RetentionEngine", "Time"]),
        // The engine's ports over the portal's API and the journal.
        .target(
            name: "RetentionAdapters",
            dependencies: ["DocSpace", "Retention", "RetentionEngine", "Systemd"]
        ),
        // Composition root: commands, wiring, texts for people.
        .executableTarget(
            name: "retentiond",
            dependencies: [
                "CProcess", "DocSpace", "Platform", "Retention", "RetentionAdapters", "RetentionControl",
                "RetentionEngine", "RetentionMetrics", "RetentionReport", "Systemd", "Time",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]
        ),
        // A portal in memory, for tests and the demo. Shares no code with DocSpace.
        .target(
            name: "DocSpaceSimulator",
            dependencies: [
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]
        ),
        .executableTarget(
            name: "docspace-simulator",
            dependencies: [
                "DocSpaceSimulator",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),

        .target(
            name: "TestSupport",
            dependencies: ["CProcess", "DocSpaceSimulator", "Retention", "RetentionEngine"],
            path: "Tests/Unit/TestSupport"
        ),
        .testTarget(name: "PlatformTests", dependencies: ["Platform", "TestSupport", "Time"]),
        .testTarget(
            name: "SystemdTests",
            dependencies: ["Platform", "Systemd", "TestSupport", .product(name: "Logging", package: "swift-log")]
        ),
        .testTarget(name: "DocSpaceTests", dependencies: ["DocSpace", "TestSupport"]),
        .testTarget(name: "RetentionTests", dependencies: ["Retention", "TestSupport", "Time"], exclude: ["Golden"]),
        .testTarget(
            name: "RetentionEngineTests",
            dependencies: [
                "Platform", "Retention", "RetentionEngine", "TestSupport", "Time",
                .product(name: "Logging", package: "swift-log"),
            ],
            exclude: ["Requests/Scripts"]
        ),
        .testTarget(
            name: "RetentionMetricsTests",
            dependencies: ["RetentionEngine", "RetentionMetrics", "TestSupport"]
        ),
        .testTarget(name: "RetentionControlTests", dependencies: ["RetentionControl", "TestSupport"]),
        .testTarget(
            name: "RetentionReportTests",
            dependencies: ["Platform", "Retention", "RetentionEngine", "RetentionReport", "Time"]
        ),
        .testTarget(name: "DocSpaceSimulatorTests", dependencies: ["DocSpaceSimulator"], exclude: ["VendorSDK"]),
        // Months of operation under a virtual clock: the real engine and client against the portal in memory.
        .testTarget(
            name: "SimulationTests",
            dependencies: [
                "DocSpace", "DocSpaceSimulator", "Platform", "Retention", "RetentionAdapters", "RetentionEngine",
                "Time",
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Tests/Simulation"
        ),
        .testTarget(
            name: "retentiondTests",
            dependencies: [
                "DocSpaceSimulator", "Platform", "RetentionAdapters", "TestSupport", "Time", "docspace-simulator",
                "retentiond",
            ]
        ),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets where target.type == .test && target.path == nil {
    target.path = "Tests/Unit/\(target.name)"
}
for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .treatAllWarnings(as: .error),
    ]
    // For CI: tests of optimized code take half the time. Not the executables: the compiler (Swift 6.3.1) gives up on
    // retentiond's module.
    if target.type == .regular, Context.environment["OPTIMIZED"] != nil {
        target.swiftSettings?.append(.unsafeFlags(["-O"], .when(configuration: .debug)))
    }
}
