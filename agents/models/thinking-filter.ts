/**
 * Takes `<think>...</think>` out of streamed text: some servers send a model's thinking as part of the answer, and it
 * must never be spoken. Pure and incremental; a tag may be cut anywhere between two chunks.
 */

const OPEN = '<think>';
const CLOSE = '</think>';

export class ThinkingFilter {
  #inside = false;
  #held = '';

  /** The speakable part of what is known so far. */
  push(text: string): string {
    let rest = this.#held + text;
    this.#held = '';
    let spoken = '';
    for (;;) {
      const tag = this.#inside ? CLOSE : OPEN;
      const at = rest.indexOf(tag);
      if (at < 0) break;
      if (!this.#inside) spoken += rest.slice(0, at);
      rest = rest.slice(at + tag.length);
      this.#inside = !this.#inside;
      // What follows the thinking is the answer, without the blank lines between.
      if (!this.#inside) rest = rest.trimStart();
    }
    const keep = lengthOfTagStart(rest, this.#inside ? CLOSE : OPEN);
    this.#held = rest.slice(rest.length - keep);
    return this.#inside ? spoken : spoken + rest.slice(0, rest.length - keep);
  }

  /** What was held because it looked like the beginning of a tag. */
  end(): string {
    const held = this.#inside ? '' : this.#held;
    this.#held = '';
    return held;
  }
}

/** How many characters at the end of `text` may be the beginning of `tag`. */
function lengthOfTagStart(text: string, tag: string): number {
  for (let length = Math.min(tag.length - 1, text.length); length > 0; length -= 1) {
    if (text.endsWith(tag.slice(0, length))) return length;
  }
  return 0;
}
