/**
 * Opens a source by its kind. What a kind needs (a client library, a database driver) is loaded when the first agent
 * names one. Holds nothing.
 */
import type { KnowledgeService } from '../../knowledge/knowledge-service.ts';
import type { KeptSource } from './functions/functions-config.ts';
import type { Source } from './source.ts';
import type { SourceConfig } from './source-config.ts';

export interface SourceDependencies {
  /** The value of an environment variable: a credential that stays in this process. */
  env(name: string): string | undefined;
  /** Files that a source names are relative to it. */
  catalogDir: string;
  /** Undefined: it could not be opened. */
  knowledge?: KnowledgeService | undefined;
  log: SourceLog;
  nowMs(): number;
}
export interface SourceLog {
  info(facts: Record<string, unknown>, message: string): void;
  warn(facts: Record<string, unknown>, message: string): void;
}
export type OpenKept = (config: KeptSource, dependencies: SourceDependencies) => Promise<Source>;
type OpenSource = (config: SourceConfig, dependencies: SourceDependencies) => Promise<Source>;

export const openSource: OpenSource = async (config, dependencies) => {
  switch (config.kind) {
    case 'mcp': {
      const { openMcpSource } = await import('./mcp/mcp-source.ts');
      return openMcpSource(config, dependencies);
    }
    case 'openapi': {
      const { openOpenApiSource } = await import('./openapi/openapi-source.ts');
      return openOpenApiSource(config, dependencies);
    }
    case 'sql': {
      const { openSqlSource } = await import('./sql/sql-source.ts');
      return openSqlSource(config, dependencies);
    }
    case 'knowledge': {
      const { openKnowledgeSource } = await import('./knowledge/knowledge-source.ts');
      return openKnowledgeSource(config, dependencies);
    }
  }
};
