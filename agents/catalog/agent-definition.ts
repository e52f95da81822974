/**
 * What an agent file says: one typed object, checked when it is loaded. Everything has a sensible default but who the
 * agent is and what it is told. Pure.
 */
import { z } from 'zod';
import { policyRule } from '../acting/policy/policy-rule.ts';
import type { Tool } from '../acting/tool.ts';
import { sourceConfig } from '../acting/toolbox/source-config.ts';
import { BUILT_IN_TOOL_NAMES, type BuiltInToolName } from '../acting/tools/built-in.ts';
import { maskRules } from '../seeing/mask-rules.ts';
import { readingLanguage } from '../settings/reading-language.ts';
import { intakeRule } from '../tasks/intake.ts';

const line = z.string().min(1).max(500);

export const agentFile = z.strictObject({
  /** What callers and developers call it: lower case, digits and dashes. */
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/, 'is lower case letters, digits and dashes, and starts with a letter'),
  title: z.string().min(1).max(80),
  description: z.string().min(1).max(300),
  instructions: z.string().min(1).max(20_000),
  /** Spoken when the caller joins. `{name}` is replaced when the caller's name is known, else the sentence part is dropped. */
  greeting: line,
  greetingReturning: line.optional(),
  /** BCP 47: what its calls are heard and spoken in, and whose words end turns and say yes. */
  language: z.string().min(2).max(10).default('en'),
  voice: z.string().max(80).optional(),
  tools: z
    .array(
      z.union([
        z.enum(BUILT_IN_TOOL_NAMES),
        z.custom<Tool>((value) => isTool(value), 'is the name of a built-in tool, or a tool made with defineTool'),
      ]),
    )
    .default([]),
  /** Services whose operations are tools too: MCP servers, OpenAPI documents, databases, documents to know. */
  sources: z.array(sourceConfig).max(20).default([]),
  policy: z.array(policyRule).default([]),
  /** What other systems may send to it, and what it is to do about it: a task each. */
  intakes: z.array(intakeRule).max(20).default([]),
  /** Agents of the catalog that it may hand the call to: on its own judgement, and at once when the caller says one of `when`. */
  specialists: z
    .array(
      z.strictObject({
        agent: z.string().min(1).max(40),
        /** Words of a caller that mean this specialist, such as "my bill". */
        when: z.array(z.string().min(2).max(80)).max(40).default([]),
        /** For the model: what it is for. */
        description: z.string().min(1).max(300),
      }),
    )
    .max(20)
    .default([]),
  /** An agent of the catalog that must agree to everything this one would change. */
  supervisor: z.string().min(1).max(40).optional(),
  /** Words that were heard with less confidence (0 to 1) change nothing until the caller has confirmed. */
  escalate: z.strictObject({ confidenceBelow: z.number().min(0).max(1).optional() }).default({}),
  memory: z.enum(['user', 'none']).default('user'),
  /** Whether it looks at cameras and screens that are shared with it. Files are read in any case. */
  sees: z.boolean().default(true),
  /** What is blanked in screens, cameras and files before anything leaves. */
  masks: maskRules.prefault({}),
  /** Language of what it reads in pictures, as Tesseract names it, such as "deu" or "eng+deu"; unset: the installation's. */
  readingLanguage: readingLanguage.optional(),
  budget: z
    .strictObject({
      maxSteps: z.number().int().min(1).max(20).optional(),
      maxToolCalls: z.number().int().min(0).max(50).optional(),
      maxOutputTokens: z.number().int().min(50).max(20_000).optional(),
    })
    .default({}),
  /** What it says in its own style when an answer is late, fails, or the line is silent. */
  lines: z
    .strictObject({
      filler: z.array(line).min(1).default(['Let me think for a moment.', 'One moment.', 'Let me see.']),
      apology: line.default(
        "I'm sorry, I can't answer that right now. Please try once more, or ask me something else.",
      ),
      deaf: line.default("I'm sorry, I can't hear you at the moment. You can type to me, or try again in a moment."),
      hearsAgain: line.default('I can hear you again.'),
      wayOut: line.default(
        'That is taking me too long. Could you put it more simply, or shall I ask a person to help?',
      ),
      notUnderstood: line.default("Sorry, I didn't catch that."),
      stillThere: line.default('Are you still there?'),
      silentGoodbye: line.default("I'll hang up now, since I can't hear you. Call again any time. Goodbye."),
      /** Before what appeared, when a standing wish came true. */
      wishMet: line.default('You asked me to watch for this: {what}. It says:'),
      /** Asks for the caller's yes; `{action}` is what would be done, exactly. */
      confirm: line
        .refine((words) => words.includes('{action}'), { error: 'must say {action}, or nobody knows what is asked' })
        .default('{action} Shall I?'),
      goodbye: line.default('Goodbye.'),
      /** When a colleague who spoke instead of it has gone. */
      back: line.default("I'm back. Where were we?"),
      /** How it takes a call over from another agent; `{title}` is its own. */
      takesOver: line.default('Hello, this is {title}. How can I help?'),
    })
    .prefault({}),
  timeZone: z
    .string()
    .max(60)
    .refine(isTimeZone, {
      error: ({ input }) => `${JSON.stringify(input)} is not an IANA time zone such as Europe/Berlin`,
    })
    .optional(),
  prompt: z.string().default('talker.v1'),
});
export type AgentDefinition = z.output<typeof agentFile>;
/** What a developer writes: the same with every default left out. */
export type AgentFile = z.input<typeof agentFile>;
export type { BuiltInToolName };

/** Types the file's one export. */
export const defineAgent = (definition: AgentFile): AgentFile => definition;

const toolShape = z.object({
  name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
  description: z.string(),
  label: z.string(),
  parameters: z.custom((value) => typeof value === 'object' && value !== null && 'safeParse' in value),
  tier: z.enum(['read', 'write-constrained', 'write-broad']),
  deadlineMs: z.number().positive(),
  honoursKey: z.boolean(),
  run: z.custom((value) => typeof value === 'function'),
  runsIn: z.literal('call').optional(),
});
const isTool = (value: unknown): value is Tool => toolShape.safeParse(value).success;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
