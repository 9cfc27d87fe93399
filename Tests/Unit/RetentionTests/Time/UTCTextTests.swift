import Foundation
import Testing
import Time

@testable import Retention

@Suite struct UTCTextTests {
    @Test func `is the text of Foundation`() {
        var random = RandomChoices(seed: 1)
        var times: [Double] = [0, -1, 0.5, 253_402_300_799, 253_402_300_800, 951_782_400, 1e12]
        times += (0..<2_000).map { _ in Double(Int.random(in: -1_000_000_000...253_402_300_799, using: &random)) }
        times += (0..<200).map { _ in Double.random(in: 0...4e9, using: &random) }
        for time in times {
            let date = Date(timeIntervalSince1970: time)
            #expect(UTCText.of(date) == date.formatted(.iso8601), "\(time)")
            var bytes = Array("at ".utf8)
            UTCText.append(date, to: &bytes)
            #expect(String(decoding: bytes, as: UTF8.self) == "at \(date.formatted(.iso8601))", "\(time)")
        }
    }
}
