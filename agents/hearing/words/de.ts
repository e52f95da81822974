/** Which words of German end an utterance, hold it open, or only accompany. Lists only. */
import { plainWords } from './plain-words.ts';

export const GERMAN = plainWords({
  noises: `
ja jaja genau klar gut richtig stimmt echt wirklich super prima toll aha ach achso tja hmhm soso natürlich interessant okey nein ne
`,
  noisePhrases: `
ach so|ja genau|ja klar|alles klar|na klar|na gut|sehr gut|ja gut|ach ja|ich verstehe|verstehe|das stimmt|in ordnung|ja okay|ah ja
`,
  openEndings: `
und oder aber sondern weil dass ob wenn als falls damit obwohl bevor nachdem während sobald solange indem wobei
der den dem des eine einen einem einer eines mein meine meinen meinem meiner dein deine ihr ihre ihren ihrem unser unsere sein seine
dieser dieses diesen diesem jeder jede jedes jeden welche welcher welches welchen kein keine keinen
in im am für von vom beim hinter neben zwischen ohne gegen seit zum zur ins ans
sehr etwa ungefähr zirka weder entweder sowohl je desto umso dr herr frau plus minus
`,
  fillers: `
äh ähm öh öhm hm hmm mm also naja tja quasi sozusagen
`,
  fillerPhrases: [
    /\b(ich meine|sagen wir|wie soll ich sagen|einen moment|moment mal|warten sie|lass mich überlegen|mal sehen|weißt du|wissen sie)$/,
  ],
  quick: `
auf wiederhören|auf wiedersehen|tschüss|tschüs|ciao|wie bitte|noch einmal|noch einmal bitte|nochmal|nochmal bitte|das ist alles|das war alles|das wär's|weiter|legen sie auf
`,
  short: `
stopp|stop|halt|ruhe|abbrechen|nein danke|danke|vielen dank|danke schön|ja bitte|nochmal|hilfe
`,
  answers: `
ja|nein|doch|klar|gerne|gern|genau|richtig|okay|ok|stimmt|natürlich|vielleicht|das stimmt|ich weiß nicht|keine ahnung|ja gerne|nein danke|gut|passt
`,
  numbers: `
null eins zwei zwo drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig hundert tausend
`,
  tens: `
hundert tausend
`,
  months: `
januar februar märz april mai juni juli august september oktober november dezember
`,
  operators: `
plus minus geteilt
`,
  addressJoints: `
at punkt bindestrich unterstrich schrägstrich klammeraffe www
`,
  introduction: /\b(?:mein name ist|ich heiße|ich bin) \p{L}+$/u,
  alwaysOpen: [
    /^(?:hallo |guten tag |ja |also )*(?:ich|wir) (?:möchten?|würden?|habe|haben|hätten?|bin|sind|will|wollen|kann|können|muss|müssen|wollten?|brauchen?)(?: gerne?| bitte)?$/,
    /\b(?:meine? )(?:name|nummer|adresse|telefonnummer|geburtstag) (?:ist|lautet)$/,
    /^(?:können|könnten|würden|dürfte|darf) (?:sie|ich|wir)(?: mir| uns| bitte)*$/,
  ],
});
