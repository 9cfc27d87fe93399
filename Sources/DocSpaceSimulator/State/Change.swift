import FoundationEssentials

/// When and why something is changed, and the version of the portal, which decides what the change takes along.
struct Change: Sendable {
    let date: Date
    let cause: Cause
    let version: PortalVersion
}
