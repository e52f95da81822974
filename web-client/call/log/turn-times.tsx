/** How fast the answer came, discreetly; opened, where the time went. */
import { tenths } from '../state/duration.ts';
import type { StagesMs } from '../state/transcript.ts';
import { words } from '../words.ts';

export function TurnTimes({ stagesMs }: { stagesMs: StagesMs }) {
  const totalMs = stagesMs['turn.ear'] ?? stagesMs['plan.first_clause'];
  const stages = Object.entries(stagesMs).sort(([a], [b]) => Number(a === 'turn.ear') - Number(b === 'turn.ear'));
  if (totalMs === undefined || stages.length === 0) return null;
  const longestMs = Math.max(...stages.filter(([stage]) => stage !== 'speak.playout').map(([, ms]) => ms), 1);
  return (
    <details className="times">
      <summary>{words.log.answeredIn(tenths(totalMs))}</summary>
      <table>
        <caption>{words.log.timesTitle}</caption>
        <tbody>
          {stages.map(([stage, ms]) => (
            <tr key={stage}>
              <th scope="row">{words.log.stageName(stage)}</th>
              <td>
                {stage !== 'speak.playout' && (
                  <span className="times-bar" style={{ inlineSize: `${Math.min(1, ms / longestMs) * 100}%` }} />
                )}
              </td>
              <td className="times-number">{Math.round(ms)} ms</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
