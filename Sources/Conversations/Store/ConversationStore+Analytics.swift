internal import Common
package import SQLite

/// How people used the knowledge base over a period.
package struct Analytics: Equatable, Sendable {
  /// One day in UTC; days without a question are left out.
  package struct Day: Equatable, Sendable {
    package var day: String
    package var questions: Int
    package var unanswered: Int
    package var people: Int
    /// Messages by sentiment.
    package var positive: Int
    package var neutral: Int
    package var negative: Int
    package var cost: Double
    /// Of the answers, in milliseconds.
    package var meanLatency: Double
  }

  package struct Count: Equatable, Sendable {
    package var name: String
    package var title: String
    package var count: Int
  }

  /// A question that the bundle did not answer.
  package struct Unanswered: Equatable, Sendable {
    package var question: String
    package var created: Timestamp
  }

  package var days: [Day] = []
  package var unanswered: [Unanswered] = []
  package var documents: [Count] = []
  package var topics: [Count] = []
  package var people = 0
  /// People who asked on more than one day.
  package var returningPeople = 0
  package var thumbsUp = 0
  package var thumbsDown = 0
  /// Of the answers, in milliseconds: median, 95th and 99th percentile.
  package var latency: (median: Double, p95: Double, p99: Double) = (0, 0, 0)

  package static func == (left: Self, right: Self) -> Bool {
    left.days == right.days && left.unanswered == right.unanswered && left.documents == right.documents
      && left.topics == right.topics && left.people == right.people && left.returningPeople == right.returningPeople
      && left.thumbsUp == right.thumbsUp && left.thumbsDown == right.thumbsDown && left.latency == right.latency
  }
}

extension ConversationStore {
  /// Adds up what happened from `first` to `last` (days in UTC, both included).
  ///
  /// - Parameters:
  ///   - limit: of unanswered questions, documents and topics.
  ///   - terms: what a question is about, as terms with the words that stand for them; a topic is a term that several
  ///     questions share, under the word that they use most.
  package func analytics(
    from first: String, to last: String, limit: Int = 20, terms: (String) -> [(term: String, word: String)]
  ) throws(DatabaseError) -> Analytics {
    let period: [SQLValue] = [.text(first), .text(last)]
    let read = try database.read { (connection) throws(DatabaseError) -> (Analytics, [Double], [String]) in
      var analytics = Analytics()
      let days = try connection.run(
        """
        SELECT messages.day, sum(CASE WHEN role = 'user' THEN 1 ELSE 0 END),
          sum(CASE WHEN answered = 0 THEN 1 ELSE 0 END), count(DISTINCT owner),
          sum(CASE WHEN role = 'user' AND sentiment = 'positive' THEN 1 ELSE 0 END),
          sum(CASE WHEN role = 'user' AND sentiment = 'neutral' THEN 1 ELSE 0 END),
          sum(CASE WHEN role = 'user' AND sentiment = 'negative' THEN 1 ELSE 0 END),
          coalesce(sum(cost), 0), coalesce(avg(milliseconds), 0)
        FROM messages JOIN sessions ON sessions.id = messages.session_id
        WHERE messages.day >= ? AND messages.day <= ? GROUP BY messages.day ORDER BY messages.day
        """, period)
      analytics.days = days.map {
        Analytics.Day(
          day: $0.text(0), questions: $0.integer(1), unanswered: $0.integer(2), people: $0.integer(3),
          positive: $0.integer(4), neutral: $0.integer(5), negative: $0.integer(6), cost: $0.real(7),
          meanLatency: $0.real(8))
      }
      let unanswered = try connection.run(
        """
        SELECT question.content, question.created_at FROM messages
        JOIN messages question ON question.id = messages.question_id
        WHERE messages.answered = 0 AND messages.day >= ? AND messages.day <= ?
        ORDER BY question.created_at DESC LIMIT ?
        """, period + [.integer(limit)])
      analytics.unanswered = unanswered.map {
        .init(question: $0.text(0), created: Timestamp(milliseconds: $0.integer(1)))
      }
      let documents = try connection.run(
        """
        SELECT source, max(title), count(*) AS uses FROM cited_documents WHERE day >= ? AND day <= ?
        GROUP BY bundle, source ORDER BY uses DESC, source LIMIT ?
        """, period + [.integer(limit)])
      analytics.documents = documents.map { .init(name: $0.text(0), title: $0.text(1), count: $0.integer(2)) }
      let people = try connection.first(
        """
        SELECT count(*), coalesce(sum(CASE WHEN days > 1 THEN 1 ELSE 0 END), 0) FROM (
          SELECT owner, count(DISTINCT messages.day) AS days FROM messages
          JOIN sessions ON sessions.id = messages.session_id
          WHERE role = 'user' AND messages.day >= ? AND messages.day <= ? GROUP BY owner) AS asked
        """, period)
      analytics.people = people?.integer(0) ?? 0
      analytics.returningPeople = people?.integer(1) ?? 0
      let thumbs = try connection.first(
        """
        SELECT coalesce(sum(CASE WHEN rating > 0 THEN 1 ELSE 0 END), 0),
          coalesce(sum(CASE WHEN rating < 0 THEN 1 ELSE 0 END), 0)
        FROM feedback JOIN messages ON messages.id = feedback.message_id
        WHERE messages.day >= ? AND messages.day <= ?
        """, period)
      analytics.thumbsUp = thumbs?.integer(0) ?? 0
      analytics.thumbsDown = thumbs?.integer(1) ?? 0
      let latencies = try connection.run(
        """
        SELECT milliseconds FROM messages WHERE milliseconds IS NOT NULL AND day >= ? AND day <= ?
        ORDER BY milliseconds
        """, period
      ).map { $0.real(0) }
      // The newest thousands are enough to see what recurs, and bound the work.
      let questions = try connection.run(
        """
        SELECT content FROM messages WHERE role = 'user' AND day >= ? AND day <= ? ORDER BY created_at DESC LIMIT 5000
        """, period
      ).map { $0.text(0) }
      return (analytics, latencies, questions)
    }
    var analytics = read.0
    let (latencies, questions) = (read.1, read.2)
    func percentile(_ share: Double) -> Double {
      latencies.isEmpty ? 0 : latencies[min(latencies.count - 1, Int(Double(latencies.count) * share))]
    }
    analytics.latency = (percentile(0.5), percentile(0.95), percentile(0.99))
    analytics.topics = Self.topics(of: questions, limit: limit, terms: terms)
    return analytics
  }

  /// Terms that at least two questions share, the most shared first.
  private static func topics(
    of questions: [String], limit: Int, terms: (String) -> [(term: String, word: String)]
  ) -> [Analytics.Count] {
    struct Topic {
      var questions = 0
      let example: String
      /// How many questions use a word.
      var words: [String: Int] = [:]

      var word: String {
        words.max { $0.value != $1.value ? $0.value < $1.value : $0.key > $1.key }?.key ?? ""
      }
    }
    var topics: [String: Topic] = [:]
    for question in questions {
      var seen: Set<String> = []
      for (term, word) in terms(question) where seen.insert(term).inserted {
        topics[term, default: Topic(example: question)].questions += 1
        topics[term]?.words[word, default: 0] += 1
      }
    }
    let shared = topics.filter { $0.value.questions > 1 }.sorted {
      $0.value.questions != $1.value.questions ? $0.value.questions > $1.value.questions : $0.key < $1.key
    }
    return shared.prefix(limit).map {
      Analytics.Count(name: $0.value.word, title: $0.value.example, count: $0.value.questions)
    }
  }
}
