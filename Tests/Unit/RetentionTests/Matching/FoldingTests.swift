import Testing

@testable import Retention

@Suite struct FoldingTests {
    /// A pattern and a title are folded once each; so a folded text must stay the same.
    @Test(arguments: [Folding.full, .single, .composed])
    func `folding again changes nothing`(folding: Folding) {
        var changed: [Unicode.Scalar] = []
        for code in UInt32(0)...0x1FFFF {
            guard let scalar = Unicode.Scalar(code) else { continue }
            let folded = folding.folded([scalar])
            if folding.folded(folded) != folded { changed.append(scalar) }
        }
        #expect(changed.isEmpty)
    }

    /// Upper and lower case of every letter are equal, for any number of characters.
    @Test func `each letter is its upper and its lower case`() {
        var different: [Unicode.Scalar] = []
        for code in UInt32(0)...0x1FFFF {
            guard let scalar = Unicode.Scalar(code), scalar.properties.changesWhenCaseMapped else { continue }
            let folded = Folding.full.folded([scalar])
            let others = [scalar.properties.uppercaseMapping, scalar.properties.lowercaseMapping]
            if others.contains(where: { Folding.full.folded($0) != folded }) { different.append(scalar) }
        }
        #expect(different.isEmpty)
    }

    @Test func `a text that doesn't grow has one reading`() {
        #expect(LetterCase.ignored.readings(of: "Contract.PDF").count == 1)
        #expect(LetterCase.ignored.readings(of: "Договор É").count == 1)
        #expect(LetterCase.ignored.readings(of: "Straße").count == 2)
        #expect(LetterCase.ignored.readings(of: "STRA\u{1E9E}E").count == 2)
        #expect(LetterCase.respected.readings(of: "Straße").count == 1)
    }
}
