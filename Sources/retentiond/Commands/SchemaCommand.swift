import ArgumentParser
import Retention

/// Prints the schema for editors.
struct SchemaCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Print the JSON Schema of the policy, for editors.",
        discussion: """
            Example:
              retentiond schema >policy.schema.json
            """)

    @OptionGroup var common: CommonOptions

    func execute() async throws(CommandError) -> ExitStatus? {
        Console.print(PolicySchema.text)
        return nil
    }
}
