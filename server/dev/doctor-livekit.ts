/** Whether the LiveKit that the environment names answers with its keys. */
import { connectLiveKit } from '../livekit.ts';
import { broken, type Finding, ok } from './doctor-check.ts';
import type { Environment } from './stack-environment.ts';

const NAME = 'LiveKit';

export async function checkLivekitUrl(env: Environment): Promise<Finding | undefined> {
  const { LIVEKIT_URL: url, LIVEKIT_API_KEY: apiKey, LIVEKIT_API_SECRET: apiSecret } = env;
  if (!url) return undefined;
  if (!apiKey || !apiSecret)
    return broken(NAME, `LIVEKIT_URL=${url} needs LIVEKIT_API_KEY and LIVEKIT_API_SECRET of that server beside it.`);
  if (!URL.canParse(url)) return broken(NAME, `LIVEKIT_URL=${url} is not a URL: write ws://host:port or wss://host.`);
  try {
    await connectLiveKit({ url, apiKey, apiSecret, agentName: env.PARLEY_AGENT_NAME ?? 'parley' }).check();
    return ok(NAME, `${url} answers and knows the key`);
  } catch (error) {
    return broken(
      NAME,
      `${url} does not answer as it should (${error instanceof Error ? error.message : String(error)}): check LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET.`,
    );
  }
}
