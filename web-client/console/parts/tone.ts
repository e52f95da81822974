/** How a state is coloured. Pure. */
export type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'agent' | 'person';
