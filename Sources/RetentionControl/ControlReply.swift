import NIOCore
import NIOHTTP1

/// The answer to one request, written piece by piece. After the connection ended, writes have no effect and give no
/// error; work that has begun continues.
package final class ControlReply: Sendable {
    private let channel: any Channel
    private let stallTime: TimeAmount

    init(_ channel: any Channel, stallTime: TimeAmount) {
        self.channel = channel
        self.stallTime = stallTime
    }

    /// Whether the client takes more data; if so, nothing is lost by waiting for the next piece.
    package var isReady: Bool { channel.isActive && channel.isWritable }

    /// Begins the answer. Once.
    package func begin(_ status: Int, _ headers: [(name: String, value: String)]) {
        var fields = HTTPHeaders(headers.map { ($0.name, $0.value) })
        fields.add(name: "Connection", value: "close")
        let head = HTTPResponseHead(version: .http1_1, status: HTTPResponseStatus(statusCode: status), headers: fields)
        channel.write(HTTPServerResponsePart.head(head), promise: nil)
    }

    /// Writes a piece of the body; doesn't wait.
    package func write(_ text: String) { _ = written(text) }

    /// Writes a piece of the body and waits until the client has taken it. Blocks its thread.
    ///
    /// - Returns: false if the connection is gone.
    package func writeAndWait(_ text: String) -> Bool {
        (try? written(text).wait()) != nil
    }

    /// Ends answer and connection.
    package func end() {
        let channel = channel
        // An event loop that has ended accepts no work.
        guard channel.isActive else { return }
        channel.writeAndFlush(HTTPServerResponsePart.end(nil)).whenComplete { _ in channel.close(promise: nil) }
        closeIfStalled(channel.closeFuture)
    }

    private func written(_ text: String) -> EventLoopFuture<Void> {
        guard channel.isActive else { return channel.eventLoop.makeFailedFuture(ChannelError.ioOnClosedChannel) }
        let part = HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(string: text)))
        let written: EventLoopFuture<Void> = channel.writeAndFlush(part)
        closeIfStalled(written)
        return written
    }

    /// Closes the connection if its client reads nothing for too long.
    private func closeIfStalled(_ work: EventLoopFuture<Void>) {
        let channel = channel
        let deadline = channel.eventLoop.scheduleTask(in: stallTime) { channel.close(promise: nil) }
        work.whenComplete { _ in deadline.cancel() }
    }
}
