/// The effect of one entry on a page that shows it (api.md §3 "A page is not cheap").
package enum PageFault: Sendable, Equatable {
    /// A legacy PDF whose content is missing: the whole page is 404.
    case missingContent
    /// The whole page fails with this status.
    case status(Int)
    /// The page comes this much later.
    case slow(Duration)
}

extension PortalState {
    /// Opens the files that building a page opens, in the order of the page, and adds up the time.
    mutating func open(_ page: [ItemKey]) throws(APIError) {
        for item in page {
            if settings.version.opensImages, item.kind == .file, let title = files[item.id]?.title,
                FileCategory(title: title) == .image
            {
                pageDelay += settings.imageDelay
            }
            switch item.kind == .file ? files[item.id]?.pageFault : folders[item.id]?.pageFault {
            case .missingContent?: throw failedPage(.notFound(.file))
            case .status(let status)?: throw failedPage(.failure(status: status))
            case .slow(let delay)?: pageDelay += delay
            case nil: break
            }
        }
    }

    /// Up to 3.6.1 any failure of a listing is a 403 (api.md §5).
    private func failedPage(_ error: APIError) -> APIError {
        settings.version.reportsGone ? error : .invalidOperation(error.message)
    }
}
