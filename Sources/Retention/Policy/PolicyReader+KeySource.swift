extension PolicyReader {
    /// The hint for a key that was found in a policy.
    static let keyHint =
        #"put it into a file of its own, name that with { "credential": NAME }, and revoke it if others could read it"#

    /// Reads the source of a key. The text may be the key itself, so messages never repeat it.
    func keySource(_ value: PolicyValue) -> KeySource? {
        guard case .object(let members) = value.node.value else {
            if case .string(let text) = value.node.value {
                guard !PolicySecrets.looksLikeKey(text) else { return nil }
                log.error(value, "the key itself must not be in the policy", hint: Self.keyHint)
            } else {
                log.error(value, "expected an object, found \(value.node.kind)", hint: Self.keyHint)
            }
            return nil
        }
        guard let fields = fields(value, KeySourceKey.self), !fields.hasUnknownKeys else { return nil }
        if members.count == 2, let bundle = fields[.bundle], let entry = fields[.entry] {
            let (name, key) = (credentialName(bundle), entryName(entry))
            return name.flatMap { name in key.map { .bundle(name, entry: $0) } }
        }
        if members.count == 1, let (key, source) = fields.members.first {
            switch key {
            case .credential: return credentialName(source).map(KeySource.credential)
            case .file: return absolutePath(source).map(KeySource.file)
            case .environment: return variableName(source).map(KeySource.environment)
            case .bundle, .entry: break
            }
        }
        log.error(
            value, #"expected exactly one of "credential", "file" and "environment", or "bundle" with "entry""#,
            hint: #"write { "credential": "alice-api-key" }"#)
        return nil
    }

    private func credentialName(_ value: PolicyValue) -> String? {
        keyText(value, "the name of a credential") { name in
            name.unicodeScalars.first != "." && !name.unicodeScalars.contains("/") && name.utf8.count <= 255
                && name.unicodeScalars.allSatisfy(\.isPrintable)
        }
    }

    /// Usually the name of an account.
    private func entryName(_ value: PolicyValue) -> String? {
        keyText(value, "the name of an entry") { name in
            let scalars = name.unicodeScalars
            return scalars.first != "." && !scalars.contains("/") && name.utf8.count <= Self.longestName
                && scalars.allSatisfy(\.isPrintable) && scalars.first != " " && scalars.last != " "
        }
    }

    private func variableName(_ value: PolicyValue) -> String? {
        keyText(value, "the name of an environment variable") { name in
            name.utf8.count <= 255
                && name.utf8.first.map { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false
                && name.unicodeScalars.allSatisfy {
                    $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "_")
                }
        }
    }

    /// The absolute path of a file.
    func absolutePath(_ value: PolicyValue) -> String? {
        keyText(value, "an absolute path of a file") { path in
            path.utf8.first == UInt8(ascii: "/") && path.utf8.last != UInt8(ascii: "/") && path.utf8.count < 4096
                && path.unicodeScalars.allSatisfy(\.isPrintable)
        }
    }

    private func keyText(_ value: PolicyValue, _ expected: String, _ allows: (String) -> Bool) -> String? {
        guard case .string(let text) = value.node.value else {
            log.error(
                value, "expected \(expected), found \(value.node.kind)",
                hint: "write it in quotes; it is never the key itself")
            return nil
        }
        guard !text.isEmpty, allows(text) else {
            log.error(
                value, "expected \(expected)", hint: "say where the key is stored; never write the key itself here"
            )
            return nil
        }
        return text
    }
}
