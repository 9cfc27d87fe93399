/// Whether a portal's version may be changed. Source: contract §3, "Portals"; docspace-api.md §11.
package enum PortalSupport: Equatable, Sendable {
    case supported(ReleaseNumber)
    /// May be changed, but our notes have not been compared with this version.
    case newer(ReleaseNumber)
    case tooOld(ReleaseNumber)
    /// Why the version is unknown, in one clause.
    case unknown(String)

    /// Below it a trashed file may carry a wrong date (3.1.x), and "gone" and "forbidden" look the same.
    package static let oldest = ReleaseNumber(3, 7, 1)
    /// The newest version whose source was compared with what the client relies on.
    package static let newestChecked = ReleaseNumber(3, 7, 2)

    package init(_ version: PortalVersion) {
        switch version {
        case .unknown(let reason): self = .unknown(reason)
        case .release(let number) where number < Self.oldest: self = .tooOld(number)
        case .release(let number): self = number > Self.newestChecked ? .newer(number) : .supported(number)
        }
    }

    /// Why nothing may be changed, and what helps. Nil if the portal may be changed.
    package var objection: String? {
        switch self {
        case .supported, .newer: nil
        case .tooOld(let number):
            "the portal is DocSpace \(number)\(Self.remark(number)): only \(Self.oldest) and later are supported; "
                + "update the portal"
        case .unknown(let reason):
            "the portal's version is unknown: \(reason); only DocSpace \(Self.oldest) and later are supported"
        }
    }

    /// What a person should know although the portal may be changed.
    package var warning: String? {
        guard case .newer(let number) = self else { return nil }
        return "the portal is DocSpace \(number), newer than \(Self.newestChecked), the newest version that was checked"
    }

    /// Packages before 3.5 all report their configuration's default.
    private static func remark(_ number: ReleaseNumber) -> String {
        switch number {
        case ReleaseNumber(1, 0, 0): " (packages up to 3.0.4 report this number)"
        case ReleaseNumber(3, 1, 0): " (packages of 3.1.0 to 3.2.1 report this number)"
        default: ""
        }
    }
}

extension PortalVersion {
    /// The number, or nil when it is unknown.
    package var number: ReleaseNumber? {
        if case .release(let number) = self { number } else { nil }
    }
}
