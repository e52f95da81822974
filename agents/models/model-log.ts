/** The few methods of a pino logger that models use, so that tests and tools may hand in their own. */
export interface ModelLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
