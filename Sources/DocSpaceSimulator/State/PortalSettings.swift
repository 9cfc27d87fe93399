/// All settings of the portal, without its contents.
package struct PortalSettings: Sendable {
    /// The version of DocSpace; decides the behaviours of api.md §11.
    package var version = PortalVersion.v3_7_2
    /// How it was installed; decides the version that it reports. The limits are `rateLimits`.
    package var installation = Installation.cloud
    /// The version that it reports, which need not be its own; nil for the one that `version` and `installation` give.
    package var reportedVersion: String?
    /// Whether names of people are HTML-encoded on the wire, as every portal does (api.md §3).
    package var encodesNames = true
    /// The replacement for the name of a removed person, in the portal's language.
    package var lostUserName = "Profile removed"
    /// Whether a move reports a missing item like servers since 3.7.1: 403 for a first file, 500 for a first folder,
    /// else 404 (api.md §6). Off, all are 404.
    package var moveMisnamesTheFirst = true
    /// How long before `status` becomes 2 an operation already shows `finished` and 100 % (api.md §7).
    package var endMoment = Duration.zero
    /// A proxy before it that keeps answers by URL; nil is none.
    package var proxyCache: ProxyCache?
    /// How far the replica that answers reads is behind; zero without a replica.
    package var readLag = Duration.zero
    /// The delay that each image adds to a page, since 3.6 (api.md §3 "A page is not cheap").
    package var imageDelay = Duration.zero
    /// The zone of printed dates.
    package var zoneOffsetSeconds: Int
    /// How fast operations work.
    package var pace: OperationPace
    /// Lanes of one kind of job, for all users together: jobs are dealt to them in turn, and each lane works on one at
    /// a time (api.md §7).
    package var lanes = 10
    /// nil switches rate limiting off.
    package var rateLimits: RateLimits? = RateLimits()
    /// Whether the server's own 30-day cleaner runs (api.md §9).
    package var isCleanerOn = true
    /// The largest number of entries on a page, even if a request wants more: small trashes then have several pages, too. nil
    /// leaves it to the version.
    package var pageLimit: Int?
    /// How items with the same sort key are ordered.
    package var tieOrder = TieOrder.shuffledPerRequest
    /// Extensions, with the dot, that an upload filter rejects with 415 (api.md §6).
    package var deniedExtensions: Set<String> = []
    /// The value of the `Date` header.
    package var dateHeader = DateHeader.honest
    /// Seed of everything random: ids, tie order, job jitter.
    package var seed: UInt64

    package init(pace: OperationPace = .perItem(.milliseconds(5)), zoneOffsetSeconds: Int = 10_800, seed: UInt64 = 1) {
        self.pace = pace
        self.zoneOffsetSeconds = zoneOffsetSeconds
        self.seed = seed
    }
}

/// How fast operations work.
package enum OperationPace: Sendable, Equatable {
    /// Done before the next request or inspection.
    case instant
    /// About this long per item, in real time plus clock movements.
    case perItem(Duration)
    /// About this long per item, counting only movements of the clock by a test.
    case onClock(Duration)

    var perItem: Duration {
        switch self {
        case .instant: .zero
        case .perItem(let duration), .onClock(let duration): duration
        }
    }
}

/// Items with equal sort keys have no defined order on the portal (api.md §3).
package enum TieOrder: Sendable, Equatable {
    /// By id, the same for every request.
    case stable
    /// Another order for every request: duplicates and omissions across pages.
    case shuffledPerRequest
}

/// The value of the `Date` header of answers.
package enum DateHeader: Sendable, Equatable {
    case honest
    case skewed(Duration)
    case missing
}

/// Limits per user (api.md §8).
package struct RateLimits: Sendable, Equatable {
    package var requestsPerMinute = 1500
    package var concurrentReads = 50
    package var concurrentWrites = 15
    package var writesPerDay = 10_000

    package init() {}
}

/// The state a whole portal can be in (api.md §8).
package enum PortalCondition: String, Sendable, CaseIterable {
    case active
    case suspended
    case restoringBackup
    case unpaid
    case addressDenied
    case maintenance
}
