/**
 * How a host is started so that it holds little memory and says nothing of its own engine: a host has some forty native
 * threads, and its young objects are windows of audio that nobody keeps. Pure. What the operator has set wins.
 */

/** Each thread of the media engine would take its own pool of the C library: 2 held 110 MB of a host with two calls, the usual 8 a core 165. */
const ALLOCATOR = { MALLOC_ARENA_MAX: '2' };
/** The engine calls it an error when a caller hangs up in the middle of joining; whoever looks for more sets it. */
const ENGINE_LOG = { RUST_LOG: 'off' };
/** Half of the heap for young objects, in MB; 16 of Node's own held 25 MB more for the same work. */
const YOUNG_HALF_MB = 4;

export const hostFlags = (given: readonly string[]): string[] =>
  given.some((flag) => flag.startsWith('--max-semi-space-size'))
    ? [...given]
    : [...given, `--max-semi-space-size=${YOUNG_HALF_MB}`];

export const hostEnvironment = (given: Record<string, string | undefined>): Record<string, string | undefined> => ({
  ...ALLOCATOR,
  ...ENGINE_LOG,
  ...given,
});
