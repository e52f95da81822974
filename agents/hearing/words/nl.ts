/** Which words of Dutch end an utterance, hold it open, or only accompany. Lists only. */
import { plainWords } from './plain-words.ts';

export const DUTCH = plainWords({
  noises: `
ja jaja jawel goed prima klopt precies juist oké natuurlijk echt leuk mooi tja zo interessant nee
`,
  noisePhrases: `
ja ja|ja hoor|ja precies|oh ja|ah zo|heel goed|dat klopt|ik snap het|ik begrijp het|is goed|ach zo
`,
  openEndings: `
en of want omdat als toen wanneer terwijl zodat hoewel voordat nadat totdat tenzij noch
de een mijn jouw uw zijn haar ons onze hun elke ieder iedere welke welk geen
te in met van naar tussen zonder sinds per
heel ongeveer
`,
  fillers: `
eh uh euh uhm hm mm nou dus eigenlijk
`,
  fillerPhrases: [/\b(ik bedoel|hoe zeg je dat|een moment|momentje|even kijken|wacht even|weet je|zeg maar)$/],
  quick: `
tot ziens|dag|doei|pardon|wat zegt u|nog een keer|nog eens|dat is alles|dat was alles|hang op
`,
  short: `
stop|hou op|stil|annuleer|nee bedankt|nee dank u|bedankt|dank u|dank u wel|ja graag|nog een keer|help
`,
  answers: `
ja|nee|jawel|zeker|klopt|precies|oké|ok|natuurlijk|misschien|ik weet het niet|geen idee|dat klopt|goed|prima|graag|akkoord
`,
  numbers: `
nul een één twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien twintig dertig veertig vijftig zestig zeventig tachtig negentig honderd duizend
`,
  tens: `
honderd duizend
`,
  months: `
januari februari maart april mei juni juli augustus september oktober november december
`,
  operators: `
plus gedeeld
`,
  addressJoints: `
apenstaartje at punt streepje liggend schuine www
`,
  introduction: /(?:ik heet|mijn naam is|ik ben) \p{L}+$/u,
  alwaysOpen: [
    /^(?:hallo |goedemorgen |goedemiddag |ja |dus )*(?:ik|wij|we) (?:wil|willen|zou|zouden|heb|hebben|ben|zijn|kan|kunnen|moet|moeten|zoek)(?: graag| even)?$/,
    /\bmijn (?:naam|nummer|adres|telefoonnummer) is$/,
    /^(?:kunt|kan|zou) (?:u|je)(?: mij| me| ons)?$/,
  ],
});
