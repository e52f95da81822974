// The direction of the arrows between folders. Each rule's comment is written to the person who broke it.
const sdkHome = (name, sdk, home) => ({
  name,
  severity: 'error',
  comment: `${sdk} has one home (${home}): import what you need from there, or add it there.`,
  from: { path: '^(agents|media|server)/', pathNot: home },
  to: { path: sdk },
});

const PURE = [
  '^agents/observation/',
  '^agents/hearing/(turn-machine|endpointing|backchannel)[^/]*\\.ts$',
  '^agents/planning/plan\\.ts$',
  '^agents/acting/policy/',
  '^agents/tasks/state\\.ts$',
  '^agents/log/(fold|events)\\.ts$',
  '^agents/speaking/(clauses|budget)\\.ts$',
];

export default {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'A cycle means two files are one thing: find the third they both need.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'media-is-a-leaf',
      severity: 'error',
      comment: 'media/ turns bytes into facts and knows nothing of ours: pass what it needs as an argument.',
      from: { path: '^media/' },
      to: { path: '^(agents|server|web-client|test)/' },
    },
    {
      name: 'agents-never-server',
      severity: 'error',
      comment: 'The agent side runs without HTTP: move the shared thing into agents/ and let the server import it.',
      from: { path: '^agents/' },
      to: { path: '^(server|web-client|test)/' },
    },
    {
      name: 'server-sees-records-not-calls',
      severity: 'error',
      comment:
        'The server is never on the audio path: it may read logs, tasks, memory, catalog, policy and settings, but not a live call.',
      from: { path: '^server/', pathNot: '^server/dev/' },
      to: { path: '^agents/(call|room|hearing|seeing|speaking|planning)/', pathNot: '^agents/room/page-events\\.ts$' },
    },
    {
      name: 'nobody-imports-a-root',
      severity: 'error',
      comment: 'A composition root only starts a process: what you need from it belongs in a module of its own.',
      from: {},
      to: { path: '^(agents/(worker|host|tool-worker)|server/main)\\.ts$' },
    },
    {
      name: 'web-client-sees-the-api-only',
      severity: 'error',
      comment: 'The page knows the wire contract (server/api) and nothing else of the server.',
      from: { path: '^web-client/' },
      to: { path: '^(agents|media|server/(?!api/)|test)' },
    },
    {
      name: 'tests-are-not-a-library',
      severity: 'error',
      comment: 'Only tests import test/.',
      from: { path: '^(agents|media|server|web-client)/' },
      to: { path: '^test/' },
    },
    {
      name: 'pure-folders-stay-pure',
      severity: 'error',
      comment: 'This file decides and never acts: no node: module and no SDK but zod. Pass the effect in.',
      from: { path: PURE },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-peer'], pathNot: '/zod/' },
    },
    sdkHome('framework-home', 'node_modules/@livekit/agents[a-z-]*/', '^agents/models/framework'),
    sdkHome('rtc-home', 'node_modules/@livekit/rtc-node/', '^agents/(room/|models/framework)'),
    sdkHome('chroma-home', 'node_modules/chromadb/', '^agents/memory/chroma-index\\.ts'),
    sdkHome('mcp-home', 'node_modules/@modelcontextprotocol/', '^agents/acting/toolbox/mcp/'),
    sdkHome('sharp-home', 'node_modules/sharp/', '^media/video/'),
    sdkHome(
      'sqlite-home',
      '^node:sqlite$|^sqlite$',
      '^agents/log/sqlite/|^agents/memory/sqlite/|^agents/acting/toolbox/sql/sqlite/',
    ),
    sdkHome('postgres-home', 'node_modules/pg/', '^agents/acting/toolbox/sql/postgres/'),
    sdkHome('html-home', 'node_modules/htmlparser2/', '^agents/knowledge/html-text\\.ts'),
    sdkHome('yaml-home', 'node_modules/yaml/', '^agents/acting/toolbox/openapi/'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(node_modules|dist|\\.parley)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
    },
  },
};
