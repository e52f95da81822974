/** Every intent, in the order in which they are tried: what is narrow stands before what is wide. */
import type { Intent } from '../decision.ts';
import { ABOUT_AGENT } from './about-agent.ts';
import { APPOINTMENTS } from './appointments.ts';
import { BACKGROUND } from './background.ts';
import { CANNOT } from './cannot.ts';
import { CLOCK } from './clock.ts';
import { CONTROL } from './control.ts';
import { COURTESY } from './courtesy.ts';
import { DAYS } from './days.ts';
import { DOCUMENT_QUESTIONS, DOCUMENTS } from './documents.ts';
import { FILES } from './files.ts';
import { GAMES } from './games.ts';
import { HANDING_OVER } from './handing-over.ts';
import { LEAVING } from './leaving.ts';
import { MEMORY } from './memory.ts';
import { NAME } from './name.ts';
import { PRESENTING } from './presenting.ts';
import { SEEING } from './seeing.ts';
import { SUMS } from './sums.ts';

export const INTENTS: readonly Intent[] = [
  ...CONTROL,
  ...BACKGROUND,
  ...HANDING_OVER,
  ...LEAVING,
  ...APPOINTMENTS,
  ...PRESENTING,
  ...DOCUMENTS,
  ...FILES,
  ...SEEING,
  ...NAME,
  ...GAMES,
  ...SUMS,
  ...DAYS,
  ...CLOCK,
  ...ABOUT_AGENT,
  ...COURTESY,
  ...MEMORY,
  ...DOCUMENT_QUESTIONS,
  ...CANNOT,
];
