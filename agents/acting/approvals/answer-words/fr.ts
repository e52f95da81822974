/** Words of a plain yes and a plain no: French. Data; what is not listed makes an answer unclear. */
import type { AnswerWords } from './lists.ts';

export const FRENCH: AnswerWords = {
  yes: `
oui|ouais|ouaip|d'accord|je suis d'accord|c'est d'accord|bien sûr|bien sur|bien entendu|évidemment|volontiers|avec plaisir|certainement|
absolument|tout à fait|entendu|parfait|exact|exactement|c'est exact|c'est ça|c'est bien ça|c'est juste|correct|c'est correct|
oui c'est bon|c'est bon pour moi|ça marche|ça me va|ça me convient|ok|okay|vas y|allez y|faites|faites le|fais le|faites donc|
faites ça|je confirme|je le confirme|confirmé|je suis sûr|je suis sûre|je veux bien|oui je veux bien
`,
  no: `
non|non merci|nan|pas|jamais|pas du tout|surtout pas|pas maintenant|pas encore|pas aujourd'hui|pas question|hors de question|plutôt pas|
vaut mieux pas|il vaut mieux pas|j'aime mieux pas|je préfère pas|je préfère que non|annulez|annule|annuler|annulez ça|arrêtez|arrête|stop|
laissez tomber|laisse tomber|laissez|oubliez|oublie|oubliez ça|je veux pas|je ne veux pas|je n'en veux pas|ne faites pas ça|
ne le faites pas|ne fais pas ça|faites pas ça|ce n'est pas ça|c'est pas ça|ce n'est pas bon|c'est pas bon|c'est faux|c'est pas correct|
ce n'est pas correct|pas d'accord|je ne suis pas d'accord|je suis pas d'accord|certainement pas|absolument pas|sûrement pas|
bien sûr que non|mais non|j'ai changé d'avis
`,
  nothing: `
s'il vous plaît|s'il te plaît|svp|merci|merci beaucoup|merci bien|euh|heu|hum|ben|bah|oh|ah|eh bien|alors|donc|monsieur|madame|
mademoiselle|pour moi|maintenant
`,
  unclear: `si|c'est bon|mais oui`,
};
