import ArgumentParser
import DocSpaceSimulator

/// `--seed`: empty, demo, traps or random:N.
enum SeedOption: ExpressibleByArgument {
    case empty, demo, traps
    case random(Int)

    init?(argument: String) {
        switch argument {
        case "empty": self = .empty
        case "demo": self = .demo
        case "traps": self = .traps
        default:
            guard argument.hasPrefix("random:"), let items = Int(argument.dropFirst("random:".count)), items >= 0 else {
                return nil
            }
            self = .random(items)
        }
    }

    var defaultValueDescription: String {
        switch self {
        case .empty: "empty"
        case .demo: "demo"
        case .traps: "traps"
        case .random(let items): "random:\(items)"
        }
    }

    /// The contents to plant.
    func seed(randomSeed: UInt64) -> Seed {
        switch self {
        case .empty: .empty
        case .demo: .demo
        case .traps: .traps
        case .random(let items): .random(items: items, seed: randomSeed)
        }
    }
}
