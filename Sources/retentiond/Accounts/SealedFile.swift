import Retention
import RetentionEngine

/// The policy file, for putting `inForce` into it.
struct SealedFile {
    let path: String
    private let bytes: [UInt8]
    /// Held as long as the value lives: no other command writes the policy meanwhile.
    private let lock: Folder

    /// - Throws: `CommandFailure` (78) when it can't be read, (75) while another command changes it.
    init(path: String) throws(CommandFailure) {
        self.path = path
        do throws(FileError) { lock = try Folder.holding(path).folder } catch {
            throw CommandFailure(.badConfiguration, "the folder of the policy \(path) can't be read: \(error.reason)")
        }
        guard lock.lock() else {
            throw CommandFailure(
                .temporaryFailure, "another command is changing the policy \(path)",
                hint: "wait until it has ended, then try again")
        }
        do { bytes = try SmallFile.read(path, limit: 4 << 20).bytes } catch {
            throw CommandFailure(.badConfiguration, "the policy \(path) can't be read: \(error)")
        }
    }

    /// The file with the seal, which is the policy's then.
    ///
    /// - Throws: `CommandFailure` (78) when the file was changed meanwhile, so that the seal wouldn't be about what it says.
    func text(with seal: PolicySeal) throws(CommandFailure) -> [UInt8] {
        guard let text = SealText.sealing(bytes, seal),
            let sealed = try? PolicyFile.parse(text, file: path, scope: .rules).active,
            sealed.policy.seal == seal, sealed.digest == seal.digest
        else {
            throw CommandFailure(
                .badConfiguration, "the policy \(path) was changed while it was read", hint: "try again")
        }
        return text
    }
}
