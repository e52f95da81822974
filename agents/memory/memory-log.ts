/** The part of a logger that memory uses; pino's loggers have it. Never given a text that is marked. */
export interface MemoryLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}
