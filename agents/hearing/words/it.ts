/** Which words of Italian end an utterance, hold it open, or only accompany. Lists only. */
import { plainWords } from './plain-words.ts';

export const ITALIAN = plainWords({
  noises: `
sì si già certo bene va giusto esatto perfetto ottimo capito vero davvero ecco appunto interessante beh
`,
  noisePhrases: `
va bene|ho capito|certo certo|ah sì|ah già|molto bene|d'accordo|è vero|capisco|certo che sì
`,
  openEndings: `
e ed o oppure ma però perché che se quando come mentre affinché né anche quindi
il lo la i gli le l' un uno una un' mio mia miei mie tuo tua suo sua suoi sue nostro nostra vostro vostra ogni
di a da in con su per tra fra del dello della dei degli delle dell' al allo alla ai agli alle all' dal dalla nel nella sul sulla senza verso durante
vorrei vorrebbe potrei potrebbe mi ti ci vi quasi non signor
`,
  fillers: `
eh ehm mm hm allora dunque cioè beh insomma
`,
  fillerPhrases: [/\b(voglio dire|come dire|un momento|un attimo|aspetti|vediamo|diciamo|sa)$/],
  quick: `
arrivederci|arrivederla|ciao|scusi|come|ripeta|ripeta per favore|ancora una volta|di nuovo|è tutto|basta così|nient'altro
`,
  short: `
stop|basta|fermo|annulla|no grazie|grazie|grazie mille|sì grazie|ancora|aiuto
`,
  answers: `
sì|si|no|certo|esatto|d'accordo|va bene|forse|non so|non lo so|giusto|corretto|perfetto|bene|ok|volentieri
`,
  numbers: `
zero uno una due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove venti trenta quaranta cinquanta sessanta settanta ottanta novanta cento mille
`,
  tens: `
venti trenta quaranta cinquanta sessanta settanta ottanta novanta cento mille
`,
  months: `
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
`,
  operators: `
diviso moltiplicato
`,
  addressJoints: `
chiocciola punto trattino barra www
`,
  introduction: /(?:mi chiamo|il mio nome è|sono) \p{L}+$/u,
  alwaysOpen: [
    /^(?:buongiorno |salve |sì |allora )*(?:io )?(?:voglio|ho|sono|devo|posso|vado|cerco|mi chiamo|ho bisogno)$/,
    /\b(?:mio|mia) (?:nome|numero|indirizzo) è$/,
    /^(?:mi |ci )?(?:può|potrebbe|puoi)$/,
  ],
});
