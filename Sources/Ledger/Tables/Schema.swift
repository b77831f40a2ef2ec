// The tables, version by version: what one release wrote, the next can read.

/// The steps from an empty file to today's tables. `PRAGMA user_version` says how many were taken.
enum Schema {
  static let version = Int64(steps.count)

  /// What each version adds to the one before. A step that was released is never changed.
  static let steps = [
    """
    -- The fleet's own state and the memory of the engine, as JSON.
    CREATE TABLE state (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE container (id TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE name (name TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;
    -- The last events and the last removed containers, the oldest of which are deleted.
    CREATE TABLE recent_event (number INTEGER PRIMARY KEY, fingerprint INTEGER NOT NULL);
    CREATE TABLE departed (number INTEGER PRIMARY KEY, id TEXT NOT NULL);
    -- Transitions; `row` is what the API answers.
    CREATE TABLE history (seq INTEGER PRIMARY KEY, time INTEGER NOT NULL, name TEXT, row TEXT NOT NULL);
    CREATE INDEX history_by_name ON history (name, seq) WHERE name IS NOT NULL;
    -- Alerts, what each webhook knows of each group, and the queue.
    CREATE TABLE alert (fingerprint TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE telling (webhook TEXT NOT NULL, group_key TEXT NOT NULL, state TEXT NOT NULL, PRIMARY KEY (webhook, group_key)) WITHOUT ROWID;
    CREATE TABLE restarts (name TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE notification (number INTEGER PRIMARY KEY, webhook TEXT NOT NULL, state TEXT NOT NULL);
    """,
    """
    -- Of what rules may still ask for more is kept than the times of restarts.
    CREATE TABLE marks (name TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;
    INSERT INTO marks SELECT name, json_object('name', name, 'marks', json_object('restarts', json_extract(state, '$.times')))
      FROM restarts WHERE json_valid(state) AND json_type(state, '$.times') = 'array';
    DROP TABLE restarts;
    """,
    """
    -- When a name is forgotten that nobody bears and of which nothing is shown, by our own clock: the fleet has these in memory only once they return.
    ALTER TABLE name ADD COLUMN forgotten_at INTEGER;
    CREATE INDEX name_by_forgotten_at ON name (forgotten_at) WHERE forgotten_at IS NOT NULL;
    """,
    """
    -- Of a name of which restarts alone are remembered, when the last one was, by our own clock: once nothing is shown of the name, the alerts have these
    -- in memory only when it returns.
    ALTER TABLE marks ADD COLUMN last_restart INTEGER;
    CREATE INDEX marks_by_last_restart ON marks (last_restart) WHERE last_restart IS NOT NULL;
    UPDATE marks SET last_restart = json_extract(state, '$.marks.restarts[#-1]')
      WHERE json_valid(state) AND json_array_length(state, '$.marks.restarts') > 0 AND (SELECT count(*) FROM json_each(state, '$.marks')) = 1;
    """,
  ]

  /// Takes the steps that the file has not taken yet, each in one transaction.
  static func migrate(_ database: Database, from version: Int64) throws(DatabaseError) {
    for (index, step) in steps.enumerated().dropFirst(Int(version)) {
      try database.transaction { () throws(DatabaseError) in
        try database.execute(step)
        try database.execute("PRAGMA user_version = \(index + 1)")
      }
    }
  }
}
