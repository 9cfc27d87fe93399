/// SHA-256. Guards against accidents and edits. Its only secret is that of a webhook (`MessageSignature`), and its steps
/// depend on the length of the input, not on the bytes.
///
/// With pointers and unchecked shifts, because unoptimized builds hash a lot, too: the audit trail of each test.
///
/// - Note: Source: FIPS 180-4, sections 5 and 6.2. Why it is ours: docs/internals/decisions/0012.
package enum SHA256Hasher {
    /// The number of bytes of a hash.
    private static let length = 32
    /// The number of bytes that are processed at a time.
    private static let block = 64

    /// The hash of complete input: 32 bytes.
    package static func hash(_ bytes: [UInt8]) -> [UInt8] {
        let state = bytes.withUnsafeBytes { process($0) }
        return [UInt8](unsafeUninitializedCapacity: length) { hash, count in
            for (index, word) in state.words.enumerated() {
                for byte in 0..<4 {
                    hash.initializeElement(
                        at: index &* 4 &+ byte, to: UInt8(truncatingIfNeeded: word &>> UInt32(24 &- 8 &* byte)))
                }
            }
            count = length
        }
    }

    /// The first 16 bytes of the hash of complete input, as a big-endian number.
    package static func shortHash(_ bytes: UnsafeRawBufferPointer) -> UInt128 {
        let state = process(bytes)
        return [state.a, state.b, state.c, state.d].reduce(0) { $0 << 32 | UInt128($1) }
    }

    /// The state after all bytes and the padding.
    private static func process(_ bytes: UnsafeRawBufferPointer) -> State {
        var state = State()
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: block) { schedule in
            let schedule = schedule.baseAddress!
            let full = bytes.count & ~(block &- 1)
            if let start = bytes.baseAddress {
                for offset in stride(from: 0, to: full, by: block) { state.take(start + offset, schedule) }
            }
            // The rest of the bytes, 0x80, zeros, and the number of bits: one or two blocks.
            withUnsafeTemporaryAllocation(byteCount: 2 &* block, alignment: 8) { last in
                let rest = bytes.count &- full
                let end = rest < block &- 8 ? block : 2 &* block
                last.initializeMemory(as: UInt8.self, repeating: 0)
                last.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[full...]))
                last[rest] = 0x80
                last.storeBytes(of: (UInt64(bytes.count) &* 8).bigEndian, toByteOffset: end &- 8, as: UInt64.self)
                let start = UnsafeRawPointer(last.baseAddress!)
                for offset in stride(from: 0, to: end, by: block) { state.take(start + offset, schedule) }
            }
        }
        return state
    }

    /// The hash of the blocks so far.
    private struct State {
        // The first 32 bits of the fractional parts of the square roots of the first eight primes.
        var a: UInt32 = 0x6a09_e667
        var b: UInt32 = 0xbb67_ae85
        var c: UInt32 = 0x3c6e_f372
        var d: UInt32 = 0xa54f_f53a
        var e: UInt32 = 0x510e_527f
        var f: UInt32 = 0x9b05_688c
        var g: UInt32 = 0x1f83_d9ab
        var h: UInt32 = 0x5be0_cd19

        var words: [UInt32] { [a, b, c, d, e, f, g, h] }

        /// Processes a block.
        ///
        /// - Parameter schedule: room for 64 words.
        mutating func take(_ block: UnsafeRawPointer, _ schedule: UnsafeMutablePointer<UInt32>) {
            for index in 0..<16 {
                let word = block.loadUnaligned(fromByteOffset: index &* 4, as: UInt32.self)
                (schedule + index).initialize(to: UInt32(bigEndian: word))
            }
            for index in 16..<64 {
                let (early, late) = (schedule[index &- 15], schedule[index &- 2])
                // Rotated by 7 and 18, and shifted by 3.
                let small0 = rotated(early ^ rotated(early, 11), 7) ^ early &>> 3
                // Rotated by 17 and 19, and shifted by 10.
                let small1 = rotated(late ^ rotated(late, 2), 17) ^ late &>> 10
                (schedule + index).initialize(
                    to: schedule[index &- 16] &+ small0 &+ schedule[index &- 7] &+ small1)
            }
            let next = rounds.withUnsafeBufferPointer { [self] rounds in
                var next = self
                // Eight rounds move each variable to its own place again.
                for first in stride(from: 0, to: 64, by: 8) {
                    let (rounds, words) = (rounds.baseAddress! + first, schedule + first)
                    round(next.a, next.b, next.c, &next.d, next.e, next.f, next.g, &next.h, rounds[0] &+ words[0])
                    round(next.h, next.a, next.b, &next.c, next.d, next.e, next.f, &next.g, rounds[1] &+ words[1])
                    round(next.g, next.h, next.a, &next.b, next.c, next.d, next.e, &next.f, rounds[2] &+ words[2])
                    round(next.f, next.g, next.h, &next.a, next.b, next.c, next.d, &next.e, rounds[3] &+ words[3])
                    round(next.e, next.f, next.g, &next.h, next.a, next.b, next.c, &next.d, rounds[4] &+ words[4])
                    round(next.d, next.e, next.f, &next.g, next.h, next.a, next.b, &next.c, rounds[5] &+ words[5])
                    round(next.c, next.d, next.e, &next.f, next.g, next.h, next.a, &next.b, rounds[6] &+ words[6])
                    round(next.b, next.c, next.d, &next.e, next.f, next.g, next.h, &next.a, rounds[7] &+ words[7])
                }
                return next
            }
            a &+= next.a
            b &+= next.b
            c &+= next.c
            d &+= next.d
            e &+= next.e
            f &+= next.f
            g &+= next.g
            h &+= next.h
        }
    }

    /// A round: afterwards `h` is the new `a`, `d` the new `e`, and the others are the next ones in the alphabet.
    @inline(__always)
    private static func round(
        _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32, _ e: UInt32, _ f: UInt32, _ g: UInt32,
        _ h: inout UInt32, _ word: UInt32
    ) {
        // Rotated by 6, 11 and 25.
        let big1 = rotated(e ^ rotated(e ^ rotated(e, 14), 5), 6)
        // The bits of `f` where `e` has ones, else those of `g`.
        h = h &+ word &+ (g ^ e & (f ^ g)) &+ big1
        d = d &+ h
        // Rotated by 2, 13 and 22.
        let big0 = rotated(a ^ rotated(a ^ rotated(a, 9), 11), 2)
        // The bits that most of the three have.
        h = h &+ ((a ^ b) & (b ^ c) ^ b) &+ big0
    }

    @inline(__always)
    private static func rotated(_ word: UInt32, _ bits: UInt32) -> UInt32 { word &>> bits | word &<< (32 &- bits) }

    /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
    private static let rounds: [UInt32] = [
        0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
        0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
        0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
        0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
        0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
        0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
        0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
        0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
    ]
}
