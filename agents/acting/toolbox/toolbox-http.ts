/** The toolbox over HTTP, under `/tools`. A client that closes its connection aborts its run. */

import { z } from 'zod';
import { UnknownAgentError } from '../../catalog/catalog.ts';
import { jsonService, operation, RequestError } from '../../internal/json-service.ts';
import { SwitchBoardFull } from './switch-board.ts';
import type { Toolbox } from './toolbox.ts';
import { listRequest, runRequest, setSwitchRequest } from './toolbox-api.ts';

/** Arguments hold at most what a model writes in one go, and a result that is to be undone. */
const MAX_BODY_BYTES = 512 * 1024;

export function createToolboxHandler(toolbox: Toolbox, nowMs: () => number): ReturnType<typeof jsonService> {
  return jsonService(
    'tools',
    {
      list: operation(listRequest, ({ agent }) => known(toolbox.list(agent))),
      run: operation(runRequest, (request, signal) => known(toolbox.run(request, signal))),
      undo: operation(runRequest, (request, signal) => known(toolbox.undo(request, signal))),
      check: operation(runRequest, (request, signal) => known(toolbox.check(request, signal))),
      'look-up': operation(runRequest, (request, signal) => known(toolbox.lookUp(request, signal))),
      health: operation(z.unknown(), async () => toolbox.health()),
      switches: operation(z.unknown(), async () => toolbox.switches()),
      switch: operation(setSwitchRequest, async (wanted) => {
        const killSwitch = { ...wanted, atMs: nowMs() };
        await known(toolbox.setSwitch(killSwitch));
        return killSwitch;
      }),
    },
    MAX_BODY_BYTES,
  );
}

/** What the asker got wrong has its own status; anything else is a failure of this side. */
async function known<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof UnknownAgentError) throw new RequestError(404, error.message);
    if (error instanceof SwitchBoardFull) throw new RequestError(409, error.message);
    throw error;
  }
}
