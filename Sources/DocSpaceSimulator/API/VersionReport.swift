/// The endpoints that report the version, with and without a key (api.md §11).
extension PortalState {
    /// The reported version: the script's, else that of the portal's version.
    private var reportedVersion: String {
        settings.reportedVersion ?? settings.version.reported(by: settings.installation)
    }

    /// `GET settings/version/build`.
    func versionBuild() -> JSONValue {
        [
            "docSpace": .string(reportedVersion),
            "communityServer": .string(reportedVersion),
            "documentServer": "9.1.0",
            "mailServer": "",
            "xmppServer": "",
        ]
    }

    /// `GET settings`, as much of it as an anonymous caller gets.
    func portalSettings() -> JSONValue {
        [
            "culture": "en-GB",
            "timezone": "UTC",
            "docSpace": true,
            "standalone": .bool(settings.installation != .cloud),
            "version": .string(reportedVersion),
        ]
    }
}
