/**
 * What an HTTP answer means for a tool: its outcome, and its body as text for a model. Pure.
 *
 * `broken` is "nobody knows whether it happened": a 5xx, or a 408, which proxies also give for requests they passed on.
 * 425 and 429 are given before anything is begun.
 */
import type { SourceResult } from '../source.ts';
import { isRecord } from './json-record.ts';

export interface HttpAnswer {
  status: number;
  contentType: string;
  retryAfter?: string;
  bytes: Buffer;
  /** There was more than is read. */
  cut: boolean;
}

/** What of a failure's body is told; it is a sentence or two when the service is kind. */
const MAX_COMPLAINT = 1_000;

export function readAnswer(answer: HttpAnswer, what: string, nowMs: number): SourceResult {
  const { status } = answer;
  if (status >= 200 && status < 300) return { outcome: 'ok', text: bodyText(answer) };
  const complaint = complaintOf(answer);
  const said = `${what} answered ${status}${complaint ? `: ${complaint}` : '.'}${waitOf(answer, nowMs)}`;
  if (status === 429 || status === 425) return { outcome: 'broken', text: said, noEffect: true };
  if (status === 408 || status >= 500 || status < 400) return { outcome: 'broken', text: said };
  return { outcome: 'failed', text: said };
}

const isJson = (contentType: string): boolean => /^[\w.+-]+\/([\w.+-]+\+)?json\b/i.test(contentType);
const isText = (contentType: string): boolean =>
  /^text\/|^application\/([\w.+-]+\+)?(xml|yaml|x-yaml|javascript|x-ndjson|x-www-form-urlencoded)\b/i.test(contentType);

/** JSON without its blanks, text as it is, anything else as what it is and how large. */
function bodyText({ status, contentType, bytes, cut }: HttpAnswer): string {
  if (bytes.length === 0) return `Done (${status}), with nothing more to say.`;
  const size = cut ? `more than ${bytes.length} bytes` : `${bytes.length} bytes`;
  const note = cut ? `\n[cut: the answer has ${size}]` : '';
  const looksLikeText = isText(contentType) || (contentType === '' && isUtf8(bytes));
  if (isJson(contentType)) {
    const text = bytes.toString('utf8');
    const parsed = parsedJson(text);
    return parsed === undefined ? `${text}${note}` : JSON.stringify(parsed);
  }
  if (looksLikeText) return `${bytes.toString('utf8')}${note}`;
  return `The answer is ${contentType || 'of an unknown type'}, ${size}, which is not text.`;
}

function complaintOf(answer: HttpAnswer): string {
  if (answer.bytes.length === 0) return '';
  if (!isJson(answer.contentType)) {
    // A page of HTML says nothing that its status does not.
    return isText(answer.contentType) && !/html/i.test(answer.contentType) ? short(answer.bytes.toString('utf8')) : '';
  }
  const parsed = parsedJson(answer.bytes.toString('utf8'));
  return short(messageIn(parsed) ?? (parsed === undefined ? '' : JSON.stringify(parsed)));
}

/** The usual places of a message: RFC 9457, and what most frameworks do. What is wrong in detail comes with it. */
function messageIn(body: unknown): string | undefined {
  if (typeof body === 'string') return body;
  if (!isRecord(body)) return undefined;
  const { error } = body;
  const message = [
    body.detail,
    body.message,
    body.error_description,
    isRecord(error) ? error.message : error,
    body.title,
  ].find((text) => typeof text === 'string' && text !== '');
  if (typeof message !== 'string') return undefined;
  const details = body.errors ?? body.details ?? body.issues;
  return details === undefined ? message : `${message} ${JSON.stringify(details)}`;
}

function waitOf({ retryAfter }: HttpAnswer, nowMs: number): string {
  if (retryAfter === undefined) return '';
  const seconds = /^\d+$/.test(retryAfter) ? Number(retryAfter) : Math.ceil((Date.parse(retryAfter) - nowMs) / 1_000);
  return Number.isFinite(seconds) && seconds >= 0 ? ` It asks to wait ${seconds} s before trying again.` : '';
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const short = (text: string): string => {
  const plain = text.trim();
  return plain.length > MAX_COMPLAINT ? `${plain.slice(0, MAX_COMPLAINT)}…` : plain;
};

function isUtf8(bytes: Buffer): boolean {
  try {
    return !new TextDecoder('utf-8', { fatal: true }).decode(bytes).includes('\0');
  } catch {
    return false;
  }
}
