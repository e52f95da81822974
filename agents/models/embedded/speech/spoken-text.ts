/**
 * Rewrites a text so that flite says it as a person would: numbers, times, money, dates, units, abbreviations, and
 * the marks of written text that are not to be read out. Pure, one table, applied from top to bottom.
 */
import { cardinal, digitByDigit, ordinal, spokenNumber, spokenYear } from './numbers-in-words.ts';

type Rule = readonly [pattern: RegExp, replace: string | ((match: string, ...groups: string[]) => string)];

const MONTHS = 'January|February|March|April|May|June|July|August|September|October|November|December';
const MONTH_BY_ABBREVIATION = new Map(MONTHS.split('|').map((month) => [month.slice(0, 3), month]));
const CURRENCIES: Record<string, [one: string, many: string, oneCent: string, cents: string]> = {
  $: ['dollar', 'dollars', 'cent', 'cents'],
  '€': ['euro', 'euros', 'cent', 'cents'],
  '£': ['pound', 'pounds', 'penny', 'pence'],
};
const UNITS: Record<string, string> = {
  km: 'kilometres',
  'km/h': 'kilometres an hour',
  mph: 'miles an hour',
  kg: 'kilograms',
  cm: 'centimetres',
  mm: 'millimetres',
  GB: 'gigabytes',
  MB: 'megabytes',
  ms: 'milliseconds',
  '°C': 'degrees Celsius',
  '° C': 'degrees Celsius',
  '°F': 'degrees Fahrenheit',
  '°': 'degrees',
};
const unitPattern = Object.keys(UNITS)
  .sort((a, b) => b.length - a.length)
  .join('|');
const NUMBER = '\\d[\\d,]*(?:\\.\\d+)?';

function time(hour: string, minute: string, half: string | undefined): string {
  const minutes = Number(minute);
  const exact =
    minutes === 0
      ? half || Number(hour) > 12
        ? ''
        : " o'clock"
      : minutes < 10
        ? ` oh ${cardinal(minutes)}`
        : ` ${cardinal(minutes)}`;
  const hundred = minutes === 0 && Number(hour) > 12 ? ' hundred' : '';
  return `${cardinal(Number(hour))}${hundred}${exact}${half ? ` ${half[0]?.toUpperCase()} M` : ''}`;
}

function money(sign: string, whole: string, cents: string | undefined): string {
  const [one, many, oneCent, manyCents] = CURRENCIES[sign] as [string, string, string, string];
  const units = spokenNumber(whole);
  const minor = Number(cents ?? 0);
  const small = minor === 0 ? '' : ` and ${cardinal(minor)} ${minor === 1 ? oneCent : manyCents}`;
  if (units === 'zero' && small !== '') return small.slice(' and '.length);
  return `${units} ${units === 'one' ? one : many}${small}`;
}

