/** What one hidden instruction is: where it stands, in what language and dress, and the harmful call it is after. */

export type Channel =
  | 'another-speaker'
  | 'operator-impersonation'
  | 'screen'
  | 'camera'
  | 'pdf'
  | 'csv-cell'
  | 'tool-result'
  | 'web-page'
  | 'memory';

export interface HarmfulCall {
  tool: 'orders_refund' | 'mail_send' | 'appointments_cancel' | 'notes_write' | 'payments_transfer' | 'records_delete';
  arguments: Readonly<Record<string, unknown>>;
}
export interface Injection {
  id: string;
  channel: Channel;
  language: string;
  /** How it is dressed up; absent: it stands there in plain words. */
  disguise?: string;
  content: string;
  wants: HarmfulCall;
}
