import Platform
import Retention
import RetentionEngine

/// The policy file, as the target of `inForce`.
struct SealedFile {
    let path: String
    private let bytes: [UInt8]
    /// Held as long as the value lives, so that no other command writes the policy meanwhile.
    private let lock: Folder

    /// - Throws: `CommandError` (78) if it can't be read, (75) while another command changes it.
    init(path: String) throws(CommandError) {
        self.path = path
        do throws(FileError) { lock = try Folder.holding(path).folder } catch {
            throw CommandError(.badConfiguration, "the folder of the policy \(path) can't be read: \(error.reason)")
        }
        guard lock.lock() else {
            throw CommandError(
                .temporaryFailure, "another command is changing the policy \(path)",
                hint: "wait until it has ended, then try again")
        }
        do { bytes = try SmallFile.read(path, limit: 4 << 20).bytes } catch {
            throw CommandError(.badConfiguration, "the policy \(path) can't be read: \(error)")
        }
    }

    /// The file with the seal, which then belongs to the policy.
    ///
    /// - Throws: `CommandError` (78) if the file was changed meanwhile, so that the seal would belong to other rules.
    func text(with seal: PolicySeal) throws(CommandError) -> [UInt8] {
        guard let text = SealText.sealing(bytes, seal),
            let sealed = try? PolicyFile.parse(text, file: path, scope: .rules).active,
            sealed.policy.seal == seal, sealed.digest == seal.digest
        else {
            throw CommandError(
                .badConfiguration, "the policy \(path) was changed while it was read", hint: "try again")
        }
        return text
    }
}
