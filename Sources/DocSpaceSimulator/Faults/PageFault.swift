/// The effect of one entry on a page that shows it (api.md §3 "A page is not cheap").
package enum PageFault: Sendable, Equatable {
    /// A legacy PDF whose content is missing: the whole page is 404.
    case missingContent
    /// The whole page fails with this status.
    case status(Int)
    /// The page comes this much later.
    case slow(Duration)

    /// The error of the page, nil if the entry only delays it.
    var error: APIError? {
        switch self {
        case .missingContent: .notFound(.file)
        case .status(let status): .failure(status: status)
        case .slow: nil
        }
    }

    /// The delay of the page.
    var delay: Duration {
        if case .slow(let delay) = self { delay } else { .zero }
    }
}
