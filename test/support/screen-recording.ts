/**
 * Ten minutes of a shared screen, rendered here: a still invoice, an editor in which somebody types, a price list that
 * is scrolled, a film with captions, a talk with slides. With it, what people ask about it, when, and what is right.
 */
import type { I420Frame } from '../../media/video/frame.ts';
import { HD, line, render, svg, withRect } from './video-scenes.ts';

export const PART_MS = 120_000;
export const RECORDING_MS = 5 * PART_MS;

export interface ScriptedQuestion {
  askedAtMs: number;
  question: string;
  /** Must be among what the model is told. */
  answer: string;
}

const INVOICE = [
  'ACME Office Supplies',
  'Invoice number INV-20931',
  'Customer: Harbour Lane Bakery',
  'Order date: 14 March 2031',
  'Delivery: Tuesday, 18 March',
  'Desk lamp, 3 pieces          87.60 EUR',
  'Paper, 20 boxes             118.00 EUR',
  'Shipping                     12.40 EUR',
  'Total due                   218.00 EUR',
  'Pay by 11 April to account 77120044',
];
const TYPED = [
  'export const RETRY_LIMIT = 7;',
  'const host = "mailbox.example.org";',
  'const port = 8443;',
  'function greet(visitor) { return "Welcome aboard"; }',
  'logger.level = "verbose";',
  'const region = "north-harbour";',
  'schedule("nightly backup", "02:45");',
  'throw new Error("quota exceeded");',
];
const GOODS =
  'walnut desk,oak shelf,brass lamp,wool carpet,steel ladder,glass vase,paper blind,cotton sofa,marble table,bamboo chair,copper kettle,linen curtain,rubber mat,ceramic bowl,leather stool,velvet cushion,plastic crate,granite sink,wicker basket,silver frame,canvas tent,birch bench,cedar chest,iron gate,pine wardrobe,slate tile,clay oven,silk screen,felt board,zinc bucket'.split(
    ',',
  );
const priceOf = (row: number): string => `${40 + ((row * 137) % 900)}.${String(10 + ((row * 29) % 90))}`;
const CAPTIONS = [
  'The expedition leaves Tromso in May',
  'Captain Marta Moberg commands the ship',
  'The hull is forty one metres long',
  'A storm breaks the forward mast',
  'They repair it with spruce from the hold',
  'Polar bears follow them for nine days',
  'The cook discovers a leak at midnight',
  'Radio contact is lost near Bear Island',
  'A whaler tows them to Hammerfest',
  'All fourteen sailors come home',
];
const SLIDES: readonly (readonly [string, ...string[]])[] = [
  ['Annual review', 'Prepared by Petra Lindqvist', 'Board meeting in Lisbon'],
  ['Revenue', 'Revenue grew to 48.2 million', 'Margin is 17 percent'],
  ['Customers', 'New customers: 1,316', 'Churn fell to 2.9 percent'],
  ['Hiring', 'Headcount reaches 212', 'Office opens in Porto'],
  ['Product', 'Version Falcon ships in June', 'Support hours are doubled'],
  ['Risks', 'Supplier Norvik may be late', 'Copper prices rise'],
  ['Logistics', 'Warehouse moves to Antwerp', 'Fleet of 36 vans'],
  ['Energy', 'Solar roof yields 640 kilowatts', 'Heating switches to biogas'],
  ['Quality', 'Complaints down to 58', 'Audit passed by Veritas'],
  ['Budget', 'Training budget 95,000 euros', 'Travel is frozen'],
  ['Goals', 'Target for next year: 55 million', 'Two new markets: Chile and Peru'],
  ['Thank you', 'Questions to petra@acme.example', 'Next review on 9 October'],
];

