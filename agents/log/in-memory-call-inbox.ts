/** The inbox of calls in memory: for tests, and for a worker that has no database. */
import type { CallInbox, WaitingCommand } from './call-inbox.ts';

export function createInMemoryCallInbox(): CallInbox {
  let commands: WaitingCommand[] = [];
  return {
    async put(callId, command) {
      if (!commands.some((waiting) => waiting.callId === callId && waiting.command.id === command.id))
        commands.push({ callId, command });
    },
    waiting: async (callIds) => commands.filter((waiting) => callIds.includes(waiting.callId)),
    async remove(callId, commandId) {
      commands = commands.filter((waiting) => waiting.callId !== callId || waiting.command.id !== commandId);
    },
    async clear(callId) {
      commands = commands.filter((waiting) => waiting.callId !== callId);
    },
    close: async () => {},
  };
}
