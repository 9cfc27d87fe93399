import NIOCore

/// Limits what a connection may send in all, so that no header is collected without end.
final class RequestBudget: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var bytesLeft: Int

    init(bytes: Int) {
        bytesLeft = bytes
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // Once it is used up, the connection is about to close.
        guard bytesLeft >= 0 else { return }
        bytesLeft -= unwrapInboundIn(data).readableBytes
        guard bytesLeft < 0 else { return context.fireChannelRead(data) }
        let channel = context.channel
        let answer = "HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)))
            .whenComplete { _ in channel.close(promise: nil) }
    }
}