const ROW_PX = 32;
const LIST_TOP_PX = 120;
const pages: Record<string, (atMs: number) => string> = {
  still: () => svg(HD, INVOICE.map((text, row) => line(text, 120, 100 + row * 52, 26)).join('')),
  /** Five letters a second, then a pause: a line takes fifteen seconds. */
  typing: (atMs) => {
    const current = Math.floor(atMs / 15_000);
    const letters = Math.floor((atMs % 15_000) / 200);
    const lines = TYPED.slice(0, current + 1).map((text, row) => (row === current ? text.slice(0, letters) : text));
    return svg(
      HD,
      line('settings.ts - editor', 40, 40, 20, '#bbbbbb') +
        lines.map((text, row) => line(`${row + 1}  ${text}`, 60, 110 + row * 44, 24, '#e0e0e0')).join(''),
      '#1e1e1e',
    );
  },
  /** Six bursts of a second and a half, then rest. */
  scrolling: (atMs) => {
    const burst = Math.floor(atMs / 20_000);
    const moved = Math.min(1, (atMs % 20_000) / 1_500);
    const offset = Math.round(((burst === 0 ? 0 : burst - 1 + moved) * 3 * ROW_PX) / 4) * 4;
    const rows = GOODS.map((name, row) =>
      line(`${name}   ${priceOf(row)} EUR`, 100, LIST_TOP_PX + 40 + row * ROW_PX - offset, 22),
    );
    const bar = `<rect width="1280" height="${LIST_TOP_PX - 10}" fill="#224466"/>${line('Furniture price list', 60, 70, 34, '#ffffff')}`;
    return svg(HD, rows.join('') + bar);
  },
  video: (atMs) =>
    svg(
      HD,
      line('Northern Voyage - documentary', 80, 60, 28) +
        line(CAPTIONS[Math.floor(atMs / 12_000)] ?? '', 80, 640, 28) +
        line('Channel: Fjord Films', 880, 140, 22) +
        line('Published in 2029', 880, 180, 22),
    ),
  slides: (atMs) => {
    const [title = '', ...points] = SLIDES[Math.floor(atMs / 10_000)] ?? [];
    return svg(
      HD,
      line(title, 100, 130, 52, '#14325a') +
        points.map((text, row) => line(text, 140, 280 + row * 90, 34)).join('') +
        line(`${Math.floor(atMs / 10_000) + 1} / ${SLIDES.length}`, 1160, 690, 18),
      '#f4f4ee',
    );
  },
};
const PARTS = Object.keys(pages);
/** A codec gives the same page a little differently each time. */
const QUALITIES = [72, 80, 88] as const;
const MOST_KEPT = 64;

export class ScreenRecording {
  readonly #rendered = new Map<string, I420Frame>();

