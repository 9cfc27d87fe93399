/// The endpoints that report the version, with and without a key (api.md §11).
struct VersionReport {
    let settings: PortalSettings

    /// The reported version: the script's, else that of the portal's version.
    private var version: String { settings.reportedVersion ?? settings.version.reported(by: settings.installation) }

    /// `GET settings/version/build`.
    var build: JSONValue {
        [
            "docSpace": .string(version),
            "communityServer": .string(version),
            "documentServer": "9.1.0",
            "mailServer": "",
            "xmppServer": "",
        ]
    }

    /// `GET settings`, as much of it as an anonymous caller gets.
    var portalSettings: JSONValue {
        [
            "culture": "en-GB",
            "timezone": "UTC",
            "docSpace": true,
            "standalone": .bool(settings.installation != .cloud),
            "version": .string(version),
        ]
    }
}
