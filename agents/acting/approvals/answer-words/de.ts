/** Words of a plain yes and a plain no: German. Data; what is not listed makes an answer unclear. */
import type { AnswerWords } from './lists.ts';

export const GERMAN: AnswerWords = {
  yes: `
ja|jawohl|jep|jap|jo|klar|na klar|klar doch|sicher|sicherlich|gewiss|natürlich|selbstverständlich|auf jeden fall|unbedingt|
gern|gerne|sehr gern|sehr gerne|einverstanden|bin einverstanden|ich bin einverstanden|in ordnung|das ist in ordnung|geht in ordnung|
okay|ok|okey|richtig|das ist richtig|korrekt|das ist korrekt|genau|stimmt|das stimmt|passt|das passt|passt mir|das passt mir|
perfekt|prima|super|gut|das ist gut|so ist es|genau so|machen sie das|mach das|machen sie es|mach es|bitte machen|tun sie das|tu das|
nur zu|ich bestätige|ich bestätige das|bestätigt|dürfen sie|das dürfen sie|können sie machen|kannst du machen|das möchte ich|
das will ich|ich bin sicher|ich bin mir sicher|ganz sicher
`,
  no: `
nein|nee|nö|ne|nein danke|nicht|kein|keine|lieber nicht|besser nicht|bloß nicht|nicht nötig|auf keinen fall|auf gar keinen fall|
keinesfalls|niemals|nie|nie im leben|noch nicht|jetzt nicht|nicht jetzt|heute nicht|nicht heute|bitte nicht|machen sie das nicht|
mach das nicht|tun sie das nicht|tu das nicht|stopp|stop|halt|abbrechen|brechen sie ab|brich ab|abbruch|vergessen sie es|vergiss es|
lassen sie es|lass es|lassen sie das|lass das|lassen wir das|lassen wir es|natürlich nicht|sicher nicht|ganz und gar nicht|gar nicht|
überhaupt nicht|doch nicht|lieber doch nicht|falsch|das ist falsch|stimmt nicht|das stimmt nicht|nicht richtig|das ist nicht richtig|
das ist nicht korrekt|passt nicht|das passt nicht|das passt mir nicht|ich will nicht|ich will das nicht|das will ich nicht|
ich möchte nicht|ich möchte das nicht|das möchte ich nicht|ich habe es mir anders überlegt
`,
  nothing: `
bitte|bitte schön|danke|danke schön|dankeschön|danke sehr|vielen dank|äh|ähm|öh|hm|oh|dann|jetzt|nun|mal|für mich
`,
  unclear: `ja ja|jaja|ach ja|na ja|naja|ja doch|na gut|schon gut|alles gut`,
};
