/**
 * Which way the turns of one call go, as far as it is known at that moment: by rules on the words, or by the small
 * model where one is set up and has said so in time. Nothing waits for it.
 */
import type { AgentDefinition } from '../catalog/agent-definition.ts';
import type { LanguageModel } from '../models/interfaces.ts';
import { type Route, routeByRules, TALKER, type Ways } from '../planning/router.ts';
import { askRouter } from '../planning/router-model.ts';

export interface RoutingOptions {
  agent(): AgentDefinition;
  /** Names of the tools that the agent has now. */
  tools(): { has(name: string): boolean };
  router: LanguageModel | undefined;
  planner: LanguageModel | undefined;
  signal: AbortSignal;
}
interface Asked {
  text: string;
  agent: string;
  /** Undefined until the model has said. */
  route: Route | undefined;
}
/** Fewer words than this are no request that anybody else should have. */
const MIN_WORDS = 4;

export class Routing {
  readonly #options: RoutingOptions;
  #asked: Asked | undefined;

  constructor(options: RoutingOptions) {
    this.#options = options;
  }

  /** What rules say, or what the model has said of exactly these words by now. */
  of(text: string): Route {
    const byRules = routeByRules(text, this.#ways());
    if (byRules.route !== 'talker') return byRules;
    const asked = this.#asked;
    return (asked?.text === text && asked.agent === this.#options.agent().name && asked.route) || TALKER;
  }
  /** These may be the caller's words, before they are: the model is asked meanwhile. */
  ahead(text: string): Route {
    const { router, signal, agent } = this.#options;
    const route = this.of(text);
    if (!router || route.route !== 'talker' || this.#asked?.text === text || text.split(/\s+/).length < MIN_WORDS)
      return route;
    const asked: Asked = { text, agent: agent().name, route: undefined };
    this.#asked = asked;
    void askRouter(router, text, this.#ways(), signal).then((said) => {
      asked.route = said;
    });
    return route;
  }
  /** The model that answers: the larger one where the turn needs it. */
  modelFor(text: string, usual: LanguageModel): LanguageModel {
    const { planner } = this.#options;
    return planner && this.of(text).route === 'larger-model' ? planner : usual;
  }

  #ways(): Ways {
    const { agent, tools, planner } = this.#options;
    return {
      specialists: agent().specialists,
      largerModel: planner !== undefined,
      background: tools().has('start_task'),
    };
  }
}

/** What a turn's prompt says of where the turn went. */
export const routeSection = ({ route }: Route): string =>
  route === 'background'
    ? '# Where this belongs\nThe caller wants to be told of this later: begin it with start_task, with every detail they gave, and say that you will come back to it.'
    : '';
