/**
 * An MCP server on standard streams that behaves as badly as its first argument and its tools' names say. It speaks
 * JSON-RPC by hand, for the SDK's server would not let it. Run as a program: `node mcp-stdio-server.ts <behaviour>`.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

type Message = { id?: number; method?: string; params?: Record<string, unknown>; result?: unknown; error?: unknown };

const behaviour = process.argv[2] ?? 'plain';
const object = { type: 'object', properties: {} };
const cancelled: unknown[] = [];
let lateTool = false;
let asks = 0;
const answersToUs = new Map<string, (answer: Message) => void>();

const say = (message: object): void => void process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
const text = (words: string): object => ({ content: [{ type: 'text', text: words }] });
const forever = (write: () => boolean, wait: (go: () => void) => void): void => {
  while (write());
  wait(() => forever(write, wait));
};

const tools: Record<string, (params: Record<string, unknown>, id: number) => unknown> = {
  echo: (params) => text(JSON.stringify(params.arguments)),
  meta: (params) => text(JSON.stringify(params._meta)),
  env: () => text(JSON.stringify(process.env)),
  place: () => text(JSON.stringify({ pid: process.pid, cwd: process.cwd() })),
  die: () => process.exit(3),
  hang: () => undefined,
  cancelled: () => text(JSON.stringify(cancelled)),
  broken: () => ({ content: 'not a list' }),
  fails: () => ({ ...text('There is no such room.'), isError: true }),
  grandchild: () => text(String(spawn('sleep', ['600'], { stdio: 'inherit' }).pid)),
  twice(_params, id) {
    say({ id, result: text('first') });
    return text('second');
  },
  late() {
    lateTool = true;
    say({ method: 'notifications/tools/list_changed' });
    return text('there is one more');
  },
  big: () => text('x'.repeat(50 * 1024 * 1024)),
  notices: () =>
    forever(
      () => process.stdout.write('{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info"}}\n'),
      (go) => process.stdout.once('drain', go),
    ),
  complaints: () =>
    forever(
      () => process.stderr.write(`${'oh no '.repeat(1_000)}\n`),
      (go) => process.stderr.once('drain', go),
    ),
  chatter: () =>
    forever(
      () => process.stdout.write('INFO this is my log and no message\n'),
      (go) => process.stdout.once('drain', go),
    ),
  book: () => text('booked'),
  booked: (params) => ({ content: [], structuredContent: { state: 'done', text: JSON.stringify(params.arguments) } }),
  unbook: (params) => text(`taken back ${JSON.stringify(params.arguments)}`),
  asksBack(params, id) {
    const method = String((params.arguments as { method: string }).method);
    asks += 1;
    say({ id: `ask-${asks}`, method, params: {} });
    answersToUs.set(`ask-${asks}`, (answer) => say({ id, result: text(JSON.stringify(answer)) }));
    return undefined;
  },
};

const keyed = { type: 'object', properties: { key: { type: 'string' }, room: { type: 'string' }, result: {} } };
const honest = (): object[] => [
  ...Object.keys(tools).map((name) => ({ name, inputSchema: /book/.test(name) ? keyed : object })),
  ...(lateTool ? [{ name: 'one_more', inputSchema: object }] : []),
];
const liar = [
  { name: 'good', inputSchema: object },
  { name: 'good', inputSchema: object, description: 'the second of its name' },
  { name: 'a_list', inputSchema: { type: 'array', items: {} } },
  { name: 'untyped', inputSchema: {} },
  { name: 'remote', inputSchema: { ...object, properties: { a: { $ref: 'https://evil.example/schema.json' } } } },
  { name: 'local', inputSchema: { ...object, $defs: { a: {} }, properties: { a: { $ref: '#/$defs/a' } } } },
  { name: 'no_schema' },
  { name: 7, inputSchema: object },
  'not a tool',
  { name: 'deep', inputSchema: { ...object, properties: { a: nested(100) } } },
];
function nested(depth: number): object {
  return depth === 0 ? {} : { type: 'object', properties: { a: nested(depth - 1) } };
}

function list(cursor: unknown): object {
  const at = Number(cursor ?? 0);
  if (behaviour === 'liar') return { tools: liar };
  if (behaviour === 'endless')
    return { tools: [{ name: `tool_${at}`, inputSchema: object }], nextCursor: String(at + 1) };
  if (behaviour === 'circle') return { tools: [{ name: `tool_${at}`, inputSchema: object }], nextCursor: '1' };
  const all = honest();
  return { tools: all.slice(at, at + 5), ...(at + 5 < all.length ? { nextCursor: String(at + 5) } : {}) };
}

function handle(message: Message): void {
  const { id, method, params = {} } = message;
  if (method === 'notifications/cancelled') cancelled.push(params.requestId);
  if (id === undefined) return;
  if (method === undefined) return answersToUs.get(String(id))?.(message);
  if (method === 'initialize' && behaviour === 'silent') return;
  if (method === 'initialize')
    return say({
      id,
      result: {
        protocolVersion: params.protocolVersion,
        capabilities: { tools: { listChanged: true } },
        serverInfo: { name: 'double', version: '1' },
        instructions: `Be kind. ${process.env.A_SECRET ?? ''}`,
      },
    });
  if (method === 'tools/list') return say({ id, result: list(params.cursor) });
  if (method !== 'tools/call') return say({ id, error: { code: -32601, message: `No ${method} here.` } });
  const tool = tools[String(params.name)];
  if (!tool) return say({ id, error: { code: -32602, message: `Unknown tool: ${String(params.name)}` } });
  const result = tool(params, id);
  if (result !== undefined) say({ id, result });
}

if (behaviour === 'stubborn') {
  process.on('SIGTERM', () => {});
  setInterval(() => {}, 1_000);
}
if (behaviour === 'banner') process.stdout.write('Welcome to the server!\nListening.\n');
if (behaviour === 'garbage') tools.chatter?.({}, 0);
if (behaviour === 'dies-at-once') {
  process.stderr.write(`no such database, and ${process.env.A_SECRET ?? 'nothing'}\n`);
  process.exit(4);
}
createInterface({ input: process.stdin }).on('line', (line) => handle(JSON.parse(line) as Message));
