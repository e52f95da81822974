/** Draws the presence figure on a canvas, in the canvas element's own text colour (so that CSS owns the palette). */
import { type Figure, type Ring, radiusAt } from './ring-geometry.ts';

const POINTS = 120;
/** Line widths are given for a canvas this wide; a smaller one draws finer lines. */
const REFERENCE_PX = 300;

export function drawFigure(canvas: HTMLCanvasElement, figure: Figure): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const ratio = Math.min(window.devicePixelRatio, 2);
  const sizePx = canvas.clientWidth;
  const side = Math.round(sizePx * ratio);
  if (canvas.width !== side) {
    canvas.width = side;
    canvas.height = side;
  }
  const half = side / 2;
  const lineScale = ratio * Math.max(0.6, sizePx / REFERENCE_PX);
  context.clearRect(0, 0, side, side);
  const colour = getComputedStyle(canvas).color;
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineCap = 'round';
  for (const shape of figure.rings) {
    context.globalAlpha = Math.max(0, Math.min(1, shape.alpha));
    context.lineWidth = shape.width * lineScale;
    trace(context, shape, half);
    context.stroke();
  }
  context.globalAlpha = Math.max(0, Math.min(1, figure.core.alpha));
  context.beginPath();
  context.arc(half, half, figure.core.radius * half, 0, 2 * Math.PI);
  context.fill();
}

function trace(context: CanvasRenderingContext2D, shape: Ring, half: number): void {
  const closed = shape.sweep > 0.985;
  const from = closed ? 0 : shape.turn;
  const span = 2 * Math.PI * Math.min(1, shape.sweep);
  context.beginPath();
  for (let point = 0; point <= POINTS; point += 1) {
    const angle = from + (span * point) / POINTS;
    const radius = radiusAt(shape, angle) * half;
    const x = half + shape.offsetX * half + radius * Math.cos(angle);
    const y = half + shape.offsetY * half + radius * Math.sin(angle);
    if (point === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
  }
  if (closed) context.closePath();
}
