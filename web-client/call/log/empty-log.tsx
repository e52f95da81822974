/** Before anything is said: a few things worth saying. */
import { words } from '../words.ts';

export function EmptyLog() {
  return (
    <div className="log-empty">
      <p>{words.log.tryThis}</p>
      {words.log.examples.map((example) => (
        <p key={example} className="log-example">
          {example}
        </p>
      ))}
      <p className="fine">{words.log.empty}</p>
    </div>
  );
}
