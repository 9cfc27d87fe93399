extension String {
    /// The text as people see it: every kind of blank is a plain one, and characters that show nothing, such as soft hyphens
    /// and zero-width spaces, are left out. Patterns and what they are compared with are read like this alike.
    var visible: String {
        guard unicodeScalars.contains(where: { $0.isInvisible || $0.isFancySpace }) else { return self }
        var view = String.UnicodeScalarView()
        for scalar in unicodeScalars where !scalar.isInvisible { view.append(scalar.isFancySpace ? " " : scalar) }
        return String(view)
    }
}

extension Unicode.Scalar {
    /// Shows nothing, by Unicode's own list (Default_Ignorable_Code_Point).
    fileprivate var isInvisible: Bool { value >= 0xAD && properties.isDefaultIgnorableCodePoint }

    /// A blank that isn't the one on the keyboard: no-break, narrow, figure and ideographic spaces.
    fileprivate var isFancySpace: Bool { value >= 0xA0 && properties.generalCategory == .spaceSeparator }
}
