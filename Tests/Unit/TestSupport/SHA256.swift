/// A second SHA-256, so that tests of hashes don't use the code under test.
///
/// - Note: Source: FIPS 180-4, section 6.2.
package enum SHA256 {
    /// 64 lower-case hexadecimal digits.
    package static func hexadecimal(_ message: [UInt8]) -> String {
        var state: [UInt32] = primes(8).map { fraction(squareRoot($0)) }
        let rounds: [UInt32] = primes(64).map { fraction(cubeRoot($0)) }
        var padded = message + [0x80]
        while padded.count % 64 != 56 { padded.append(0) }
        padded += (0..<8).reversed().map { UInt8(truncatingIfNeeded: (message.count * 8) >> ($0 * 8)) }
        for start in stride(from: 0, to: padded.count, by: 64) {
            compress(Array(padded[start..<start + 64]), rounds, &state)
        }
        return state.map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 8 - digits.count) + digits
        }.joined()
    }

    private static func compress(_ block: [UInt8], _ rounds: [UInt32], _ state: inout [UInt32]) {
        var words = (0..<16).map { index in (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(block[index * 4 + $1]) } }
        for index in 16..<64 {
            let small0 = turn(words[index - 15], 7) ^ turn(words[index - 15], 18) ^ words[index - 15] >> 3
            let small1 = turn(words[index - 2], 17) ^ turn(words[index - 2], 19) ^ words[index - 2] >> 10
            words.append(words[index - 16] &+ small0 &+ words[index - 7] &+ small1)
        }
        var work = state
        for index in 0..<64 {
            let choice = work[4] & work[5] ^ ~work[4] & work[6]
            let majority = work[0] & work[1] ^ work[0] & work[2] ^ work[1] & work[2]
            let big1 = turn(work[4], 6) ^ turn(work[4], 11) ^ turn(work[4], 25)
            let big0 = turn(work[0], 2) ^ turn(work[0], 13) ^ turn(work[0], 22)
            let first = work[7] &+ big1 &+ choice &+ rounds[index] &+ words[index]
            work = [first &+ big0 &+ majority, work[0], work[1], work[2], work[3] &+ first, work[4], work[5], work[6]]
        }
        for index in 0..<8 { state[index] &+= work[index] }
    }

    private static func turn(_ word: UInt32, _ count: UInt32) -> UInt32 { word >> count | word << (32 - count) }

    private static func primes(_ count: Int) -> [Int] {
        var primes: [Int] = []
        var candidate = 2
        while primes.count < count {
            if primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
            candidate += 1
        }
        return primes
    }

    /// The first 32 bits of the fraction.
    private static func fraction(_ root: Double) -> UInt32 { UInt32((root - root.rounded(.down)) * 4_294_967_296) }
    private static func squareRoot(_ number: Int) -> Double { Double(number).squareRoot() }

    /// By Newton's method, exact enough for 32 bits.
    private static func cubeRoot(_ number: Int) -> Double {
        (0..<60).reduce(Double(number)) { guess, _ in
            guess - (guess * guess * guess - Double(number)) / (3 * guess * guess)
        }
    }
}
