extension String {
    /// The text as people see it: every kind of blank becomes a plain one, and invisible characters, such as soft
    /// hyphens and zero-width spaces, are left out. Used for patterns and for the texts that they are compared with.
    var visible: String {
        guard unicodeScalars.contains(where: { $0.isInvisible || $0.isFancySpace }) else { return self }
        var view = String.UnicodeScalarView()
        for scalar in unicodeScalars where !scalar.isInvisible { view.append(scalar.isFancySpace ? " " : scalar) }
        return String(view)
    }
}

extension Unicode.Scalar {
    /// Invisible by Unicode's own list (Default_Ignorable_Code_Point).
    fileprivate var isInvisible: Bool { value >= 0xAD && properties.isDefaultIgnorableCodePoint }

    /// A blank other than the usual one: no-break, narrow, figure and ideographic spaces.
    fileprivate var isFancySpace: Bool { value >= 0xA0 && properties.generalCategory == .spaceSeparator }
}
