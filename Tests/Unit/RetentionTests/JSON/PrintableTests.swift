import Testing

@testable import Retention

@Suite struct PrintableTests {
    @Test func `of ASCII everything but control characters`() {
        for scalar in (UInt8(0)..<0x80).map(Unicode.Scalar.init) {
            #expect(scalar.isPrintable == (scalar.properties.generalCategory != .control), "\(scalar.value)")
        }
    }
}
