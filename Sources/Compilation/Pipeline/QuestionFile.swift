internal import Common
internal import Manifest
internal import PassageStore

extension SourceItem {
  /// The questions of this `qa` file as the bundle holds them: one for each wording.
  func questions(_ diagnostics: inout [Diagnostic]) -> [QuestionAnswer] {
    let (questions, problems) = CuratedQuestion.load(self)
    diagnostics += problems
    return questions.flatMap { entry in
      ([entry.question] + entry.alternatives).map { wording in
        QuestionAnswer(
          question: wording, answer: entry.answer, category: entry.category, tags: entry.tags, source: displayPath)
      }
    }
  }
}
