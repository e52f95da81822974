/** What the agent was asked to watch for. The first few by name; how many more there are. */
import { words } from '../words.ts';

const SHOWN = 3;

export function WishChips({ wishes }: { wishes: readonly string[] }) {
  if (wishes.length === 0) return null;
  const rest = wishes.slice(SHOWN);
  return (
    <div className="wishes">
      <p id="wishes-title">{words.sight.wishes}</p>
      <ul aria-labelledby="wishes-title">
        {wishes.slice(0, SHOWN).map((wish) => (
          <li key={wish} title={wish} dir="auto">
            {wish}
          </li>
        ))}
        {rest.length > 0 && (
          <li className="wishes-rest" title={rest.join('\n')}>
            {words.sight.moreWishes(rest.length)}
          </li>
        )}
      </ul>
    </div>
  );
}
