import Retention
import Testing

@Suite("Sizes")
struct ByteCountTests {
    @Test(
        arguments: [
            ("0", 0), ("1024", 1024), ("1B", 1), ("1K", 1024), ("1KiB", 1024), ("1KB", 1000), ("1kB", 1000),
            ("1.5G", 1_610_612_736),
            ("12.1 KiB", 12_390), ("3MB", 3_000_000), ("2T", 2_199_023_255_552), ("0.3K", 307), ("7E", 7 << 60),
            ("9223372036854775807", .max), ("0.0000000001K", 0),
        ] as [(String, Int64)])
    func reads(text: String, bytes: Int64) throws {
        #expect(try ByteCount.parse(text) == bytes)
    }

    struct InvalidInput: CustomTestStringConvertible, Sendable {
        var text: String
        var error: ByteCountError
        var testDescription: String { "'\(text)'" }
    }

    @Test(arguments: [
        InvalidInput(text: "", error: .empty),
        InvalidInput(text: "-1K", error: .negative(offset: 0)),
        InvalidInput(text: "+1K", error: .notANumber(offset: 0)),
        InvalidInput(text: "K", error: .notANumber(offset: 0)),
        InvalidInput(text: " 1K", error: .notANumber(offset: 0)),
        InvalidInput(text: "1.K", error: .missingFraction(offset: 2)),
        InvalidInput(text: "1.5", error: .fractionOfAByte(offset: 1)),
        InvalidInput(text: "1.5B", error: .fractionOfAByte(offset: 1)),
        InvalidInput(text: "1.5.5K", error: .unknownUnit(offset: 3)),
        InvalidInput(text: "1k", error: .unknownUnit(offset: 1)),
        InvalidInput(text: "1KiBs", error: .unknownUnit(offset: 1)),
        InvalidInput(text: "1 ", error: .unknownUnit(offset: 2)),
        InvalidInput(text: "8E", error: .tooLarge),
        InvalidInput(text: "8.0E", error: .tooLarge),
        InvalidInput(text: "9223372036854775808", error: .tooLarge),
    ])
    func refuses(_ refusal: InvalidInput) {
        #expect(throws: refusal.error) { try ByteCount.parse(refusal.text) }
    }

    @Test(
        arguments: [
            (0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (12_390, "12.1 KiB"), (1_048_575, "1.0 MiB"),
            (1_610_612_736, "1.5 GiB"), (.max, "8.0 EiB"), (-2048, "-2.0 KiB"), (.min, "-8.0 EiB"),
        ] as [(Int64, String)])
    func prints(bytes: Int64, text: String) {
        #expect(ByteCount.format(bytes) == text)
    }
}
