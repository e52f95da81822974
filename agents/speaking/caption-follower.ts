/**
 * Turns the growing text that was heard into the words to add to a caption: captions follow the voice and are never
 * ahead of it. Pure state; the effect is the callback of its owner.
 */
export class CaptionFollower {
  #shown = '';

  /** The words newly heard, with the space that joins them; empty when nothing is new. */
  advance(heardText: string): string {
    if (!heardText.startsWith(this.#shown) || heardText.length <= this.#shown.length) return '';
    const added = heardText.slice(this.#shown.length);
    this.#shown = heardText;
    return added;
  }
  get text(): string {
    return this.#shown;
  }
}
