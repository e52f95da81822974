/** Which words of Spanish end an utterance, hold it open, or only accompany. Lists only. */
import { plainWords } from './plain-words.ts';

export const SPANISH = plainWords({
  noises: `
sí si ya claro vale bueno bien exacto perfecto genial entiendo cierto verdad ajá aja anda pues interesante
`,
  noisePhrases: `
ya veo|muy bien|está bien|de acuerdo|claro que sí|por supuesto|ah sí|ah ya|es verdad|así es|lo entiendo|ah bueno
`,
  openEndings: `
y e o u pero sino porque que como aunque mientras pues para donde ni
el la los las lo un una unos unas mi mis tu tus su sus nuestro nuestra nuestros nuestras cada
a al de del en con sin por sobre entre hacia hasta desde según durante tras ante
he ha hemos han había quisiera querría podría me te se le les nos muy casi tan
`,
  fillers: `
eh em mm hm hum pues osea
`,
  fillerPhrases: [/\b(o sea|es decir|a ver|un momento|espere|déjeme ver|cómo se dice|sabe|digamos)$/],
  quick: `
adiós|hasta luego|hasta pronto|chao|perdón|cómo|repita|repita por favor|otra vez|otra vez por favor|eso es todo|nada más|cuelgue
`,
  short: `
pare|alto|basta|cancele|no gracias|gracias|muchas gracias|sí por favor|otra vez|ayuda
`,
  answers: `
sí|si|no|claro|vale|exacto|de acuerdo|por supuesto|quizás|tal vez|no sé|no lo sé|correcto|está bien|ok|perfecto|bueno
`,
  numbers: `
cero uno una dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa cien ciento mil
`,
  tens: `
treinta cuarenta cincuenta sesenta setenta ochenta noventa ciento mil
`,
  months: `
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
`,
  operators: `
dividido multiplicado
`,
  addressJoints: `
arroba punto guion guión barra www
`,
  introduction: /(?:me llamo|mi nombre es|soy) \p{L}+$/u,
  alwaysOpen: [
    /^(?:hola |buenos días |buenas tardes |sí |bueno )*(?:yo )?(?:quiero|necesito|tengo|estoy|soy|voy|puedo|busco|me gustaría)$/,
    /\bmi (?:nombre|número|dirección|teléfono) es$/,
    /^(?:me |nos )?(?:puede|podría|puedes)$/,
  ],
});
