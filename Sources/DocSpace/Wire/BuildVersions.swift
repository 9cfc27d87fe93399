/// The answer of `settings/version/build`. Source: docspace-api.md §11.
struct BuildVersions: Decodable {
    /// Such as `3.7.2`, perhaps with the number of a build.
    let docSpace: String?

    private enum CodingKeys: CodingKey { case docSpace }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        docSpace = values.lenient(String.self, .docSpace)
    }
}
