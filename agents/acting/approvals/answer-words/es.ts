/** Words of a plain yes and a plain no: Spanish. Data; what is not listed makes an answer unclear. */
import type { AnswerWords } from './lists.ts';

export const SPANISH: AnswerWords = {
  yes: `
sí|si|claro|claro que sí|que sí|por supuesto|por supuesto que sí|desde luego|desde luego que sí|vale|de acuerdo|estoy de acuerdo|
está bien|me parece bien|adelante|siga adelante|hágalo|hazlo|dale|correcto|es correcto|exacto|exactamente|perfecto|confirmo|lo confirmo|
confirmado|así es|eso es|ok|okay|okey|con mucho gusto|lo quiero|eso quiero|estoy seguro|estoy segura
`,
  no: `
no|que no|no gracias|para nada|de ninguna manera|de ningún modo|mejor no|ahora no|todavía no|aún no|hoy no|nunca|jamás|cancele|cancela|
cancelar|cancélelo|cancélalo|pare|alto|basta|stop|olvídelo|olvídalo|déjelo|déjalo|no lo haga|no lo hagas|no haga eso|no hagas eso|
no quiero|no lo quiero|no quiero eso|prefiero que no|claro que no|por supuesto que no|desde luego que no|ni hablar|no está bien|
no es correcto|no es así|está mal|incorrecto|he cambiado de opinión|cambié de opinión|he cambiado de idea
`,
  nothing: `
por favor|gracias|muchas gracias|eh|este|pues|bueno|oh|ah|entonces|ahora|señor|señora|señorita|para mí
`,
  unclear: `cómo no|ya|sí sí claro`,
};
