extension Glob {
    /// The title of My documents that the glob names, in one of the portal's languages; nil if it names none.
    ///
    /// A glob that matches such a title among many others, such as `D*`, doesn't name it.
    var titleOfMyDocuments: String? {
        myDocumentsTitles.first { matches($0) && 2 * literalCount >= $0.unicodeScalars.count }
    }
}

/// The portal's names of My documents in each of its languages, and the new names that its clients begin to use for
/// that section.
///
/// Source: the resources of DocSpace-server 3.7.2, `MyFiles`, and of its development branches.
private let myDocumentsTitles = [
    "My documents", "ملفاتي", "Sənədlərim", "Моите документи", "Moje dokumenty", "Meine Dokumente", "Τα έγγραφά μου",
    "Mis documentos", "Omat Asiakirjat", "Mes documents", "Իմ փաստաթղթերը", "I miei documenti", "私の文書", "내 문서",
    "Mani dokumenti", "Mijn documenten", "Meus Documentos", "Os Meus Documento", "Os Meus Documentos",
    "Documentele mele", "Мои документы", "මාගේ ලේඛන", "Moji Dokumenti", "Dokumentet e mia", "Моји документи",
    "Belgelerim", "Мої документи", "Tài liệu của tôi", "我的文档",
    "Documents", "المستندات", "Sənədlər", "Dokumenty", "Dokumente", "Έγγραφα", "Τα έγγραφά", "Documentos", "Asiakirjat",
    "Փաստաթղթեր", "Documenti", "文書", "문서", "Documenten", "Documentele", "Документы", "Документи", "ලේඛන", "Dokumenti",
    "Belgeler", "Tài liệu", "文档",
]
