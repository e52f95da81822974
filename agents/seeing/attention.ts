/**
 * Does what was said refer to what can be seen? Pure. A turn that does gets the picture; any other gets at most a line
 * of text, so that a shared screen costs nothing while people talk of something else. English.
 */
import type { VideoSourceId } from './frame.ts';

const SCREEN =
  /\b(screen|page|window|tab|slide|document|website|site|browser|terminal|console|editor|code|error|message|dialog|pop-?up|button|menu|table|chart|graph|row|column|line|title|heading|log|output|build|form|field|cell|warning|status|price list|tests?)s?\b/;
const CAMERA =
  /\b(camera|holding|hold (?:this|it) up|in my hand|my face|my (?:shirt|desk|room|kitchen)|behind me|in front of me|wearing|this (?:invoice|letter|label|bottle|box|card|paper|photo|picture|receipt))\b/;
/** What is asked of a page by the things that stand on it. */
const STANDING =
  /\b(cheap(?:er|est)|(?:most|least) expensive|dearest|(?:highest|lowest|best) (?:price|rated|number|value|amount)|prices?|costs?|how much|invoice|receipt|bill|order|amount|total|subtotal|balance|due|vat|tax|iban|(?:phone|serial|account|customer|order|reference|tracking|flight|gate) ?(?:number)?|address|e-?mail|subject|sender|deadline|version|password|code|score|title|author|name of)\b/;
const ASKING = /\b(what|what's|which|where|how|who|whose|when|is|are|does|do|can|could|tell|give|find)\b/;
const LOOKING =
  /\b(see|look(?:ing|s)?|watch(?:ing)?|show(?:s|ing|n|ed)?|read|describe|what does (?:it|that|this|the \w+(?: \w+)?) say|what is (?:this|that)|what's (?:this|that|on)|which (?:of these|one)|how many .* (?:here|there)|here|these|on (?:the|my) (?:left|right|top|bottom)|at the (?:top|bottom)|up there|down there)\b/;

export interface Attention {
  /** The turn speaks of something visible. */
  refers: boolean;
  /** Which kind of source it speaks of; undefined: whichever changed last. */
  track: VideoSourceId['track'] | undefined;
}

export function attentionOf(text: string): Attention {
  const plain = text.toLowerCase().replace(/[’]/g, "'");
  const screen = SCREEN.test(plain);
  const camera = CAMERA.test(plain);
  const looking = LOOKING.test(plain);
  const track = screen === camera ? undefined : screen ? 'screen' : 'camera';
  return {
    refers:
      looking ||
      camera ||
      (screen && /\bthe\b/.test(plain)) ||
      ((screen || STANDING.test(plain)) && ASKING.test(plain)),
    track,
  };
}

const PLACES: readonly [
  RegExp,
  (box: { x: number; y: number; width: number; height: number }) => {
    x: number;
    y: number;
    width: number;
    height: number;
  },
][] = [
  [/\btop\b|\bupper\b|\babove\b/, (box) => ({ ...box, height: box.height / 2 })],
  [/\bbottom\b|\blower\b|\bbelow\b/, (box) => ({ ...box, y: box.y + box.height / 2, height: box.height / 2 })],
  [/\bleft\b/, (box) => ({ ...box, width: box.width / 2 })],
  [/\bright\b/, (box) => ({ ...box, x: box.x + box.width / 2, width: box.width / 2 })],
  [
    /\b(?:middle|cent(?:er|re))\b/,
    (box) => ({ x: box.x + box.width / 4, y: box.y + box.height / 4, width: box.width / 2, height: box.height / 2 }),
  ],
];

/** "top right" as a box inside the frame; the whole frame when no place is named. */
export function placeNamed(
  text: string,
  widthPx: number,
  heightPx: number,
): { x: number; y: number; width: number; height: number } {
  const plain = text.toLowerCase();
  let box = { x: 0, y: 0, width: widthPx, height: heightPx };
  for (const [pattern, narrow] of PLACES) if (pattern.test(plain)) box = narrow(box);
  return {
    x: Math.floor(box.x),
    y: Math.floor(box.y),
    width: Math.max(1, Math.floor(box.width)),
    height: Math.max(1, Math.floor(box.height)),
  };
}
