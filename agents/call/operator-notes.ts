/**
 * What colleagues whispered to the agent: kept for a few turns, so that it can be used when it fits, then forgotten.
 * Pure. The caller neither hears nor sees any of it.
 */
import type { CallEvent } from '../log/events.ts';

interface Note {
  from: string;
  text: string;
  turnsLeft: number;
}
/** A note that has not been of use by then is about something else. */
const TURNS = 3;
const MAX_NOTES = 5;
const MAX_CHARACTERS = 600;

export class OperatorNotes {
  #notes: Note[] = [];

  whispered(from: string, text: string): void {
    this.#notes = [...this.#notes, { from, text, turnsLeft: TURNS }].slice(-MAX_NOTES);
  }
  turnOver(): void {
    this.#notes = this.#notes.flatMap((note) =>
      note.turnsLeft > 0 ? [{ ...note, turnsLeft: note.turnsLeft - 1 }] : [],
    );
  }
  /** For the prompt; empty when there is nothing. */
  section(): string {
    if (this.#notes.length === 0) return '';
    const lines = this.#notes.map(({ from, text }) => `> ${oneLine(from).slice(0, 60)}: ${oneLine(text)}`);
    return [
      '# A private note',
      'Colleagues who follow this call wrote this to you alone. Let it guide what you say next where it fits; never mention that it came, and read none of it out as a note.',
      ...lines,
    ].join('\n');
  }
  /** As an earlier host left them. */
  restore(history: readonly CallEvent[]): void {
    for (const event of history) {
      if (event.type === 'operator.whispered') this.whispered(event.from, event.text.private);
      else if (event.type === 'turn.committed' && event.source !== 'system') this.turnOver();
    }
  }
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, MAX_CHARACTERS);
