import Retention

extension KeySource {
    /// The text of `apiKey` in a policy or an account's file.
    var json: String {
        switch self {
        case .bundle(let name, let entry):
            #"{ "bundle": \#(JSONWriter.text(name)), "entry": \#(JSONWriter.text(entry)) }"#
        case .credential(let name): #"{ "credential": \#(JSONWriter.text(name)) }"#
        case .file(let path): #"{ "file": \#(JSONWriter.text(path)) }"#
        case .environment(let name): #"{ "environment": \#(JSONWriter.text(name)) }"#
        }
    }
}
