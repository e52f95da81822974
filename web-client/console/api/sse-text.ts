/** Server-sent events out of the text they arrive in, however it is cut. Pure. */
export interface SentEvent {
  /** `message` unless the server names it. */
  event: string;
  id: string | undefined;
  data: string;
}

/** A reader of one stream: text in, the events that are complete out. */
export function sseReader(): (text: string) => SentEvent[] {
  let rest = '';
  return (text) => {
    rest += text;
    const blocks = rest.split('\n\n');
    rest = blocks.pop() ?? '';
    return blocks.flatMap(read);
  };
}

function read(block: string): SentEvent[] {
  const fields = new Map<string, string>();
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).replace(/^ /, '');
    const before = fields.get(name);
    fields.set(name, name === 'data' && before !== undefined ? `${before}\n${value}` : value);
  }
  const data = fields.get('data');
  if (data === undefined) return [];
  return [{ event: fields.get('event') ?? 'message', id: fields.get('id'), data }];
}
