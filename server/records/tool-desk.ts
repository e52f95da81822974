/** The toolbox as the server's routes see it. One that does not answer is `tools_unavailable`. */
import type { ToolboxClient } from '../../agents/acting/toolbox/client.ts';
import type { HealthResponse, KillSwitch, SetSwitchRequest } from '../../agents/acting/toolbox/toolbox-api.ts';
import { ApiError } from '../errors.ts';

export interface ToolDesk {
  health(signal: AbortSignal): Promise<HealthResponse>;
  setSwitch(request: SetSwitchRequest, signal: AbortSignal): Promise<KillSwitch>;
}

/** `client` undefined: no tool-worker is known. */
export function toolDesk(client: Pick<ToolboxClient, 'health' | 'setSwitch'> | undefined): ToolDesk {
  const ask = async <T>(work: (client: Pick<ToolboxClient, 'health' | 'setSwitch'>) => Promise<T>): Promise<T> => {
    if (!client)
      throw new ApiError('tools_unavailable', 'The toolbox is unknown here: PARLEY_TOOL_WORKER_URL is not set.');
    try {
      return await work(client);
    } catch (error) {
      const sentence = error instanceof Error ? error.message : String(error);
      throw new ApiError('tools_unavailable', `The toolbox failed: ${sentence}`);
    }
  };
  return {
    health: (signal) => ask((found) => found.health(signal)),
    setSwitch: (request, signal) => ask((found) => found.setSwitch(request, signal)),
  };
}
