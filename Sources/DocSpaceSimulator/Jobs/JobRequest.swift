/// A job as it is requested: the queue makes an operation of it.
struct JobRequest {
    let kind: OperationKind
    let user: UserID
    /// Work to do, the next step last.
    let steps: [OperationStep]
    /// False when the request said `deleteAfter: true`: the finished entry is never shown.
    var keepsResult = true
    var conflict = ConflictResolution.skip
    var destination: Int?
    var fault: OperationFault?
    /// Whether the server's own cleaner requests it.
    var isCleaners = false

    init(_ kind: OperationKind, for user: UserID, steps: [OperationStep]) {
        self.kind = kind
        self.user = user
        self.steps = steps
    }
}
