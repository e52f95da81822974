/** The one place where the agent processes read their environment: everything else is handed values. */
export const processEnv = (): Record<string, string | undefined> => ({ ...process.env });
