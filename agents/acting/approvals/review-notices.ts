/**
 * Tells people that something waits for them: when it is asked for, again when nobody has looked for a while, and when
 * it was too late. What it quotes stays here; the notice names the tool, the reason and where to decide.
 */
import type { PostOutcome } from '../../internal/post-signed.ts';
import type { Approval } from './approval.ts';
import type { ApprovalStore } from './approval-store.ts';

export type NoticeKind = 'approval-requested' | 'approval-reminder' | 'approval-expired';
export interface ReviewNotice {
  event: NoticeKind;
  approvalId: string;
  agent: string;
  tool: string;
  label: string;
  reason: string;
  by: Approval['by'];
  expiresAtMs: number;
  /** Where it is decided, on this server. */
  path: string;
}
export interface ReviewNoticesDeps {
  store: Pick<ApprovalStore, 'list' | 'remind'>;
  /** Resolves with what became of it; never rejects. */
  post(notice: ReviewNotice, key: string): Promise<PostOutcome>;
  nowMs(): number;
  log: { warn(facts: Record<string, unknown>, message: string): void };
}

const REMIND_AFTER_MS = 120_000;
/** Those who decide are asked for at most this many at once; the console shows all. */
const MAX_AT_ONCE = 50;

export class ReviewNotices {
  readonly #deps: ReviewNoticesDeps;
  readonly #sinceMs: number;
  readonly #told = new Set<string>();

  constructor(deps: ReviewNoticesDeps) {
    this.#deps = deps;
    this.#sinceMs = deps.nowMs();
  }

  /** What is new and what was forgotten; called every second or so. */
  async look(): Promise<void> {
    const { store, nowMs } = this.#deps;
    const pending = await store.list({ status: 'pending' }, MAX_AT_ONCE);
    for (const id of this.#told) if (!pending.some((approval) => approval.id === id)) this.#told.delete(id);
    for (const approval of pending) {
      // A caller is asked in the call. What was asked for before this process began was told by the one before it.
      if (approval.by === 'caller' || approval.requestedAtMs < this.#sinceMs || this.#told.has(approval.id)) continue;
      this.#told.add(approval.id);
      await this.#tell('approval-requested', approval);
    }
    for (const approval of await store.remind(nowMs() - REMIND_AFTER_MS, nowMs()))
      if (approval.by !== 'caller') await this.#tell('approval-reminder', approval);
  }
  async expired(approval: Approval): Promise<void> {
    if (approval.by !== 'caller') await this.#tell('approval-expired', approval);
  }

  async #tell(
    event: NoticeKind,
    { id, agent, tool, label, reason, by, expiresAtMs, remindedAtMs }: Approval,
  ): Promise<void> {
    const notice = {
      event,
      approvalId: id,
      agent,
      tool,
      label,
      reason,
      by,
      expiresAtMs,
      path: `/console/review/${id}`,
    };
    const sent = await this.#deps.post(notice, `${event}-${id}-${remindedAtMs ?? 0}`);
    if (!sent.taken)
      this.#deps.log.warn({ approval: id, event, why: sent.why }, 'a notice of an approval was not taken');
  }
}
