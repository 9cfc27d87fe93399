/// Why a text can't be used as a title pattern.
package struct TitlePatternError: Error, Hashable, CustomStringConvertible {
    package enum Reason: Hashable, Sendable {
        case empty
        case tooLong
        case tooLarge
        case tooDeep
        case nothingToRepeat
        case repeatedTwice
        case possessive
        case badCount
        case hugeCount
        case unclosedGroup
        case unopenedGroup
        case lookaround
        case namedGroup
        case inlineFlags
        case unknownGroup
        case backReference
        case wordBoundary
        case anchorEscape
        case anchorInside
        case anchoredChoice
        case unicodeProperty
        case unknownEscape(String)
        case badCodePoint
        case unclosedSet
        case emptySet
        case nothingSet
        case posixClass
        case classInRange
        case backwardsRange(String, String)
        case looseMark
    }

    package let reason: Reason
    /// The index of the character in the pattern, from 1; nil for the pattern as a whole.
    package let position: Int?

    init(_ reason: Reason, at position: Int? = nil) {
        self.reason = reason
        self.position = position
    }

    /// One clause, in lower case, without a period.
    package var description: String {
        position.map { "\(what) at character \($0)" } ?? what
    }

    private var what: String {
        switch reason {
        case .empty: "the pattern is empty"
        case .tooLong: "the pattern has more than \(TitlePattern.maximumLength) characters"
        case .tooLarge: "the pattern is too large once its repetitions are written out"
        case .tooDeep: "groups are nested more than \(TitlePatternParser.maximumDepth) deep"
        case .nothingToRepeat: "there is nothing to repeat"
        case .repeatedTwice: "something is repeated twice"
        case .possessive: "a possessive quantifier or atomic group"
        case .badCount: "a brace that does not begin a repetition such as {2}, {2,} or {2,5}"
        case .hugeCount: "a repetition of more than \(TitlePatternParser.maximumCount)"
        case .unclosedGroup: "an opening parenthesis without a closing one"
        case .unopenedGroup: "a closing parenthesis without an opening one"
        case .lookaround: "a look-ahead or look-behind"
        case .namedGroup: "a named group"
        case .inlineFlags: "an inline flag"
        case .unknownGroup: "an unknown kind of group"
        case .backReference: "a back-reference"
        case .wordBoundary: "a word boundary"
        case .anchorEscape: "an anchor"
        case .anchorInside: "an anchor inside the pattern"
        case .anchoredChoice: "an anchor on one of several alternatives"
        case .unicodeProperty: "a Unicode property"
        case .unknownEscape(let escape): "the unknown escape \(escape)"
        case .badCodePoint: "a code for a character that does not exist"
        case .unclosedSet: "an opening bracket without a closing one"
        case .emptySet: "a set that is empty, or begins with a closing bracket"
        case .nothingSet: "a set that matches no character"
        case .posixClass: "a POSIX class"
        case .classInRange: "a range that begins or ends with a class"
        case .backwardsRange(let lower, let upper): "the range \(lower)-\(upper), which runs backwards,"
        case .looseMark: "a combining mark that doesn't follow its letter"
        }
    }

    /// The text to write instead.
    package var hint: String {
        switch reason {
        case .empty: "to match every title write \".*\""
        case .tooLong: "\"titleRegex\" is a list of alternatives: split the pattern"
        case .tooLarge: "use smaller numbers in { }, or * and +"
        case .tooDeep: "leave out parentheses that group nothing"
        case .nothingToRepeat: #"for the character itself write \*, \+, \? or \{"#
        case .repeatedTwice: "one quantifier is enough; (a+)* with parentheses is allowed"
        case .possessive: "write a+ for a++, and (…) for (?>…); here no pattern is slow"
        case .badCount: #"for at most 3 write {0,3}; for the character itself write \{"#
        case .hugeCount: "use * or +"
        case .unclosedGroup: #"for the character itself write \("#
        case .unopenedGroup: #"for the character itself write \)"#
        case .lookaround: #"combine patterns instead, such as "not": { "titleRegex": [".*draft.*"] }"#
        case .namedGroup: "groups have no names here: write (…)"
        case .inlineFlags: #"case is ignored anyway; "caseSensitive": true in the match respects it"#
        case .unknownGroup: "write (…) or (?:…)"
        case .backReference: "write the text out, or a pattern for each alternative"
        case .wordBoundary: #"write what may be there, such as (.*\W)?draft(\W.*)?"#
        case .anchorEscape: "leave it out: a pattern always covers the whole title"
        case .anchorInside: #"a pattern always covers the whole title; for the character itself write \^ or \$"#
        case .anchoredChoice: "put the alternatives in parentheses, ^(a|b)$, or in patterns of their own"
        case .unicodeProperty: #"\w is any letter, digit or underscore of any script, \d any digit, \s any white space"#
        case .unknownEscape: #"a backslash is allowed before d, w, s, D, W, S, t, n, r, f, x, u or a punctuation mark"#
        case .badCodePoint: #"write \x41, \u0041 or \u{1F600}"#
        case .unclosedSet: #"for the character itself write \["#
        case .emptySet: #"for the bracket itself write [\]]"#
        case .nothingSet: "a pattern that never matches protects nothing and purges nothing"
        case .posixClass: #"inside brackets write \w, \d or \s"#
        case .classInRange: #"for a hyphen write it last, such as [\d-]"#
        case .backwardsRange: "swap its ends"
        case .looseMark: "write the letter with its mark as one literal, such as é"
        }
    }
}
