import ArgumentParser

/// The format of a command's data.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case table, json, csv
}

/// The same for output that is not a list of rows.
enum TextFormat: String, ExpressibleByArgument, CaseIterable {
    case table, json
}
