/** Fills in `livekit.yaml`, the documented configuration at the top of the repository. Pure: text in, text out. */

export interface LivekitConfigValues {
  port: number;
  udpPort: number;
  tcpPort: number;
  /** Address the server listens on. */
  bind: string;
  /** Address that browsers are told to send media to. */
  nodeIp: string;
  apiKey: string;
  apiSecret: string;
  webhookUrl?: string | undefined;
}

/** The template with every `${NAME}` replaced; a name nobody knows is an error, so a typing mistake is seen at once. */
export function fillLivekitConfig(template: string, values: LivekitConfigValues): string {
  const words: Record<string, string> = {
    LIVEKIT_PORT: String(values.port),
    LIVEKIT_UDP_PORT: String(values.udpPort),
    LIVEKIT_TCP_PORT: String(values.tcpPort),
    LIVEKIT_BIND: values.bind,
    LIVEKIT_NODE_IP: values.nodeIp,
    LIVEKIT_MEDIA_NETWORK: values.nodeIp.startsWith('127.') ? '127.0.0.0/8' : '0.0.0.0/0',
    LIVEKIT_API_KEY: values.apiKey,
    LIVEKIT_API_SECRET: values.apiSecret,
    LIVEKIT_WEBHOOK_URLS: JSON.stringify(values.webhookUrl ? [values.webhookUrl] : []),
  };
  return template.replace(/\$\{([^}.]+)\}/g, (_, name: string) => {
    const word = words[name];
    if (word === undefined)
      throw new Error(
        `livekit.yaml uses \${${name}}, which the starter does not know: it fills in ${Object.keys(words).join(', ')}.`,
      );
    return word;
  });
}
