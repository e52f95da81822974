/**
 * Follows `$ref` within one document. What points elsewhere is refused: a document may not make this machine fetch
 * things. Pure.
 */
import { DocumentProblem } from './document-problem.ts';
import { isRecord, type JsonRecord } from './json-record.ts';

/** A reference to a reference to a reference; more is a mistake or malice. */
const MAX_STEPS = 20;

/** The object at `value`, references followed. Throws a DocumentProblem. */
export function follow(root: JsonRecord, value: unknown, pointer: string): { value: JsonRecord; pointer: string } {
  let current = value;
  let place = pointer;
  for (let steps = 0; steps < MAX_STEPS; steps += 1) {
    if (!isRecord(current)) throw new DocumentProblem(place, 'an object is needed here.');
    const reference = current.$ref;
    if (reference === undefined) return { value: current, pointer: place };
    place = localPointer(reference, place);
    current = at(root, place, reference);
  }
  throw new DocumentProblem(pointer, `references lead on for more than ${MAX_STEPS} steps, perhaps in a circle.`);
}

/** The pointer that a `$ref` names, or a DocumentProblem when it leaves the document. */
function localPointer(reference: unknown, pointer: string): string {
  if (typeof reference !== 'string') throw new DocumentProblem(pointer, '$ref is not text.');
  if (reference === '#' || reference.startsWith('#/')) return reference;
  throw new DocumentProblem(
    pointer,
    `the reference "${reference.slice(0, 200)}" leaves the document; only references within it ("#/...") are followed.`,
  );
}

function at(root: JsonRecord, place: string, reference: unknown): unknown {
  let current: unknown = root;
  for (const step of place.split('/').slice(1)) {
    const key = decoded(step).replaceAll('~1', '/').replaceAll('~0', '~');
    const next: unknown = Array.isArray(current)
      ? current[Number(key)]
      : isRecord(current) && Object.hasOwn(current, key)
        ? current[key]
        : undefined;
    if (next === undefined) throw new DocumentProblem(place, `the reference "${String(reference)}" names nothing.`);
    current = next;
  }
  return current;
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}