  /** What is on the screen at that time. Call it in the order of time. */
  async at(atMs: number): Promise<I420Frame> {
    const name = PARTS[Math.floor(atMs / PART_MS)] ?? 'slides';
    const within = atMs % PART_MS;
    const source = pages[name]?.(within) ?? '';
    const quality = QUALITIES[Math.floor(atMs / 700) % (name === 'typing' || name === 'scrolling' ? 1 : 3)];
    const key = `${quality} ${source}`;
    let frame = this.#rendered.get(key);
    if (!frame) {
      frame = await render(source, 0, quality);
      this.#rendered.set(key, frame);
      const [oldest] = this.#rendered.keys();
      if (this.#rendered.size > MOST_KEPT && oldest !== undefined) this.#rendered.delete(oldest);
    }
    return { ...(name === 'video' ? film(frame, within) : frame), atMs };
  }
}

/** The moving part: tiles that never rest. */
function film(still: I420Frame, atMs: number): I420Frame {
  let frame = still;
  for (let tile = 0; tile < 24; tile++) {
    const luma = Math.floor(30 + 190 * Math.abs(Math.sin((atMs / 66) * 0.17 + tile * 1.7)));
    frame = withRect(frame, 80 + (tile % 6) * 120, 100 + Math.floor(tile / 6) * 110, 120, 110, luma);
  }
  return frame;
}

const [STILL, TYPING, SCROLLING, VIDEO, TALK] = [0, 1, 2, 3, 4].map((part) => part * PART_MS) as [
  number,
  number,
  number,
  number,
  number,
];
const asked = (askedAtMs: number, question: string, answer: string): ScriptedQuestion => ({
  askedAtMs,
  question,
  answer,
});

/** In the order in which they are asked: of what stands there, and of what was there long before. */
export const QUESTIONS: readonly ScriptedQuestion[] = [
  asked(STILL + 10_000, 'What is the invoice number?', 'INV-20931'),
  asked(STILL + 25_000, 'Who is the customer on the page?', 'Harbour Lane Bakery'),
  asked(STILL + 40_000, 'How much is the total?', '218.00'),
  asked(STILL + 55_000, 'What does the screen say about delivery?', '18 March'),
  asked(STILL + 75_000, 'Which account do I have to pay to?', '77120044'),
  asked(STILL + 95_000, 'How much does shipping cost?', '12.40'),
  asked(TYPING + 14_000, 'What is the retry limit in the code?', '7'),
  asked(TYPING + 44_000, 'Which port does the code set?', '8443'),
  asked(TYPING + 59_000, 'What does the function return on the screen?', 'Welcome aboard'),
  asked(TYPING + 74_000, 'What is the logger level in the editor?', 'verbose'),
  asked(TYPING + 104_000, 'When does the nightly backup run, according to the code?', '02:45'),
  asked(TYPING + 118_000, 'What error does the code throw?', 'quota exceeded'),
  asked(SCROLLING + 12_000, 'What does the walnut desk cost?', priceOf(0)),
  asked(SCROLLING + 30_000, 'What is the price of the leather stool?', priceOf(14)),
  asked(SCROLLING + 55_000, 'How much is the granite sink?', priceOf(17)),
  asked(SCROLLING + 75_000, 'What is the price of the silver frame?', priceOf(19)),
  asked(SCROLLING + 95_000, 'How much is the cedar chest?', priceOf(22)),
  asked(SCROLLING + 115_000, 'What did the walnut desk cost before we scrolled?', priceOf(0)),
  asked(VIDEO + 9_000, 'Where does the expedition leave from on the screen?', 'Tromso'),
  asked(VIDEO + 21_000, 'What does the page say about the captain?', 'Marta Moberg'),
  asked(VIDEO + 45_000, 'What is the title of this documentary?', 'Northern Voyage'),
  asked(VIDEO + 70_000, 'What does the caption on the screen say?', 'nine days'),
  asked(VIDEO + 95_000, 'Which channel is shown on the page?', 'Fjord Films'),
  asked(VIDEO + 112_000, 'How long was the hull, as the caption said before?', 'forty one metres'),
  asked(TALK + 7_000, 'Who prepared this slide?', 'Petra Lindqvist'),
  asked(TALK + 17_000, 'What does the slide say about revenue?', '48.2 million'),
  asked(TALK + 28_000, 'How many new customers are on the slide?', '1,316'),
  asked(TALK + 38_000, 'Where does the office open, says the slide?', 'Porto'),
  asked(TALK + 48_000, 'Which version ships in June?', 'Falcon'),
  asked(TALK + 66_000, 'Which supplier did the earlier slide name as a risk?', 'Norvik'),
  asked(TALK + 78_000, 'How many kilowatts does the solar roof yield, what does the slide say?', '640'),
  asked(TALK + 88_000, 'Who passed the audit on this slide?', 'Veritas'),
  asked(TALK + 94_000, 'What was the invoice number you saw earlier?', 'INV-20931'),
  asked(TALK + 97_000, 'What was the training budget?', '95,000'),
  asked(TALK + 100_500, 'Which host did I type into the code before?', 'mailbox.example.org'),
  asked(TALK + 104_000, 'Where was the whaler towing them in the film?', 'Hammerfest'),
  asked(TALK + 107_000, 'What did the velvet cushion cost earlier?', priceOf(15)),
  asked(TALK + 110_500, 'Which region was typed in the settings before?', 'north-harbour'),
  asked(TALK + 114_000, 'When is the next review, according to the slide?', '9 October'),
  asked(TALK + 117_000, 'How many vans did the fleet have on the earlier slide?', '36'),
];

/** What people say in between that has nothing to do with the screen. */
export const SMALL_TALK = ['Good morning to you.', 'My name is Martin.', 'Thank you very much.', 'Let me think.'];
