/** Data as it is, with room to breathe. Can be scrolled by keyboard. */
export function JsonText({ text, label }: { text: string; label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section className="json" aria-label={label} tabIndex={0}>
      <pre>{text}</pre>
    </section>
  );
}
