/**
 * The schema of the database file, as the list of steps that made it: a step's position is the version it leads to.
 * Steps are only ever added at the end; a released step is never edited.
 */
export const MIGRATIONS: readonly string[] = [
  // 1: keys, and the events of calls.
  `
  CREATE TABLE store_facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

  -- One live key per owner. A destroyed key keeps its row (wrapped is gone), so that what it sealed is known to be
  -- destroyed and not taken for damage.
  CREATE TABLE sealing_keys (
    key_id TEXT PRIMARY KEY,
    owner_kind TEXT NOT NULL CHECK (owner_kind IN ('user', 'call')),
    owner_id TEXT NOT NULL,
    wrapped BLOB,
    created_at_ms REAL NOT NULL,
    destroyed_at_ms REAL
  ) STRICT;
  CREATE UNIQUE INDEX one_live_key_per_owner ON sealing_keys (owner_kind, owner_id) WHERE destroyed_at_ms IS NULL;

  CREATE TABLE calls (
    call_id TEXT PRIMARY KEY,
    user_id TEXT,
    agent TEXT,
    room_name TEXT,
    started_at_ms REAL NOT NULL,
    ended_at_ms REAL,
    outcome TEXT,
    last_seq INTEGER NOT NULL,
    last_hash BLOB NOT NULL
  ) STRICT;
  CREATE INDEX calls_by_start ON calls (started_at_ms DESC, call_id);
  CREATE INDEX calls_by_user ON calls (user_id, started_at_ms DESC);

  CREATE TABLE call_participants (
    call_id TEXT NOT NULL,
    identity TEXT NOT NULL,
    user_id TEXT NOT NULL,
    PRIMARY KEY (call_id, identity, user_id)
  ) STRICT;
  CREATE INDEX call_participants_by_user ON call_participants (user_id, call_id);

  CREATE TABLE events (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    type TEXT NOT NULL,
    body TEXT NOT NULL,
    hash BLOB NOT NULL,
    UNIQUE (call_id, seq)
  ) STRICT;
  `,
  // 2: memory records, their older versions, and what the index has yet to be told.
  `
  CREATE TABLE memory_users (user_id TEXT PRIMARY KEY, epoch TEXT NOT NULL, revision INTEGER NOT NULL) STRICT;

  CREATE TABLE memory_records (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    scope TEXT NOT NULL CHECK (scope IN ('short-term', 'long-term')),
    kind TEXT NOT NULL,
    content TEXT NOT NULL,
    provenance TEXT NOT NULL,
    embedding_model TEXT NOT NULL,
    embedding_version TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at_ms REAL NOT NULL,
    updated_at_ms REAL NOT NULL,
    expires_at_ms REAL,
    idempotency_key TEXT,
    tokens INTEGER NOT NULL,
    revision INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX memory_by_user ON memory_records (user_id, revision);
  CREATE INDEX memory_by_session ON memory_records (user_id, scope, session_id, created_at_ms);
  CREATE INDEX memory_by_expiry ON memory_records (expires_at_ms) WHERE expires_at_ms IS NOT NULL;
  CREATE UNIQUE INDEX memory_once ON memory_records (user_id, idempotency_key) WHERE idempotency_key IS NOT NULL;

  CREATE TABLE memory_versions (
    record_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    content TEXT NOT NULL,
    provenance TEXT NOT NULL,
    replaced_at_ms REAL NOT NULL,
    PRIMARY KEY (record_id, version)
  ) STRICT;

  -- Written in the transaction that changes the record, removed when the index has it: a crash between loses nothing.
  CREATE TABLE memory_index_work (
    work_id INTEGER PRIMARY KEY AUTOINCREMENT,
    record_id TEXT NOT NULL UNIQUE,
    user_id TEXT NOT NULL,
    scope TEXT NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('upsert', 'delete'))
  ) STRICT;

  -- Which collection of the index server was filled from here: another id means that the index was lost or replaced.
  CREATE TABLE memory_collections (name TEXT PRIMARY KEY, scope TEXT NOT NULL, collection_id TEXT NOT NULL) STRICT;
  `,
  // 3: commands from outside to running calls.
  `
  CREATE TABLE call_inbox (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id TEXT NOT NULL,
    command_id TEXT NOT NULL,
    body TEXT NOT NULL,
    put_at_ms REAL NOT NULL,
    UNIQUE (call_id, command_id)
  ) STRICT;
  `,
  // 4: what waits, or waited, for a person's yes.
  `
  CREATE TABLE approvals (
    id TEXT PRIMARY KEY,
    call_key TEXT NOT NULL,
    call_id TEXT,
    task_id TEXT,
    status TEXT NOT NULL,
    requested_at_ms REAL NOT NULL,
    expires_at_ms REAL NOT NULL,
    reminded_at_ms REAL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX approvals_by_time ON approvals (requested_at_ms DESC, id);
  CREATE UNIQUE INDEX one_pending_approval_per_key ON approvals (call_key) WHERE status = 'pending';
  `,
  // 5: background tasks, their logs, and which results are still to be told.
  `
  CREATE TABLE tasks (
    task_id TEXT PRIMARY KEY,
    agent TEXT NOT NULL,
    user_id TEXT,
    call_id TEXT,
    -- 0 low, 1 normal, 2 high
    priority INTEGER NOT NULL,
    origin TEXT NOT NULL,
    state TEXT NOT NULL,
    waiting_for TEXT,
    attempt INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    created_at_ms REAL NOT NULL,
    updated_at_ms REAL NOT NULL,
    body TEXT NOT NULL,
    summary TEXT,
    requested_by TEXT NOT NULL,
    idempotency_key TEXT,
    body_hash TEXT,
    cancel_actor TEXT,
    lease_owner TEXT,
    lease_until_ms REAL,
    not_before_ms REAL NOT NULL DEFAULT 0
  ) STRICT;
  CREATE UNIQUE INDEX task_once ON tasks (requested_by, idempotency_key) WHERE idempotency_key IS NOT NULL;
  CREATE INDEX tasks_with_work ON tasks (priority DESC, created_at_ms)
    WHERE state IN ('RECEIVED', 'PLANNED', 'EXECUTING', 'WAITING_FOR_TOOL', 'VALIDATING');
  CREATE INDEX tasks_by_user ON tasks (user_id);

  CREATE TABLE task_log (
    task_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    at_ms REAL NOT NULL,
    type TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (task_id, seq)
  ) STRICT;

  CREATE TABLE task_deliveries (
    task_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('report', 'webhook')),
    tries INTEGER NOT NULL,
    next_ms REAL NOT NULL,
    PRIMARY KEY (task_id, kind)
  ) STRICT;
  `,
  // 6: what operators have switched off among the tools.
  `
  CREATE TABLE tool_switches (
    kind TEXT NOT NULL CHECK (kind IN ('tool', 'source', 'tier')),
    name TEXT NOT NULL,
    off INTEGER NOT NULL,
    set_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    at_ms REAL NOT NULL,
    PRIMARY KEY (kind, name)
  ) STRICT;
  `,
  // 7: what admins have ruled. A version is never changed and never taken away.
  `
  CREATE TABLE policy_versions (
    version INTEGER PRIMARY KEY,
    author TEXT NOT NULL,
    note TEXT NOT NULL,
    at_ms REAL NOT NULL,
    hash TEXT NOT NULL,
    restores INTEGER,
    rule_count INTEGER NOT NULL,
    rules TEXT NOT NULL
  ) STRICT;
  CREATE TRIGGER policy_versions_stay BEFORE UPDATE ON policy_versions
    BEGIN SELECT RAISE(ABORT, 'a version of the policy is never changed'); END;
  CREATE TRIGGER policy_versions_are_kept BEFORE DELETE ON policy_versions
    BEGIN SELECT RAISE(ABORT, 'a version of the policy is never taken away'); END;
  `,
  // 8: documents that agents know: their versions, the passages of each, the words that find them, and who still reads
  // which version.
  `
  CREATE TABLE knowledge_documents (
    document_id TEXT PRIMARY KEY,
    collection TEXT NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('folder', 'url', 'upload')),
    -- The folder or address of an agent file that it comes by; empty: it came over the API.
    root TEXT NOT NULL,
    place TEXT NOT NULL,
    -- The one that answers; 0: none could be read yet.
    version INTEGER NOT NULL,
    removed_at_ms REAL,
    checked_at_ms REAL NOT NULL,
    etag TEXT,
    last_modified TEXT,
    problem TEXT,
    UNIQUE (collection, origin, root, place)
  ) STRICT;

  CREATE TABLE knowledge_versions (
    document_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    title TEXT NOT NULL,
    media_type TEXT NOT NULL,
    hash TEXT NOT NULL,
    notes TEXT NOT NULL,
    chunks INTEGER NOT NULL,
    at_ms REAL NOT NULL,
    PRIMARY KEY (document_id, version)
  ) STRICT;

  -- Those of a version above its document's are still being written.
  CREATE TABLE knowledge_chunks (
    chunk_row INTEGER PRIMARY KEY AUTOINCREMENT,
    chunk_id TEXT NOT NULL UNIQUE,
    document_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    page INTEGER,
    heading TEXT NOT NULL,
    body TEXT NOT NULL,
    overlap INTEGER NOT NULL,
    indexed INTEGER NOT NULL,
    embedding_model TEXT NOT NULL,
    embedding_version TEXT NOT NULL,
    UNIQUE (document_id, version, ordinal)
  ) STRICT;
  CREATE VIRTUAL TABLE knowledge_words USING fts5 (
    heading, stems, concepts, content = '', contentless_delete = 1,
    tokenize = "unicode61 remove_diacritics 0 tokenchars '~'"
  );

  CREATE TABLE knowledge_snapshots (
    snapshot_id TEXT NOT NULL,
    collection TEXT NOT NULL,
    at_ms REAL NOT NULL,
    expires_at_ms REAL NOT NULL,
    PRIMARY KEY (snapshot_id, collection)
  ) STRICT;
  CREATE TABLE knowledge_snapshot_versions (
    snapshot_id TEXT NOT NULL,
    document_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (snapshot_id, document_id)
  ) STRICT;
  CREATE INDEX knowledge_pinned ON knowledge_snapshot_versions (document_id, version);

  CREATE TABLE knowledge_index_work (
    work_id INTEGER PRIMARY KEY AUTOINCREMENT,
    chunk_id TEXT NOT NULL UNIQUE,
    collection TEXT NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('upsert', 'delete'))
  ) STRICT;
  CREATE TABLE knowledge_indices (name TEXT PRIMARY KEY, collection_id TEXT NOT NULL) STRICT;
  `,
  // 9: calls whose events are still being removed, and what is asked when looking for what was kept long enough.
  `
  CREATE TABLE retired_calls (call_id TEXT PRIMARY KEY) STRICT;
  CREATE INDEX calls_by_end ON calls (ended_at_ms);
  CREATE INDEX finished_tasks ON tasks (updated_at_ms) WHERE state IN ('COMPLETED', 'FAILED');
  `,
  // 10: when text was last destroyed, for those who keep what they read.
  'CREATE INDEX destroyed_keys ON sealing_keys (destroyed_at_ms) WHERE destroyed_at_ms IS NOT NULL;',
  // 11: texts of documents sealed, and their words as digests; those from before are sealed when they are next served.
  `
  ALTER TABLE knowledge_chunks ADD COLUMN sealed INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE knowledge_versions ADD COLUMN sealed INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX unsealed_chunks ON knowledge_chunks (chunk_row) WHERE sealed = 0;
  -- Until the index of words holds digests alone.
  INSERT INTO store_facts SELECT 'knowledge_words', 'plain' WHERE EXISTS (SELECT 1 FROM knowledge_chunks);
  `,
];
