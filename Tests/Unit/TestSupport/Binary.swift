import Glibc

/// The programs under test, as the build put them next to the running test bundle.
package enum Binary {
    package struct Missing: Error, CustomStringConvertible {
        package let description: String
    }

    /// The path of a program of this package: in `$RETENTIOND_BINARIES` if set, else beside the test bundle.
    ///
    /// - Throws: `Missing` if it isn't there or can't be run.
    package static func path(named name: String) throws(Missing) -> String {
        let folder = getenv("RETENTIOND_BINARIES").map { String(cString: $0) } ?? bundleFolder
        let path = "\(folder)/\(name)"
        guard access(path, X_OK) == 0 else {
            throw Missing(description: "no program at \(path); build it, or set RETENTIOND_BINARIES to its folder")
        }
        return path
    }

    private static var bundleFolder: String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        let path = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }
}
