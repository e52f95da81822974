/** Which words of Portuguese end an utterance, hold it open, or only accompany. Lists only. */
import { plainWords } from './plain-words.ts';

export const PORTUGUESE = plainWords({
  noises: `
sim pois claro certo bom bem exato perfeito ótimo entendi verdade tá né legal beleza interessante
`,
  noisePhrases: `
pois é|está bem|tá bem|tá bom|muito bem|ah sim|é verdade|com certeza|isso mesmo|eu entendo|já percebi
`,
  openEndings: `
e ou mas porém porque que se quando como enquanto para nem
o a os as um uma uns umas meu minha meus minhas teu tua seu sua seus suas nosso nossa cada
de do da dos das em no na nos nas com sem por pelo pela sobre entre até desde durante ao aos à às num numa
queria gostaria poderia me te se lhe quase tão
`,
  fillers: `
eh hum hm mm ahn tipo
`,
  fillerPhrases: [/\b(quer dizer|ou seja|um momento|espere|deixa eu ver|deixe ver|sabe|digamos)$/],
  quick: `
adeus|tchau|até logo|até breve|como|repita|repita por favor|outra vez|de novo|é só isso|é tudo|mais nada
`,
  short: `
pare|chega|cancele|não obrigado|não obrigada|obrigado|obrigada|muito obrigado|muito obrigada|sim por favor|de novo|ajuda
`,
  answers: `
sim|não|claro|certo|exato|está bem|com certeza|talvez|não sei|isso mesmo|correto|perfeito|ok|concordo|pois
`,
  numbers: `
zero um uma dois duas três quatro cinco seis sete oito nove dez onze doze treze catorze quatorze quinze dezesseis dezassete dezoito dezenove vinte trinta quarenta cinquenta sessenta setenta oitenta noventa cem cento mil
`,
  tens: `
vinte trinta quarenta cinquenta sessenta setenta oitenta noventa cento mil
`,
  months: `
janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro
`,
  operators: `
dividido multiplicado
`,
  addressJoints: `
arroba ponto hífen traço barra www
`,
  introduction: /(?:me chamo|chamo-me|o meu nome é|meu nome é) \p{L}+$/u,
  alwaysOpen: [
    /^(?:olá |bom dia |boa tarde |sim |então )*(?:eu )?(?:quero|preciso|tenho|estou|sou|vou|posso|procuro)$/,
    /\b(?:meu|minha) (?:nome|número|endereço|morada) é$/,
    /^(?:você )?(?:pode|poderia)(?: me)?$/,
  ],
});
