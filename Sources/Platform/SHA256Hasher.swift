/// SHA-256 of bytes that arrive in pieces. Guards against accidents and edits. Its only secret is that of a webhook
/// (`MessageSignature`), and its steps depend on the length of the input, not on the bytes.
///
/// - Note: Source: FIPS 180-4, sections 5 and 6.2. Why it is ours: docs/internals/decisions/0012.
package struct SHA256Hasher {
    /// The first 32 bits of the fractional parts of the square roots of the first eight primes.
    private var state: [UInt32] = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]
    /// Bytes that don't fill a block yet: fewer than 64.
    private var pending: [UInt8] = []
    /// The number of bytes processed so far.
    private var count: UInt64 = 0

    /// The hash of complete input: 32 bytes.
    package static func hash(_ bytes: [UInt8]) -> [UInt8] {
        var hasher = SHA256Hasher()
        hasher.update(bytes)
        return hasher.finalize()
    }

    mutating func update(_ bytes: some Sequence<UInt8>) {
        let before = pending.count
        pending += bytes
        count += UInt64(pending.count - before)
        takeBlocks()
    }

    /// The hash of all bytes added: 32 bytes. Nothing can be added afterwards.
    consuming func finalize() -> [UInt8] {
        let bits = count &* 8
        pending.append(0x80)
        pending += repeatElement(0, count: (120 - pending.count % 64) % 64)
        for shift in stride(from: 56, through: 0, by: -8) { pending.append(UInt8(truncatingIfNeeded: bits >> shift)) }
        takeBlocks()
        return state.flatMap { word in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) } }
    }

    /// Processes all full blocks of the pending bytes.
    ///
    /// With pointers and unchecked shifts, because unoptimized builds hash a lot, too: the audit trail of each test.
    private mutating func takeBlocks() {
        let blocks = pending.count / 64
        guard blocks > 0 else { return }
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
            pending.withUnsafeBufferPointer { bytes in
                for block in 0..<blocks { Self.take(bytes, from: block &* 64, into: &state, schedule) }
            }
        }
        pending.removeFirst(blocks * 64)
    }

    /// - Parameters:
    ///   - start: of the 64 bytes to process.
    ///   - schedule: room for 64 words.
    private static func take(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, into state: inout [UInt32],
        _ schedule: UnsafeMutableBufferPointer<UInt32>
    ) {
        for index in 0..<16 {
            let offset = start &+ index &* 4
            schedule[index] =
                UInt32(bytes[offset]) &<< 24 | UInt32(bytes[offset &+ 1]) &<< 16 | UInt32(bytes[offset &+ 2]) &<< 8
                | UInt32(bytes[offset &+ 3])
        }
        for index in 16..<64 {
            let (early, late) = (schedule[index &- 15], schedule[index &- 2])
            let small0 = (early &>> 7 | early &<< 25) ^ (early &>> 18 | early &<< 14) ^ early &>> 3
            let small1 = (late &>> 17 | late &<< 15) ^ (late &>> 19 | late &<< 13) ^ late &>> 10
            schedule[index] = schedule[index &- 16] &+ small0 &+ schedule[index &- 7] &+ small1
        }
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        var (e, f, g, h) = (state[4], state[5], state[6], state[7])
        rounds.withUnsafeBufferPointer { rounds in
            for index in 0..<64 {
                let big1 = (e &>> 6 | e &<< 26) ^ (e &>> 11 | e &<< 21) ^ (e &>> 25 | e &<< 7)
                let first = h &+ big1 &+ (e & f ^ ~e & g) &+ rounds[index] &+ schedule[index]
                let big0 = (a &>> 2 | a &<< 30) ^ (a &>> 13 | a &<< 19) ^ (a &>> 22 | a &<< 10)
                let second = big0 &+ (a & b ^ a & c ^ b & c)
                h = g
                g = f
                f = e
                e = d &+ first
                d = c
                c = b
                b = a
                a = first &+ second
            }
        }
        for (index, word) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= word }
    }

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
