extension Policy {
    /// `policyChangeGrace` if the policy doesn't set it.
    package static let defaultGrace = Duration.seconds(86_400)
    /// `rescueBefore` if the policy doesn't set it.
    package static let defaultRescueBefore = Duration.seconds(3 * 86_400)

    /// `folders` if the policy doesn't set it: a rule for files can't protect contents that can't be listed.
    static func defaultFolders(_ rules: [Rule]) -> NonEmptyFolders {
        rules.contains(where: \.canMatchFiles) ? .hold : .purge
    }
}

extension CheckInterval {
    /// `check` if the policy doesn't set it.
    package static let standard = CheckInterval(every: .seconds(15 * 60), jitter: .seconds(30))

    /// The jitter if an interval doesn't set it: the standard one, but at most a tenth of the interval.
    package static func defaultJitter(every: Duration) -> Duration {
        every >= standard.jitter * 10 ? standard.jitter : .zero
    }
}

extension PurgeSettings {
    /// `purge` if the policy doesn't set it: only by hand.
    package static let standard = PurgeSettings(schedule: nil, method: .itemized, missed: .run)
}
