/**
 * The OpenAPI document as data: from a file of the catalog or from the web, bounded in size and time, JSON or YAML. It
 * judges no more than that it is OpenAPI 3.x with paths; what an operation is worth is read elsewhere.
 */
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { readBounded } from './bounded-body.ts';
import { isRecord, type JsonRecord } from './json-record.ts';

/** GitHub's own description, the largest in common use, is about 12 MB of JSON. */
const MAX_DOCUMENT_BYTES = 16_000_000;
const DEADLINE_MS = 20_000;

export interface LoadedDocument {
  root: JsonRecord;
  /** Where it came from, when that was the web: relative servers are relative to it. */
  url?: URL;
}

/** Rejects with a sentence that names the document. */
export async function loadDocument(place: string, catalogDir: string, signal: AbortSignal): Promise<LoadedDocument> {
  const isUrl = /^https?:\/\//i.test(place);
  const text = isUrl ? await download(place, signal) : await readLocal(resolve(catalogDir, place));
  const root = checked(parse(text, place), place);
  return isUrl ? { root, url: new URL(place) } : { root };
}

async function readLocal(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > MAX_DOCUMENT_BYTES) throw new Error(`it has ${size} bytes and at most ${MAX_DOCUMENT_BYTES} are read`);
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new Error(`The OpenAPI document ${file} cannot be read: ${messageOf(error)}.`, { cause: error });
  }
}

async function download(place: string, signal: AbortSignal): Promise<string> {
  try {
    const response = await fetch(place, {
      headers: { accept: 'application/json, application/yaml, text/yaml;q=0.9, */*;q=0.5' },
      signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]),
    });
    const { bytes, cut } = await readBounded(response, MAX_DOCUMENT_BYTES);
    if (!response.ok) throw new Error(`the answer was ${response.status}`);
    if (cut) throw new Error(`it is larger than ${MAX_DOCUMENT_BYTES} bytes`);
    return bytes.toString('utf8');
  } catch (error) {
    throw new Error(`The OpenAPI document ${place} cannot be fetched: ${messageOf(error)}.`, { cause: error });
  }
}

function parse(text: string, place: string): unknown {
  const plain = text.replace(/^\uFEFF/, '');
  if (/^\s*\{/.test(plain)) {
    try {
      return JSON.parse(plain);
    } catch {
      // A flow mapping of YAML also begins with a brace; if it is neither, YAML says at which line.
    }
  }
  const yaml = parseDocument(plain, { prettyErrors: true, uniqueKeys: false, merge: true });
  const [first] = yaml.errors;
  if (first) throw new Error(`The OpenAPI document ${place} is neither JSON nor YAML: ${first.message.trim()}`);
  try {
    return yaml.toJS({ maxAliasCount: 1_000 });
  } catch (error) {
    throw new Error(`The OpenAPI document ${place} cannot be unfolded: ${messageOf(error)}.`, { cause: error });
  }
}

function checked(root: unknown, place: string): JsonRecord {
  if (!isRecord(root)) throw new Error(`The OpenAPI document ${place} is not an object.`);
  const version = root.openapi;
  if (typeof version !== 'string' || !/^3\.[01](\.|$)/.test(version)) {
    const said = root.swagger === undefined ? `openapi: ${String(version)}` : `swagger: ${String(root.swagger)}`;
    throw new Error(`The OpenAPI document ${place} says "${said}"; versions 3.0 and 3.1 are read.`);
  }
  if (!isRecord(root.paths)) throw new Error(`The OpenAPI document ${place} has no paths at "#/paths".`);
  return root;
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error && error.cause.message ? `${error.message}: ${error.cause.message}` : '';
  return (cause || error.message).replace(/\.$/, '');
}
