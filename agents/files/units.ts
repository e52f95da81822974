/** The units that tables are written in, as one spelling each, and where a heading names one. Pure. */

const SPELLINGS: Record<string, readonly string[]> = {
  EUR: ['€', 'eur', 'euro', 'euros'],
  USD: ['$', 'usd', 'us$', 'dollar', 'dollars'],
  GBP: ['£', 'gbp'],
  CHF: ['chf', 'sfr', 'sfr.'],
  JPY: ['¥', 'jpy', 'yen'],
  INR: ['₹', 'inr'],
  CNY: ['cny', 'rmb'],
  SEK: ['sek'],
  NOK: ['nok'],
  DKK: ['dkk'],
  PLN: ['pln', 'zł'],
  '%': ['%', 'percent', 'per cent', 'pct'],
  kg: ['kg', 'kilogram', 'kilograms'],
  g: ['g', 'gram', 'grams'],
  mg: ['mg'],
  t: ['t', 'tonnes'],
  lb: ['lb', 'lbs'],
  km: ['km'],
  m: ['m', 'metre', 'metres', 'meter', 'meters'],
  cm: ['cm'],
  mm: ['mm'],
  mi: ['mi', 'miles'],
  ft: ['ft'],
  in: ['in', 'inch', 'inches'],
  'm²': ['m²', 'm2', 'sqm'],
  'm³': ['m³', 'm3'],
  l: ['l', 'litre', 'litres', 'liter', 'liters'],
  ml: ['ml'],
  s: ['s', 'sec', 'seconds'],
  ms: ['ms', 'milliseconds'],
  min: ['min', 'minutes'],
  h: ['h', 'hours', 'hrs'],
  d: ['days'],
  W: ['w', 'watt'],
  kW: ['kw'],
  kWh: ['kwh'],
  MWh: ['mwh'],
  V: ['v', 'volt'],
  A: ['amp', 'ampere'],
  Hz: ['hz'],
  '°C': ['°c', '℃'],
  '°F': ['°f'],
  'km/h': ['km/h', 'kmh'],
  B: ['bytes'],
  kB: ['kb'],
  MB: ['mb'],
  GB: ['gb'],
  TB: ['tb'],
  pcs: ['pcs', 'pieces', 'stk', 'stück'],
};

const UNITS = new Map(Object.entries(SPELLINGS).flatMap(([unit, written]) => written.map((text) => [text, unit])));

/** The unit written beside a number: `€`, `kg`. Undefined when it is none that is known. */
export function unitOf(text: string): string | undefined {
  return UNITS.get(text.trim().toLowerCase());
}

/** Too short to mean a unit where they stand at the end of a heading without brackets ("Version A", "Class m"). */
const MIN_BARE_LENGTH = 2;

/** The unit a heading names: `Price (EUR)`, `Weight [kg]`, `Price in EUR`, `Price €`, `weight_kg`. */
export function unitOfHeading(heading: string): string | undefined {
  const bracketed = /[([]([^()[\]]{1,20})[)\]]\s*$/.exec(heading)?.[1];
  if (bracketed !== undefined) return unitOf(bracketed);
  const words = heading.trim().split(/[\s_,/]+/);
  const last = words.at(-1) ?? '';
  if (words.length < 2) return /^[%€$£¥₹]$/.test(last) ? unitOf(last) : undefined;
  if (words.at(-2)?.toLowerCase() === 'in') return unitOf(last);
  return last.length >= MIN_BARE_LENGTH || /^[%€$£¥₹]$/.test(last) ? bareUnit(last) : undefined;
}

/** "Check in" and "sign in" name no inches, "last days" no days. */
function bareUnit(word: string): string | undefined {
  return ['in', 'min', 'days', 'seconds', 'minutes', 'hours', 'pieces'].includes(word.toLowerCase())
    ? undefined
    : unitOf(word);
}