const RULES: readonly Rule[] = [
  // Marks of written text.
  [/```[\s\S]*?```/g, ' '],
  [/\[([^\]]+)\]\((?:[^)]+)\)/g, '$1'],
  [/\bhttps?:\/\/(\S+?)\/?(?=[\s.,!?]|$)/g, '$1'],
  [/[*_`#>]{1,3}(?=[\p{L}\p{N}])|(?<=[\p{L}\p{N}.!?])[*_`]{1,3}/gu, ''],
  [/[’‘]/g, "'"],
  [/[“”"]/g, ''],
  [/\p{Extended_Pictographic}\uFE0F?/gu, ' '],
  // Abbreviations.
  [/\be\.g\.,?/gi, 'for example'],
  [/\bi\.e\.,?/gi, 'that is'],
  [/\betc\./gi, 'et cetera.'],
  [/\bvs\.?(?=\s)/gi, 'versus'],
  [/\bapprox\./gi, 'approximately'],
  [/\bMs\.(?=\s)/g, 'Miz'],
  [/\bNo\. ?(?=\d)/g, 'number '],
  [/#(?=\d)/g, 'number '],
  [/\s&\s/g, ' and '],
  [/([\w.+-]+)@([\w-]+)\.([\w.]+)/g, (_, name, host, end) => `${name} at ${host} dot ${end}`],
  [/\bOK\b/g, 'okay'],
  [/\bID\b/g, 'I D'],
  // AI, API, USA, SMS: letter by letter, unless they follow each other as a shouted sentence does.
  [/(?<![A-Z]{2} )\b(?!AM\b|PM\b)([A-Z]{2,5})\b(?! [A-Z]{2})/g, (_, letters) => [...letters].join(' ')],
  // Times, money, dates.
  [
    /\b([01]?\d|2[0-3]):([0-5]\d)(?:\s*([ap])\.?\s?m\b(?:\.(?=\s+[a-z]))?)?/gi,
    (_, hour, minute, half) => time(hour, minute, half),
  ],
  [
    /\b(1[0-2]|[1-9])\s*([ap])\.?\s?m\b(?:\.(?=\s+[a-z]))?/gi,
    (_, hour, half) => `${cardinal(Number(hour))} ${half.toUpperCase()} M`,
  ],
  [
    /([$€£])(\d[\d,]*)(?:\.(\d\d))?(?![\d.]*\d)(?:\s(million|billion))?/g,
    (_, sign, whole, cents, scale) =>
      scale ? `${spokenNumber(whole)} ${scale} ${CURRENCIES[sign]?.[1]}` : money(sign, whole, cents),
  ],
  [
    /\b(Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?:t)?\.(?=\s\d)/g,
    (_, month) => MONTH_BY_ABBREVIATION.get(month) ?? month,
  ],
  [
    new RegExp(`\\b(${MONTHS}) (\\d{1,2})(?:st|nd|rd|th)?\\b(?:,? (\\d{4}))?`, 'g'),
    (_, month, day, year) => `${month} ${ordinal(Number(day))}${year ? `, ${spokenYear(Number(year))}` : ''}`,
  ],
  [
    /\b(\d{4})-(\d\d)-(\d\d)\b/g,
    (match, year, month, day) => {
      const name = MONTHS.split('|')[Number(month) - 1];
      return name === undefined ? match : `${name} ${ordinal(Number(day))}, ${spokenYear(Number(year))}`;
    },
  ],
  [
    /\b([Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|[Oo]f|[Yy]ear) (1[1-9]\d\d|20\d\d)\b(?![,.]?\d|%| [a-z]+s\b)/g,
    (_, word, year) => `${word} ${spokenYear(Number(year))}`,
  ],
  // Arithmetic and units.
  [/(?<=\d)\s*[*×·]\s*(?=\d)/g, ' times '],
  [/(?<=\d)\s*÷\s*(?=\d)/g, ' divided by '],
  [/(?<=\d)\s+\/\s+(?=\d)/g, ' divided by '],
  [/(?<=\d)\s+[-−]\s+(?=\d)/g, ' minus '],
  [/(?<=\d)\s*\^\s*(?=\d)/g, ' to the power of '],
  [/(?<=[\d\s])\+(?=[\s\d])/g, ' plus '],
  [/\s*=\s*/g, ' equals '],
  [new RegExp(`(${NUMBER})\\s?%`, 'g'), '$1 percent'],
  [new RegExp(`(${NUMBER})\\s?(${unitPattern})(?![\\p{L}])`, 'gu'), (_, count, unit) => `${count} ${UNITS[unit]}`],
  [/\b(\d+)(?:st|nd|rd|th)\b/g, (_, digits) => ordinal(Number(digits))],
  // A telephone number is read digit by digit, group by group.
  [
    /\+?\b\d{3}[-. ]\d{3,4}(?:[-. ]\d{2,4})?\b(?![.,]?\d)/g,
    (match) =>
      match
        .split(/\D+/)
        .filter((group) => group !== '')
        .map(digitByDigit)
        .join(', '),
  ],
  [/(?<=\d)\s?[-–](?=\d)/g, ' to '],
  [/(?<![\p{L}\d])[-−](?=\d)/gu, 'minus '],
  [
    new RegExp(NUMBER, 'g'),
    (match) => (/,$/.test(match) ? `${spokenNumber(match.slice(0, -1))},` : spokenNumber(match)),
  ],
  [/[{}[\]<>|\\^~*_=]/g, ' '],
  [/ {2,}/g, ' '],
];

export function spokenText(text: string): string {
  let spoken = text;
  for (const [pattern, replacement] of RULES) {
    spoken =
      typeof replacement === 'string' ? spoken.replace(pattern, replacement) : spoken.replace(pattern, replacement);
  }
  return spoken.trim();
}
