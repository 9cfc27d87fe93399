/// Refusals in the error envelope (api.md §2 "Error"). Authentication and portal states use bare statuses instead.
enum APIError: Error, Equatable {
    case notFound(ItemKind)
    /// Always the text `Access denied`: the real reason is dropped.
    case accessDenied
    /// A 403 that does give a reason.
    case invalidOperation(String)
    case invalidArgument(String)
    case quotaExceeded
    case unsupportedType
    /// Any other error, usually 500.
    case failure(status: Int)
    /// Not a path of the API.
    case noSuchEndpoint
    /// The third error shape: model validation, inside the success envelope.
    case validation(field: String, message: String)

    /// The error of a request without the body that it must have.
    static let missingBody = APIError.validation(field: "$", message: "A non-empty request body is required.")

    var status: Int {
        switch self {
        case .notFound, .noSuchEndpoint: 404
        case .accessDenied, .invalidOperation, .quotaExceeded: 403
        case .invalidArgument, .validation: 400
        case .unsupportedType: 415
        case .failure(let status): status
        }
    }

    var message: String {
        switch self {
        case .notFound(.file): "The required file was not found"
        case .notFound(.folder): "The required folder was not found"
        case .accessDenied: "Access denied"
        case .invalidOperation(let message), .invalidArgument(let message), .validation(_, let message): message
        case .quotaExceeded: "Your storage quota is exceeded"
        case .unsupportedType: "The file type is not supported"
        case .failure: "Object reference not set to an instance of an object."
        case .noSuchEndpoint: "Not found"
        }
    }

    /// The leaked exception type; nil for the classes that hide it.
    var exceptionType: String? {
        switch self {
        case .notFound: "ASC.Files.Core.Exceptions.ItemNotFoundException"
        case .accessDenied: "System.Security.SecurityException"
        case .invalidOperation, .quotaExceeded: "System.InvalidOperationException"
        case .invalidArgument: "System.ArgumentException"
        case .failure: "System.NullReferenceException"
        case .unsupportedType, .noSuchEndpoint, .validation: nil
        }
    }
}
