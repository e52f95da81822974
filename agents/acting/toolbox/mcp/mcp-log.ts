/** What the MCP source says of itself: pino's shape, fields first. Credentials are taken out before anything is said. */
export interface McpLog {
  info(fields: Record<string, unknown>, sentence: string): void;
  warn(fields: Record<string, unknown>, sentence: string): void;
}
