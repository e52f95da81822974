/**
 * What an operation that looks an effect up, or takes it back, is called with: the key, what the first one was given and
 * what it answered, each where the names agree. Pure.
 */
import { isRecord, type JsonRecord } from './json-record.ts';
import type { Operation } from './operation-list.ts';

/** Arguments that are filled with the key, whatever the service calls it. */
const KEY_NAMES = new Set(['key', 'callkey', 'idempotencykey', 'requestid', 'clientrequestid', 'clientreference']);

export type CompanionInput = { input: JsonRecord } | { missing: string };

export function companionInput(
  companion: Operation,
  callKey: string,
  original: unknown,
  result: string | undefined,
): CompanionInput {
  const given: JsonRecord = isRecord(original) ? original : {};
  const answered = result === undefined ? {} : recordIn(result);
  const input: JsonRecord = {};
  for (const argument of argumentsOf(companion)) {
    const value = takesKey(argument) ? callKey : (own(answered, argument) ?? own(given, argument));
    if (value !== undefined) input[argument] = value;
  }
  const required = companion.plan.jsonSchema.required;
  const missing = Array.isArray(required) ? required.filter((name) => input[String(name)] === undefined) : [];
  return missing.length > 0 ? { missing: missing.join(', ') } : { input };
}

/** Whether the key can reach it other than in the key's header. */
export const hasKeyArgument = (operation: Operation): boolean => argumentsOf(operation).some(takesKey);

const takesKey = (argument: string): boolean => KEY_NAMES.has(argument.toLowerCase().replace(/[^a-z]/g, ''));

function argumentsOf(operation: Operation): string[] {
  const properties = operation.plan.jsonSchema.properties;
  return isRecord(properties) ? Object.keys(properties) : [];
}

const own = (record: JsonRecord, name: string): unknown => (Object.hasOwn(record, name) ? record[name] : undefined);

function recordIn(text: string): JsonRecord {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}
