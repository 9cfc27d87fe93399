/// The shapes around every answer (api.md §2).
enum Envelope {
    /// The success envelope. A single object and a streamed list have `count` 1; a buffered list has its length.
    static func success(_ response: JSONValue, isBufferedList: Bool = false, for request: PortalRequest) -> JSONValue {
        wrap(response, count: isBufferedList ? response.elements?.count ?? 1 : 1, status: 0, statusCode: 200, request)
    }

    /// The error envelope, or problem details inside the success envelope for model validation.
    static func failure(_ error: APIError, for request: PortalRequest) -> JSONValue {
        if case .validation(let field, let message) = error {
            let problem: JSONValue = [
                "type": "https://tools.ietf.org/html/rfc9110#section-15.5.1",
                "title": "One or more validation errors occurred.",
                "status": 400,
                "errors": .object([JSONMember(name: field, value: [.string(message)])]),
            ]
            return wrap(problem, count: 1, status: 1, statusCode: 400, request)
        }
        let details = JSONValue.leavingOutNil([
            "message": .string(error.message),
            "type": error.exceptionType.map(JSONValue.string),
            "stack": error.exceptionType.map { _ in
                "   at ASC.Files.Core.Simulated.Throw() in /app/src/Simulated.cs:line 1"
            },
            "hresult": .int(error.exceptionType == nil ? 0 : -2_146_233_088),
        ])
        return ["error": details, "status": 1, "statusCode": .int(error.status)]
    }

    private static func wrap(
        _ response: JSONValue, count: Int, status: Int, statusCode: Int, _ request: PortalRequest
    ) -> JSONValue {
        [
            "response": response,
            "count": .int(count),
            "links": [["href": .string(request.url), "action": .string(request.method)]],
            "status": .int(status),
            "statusCode": .int(statusCode),
        ]
    }
}
