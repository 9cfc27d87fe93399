/// SHA-256 of bytes that come piece by piece. Guards against accidents and edits; the only secret it ever sees is that of a
/// webhook (`MessageSignature`), and its steps depend on the length of what it hashes, not on the bytes.
///
/// - Note: Source: FIPS 180-4, sections 5 and 6.2. Why it is ours: docs/decisions/0012.
struct SHA256Hasher {
    /// The first 32 bits behind the point of the square roots of the first eight primes.
    private var state: [UInt32] = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]
    /// Bytes that don't fill a block yet: fewer than 64.
    private var pending: [UInt8] = []
    private var schedule = [UInt32](repeating: 0, count: 64)
    /// Bytes taken so far.
    private var count: UInt64 = 0

    /// The hash of bytes that are all there: 32 bytes.
    static func hash(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var hasher = SHA256Hasher()
        hasher.update(bytes)
        return hasher.finalize()
    }

    mutating func update(_ bytes: some Sequence<UInt8>) {
        for byte in bytes {
            pending.append(byte)
            count += 1
            if pending.count == 64 { compress() }
        }
    }

    /// The hash of all that came: 32 bytes. Nothing can be added afterwards.
    consuming func finalize() -> [UInt8] {
        let bits = count &* 8
        pending.append(0x80)
        if pending.count > 56 {
            pending += repeatElement(0, count: 64 - pending.count)
            compress()
        }
        pending += repeatElement(0, count: 56 - pending.count)
        for shift in stride(from: 56, through: 0, by: -8) { pending.append(UInt8(truncatingIfNeeded: bits >> shift)) }
        compress()
        return state.flatMap { word in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) } }
    }

    /// Takes the 64 pending bytes into the state.
    private mutating func compress() {
        for index in 0..<16 {
            let start = index * 4
            schedule[index] =
                UInt32(pending[start]) << 24 | UInt32(pending[start + 1]) << 16 | UInt32(pending[start + 2]) << 8
                | UInt32(pending[start + 3])
        }
        pending.removeAll(keepingCapacity: true)
        for index in 16..<64 {
            let (early, late) = (schedule[index - 15], schedule[index - 2])
            let small0 = Self.turn(early, 7) ^ Self.turn(early, 18) ^ early >> 3
            let small1 = Self.turn(late, 17) ^ Self.turn(late, 19) ^ late >> 10
            schedule[index] = schedule[index - 16] &+ small0 &+ schedule[index - 7] &+ small1
        }
        let rounds = Self.rounds
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        var (e, f, g, h) = (state[4], state[5], state[6], state[7])
        for index in 0..<64 {
            let big1 = Self.turn(e, 6) ^ Self.turn(e, 11) ^ Self.turn(e, 25)
            let first = h &+ big1 &+ (e & f ^ ~e & g) &+ rounds[index] &+ schedule[index]
            let big0 = Self.turn(a, 2) ^ Self.turn(a, 13) ^ Self.turn(a, 22)
            let second = big0 &+ (a & b ^ a & c ^ b & c)
            (h, g, f, e) = (g, f, e, d &+ first)
            (d, c, b, a) = (c, b, a, first &+ second)
        }
        for (index, word) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= word }
    }

    private static func turn(_ word: UInt32, _ count: UInt32) -> UInt32 { word >> count | word << (32 - count) }

    /// The first 32 bits behind the point of the cube roots of the first 64 primes.
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
