import Glibc
import Platform
import Retention
import RetentionEngine

/// The folder that `accountsFrom` names, beside the policy.
enum AccountFolder {
    /// The largest size of an account's file, in bytes.
    private static let limit = 64 << 10

    /// The folder's path.
    ///
    /// - Parameter policy: the path of the policy file.
    static func path(of name: String, beside policy: String) -> String {
        guard let slash = policy.lastIndex(of: "/") else { return name }
        return "\(policy[...slash])\(name)"
    }

    /// Its files with names that end in `.json`, by name. Hidden ones don't count.
    ///
    /// - Returns: an error if the folder can't be read, or if everybody can put an account into it.
    static func files(
        of name: String, beside policy: String
    ) -> Result<[AccountFile], AccountFileError> {
        let path = path(of: name, beside: policy)
        let names: [String]
        do throws(FileError) {
            let folder = try Folder(path)
            guard folder.status.st_mode & 0o002 == 0 else {
                return .failure(
                    AccountFileError(
                        "everybody can write to the folder \(path), so anybody could add an account",
                        hint: "check the files in it, then chmod 755 \(path)"))
            }
            names = try folder.listNames()
        } catch {
            return .failure(
                AccountFileError("the folder \(path) can't be read: \(error.reason)", hint: "mkdir -m 755 \(path)"))
        }
        return .success(
            names.filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }.sorted().map { name in
                AccountFile(path: "\(path)/\(name)", content: content("\(path)/\(name)"))
            })
    }

    private static func content(_ path: String) -> Result<[UInt8], AccountFileError> {
        do throws(SmallFile.AccessError) {
            let file = try SmallFile.read(path, limit: limit)
            guard file.mode & 0o002 == 0 else {
                return .failure(
                    AccountFileError(
                        "can be written by everybody, so anybody could change the account",
                        hint: "check its content, then chmod 644 \(path)"))
            }
            return .success(file.bytes)
        } catch {
            return .failure(
                AccountFileError("can't be read: \(error)", hint: "each .json file there must contain one account"))
        }
    }
}
