import FoundationEssentials

/// The answers of `GET /_sim/…`.
struct ControlReport {
    let portal: PortalState

    private var database: Database { portal.database }
    private var tree: FileTree { portal.database.tree }
    private var ledger: Ledger { portal.database.ledger }

    private func utc(_ date: Date) -> JSONValue { .string(PortalDate.roundTrip(date, offsetSeconds: 0)) }

    var state: JSONValue {
        let people = database.users.values.sorted { ($0.trashID ?? 0) < ($1.trashID ?? 0) }.map { user in
            JSONValue.leavingOutNil([
                "id": .string(user.id.description), "name": .string(user.name),
                "trashId": user.trashID.map(JSONValue.int), "myDocumentsId": user.myDocumentsID.map(JSONValue.int),
                "keys": .array(database.accounts.keys.values.filter { $0.user == user.id }.map { .string($0.secret) }),
                "trash": .array(database.trashEntries(of: user.id).map { .string($0.description) }),
            ])
        }
        let jobs = portal.jobs.all.map { operation in
            JSONValue.leavingOutNil([
                "id": .string(operation.id), "kind": .int(operation.kind.rawValue),
                "user": .string(operation.user.description), "status": .int(operation.status.rawValue),
                "processed": .int(operation.processed), "error": operation.error.map(JSONValue.string),
            ])
        }
        let rooms = database.folders.values.filter(\.type.isRoom).sorted { $0.id < $1.id }.map { room -> JSONValue in
            [
                "id": .int(room.id), "title": .string(room.title),
                "archived": .bool(room.parentID == database.documents.archiveID),
            ]
        }
        return [
            "now": utc(portal.time.source.now), "condition": .string(portal.availability.condition.rawValue),
            "users": .array(people),
            "rooms": .array(rooms), "operations": .array(jobs), "files": .int(tree.files.count),
            "folders": .int(tree.folders.count),
        ]
    }

    var changes: JSONValue {
        let destroyed = ledger.destroyed.map { entry in
            JSONValue.leavingOutNil([
                "item": .string(entry.item.description), "title": .string(entry.title), "at": utc(entry.at),
                "cause": .string(entry.cause.description), "operation": entry.cause.operation.map(JSONValue.string),
                "wasTrashed": .bool(entry.wasTrashed), "isNested": .bool(entry.isNested),
            ])
        }
        let moved = ledger.moved.map { entry in
            JSONValue.leavingOutNil([
                "item": .string(entry.item.description), "title": .string(entry.title), "at": utc(entry.at),
                "from": .int(entry.from), "to": .int(entry.to), "cause": .string(entry.cause.description),
                "operation": entry.cause.operation.map(JSONValue.string),
            ])
        }
        return ["destroyed": .array(destroyed), "moved": .array(moved)]
    }

    func requests(from number: Int) -> JSONValue {
        let counts = ledger.requestCounts.sorted { $0.key < $1.key }.map {
            JSONMember(name: $0.key, value: .int($0.value))
        }
        let requests = ledger.requests.dropFirst(max(0, number - 1)).map { record in
            JSONValue.leavingOutNil([
                "number": .int(record.number), "method": .string(record.method), "path": .string(record.path),
                "query": .string(record.query), "body": .string(record.body), "at": utc(record.at),
                "user": record.user.map { .string($0.description) }, "status": record.status.map(JSONValue.int),
            ])
        }
        return ["counts": .object(counts), "requests": .array(requests)]
    }

    func item(_ text: String?) throws(ControlError) -> JSONValue {
        let item = try JSONValue.object([JSONMember(name: "item", value: .string(text ?? ""))]).controlItem("item")
        guard tree.exists(item) else { return ["exists": false] }
        let file = item.kind == .file ? tree.files[item.id] : nil
        return .leavingOutNil([
            "exists": true, "title": tree.title(of: item).map(JSONValue.string),
            "parent": tree.parent(of: item).map(JSONValue.int), "inTrash": .bool(tree.isInTrash(item)),
            "isTrashEntry": .bool(tree.isTrashEntry(item)), "originId": tree.origin(of: item).map(JSONValue.int),
            "bytes": file.map { .int($0.bytes) }, "version": file.map { .int($0.version) },
            "updated": tree.updated(item).map(utc),
        ])
    }
}
