/** A call of a tool and what came of it, as the messages that a model would have left if it had made the call itself. Pure. */
import type { ChatMessage } from '../models/interfaces.ts';

export const usedTool = (id: string, name: string, argumentsJson: string, content: string): ChatMessage[] => [
  { role: 'assistant', content: '', toolCalls: [{ id, name, argumentsJson }] },
  { role: 'tool', toolCallId: id, name, content },
];
