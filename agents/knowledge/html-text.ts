/**
 * A web page as the text that a reader of it sees, with its headings, lists and tables in Markdown's marks. Scripts,
 * styles, navigation and what the page hides are left out. The only import of htmlparser2. Pure.
 */
import { Parser } from 'htmlparser2';

export interface HtmlText {
  title: string;
  text: string;
}

const UNSEEN = new Set(
  'script style noscript template svg math iframe object embed canvas nav button select textarea audio video map dialog'.split(
    ' ',
  ),
);
const BLOCKS = new Set(
  `address article aside blockquote body details div dl fieldset figcaption figure footer form header hr html main
  menu ol p pre section summary table tbody tfoot thead ul`.split(/\s+/),
);
const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));
const HIDDEN_STYLE = /display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?![.\d])|font-size\s*:\s*0(?![.\d])/i;

export function htmlText(html: string): HtmlText {
  const lines: string[] = [];
  let line = '';
  let title = '';
  let inTitle = false;
  /** How deep in something unseen; 0: visible. */
  let unseen = 0;
  let preformatted = 0;
  const endLine = () => {
    if (line.trim() !== '') lines.push(line.trimEnd());
    line = '';
  };
  const endParagraph = () => {
    endLine();
    if (lines.length > 0 && lines.at(-1) !== '') lines.push('');
  };
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const hidden =
          UNSEEN.has(name) ||
          'hidden' in attributes ||
          attributes['aria-hidden'] === 'true' ||
          HIDDEN_STYLE.test(attributes.style ?? '');
        if (unseen > 0 || hidden) {
          if (!VOID.has(name)) unseen += 1;
          return;
        }
        const level = /^h([1-6])$/.exec(name)?.[1];
        if (name === 'title') inTitle = true;
        else if (level !== undefined) {
          endParagraph();
          line = `${'#'.repeat(Number(level))} `;
        } else if (name === 'br') endLine();
        else if (name === 'li') {
          endLine();
          line = '- ';
        } else if (name === 'tr' || name === 'dd' || name === 'dt') endLine();
        else if (name === 'td' || name === 'th') line += line === '' ? '| ' : ' | ';
        else if (BLOCKS.has(name)) endParagraph();
        if (name === 'pre') preformatted += 1;
      },
      ontext(text) {
        if (inTitle) title += text;
        else if (unseen > 0) return;
        else if (preformatted > 0) {
          const [first = '', ...rest] = text.split('\n');
          line += first;
          for (const next of rest) {
            endLine();
            line = next;
          }
        } else {
          const flat = text.replace(/\s+/g, ' ');
          line += line === '' || line.endsWith(' ') ? flat.trimStart() : flat;
        }
      },
      onclosetag(name) {
        if (unseen > 0) {
          if (!VOID.has(name)) unseen -= 1;
          return;
        }
        if (name === 'title') inTitle = false;
        else if (name === 'dd' || name === 'dt' || name === 'tr') endLine();
        else if (/^h[1-6]$/.test(name) || BLOCKS.has(name)) endParagraph();
        if (name === 'pre') preformatted = Math.max(0, preformatted - 1);
      },
    },
    { decodeEntities: true },
  );
  parser.write(html);
  parser.end();
  endLine();
  return { title: title.replace(/\s+/g, ' ').trim(), text: lines.join('\n').trim() };
}
