/** The tools every agent may name in its file. */
import type { Tool } from '../tool.ts';
import { calculateTool } from './calculator.ts';
import { callPerson, endCall } from './call-control.ts';
import { daysUntil, getDate, getTime } from './clock.ts';
import { forget, recall, remember } from './memory.ts';
import { showPicture, showPlot, showTable, showText, stopShowing } from './presenting.ts';
import { lookCloser, stopWatching, watchFor } from './seeing.ts';
import { cancelTask, startTask, taskStatus } from './tasks.ts';

const all = [
  getTime,
  getDate,
  daysUntil,
  calculateTool,
  remember,
  recall,
  forget,
  lookCloser,
  watchFor,
  stopWatching,
  showPlot,
  showTable,
  showText,
  showPicture,
  stopShowing,
  startTask,
  taskStatus,
  cancelTask,
  callPerson,
  endCall,
];
/** They run beside the call: many need it, and none computes for long. */
export const BUILT_IN_TOOLS: ReadonlyMap<string, Tool> = new Map(
  all.map((tool): [string, Tool] => [tool.name, { ...(tool as Tool), runsIn: 'call' }]),
);
export const BUILT_IN_TOOL_NAMES = [
  'get_time',
  'get_date',
  'days_until',
  'calculate',
  'remember',
  'recall',
  'forget',
  'look_closer',
  'watch_for',
  'stop_watching',
  'show_plot',
  'show_table',
  'show_text',
  'show_picture',
  'stop_showing',
  'start_task',
  'task_status',
  'cancel_task',
  'call_person',
  'end_call',
] as const;
export type BuiltInToolName = (typeof BUILT_IN_TOOL_NAMES)[number];
