import ArgumentParser
import DocSpaceSimulator

/// `--seed`: empty, demo, traps, random:N or files:N.
struct SeedOption: ExpressibleByArgument {
    let defaultValueDescription: String

    init?(argument: String) {
        guard Seed(argument, randomSeed: 1) != nil else { return nil }
        defaultValueDescription = argument
    }

    static let demo = SeedOption(argument: "demo")!

    /// The contents to plant.
    func seed(randomSeed: UInt64) -> Seed {
        Seed(defaultValueDescription, randomSeed: randomSeed) ?? .empty
    }
}
