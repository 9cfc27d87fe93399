/// Guesses which known word was meant.
///
/// - Returns: the nearest word, if it is near enough for a typing error.
package func suggestion(for word: String, among known: [String]) -> String? {
    guard word.unicodeScalars.count <= 40 else { return nil }
    let lowered = word.lowercased()
    let nearest = known.map { (word: $0, distance: editDistance(lowered, $0.lowercased())) }
        .min { $0.distance < $1.distance }
    guard let nearest, nearest.distance <= max(1, nearest.word.count / 3) else { return nil }
    return nearest.word
}

/// Insertions, deletions, replacements and swaps of neighbours between two words.
func editDistance(_ left: String, _ right: String) -> Int {
    let left = Array(left.unicodeScalars)
    let right = Array(right.unicodeScalars)
    var beforePrevious: [Int] = []
    var previous = Array(0...right.count)
    for i in left.indices {
        var current = [i + 1]
        for j in right.indices {
            var best = min(previous[j + 1] + 1, current[j] + 1, previous[j] + (left[i] == right[j] ? 0 : 1))
            if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                best = min(best, beforePrevious[j - 1] + 1)
            }
            current.append(best)
        }
        beforePrevious = previous
        previous = current
    }
    return previous[right.count]
}
