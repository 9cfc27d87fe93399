import Testing

@testable import Retention

@Suite struct JSONTextTests {
    @Test(arguments: [
        (0, 1, 1), (1, 1, 2), (2, 2, 1), (3, 2, 2), (5, 2, 3), (6, 3, 1), (8, 4, 1), (9, 4, 2), (99, 4, 2), (-1, 1, 1),
    ])
    func `counts lines and characters`(offset: Int, line: Int, column: Int) {
        // a\n x é \n \r\n z, with é of two bytes
        let text = JSONText(Array("a\nxé\n\r\nz".utf8))
        #expect(text.position(at: offset) == JSONPosition(line: line, column: column))
    }

    @Test func `an empty text has one position`() {
        #expect(JSONText([]).position(at: 0) == JSONPosition(line: 1, column: 1))
        #expect(JSONText([]).line(around: 0).isEmpty)
    }

    @Test func `a line ends before its break`() {
        let text = JSONText(Array("ab\r\ncd\nef".utf8))
        #expect([0, 3, 4, 7, 9].map { text.line(around: $0) } == [0..<2, 0..<2, 4..<6, 7..<9, 7..<9])
    }
}
