/** The stages of a turn as bars on one time. A table for readers, bars for eyes. */
import { took } from '../parts/times.ts';
import { words } from '../words.ts';
import { waterfall } from './waterfall.ts';

export function WaterfallView({ stagesMs }: { stagesMs: Readonly<Record<string, number>> }) {
  const { bars, totalMs } = waterfall(stagesMs);
  const percent = (ms: number): string => `${Math.min(100, (100 * ms) / totalMs).toFixed(2)}%`;
  return (
    <table className="waterfall">
      <caption className="out-of-sight">{words.trace.times}</caption>
      <thead className="out-of-sight">
        <tr>
          <th scope="col">{words.trace.stage}</th>
          <th scope="col">{words.trace.when}</th>
          <th scope="col">{words.trace.took}</th>
        </tr>
      </thead>
      <tbody>
        {bars.map(({ stage, startMs, lengthMs }) => (
          <tr key={stage} data-stage={stage}>
            <th scope="row">{words.stage(stage)}</th>
            <td className="waterfall-track">
              <span className="out-of-sight">{took(startMs)}</span>
              <span
                className="waterfall-bar"
                style={{
                  insetInlineStart: percent(startMs),
                  inlineSize: percent(Math.min(lengthMs, totalMs - startMs)),
                }}
              />
            </td>
            <td className="number">{took(lengthMs)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
