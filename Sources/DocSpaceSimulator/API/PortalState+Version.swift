/// The endpoints that tell the version, with and without a key (api.md §11).
extension PortalState {
    /// What the portal says it is: the script's word, else that of its version.
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
