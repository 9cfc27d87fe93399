import FoundationEssentials
import Glibc
import Retention
import RetentionEngine
import Systemd
import Time

/// Reasons why the journal doesn't store audit records, judged by its settings and its disk.
enum JournalSettings {
    /// One reason why records are dropped.
    enum Cause: Equatable, CustomStringConvertible {
        /// Nothing is stored: `Storage=none`.
        case storage(SystemdConfiguration.Setting)
        /// journald drops records below a level: `MaxLevelStore=`.
        case maxLevelStore(SystemdConfiguration.Setting)
        /// systemd drops records before they get there: `LogLevelMax=` of the unit.
        case logLevelMax(SystemdConfiguration.Setting)
        /// No space in a folder.
        case full(String)

        var description: String {
            switch self {
            case .storage(let setting): "Storage=\(setting.value) (\(setting.path)): the journal keeps nothing"
            case .maxLevelStore(let setting):
                "MaxLevelStore=\(setting.value) (\(setting.path)): the journal drops requests and sweeps, which have level info"
            case .logLevelMax(let setting):
                "LogLevelMax=\(setting.value) (\(setting.path)): systemd drops requests and sweeps, which have level info"
            case .full(let folder): "\(folder): no space left for the journal"
            }
        }
    }

    private static let levels = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"]
    /// The least important audit record.
    private static let needed = 6

    /// All that can be found.
    ///
    /// - Parameters:
    ///   - unit: the one whose `LogLevelMax=` and `LogNamespace=` count.
    ///   - root: where the files are; for tests.
    static func thatDropRecords(unit: String = "retentiond.service", root: String = "/") -> [Cause] {
        let own = InstalledUnit(unit, root: root).settings
        let namespace = own["LogNamespace"].map { "@\($0.value)" } ?? ""
        let journal = SystemdConfiguration(["systemd/journald\(namespace).conf"], root: root)
        var causes: [Cause] = []
        if let storage = journal["Storage"], storage.value == "none" { causes.append(.storage(storage)) }
        if let level = journal["MaxLevelStore"], drops(level.value) { causes.append(.maxLevelStore(level)) }
        if let level = own["LogLevelMax"], drops(level.value) { causes.append(.logLevelMax(level)) }
        let folder = "\(root)var/log/journal"
        let isPersistent = journal["Storage"]?.value != "volatile" && access(folder, F_OK) == 0
        let directory = isPersistent ? folder : "\(root)run/log"
        if isFull(directory) { causes.append(.full(directory)) }
        return causes
    }

    /// Since when a journal keeps records, if nothing pushes them out: `MaxRetentionSec=`.
    ///
    /// journald removes a whole file once its first record is that old. So its last one may be younger by
    /// `MaxFileSec=`, after which a new file is begun.
    ///
    /// - Parameter root: where the files are; for tests.
    /// - Returns: nil if the settings promise nothing.
    static func keptSince(namespace: String?, now: Date, root: String = "/") -> Date? {
        let journal = SystemdConfiguration(["systemd/journald\(namespace.map { "@\($0)" } ?? "").conf"], root: root)
        guard let age = span(journal["MaxRetentionSec"]), let file = span(journal["MaxFileSec"]) ?? defaultFileSpan,
            file > .zero, age > file
        else { return nil }
        return now.addingTimeInterval(-((age - file) / .seconds(1)))
    }

    /// A month, as systemd counts it.
    private static let defaultFileSpan: Duration? = .seconds(2_629_800)

    private static func span(_ setting: SystemdConfiguration.Setting?) -> Duration? {
        setting.flatMap { try? TimeSpan.parse($0.value) }
    }

    private static func drops(_ level: String) -> Bool {
        guard let number = Int(level) ?? levels.firstIndex(of: level) else { return false }
        return number < needed
    }

    private static func isFull(_ folder: String) -> Bool {
        var status = statvfs()
        // Less than a journal file's smallest step of growth.
        return statvfs(folder, &status) == 0 && UInt64(status.f_bavail) * UInt64(status.f_frsize) < 512 << 10
    }
}
