import DocSpace
import Glibc
import Platform
import Retention

/// The keys of many accounts in one credential: a line for each entry, with its key, a blank and its name, sorted by
/// name.
struct KeyBundle {
    struct EntryError: Error {
        let reason: String
    }

    /// Bytes of a credential of systemd. Source: systemd.exec(5), "credential size is limited to 1 MB".
    static let limit = 1 << 20
    /// The bytes of a key: `sk-` and 64 digits.
    private static let keyLength = 67

    /// The keys, by the entry's name.
    private var keys: [String: [UInt8]] = [:]

    init() {}

    /// - Throws: for anything but lines as this type writes them, one for each entry. The reason contains no key.
    init(_ bytes: [UInt8]) throws(EntryError) {
        for (index, line) in bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
            let (key, name) = (line.prefix(Self.keyLength), line.dropFirst(Self.keyLength + 1))
            guard line.dropFirst(Self.keyLength).first == UInt8(ascii: " "),
                (try? APIKey(String(decoding: key, as: UTF8.self))) != nil,
                let name = String(validating: name, as: UTF8.self), !name.isEmpty
            else { throw EntryError(reason: "line \(index + 1) is not a key, a blank and a name") }
            guard keys.updateValue(Array(key), forKey: name) == nil else {
                throw EntryError(reason: "line \(index + 1) repeats the name of an earlier entry")
            }
        }
    }

    /// The names of its entries, in order.
    var names: [String] { keys.keys.sorted() }

    /// The key of an entry, as the portal issued it; nil without such an entry.
    subscript(entry: String) -> [UInt8]? {
        get { keys[entry] }
        set { keys[entry] = newValue }
    }

    /// - Throws: if it is too large for systemd.
    func bytes() throws(EntryError) -> [UInt8] {
        let bytes = names.flatMap { keys[$0, default: []] + Array(" \($0)\n".utf8) }
        guard bytes.count <= Self.limit else {
            throw EntryError(
                reason:
                    "\(counted(keys.count, "key")) \(keys.count == 1 ? "is" : "are") \(bytes.count) bytes, more than the \(Self.limit) of a credential of systemd"
            )
        }
        return bytes
    }

    /// One key from a bundle of thousands, without reading the others.
    ///
    /// - Returns: nil without such an entry.
    static func key(of entry: String, in bytes: [UInt8]) -> String? {
        let wanted = Array(" \(entry)".utf8)
        for line in bytes.split(separator: UInt8(ascii: "\n"))
        where line.count == keyLength + wanted.count && line.suffix(wanted.count).elementsEqual(wanted) {
            return String(decoding: line.prefix(keyLength), as: UTF8.self)
        }
        return nil
    }
}

extension KeyBundle {
    /// The bundle that a unit loads: `retentiond-keys` and `retentiond-NAME-keys`.
    ///
    /// - Parameter instance: nil for `retentiond.service`.
    static func name(ofInstance instance: String?) -> String {
        instance.map { "retentiond-\($0)-keys" } ?? "retentiond-keys"
    }

    /// The options that name the instance whose unit loads a bundle: empty, or ` --instance NAME`.
    static func options(ofBundle name: String) -> String {
        let middle = name.dropFirst("retentiond-".count).dropLast("-keys".count)
        return Self.name(ofInstance: String(middle)) == name ? " --instance \(middle)" : ""
    }

    /// The unit that loads a bundle, without `.service`.
    static func unit(ofBundle name: String) -> String {
        let options = options(ofBundle: name)
        return options.isEmpty ? "retentiond" : "retentiond@\(options.dropFirst(" --instance ".count))"
    }
}

/// The bundles that a command or a sweep has read: each is decrypted once.
final class KeyBundles {
    private var known: [String: Result<Content?, CommandError>] = [:]

    /// The source of a bundle, and its content.
    struct Content {
        let bytes: [UInt8]
        let path: String
    }

    /// A bundle, as systemd passes it to the service; for root at the command line from where systemd reads it.
    ///
    /// - Returns: nil if there is none.
    func content(_ name: String) throws(CommandError) -> Content? {
        if let known = known[name] { return try known.get() }
        let result: Result<Content?, CommandError>
        do throws(CommandError) { result = .success(try Self.read(name)) } catch { result = .failure(error) }
        known[name] = result
        return try result.get()
    }

    private static func read(_ name: String) throws(CommandError) -> Content? {
        if let directory = Environment["CREDENTIALS_DIRECTORY"] {
            let path = "\(directory)/\(name)"
            return access(path, F_OK) == 0 ? try content(ofFile: path) : nil
        }
        return try stored(name)
    }

    /// A bundle from where systemd reads it, decrypted: for root only.
    ///
    /// - Returns: nil if there is none.
    static func stored(_ name: String) throws(CommandError) -> Content? {
        do throws(StoredCredential.SystemdCredsError) {
            guard case .content(let bytes, let path)? = try StoredCredential.find(name) else { return nil }
            return Content(bytes: bytes, path: path)
        } catch {
            throw CommandError(
                .badConfiguration,
                "the keys in \(StoredCredential.encryptedFolder)/\(name) can't be decrypted: \(error.reason)",
                hint:
                    "it was encrypted on another machine or for another name: move it away, and store the keys again with "
                    + "`retentiond account import`")
        }
    }

    private static func content(ofFile path: String) throws(CommandError) -> Content {
        do {
            return Content(bytes: try SmallFile.read(path, limit: KeyBundle.limit).bytes, path: path)
        } catch {
            throw CommandError(
                .badConfiguration, "the keys in \(path) can't be read: \(error)", hint: "restart the service")
        }
    }
}
