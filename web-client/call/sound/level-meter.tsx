/** How loud the microphone is now. The bar moves every frame; what assistive technology is told changes a few times a second. */
import { useEffect, useRef, useState } from 'react';
import { useMeter } from '../presence/use-meter.ts';
import { words } from '../words.ts';

const SPOKEN_INTERVAL_MS = 300;

export function LevelMeter({ track }: { track: MediaStreamTrack }) {
  const level = useMeter(track);
  const bar = useRef<HTMLSpanElement>(null);
  const [percent, setPercent] = useState(0);
  useEffect(() => {
    let frame = 0;
    const draw = (): void => {
      if (bar.current) bar.current.style.transform = `scaleX(${level().toFixed(3)})`;
      frame = requestAnimationFrame(draw);
    };
    draw();
    const timer = setInterval(() => setPercent(Math.round(level() * 10) * 10), SPOKEN_INTERVAL_MS);
    return () => {
      cancelAnimationFrame(frame);
      clearInterval(timer);
    };
  }, [level]);
  return (
    <div className="level">
      <meter className="out-of-sight" aria-label={words.sound.level} min={0} max={100} value={percent} />
      <span ref={bar} className="level-bar" />
    </div>
  );
}
