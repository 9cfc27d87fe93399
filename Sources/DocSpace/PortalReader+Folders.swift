/// Folders and the rooms that they lie in.
extension PortalReader {
    /// One folder or room by its id, wherever it is now.
    package func folder(_ id: Int) async throws(DocSpaceError) -> PortalFolder {
        try await connection.read("files/folder/\(id)", as: PortalFolder.self).0
    }

    /// The room that a folder is or lies in, as the portal describes the room itself.
    ///
    /// - Returns: nil for a folder of a section without rooms, and if the portal's answer doesn't show the room.
    package func room(of folder: PortalFolder) async throws(DocSpaceError) -> PortalFolder? {
        if folder.isRoom { return folder }
        guard folder.rootFolderType != RootFolderType.myDocuments else { return nil }
        let path = try await connection.read(
            "files/folder/\(folder.id)/path", as: LenientList<PortalFolder>.self
        ).0.elements.compactMap(\.self)
        // From the section down; a room comes directly below it.
        let below = path.firstIndex { $0.id == folder.rootFolderID }.flatMap { index in
            path.indices.contains(index + 1) ? path[index + 1] : nil
        }
        guard let room = path.first(where: \.isRoom) ?? below else { return nil }
        return try await self.folder(room.id)
    }
}
