/** Which words of French end an utterance, hold it open, or only accompany. Lists only. */
import { plainWords } from './plain-words.ts';

export const FRENCH = plainWords({
  noises: `
oui ouais non d'accord voilà bien bon super parfait exact exactement ah bah ben euh génial vraiment intéressant certes
`,
  noisePhrases: `
d'accord|ah oui|ah bon|bien sûr|je vois|je comprends|très bien|c'est vrai|c'est ça|ok d'accord|oui oui|tout à fait|eh oui
`,
  openEndings: `
et ou mais car ni que qu' comme lorsque puisque parce pour afin quoique dont
le la les l' un une des du de d' au aux mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs ce cet cette ces chaque quel quelle quels quelles
à en dans sur sous avec sans chez vers par entre pendant jusque jusqu'à environ
je j' voudrais voudrait souhaiterais aimerais pourriez très presque ne m' te me se s'
`,
  fillers: `
euh heu ben bah hum hm mm alors donc enfin bref genre
`,
  fillerPhrases: [/\b(je veux dire|comment dire|attendez|un instant|une seconde|voyons|tu vois|vous voyez|disons)$/],
  quick: `
au revoir|à bientôt|salut|pardon|comment|répétez|répétez s'il vous plaît|encore une fois|c'est tout|ce sera tout|merci au revoir|raccrochez
`,
  short: `
stop|arrêtez|annulez|non merci|merci|merci beaucoup|oui s'il vous plaît|encore|aide
`,
  answers: `
oui|non|si|ouais|d'accord|bien sûr|exactement|voilà|peut-être|peut être|je ne sais pas|je sais pas|c'est ça|volontiers|ok|okay|parfait|bien
`,
  numbers: `
zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt trente quarante cinquante soixante cent mille
`,
  tens: `
vingt trente quarante cinquante soixante cent mille
`,
  months: `
janvier février mars avril mai juin juillet août septembre octobre novembre décembre
`,
  operators: `
divisé multiplié
`,
  addressJoints: `
arobase point tiret slash www
`,
  introduction: /(?:je m'appelle|mon nom est|moi c'est) \p{L}+$/u,
  alwaysOpen: [
    /^(?:bonjour |oui |alors )*(?:je|nous) (?:suis|sommes|veux|voulons|peux|dois|vais|voudrais|voudrions|cherche)$/,
    /^(?:bonjour |oui |alors )*j'(?:ai|aimerais|avais)(?: besoin)?$/,
    /\b(?:mon|ma|votre) (?:nom|numéro|adresse|prénom) (?:est|c'est)$/,
    /^(?:est ce que )?(?:vous )?(?:pouvez|pourriez)(?: vous)?(?: me| nous)?$/,
  ],
});
