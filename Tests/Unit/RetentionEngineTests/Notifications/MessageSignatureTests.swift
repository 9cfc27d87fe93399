import Testing

@testable import RetentionEngine

@Suite struct MessageSignatureTests {
    /// RFC 4231, cases 1, 2 and 6: a short key, a shorter one, and one that is longer than a block.
    @Test(arguments: [
        (
            [UInt8](repeating: 0x0B, count: 20), "Hi There",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), "what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            [UInt8](repeating: 0xAA, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
    ]) func `is HMAC of the standard`(key: [UInt8], message: String, expected: String) {
        let code = MessageSignature.authenticationCode(Array(message.utf8), key: key)
        #expect(AuditChain.hexadecimal(code) == expected)
    }

    /// The secret and message of the Standard Webhooks specification; the signature by Python's hmac.
    @Test func `signs as receivers expect`() throws {
        let secret = try #require(MessageSignature.secret(of: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        let text = MessageSignature.text(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330, body: Array(#"{"test": 2432232314}"#.utf8),
            secret: secret)
        #expect(text == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test func `covers id time and body`() {
        let secret = [UInt8](repeating: 7, count: 32)
        func sign(_ id: String, _ time: Int, _ body: String) -> String {
            MessageSignature.text(id: id, timestamp: time, body: Array(body.utf8), secret: secret)
        }
        let all = [sign("a", 1, "x"), sign("b", 1, "x"), sign("a", 2, "x"), sign("a", 1, "y")]
        #expect(Set(all).count == 4)
    }

    @Test(arguments: ["", "fifteen bytes..", "whsec_", "whsec_c2hvcnQ=", "whsec_%%%%%%%%%%%%%%%%%%%%%%%%"])
    func `refuses a secret that could be guessed`(text: String) {
        #expect(MessageSignature.secret(of: text) == nil)
    }
}
