/**
 * A Vega-Lite specification as an SVG. Vega takes a quarter of a second and some 40 MB to load: it is loaded with the
 * first plot, and only in the thread where sheets are drawn. Loads nothing from anywhere.
 */
import { Error as LOG_ERRORS, loader, parse, textMetrics, View } from 'vega';
import { compile } from 'vega-lite';
import { textWidthPx } from './letters.ts';
import type { PlotSpec } from './plot-spec.ts';

declare module 'vega' {
  // Exported, but left out of its types.
  export const textMetrics: { width(item: { fontSize?: number }, text: unknown): number };
}

// Without a canvas Vega takes every letter for a wide one, and leaves labels out that would fit.
textMetrics.width = (item: { fontSize?: number }, text: unknown): number =>
  textWidthPx(String(text ?? ''), item.fontSize ?? 11);

const nothing = loader();
nothing.load = () => Promise.reject(new Error('Plots load nothing.'));

export async function drawPlot(spec: PlotSpec): Promise<string> {
  const view = new View(parse(compile(JSON.parse(JSON.stringify(spec))).spec), {
    renderer: 'none',
    loader: nothing,
    logLevel: LOG_ERRORS,
  });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}
