/**
 * The presence on the stage. Decoration for the eye only: the state is also said in words beside it. With reduced motion
 * it holds one pose per state, and loudness shows as the size of the core a few times a second.
 */
import { useEffect, useRef } from 'react';
import type { Presence } from '../state/presence.ts';
import { drawFigure } from './draw-figure.ts';
import { approach, figureAt, only } from './ring-geometry.ts';
import { useReducedMotion } from './use-reduced-motion.ts';

interface Props {
  presence: Presence;
  callerLevel: () => number;
  agentLevel: () => number;
}

/** Samples of loudness kept, one per frame at 60 a second: half a second of travel. */
const HISTORY = 40;
const FRAME_MS = 1000 / 60;
/** Share of the way to the new state per frame: settled after about a third of a second. */
const MORPH = 0.12;
const STILL_INTERVAL_MS = 160;

export function PresenceRings({ presence, callerLevel, agentLevel }: Props) {
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const latest = useRef({ presence, callerLevel, agentLevel });
  const still = useReducedMotion();

  useEffect(() => {
    latest.current = { presence, callerLevel, agentLevel };
  });

  useEffect(() => {
    const canvas = canvasRef.current;
    if (!canvas) return;
    const history: number[] = new Array<number>(HISTORY).fill(0);
    let weights = only(latest.current.presence);
    let smooth = 0;
    let frame = 0;
    let drawnAtMs = 0;
    const loudness = (): number => {
      if (latest.current.presence === 'speaking') return latest.current.agentLevel();
      return latest.current.presence === 'listening' ? latest.current.callerLevel() : 0;
    };
    const draw = (nowMs: number): void => {
      frame = requestAnimationFrame(draw);
      if (still && nowMs - drawnAtMs < STILL_INTERVAL_MS) return;
      drawnAtMs = nowMs;
      const loud = loudness();
      smooth += (loud - smooth) * (loud > smooth ? 0.5 : 0.18);
      history.unshift(smooth);
      history.length = HISTORY;
      weights = still ? only(latest.current.presence) : approach(weights, latest.current.presence, MORPH);
      const level = still
        ? () => smooth * 0.4
        : (delayMs: number) => history[Math.min(HISTORY - 1, Math.round(delayMs / FRAME_MS))] ?? 0;
      drawFigure(canvas, figureAt(weights, still ? 0.6 : nowMs / 1000, level));
    };
    frame = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(frame);
  }, [still]);

  return (
    <div className="rings" data-presence={presence} aria-hidden="true">
      <canvas ref={canvasRef} />
    </div>
  );
}
