/// The limits for one client, or for all.
package struct ControlLimits: Sendable {
    /// At each socket. Further ones get 503.
    package var connections = 64
    /// Connections of one user at each socket; root has no separate limit.
    package var connectionsOfUser = 16
    /// Bytes of the request line and all headers.
    package var headerBytes = 16 << 10
    /// Of one request's body. Sockets for reading take none.
    package var bodyBytes = 16 << 20
    /// Bytes of all bodies held at a time.
    package var allBodyBytes = 32 << 20
    /// The longest time from accepting a connection to the end of its request.
    package var requestTime = Duration.seconds(10)
    /// How long a client may leave an answer unread.
    package var stallTime = Duration.seconds(30)

    package init() {}
}
