extension Policy {
    /// `policyChangeGrace` of a policy that names none.
    package static let defaultGrace = Duration.seconds(86_400)
    /// `rescueBefore` of a policy that names none.
    package static let defaultRescueBefore = Duration.seconds(3 * 86_400)

    /// `folders` of a policy that has none: a rule for files can't protect what nobody can see.
    static func defaultFolders(_ rules: [Rule]) -> NonEmptyFolders {
        rules.contains(where: \.canMatchFiles) ? .hold : .purge
    }
}

extension CheckInterval {
    /// `check` of a policy that has none.
    package static let standard = CheckInterval(every: .seconds(15 * 60), jitter: .seconds(30))

    /// The jitter of an interval that names none: the standard one, unless that were more than a tenth of it.
    package static func defaultJitter(every: Duration) -> Duration {
        every >= standard.jitter * 10 ? standard.jitter : .zero
    }
}

extension PurgeSettings {
    /// `purge` of a policy that has none: only by hand.
    package static let standard = PurgeSettings(schedule: nil, method: .itemized, missed: .run)
}
