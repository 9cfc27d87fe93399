/// The versions of DocSpace that the simulator can have, and their differences (api.md §1, §3, §5–§7, §11).
// swift-format-ignore: AlwaysUseLowerCamelCase
package enum PortalVersion: String, Sendable, CaseIterable, Comparable {
    case v3_1_0 = "3.1.0"
    case v3_1_1 = "3.1.1"
    case v3_2_1 = "3.2.1"
    case v3_6_1 = "3.6.1"
    case v3_7_1 = "3.7.1"
    case v3_7_2 = "3.7.2"

    package static func < (left: Self, right: Self) -> Bool {
        (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }

    /// Whether trashing a file sets `updated` and `updatedBy`; without it they stay those of the last edit.
    package var stampsTrashedFiles: Bool { self >= .v3_2_1 }
    /// Whether one of the scopes of an endpoint suffices; before, all were wanted.
    var needsOneScope: Bool { self >= .v3_2_1 }
    /// Whether `GET keys/@self` exists.
    var hasKeySelf: Bool { self >= .v3_1_1 }
    /// Whether `keys/@self` answers a key that has scopes.
    var keySelfTakesScopedKeys: Bool { self >= .v3_2_1 }
    /// Whether `?id=`, `single` and `returnSingleOperation` are obeyed.
    var selectsOperations: Bool { self >= .v3_2_1 }
    /// Whether a `count` above 100 is refused with 400; before, up to 1000 were given, and more was clamped.
    var limitsCount: Bool { self >= .v3_2_1 }
    /// Whether destroying things takes tags along.
    var deletesTags: Bool { self >= .v3_2_1 }
    /// Whether building a page opens every image on it.
    var opensImages: Bool { self >= .v3_6_1 }
    /// Whether a batch is checked within the request, all or nothing.
    var checksBeforeQueueing: Bool { self >= .v3_7_1 }
    /// Whether a missing item is 404; before, it was 403, as was any failure of a listing.
    var reportsGone: Bool { self >= .v3_7_1 }
    /// Whether operations show their `status`.
    var showsStatus: Bool { self >= .v3_7_1 }
    /// Whether keys without the scope are refused where anonymous callers are not.
    var filtersOpenEndpoints: Bool { self >= .v3_7_1 }

    /// The version in the answers of `GET settings/version/build` and `GET settings` (api.md §11 "Telling the
    /// version").
    ///
    /// Packages before 3.5 all report the configuration's default.
    package func reported(by installation: Installation) -> String {
        installation == .package && self < .v3_6_1 ? "3.1.0" : "\(rawValue).1234"
    }
}

/// How a portal was installed (api.md §8 "Rate limits", §11).
package enum Installation: String, Sendable, CaseIterable {
    /// The vendor's: rate limits are on.
    case cloud
    /// Container images: rate limits are off.
    case image
    /// DEB and RPM packages: rate limits are off, and versions before 3.5 report a wrong version.
    case package
}

extension PortalSettings {
    /// A portal of a version, with the limits that its kind of installation ships with.
    package init(
        version: PortalVersion, installation: Installation = .cloud,
        pace: OperationPace = .perItem(.milliseconds(5)), seed: UInt64 = 1
    ) {
        self.init(pace: pace, seed: seed)
        self.version = version
        self.installation = installation
        rateLimits = installation == .cloud ? RateLimits() : nil
    }
}
