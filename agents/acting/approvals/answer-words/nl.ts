/** Words of a plain yes and a plain no: Dutch. Data; what is not listed makes an answer unclear. */
import type { AnswerWords } from './lists.ts';

export const DUTCH: AnswerWords = {
  yes: `
ja|jawel|jazeker|ja hoor|zeker|zeker wel|natuurlijk|uiteraard|vanzelfsprekend|graag|heel graag|akkoord|ik ben akkoord|ga akkoord|
ik ga akkoord|oké|ok|okay|okee|prima|goed|dat is goed|is goed|dat is prima|dat klopt|klopt|juist|dat is juist|precies|correct|perfect|
uitstekend|helemaal goed|doe maar|doe dat|doe dat maar|doet u maar|ga uw gang|ga je gang|ga door|ga maar door|dat mag|dat mag u doen|
bevestigd|ik bevestig|ik bevestig het|dat wil ik|ik weet het zeker
`,
  no: `
nee|neen|nee hoor|nee dank u|nee dank je|nee bedankt|niet|geen|liever niet|beter niet|zeker niet|natuurlijk niet|absoluut niet|helemaal niet|
niet doen|doe maar niet|doe dat niet|doe dat maar niet|niet nu|nu niet|nog niet|vandaag niet|nooit|stop|stoppen|stopt u maar|annuleer|
annuleren|laat maar|laat maar zitten|vergeet het|vergeet het maar|dat klopt niet|klopt niet|dat is niet goed|dat is niet juist|fout|
dat is fout|onjuist|ik wil niet|ik wil dat niet|dat wil ik niet|geen sprake van|ik heb me bedacht
`,
  nothing: `
alstublieft|alsjeblieft|dank u|dank je|dank u wel|dank je wel|bedankt|eh|uh|euh|hm|oh|ah|dan|nu|mevrouw|meneer|voor mij|wat mij betreft
`,
  unclear: `ja ja|jaja|nou ja|ach ja|ja ja goed`,
};
