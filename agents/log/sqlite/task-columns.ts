/** A row of the table of tasks as SQLite gives it. Types only. */

export interface StoredTask {
  task_id: string;
  position: number;
  agent: string;
  user_id: string | null;
  call_id: string | null;
  priority: number;
  origin: string;
  state: string;
  waiting_for: string | null;
  attempt: number;
  last_seq: number;
  created_at_ms: number;
  updated_at_ms: number;
  body: string;
  summary: string | null;
  body_hash: string | null;
  cancel_actor: string | null;
  lease_owner: string | null;
  lease_until_ms: number | null;
}
