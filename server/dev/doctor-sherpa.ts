/** The doctor's word on sherpa: whether its model is here, and on `-- sherpa` fetching it and loading it once. */
import { silentLog } from '../../agents/models/embedded/log.ts';
import { createSherpa } from '../../agents/models/embedded/sherpa/sherpa.ts';
import { findSherpaModel } from '../../agents/models/embedded/sherpa/sherpa-model.ts';
import { agentEnv, parseEnvironment } from '../../agents/settings/env.ts';
import type { DataFolder } from './data-folder.ts';
import { advice, broken, type Finding, ok } from './doctor-check.ts';
import { ensureSherpaModel } from './sherpa-tool.ts';
import type { Environment } from './stack-environment.ts';

const NAME = 'sherpa';

export async function checkSherpa(data: DataFolder): Promise<Finding> {
  try {
    const { encoder } = await findSherpaModel(data.root);
    return ok(NAME, `its model is here (${encoder})`);
  } catch {
    return advice(
      NAME,
      'its model is not here: npm run doctor -- sherpa fetches it, and hearing without a key gets better.',
    );
  }
}

export async function fetchSherpa(env: Environment, data: DataFolder, signal?: AbortSignal): Promise<Finding> {
  const { PARLEY_MODEL_HUB: hub } = parseEnvironment(agentEnv, env);
  const failure = await ensureSherpaModel({ dataFolder: data.root, hub, say: (line) => console.log(line), signal });
  if (failure) return broken(NAME, `${failure} Check the network, or set PARLEY_MODEL_HUB to a mirror.`);
  const recogniser = createSherpa({ dataFolder: data.root, log: silentLog });
  await recogniser.warm();
  const { state } = recogniser;
  await recogniser.close();
  if (state.state === 'unavailable') return broken(NAME, `the model is here, and yet: ${state.reason}`);
  return ok(NAME, 'its model is here and loads: without a key, npm start hears with it from now on');
}
